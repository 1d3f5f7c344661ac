/** The cards within the person's reach: the card images of one folder, and the slot that takes one of them. */

import { readdir, realpath } from 'node:fs/promises';
import { basename, resolve, sep } from 'node:path';
import Type, { type Static } from 'typebox';
import { HumanInterfaceError } from './human-interface-guard.ts';

/** The slot that a person puts a card into. Errors with a string `code` reach the person with code and message. */
export interface CardSlot {
  /** @param path the card's memory image */
  insert(path: string): Promise<void>;
  remove(): void;
}

/** The body of POST /card. */
export const CardOrder = Type.Union([
  Type.Object({ insert: Type.String({ minLength: 1, maxLength: 4096 }) }, { additionalProperties: false }),
  Type.Object({ remove: Type.Literal(true) }, { additionalProperties: false }),
]);
export type CardOrder = Static<typeof CardOrder>;

const CARD = '.card';
const MOST_CARDS_LISTED = 1000;

export class CardTable {
  readonly #slot: CardSlot;
  readonly #folder: string | undefined;
  #inserted: string | null = null;

  /** @param folder without it every path is within reach, and nothing is listed */
  constructor(slot: CardSlot, folder: string | undefined) {
    this.#slot = slot;
    this.#folder = folder;
  }

  /** Names only, never paths. `inserted`: as far as the person has done it. */
  async list(): Promise<{ readonly cards: readonly string[]; readonly inserted: string | null }> {
    const files = this.#folder === undefined ? [] : await readdir(this.#folder, { withFileTypes: true });
    const cards = files.filter((file) => file.isFile() && file.name.endsWith(CARD)).map(({ name }) => name);
    return { cards: cards.sort().slice(0, MOST_CARDS_LISTED), inserted: this.#inserted };
  }

  /**
   * @param card a name in the folder, or the path of a card below it
   * @throws HumanInterfaceError `terminal/unknown-card`; what the slot throws
   */
  async insert(card: string): Promise<void> {
    const path = this.#folder === undefined ? card : await reach(this.#folder, card);
    this.#inserted = basename(path);
    try {
      await this.#slot.insert(path);
    } catch (error) {
      this.#inserted = null;
      throw error;
    }
  }

  remove(): void {
    this.#inserted = null;
    this.#slot.remove();
  }
}

/** The real path, so that no link leads out of the folder. */
async function reach(folder: string, card: string): Promise<string> {
  try {
    const path = await realpath(resolve(folder, card));
    if (path.startsWith((await realpath(folder)) + sep) && path.endsWith(CARD)) return path;
  } catch {
    // No such file: the same refusal, which tells nothing of what is elsewhere.
  }
  throw new HumanInterfaceError('terminal/unknown-card', 404, 'no such card on the table');
}
