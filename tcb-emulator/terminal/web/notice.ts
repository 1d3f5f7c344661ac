/** The line that says what went wrong, in the page's language. */
import { element } from './elements.ts';
import type { Word, Words } from './words.ts';

export class Notice {
  readonly #line = element('notice', HTMLElement);
  #words: Words;
  #word: Word | undefined;
  /** Follows the word untranslated: a code. */
  #detail = '';

  constructor(words: Words) {
    this.#words = words;
  }

  show(word: Word, detail = ''): void {
    this.#word = word;
    this.#detail = detail;
    this.#line.textContent = `${this.#words[word]} ${detail}`.trim();
  }

  /** @param only if it is this notice that is shown */
  clear(only = this.#word): void {
    if (only !== this.#word) return;
    this.#word = undefined;
    this.#line.textContent = '';
  }

  setWords(words: Words): void {
    this.#words = words;
    if (this.#word !== undefined) this.show(this.#word, this.#detail);
  }
}
