/** The cards on the table and the one in the slot. */
import { element } from './elements.ts';
import type { CardTable } from './human-api.ts';
import type { Words } from './words.ts';

const EXTENSION = /\.card$/;

export class CardView {
  readonly #card = element('card', HTMLElement);
  readonly #cardName = element('card-name', HTMLElement);
  readonly #slot = element('in-slot', HTMLElement);
  readonly #choice = element('cards', HTMLSelectElement);
  readonly #insert = element('insert', HTMLButtonElement);
  readonly #remove = element('remove', HTMLButtonElement);
  #inserted: string | null = null;
  #words: Words;

  constructor(words: Words) {
    this.#words = words;
  }

  /** The name of the card that the person has chosen. */
  get chosen(): string {
    return this.#choice.value;
  }

  show({ cards, inserted }: CardTable): void {
    // In a window that has just come the list is at the card in the slot, as in the one that put it there.
    const isNews = inserted !== this.#inserted;
    this.#inserted = inserted;
    this.#offer(cards);
    if (isNews && inserted !== null) this.#choice.value = inserted;
    // One card at a time: the choices of who has one in the slot are not given up for another by a click.
    this.#insert.disabled = cards.length === 0 || inserted !== null;
    this.#remove.disabled = inserted === null;
    this.#showSlot();
  }

  setWords(words: Words): void {
    this.#words = words;
    this.#showSlot();
  }

  /** Left alone while nothing has changed: a new list would move under the hand that chooses. */
  #offer(cards: readonly string[]): void {
    const { chosen } = this;
    const options = cards.map((name) => new Option(name.replace(EXTENSION, ''), name));
    if (options.length === 0) options.push(new Option(this.#words.noCards, ''));
    const shown = [...this.#choice.options];
    if (options.length === shown.length && options.every(({ text }, i) => text === shown[i]?.text)) return;
    this.#choice.replaceChildren(...options);
    if (cards.includes(chosen)) this.#choice.value = chosen;
  }

  #showSlot(): void {
    const { slotEmpty, slotHolds } = this.#words;
    const name = this.#inserted?.replace(EXTENSION, '');
    this.#card.classList.toggle('inserted', name !== undefined);
    this.#cardName.textContent = name ?? '';
    this.#slot.textContent = name === undefined ? slotEmpty : `${slotHolds} ${name}`;
  }
}
