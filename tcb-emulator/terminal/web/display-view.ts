/**
 * The display and the lamp beside it. What a Finlet draws reaches the page as the text of 80 cells, never as markup, and
 * never the lamp.
 */
import type { Frame } from '../../display/lcd.ts';
import { element } from './elements.ts';
import { spokenLines } from './spoken.ts';
import { languageOf, WORDS, type Words } from './words.ts';

type Lamp = Frame['mode'] | 'off';

const CELLS = 4 * 20;

export class DisplayView {
  readonly #device = element('device', HTMLElement);
  readonly #lamp = element('mode', HTMLElement);
  readonly #spoken = element('spoken', HTMLElement);
  readonly #cells = Array.from({ length: CELLS }, () => document.createElement('span'));
  #mode: Lamp = 'off';
  #words: Words;

  constructor(words: Words) {
    this.#words = words;
    element('lcd', HTMLElement).append(...this.#cells);
    this.switchOff();
  }

  show({ mode, language, lines }: Frame): void {
    this.#setMode(mode);
    const characters = lines.flatMap((line) => [...line]);
    for (const [i, cell] of this.#cells.entries()) cell.textContent = characters[i] ?? '';
    this.#say(spokenLines(lines, WORDS[languageOf([language])]), language);
  }

  /** A dead display is not left showing its last screen. */
  switchOff(): void {
    this.#setMode('off');
    for (const cell of this.#cells) cell.textContent = '';
    this.#say([], '');
  }

  setWords(words: Words): void {
    this.#words = words;
    this.#spoken.setAttribute('aria-label', words.display);
    this.#lamp.textContent = words[this.#mode];
  }

  #setMode(mode: Lamp): void {
    this.#mode = mode;
    this.#device.className = mode;
    this.#lamp.textContent = this.#words[mode];
  }

  /** Said again even if it is the same: it answers a key. */
  #say(lines: readonly string[], language: string): void {
    const paragraphs = lines.map((line) => {
      const paragraph = document.createElement('p');
      paragraph.lang = language;
      paragraph.textContent = line;
      return paragraph;
    });
    this.#spoken.replaceChildren(...paragraphs);
  }
}
