/**
 * Makes and registers voters' cards, so that a crash at any point leaves nothing half-done. For each card, durably and in
 * this order: its digits for the PIN letter; a note of its public key; its memory image; its registration on the roll; the note is
 * erased. Whoever finds note and image finishes the registration, which may be repeated; a note or mailer without image
 * belongs to no card, and the next attempt replaces it.
 */
import { existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import type { Organisation } from '../letters/document.ts';
import { type OfficerClient, Refused } from '../office/officer-client.ts';
import { CommandError } from '../output/output.ts';
import { utf8 } from '../protocol/primitives/bytes.ts';
import { ensureFolder, eraseSecret, readSecret, writeSecretOnce } from '../servers/shared/secret-file.ts';
import { FileMemory } from '../tcb-emulator/card/memory/non-volatile-memory.ts';
import { issuerOf, makeCard, randomDigits } from './devices.ts';
import { PinMailers } from './pin-mailers.ts';
import { StationError } from './station-error.ts';

const PIN_DIGITS = 6;

export interface CardOfficeOptions {
  /** Where cards and PIN letters go. */
  readonly folder: string;
  /** The first PIN of every card, 4 to 8 digits; one of its own for each if left out. */
  readonly pin?: string | undefined;
}

export interface RegisteredCard {
  readonly voter: string;
  /** In hexadecimal. */
  readonly publicKey: string;
}

export class CardOffice {
  readonly folder: string;
  readonly mailers: PinMailers;
  readonly #officer: OfficerClient;
  readonly #pin: string | undefined;

  /** Errors: CommandError for a PIN that is none. */
  constructor(officer: OfficerClient, { folder, pin }: CardOfficeOptions) {
    if (pin !== undefined && !/^\d{4,8}$/.test(pin)) throw new CommandError('--pin: write 4 to 8 digits');
    this.folder = folder;
    this.mailers = new PinMailers(folder);
    this.#officer = officer;
    this.#pin = pin;
  }

  /** The roll in its order; `card` is false as well while a card here is made but perhaps not registered. */
  async roll(): Promise<{ voter: string; card: boolean }[]> {
    const all = await this.#officer.get('/officer/voters');
    return all.map(({ voter, card }) => ({ voter, card: card && this.unregistered(voter) === undefined }));
  }

  /**
   * Makes the voter's card and registers it, or finishes what was interrupted. If this fails, it can be repeated.
   * Errors: StationError desk/card-exists; CommandError if the Commissioner's service refuses or does not answer.
   */
  async personalise(voter: string): Promise<RegisteredCard> {
    const interrupted = this.unregistered(voter);
    try {
      if (interrupted !== undefined) return await this.#register(voter, interrupted);
    } catch (error) {
      // It had been registered, and was lost before this station knew.
      if (!(error instanceof Refused) || error.code !== 'card/revoked') throw error;
      eraseSecret(this.#note(voter));
    }
    return this.#register(voter, await this.#make(voter));
  }

  async #register(voter: string, publicKey: string): Promise<RegisteredCard> {
    await this.#officer.post('/officer/cards', [{ voter, publicKey }]);
    eraseSecret(this.#note(voter));
    return { voter, publicKey };
  }

  /** Voters with a finished card whose PIN letter is not destroyed yet. */
  finishedMailers(): string[] {
    return this.mailers
      .waiting()
      .filter((voter) => existsSync(this.#image(voter)) && this.unregistered(voter) === undefined);
  }

  /** As letters show it. */
  async organisation(): Promise<Organisation> {
    const { organisation } = await this.#officer.get('/officer/servers');
    if (organisation === undefined) return {};
    const { hasLogo, ...shown } = organisation;
    return hasLogo ? { ...shown, logo: await this.#officer.bytes('/logo.png') } : shown;
  }

  /** The memory of a card that was lost and revoked is kept under another name: whoever finds the card has that card. */
  async #setAside(voter: string): Promise<void> {
    const listed = (await this.#officer.get('/officer/voters')).find((one) => one.voter === voter);
    if (listed?.hadCard !== true || listed.card) return;
    let number = 1;
    while (existsSync(this.#revoked(voter, number))) number += 1;
    renameSync(this.#image(voter), this.#revoked(voter, number));
  }

  async #make(voter: string): Promise<string> {
    const path = this.#image(voter);
    if (existsSync(path)) await this.#setAside(voter);
    if (existsSync(path))
      throw new StationError(
        'desk/card-exists',
        `${path} is a card of ${voter} already; to replace it, move it away first`,
      );
    const pin = this.#pin ?? randomDigits(PIN_DIGITS);
    const { image, publicKey, ...mailer } = await makeCard({ voter, pin }, await issuerOf(this.#officer));
    ensureFolder(this.folder);
    this.mailers.put(voter, { pin, ...mailer });
    eraseSecret(this.#note(voter));
    writeSecretOnce(this.#note(voter), utf8(publicKey));
    new FileMemory(path).write(image);
    return publicKey;
  }

  /** The public key of a card that was made but perhaps not registered. */
  unregistered(voter: string): string | undefined {
    const note = readSecret(this.#note(voter));
    if (note === undefined || !existsSync(this.#image(voter))) return undefined;
    return Buffer.from(note).toString('latin1');
  }

  readonly #revoked = (voter: string, number: number): string => `${this.#image(voter)}.revoked-${number}`;
  readonly #image = (voter: string): string => join(this.folder, `${voter}.card`);
  readonly #note = (voter: string): string => join(this.folder, `${voter}.card.unregistered`);
}
