/**
 * The side of the terminal that faces a person: display and pin-pad, in process.
 *
 * The Finlet writes with `show` and reads with `nextKey`; a person, or a robot in a person's place, looks with `frame`,
 * `afterFrame` and `waitForText` and presses with `press` and `type`.
 *
 * There is no type-ahead: a key counts only while a dialogue waits for one, so that a key pressed at one screen never
 * acts on a screen that the person has not seen. Robots hand whole sequences to `type`, which waits instead of them.
 * The panel keeps no key after it is read and logs nothing; a dialogue that reads a PIN shows `*`.
 */

import type { Key } from './keys.ts';
import { type Frame, type Mode, showsText, toScreen } from './lcd.ts';

export type { Key } from './keys.ts';

const MOST_SCREENS_KEPT = 64;

export class Panel {
  #frame: Frame = { sequence: 0, mode: 'idle', language: 'en', lines: toScreen([]) };
  #language = 'en';
  #screenSequence = 0;
  #keySequence = -1;
  #reader: ((key: Key) => void) | undefined;
  #typing: Promise<unknown> = Promise.resolve();
  readonly #watchers = new Set<() => void>();

  /**
   * Shows up to 4 lines of up to 20 columns. A repeated screen is a new frame too: it answers a key.
   * @throws RangeError if they do not fit
   */
  show(lines: readonly string[]): void {
    const sequence = this.#frame.sequence + 1;
    this.#frame = { ...this.#frame, sequence, language: this.#language, lines: toScreen(lines) };
    this.#screenSequence = this.#frame.sequence;
    this.#notifyWatchers();
  }

  /** Of what is shown from now on. */
  setLanguage(language: string): void {
    this.#language = language;
  }

  /** For the terminal, not for the Finlet: the indicator beside the display. */
  setMode(mode: Mode): void {
    this.#frame = { ...this.#frame, sequence: this.#frame.sequence + 1, mode };
    this.#notifyWatchers();
  }

  /**
   * The next key that is pressed from now on.
   * @throws the signal's reason once it is aborted; Error if somebody reads already
   */
  nextKey(signal?: AbortSignal): Promise<Key> {
    return new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      if (this.#reader !== undefined) throw new Error('two readers at one pin-pad');
      const abandon = (): void => {
        this.#reader = undefined;
        reject(signal?.reason);
      };
      this.#reader = (key) => {
        this.#reader = undefined;
        signal?.removeEventListener('abort', abandon);
        resolve(key);
      };
      signal?.addEventListener('abort', abandon, { once: true });
      this.#notifyWatchers();
    });
  }

  frame(): Frame {
    return this.#frame;
  }

  /** The sequence number of the frame on which the last key was accepted, or -1; what answers it has a higher one. */
  keySequence(): number {
    return this.#keySequence;
  }

  /** Presses a key once. `accepted`: a dialogue was waiting for it; otherwise nothing has happened. */
  press(key: Key): { readonly accepted: boolean; readonly sequence: number } {
    const reader = this.#reader;
    if (reader !== undefined) this.#keySequence = this.#frame.sequence;
    reader?.(key);
    return { accepted: reader !== undefined, sequence: this.#frame.sequence };
  }

  /**
   * Presses the keys in order, each as soon as a dialogue waits for it. Sequences of several callers do not mix.
   * @returns how many were accepted: all, unless the signal was aborted before
   */
  type(keys: readonly Key[], signal?: AbortSignal): Promise<number> {
    const turn = this.#typing.then(() => this.#typeInTurn(keys, signal));
    this.#typing = turn;
    return turn;
  }

  /** The current frame as soon as its sequence number is above `sequence`. @throws the signal's reason */
  afterFrame(sequence: number, signal?: AbortSignal): Promise<Frame> {
    return this.#when(() => (this.#frame.sequence > sequence ? this.#frame : undefined), signal);
  }

  /** The first frame, from the current one on, that shows the text (white space apart). @throws the signal's reason */
  waitForText(text: string, signal?: AbortSignal): Promise<Frame> {
    return this.#when(() => (showsText(this.#frame, text) ? this.#frame : undefined), signal);
  }

  /**
   * Every screen, from the current one on: the frames of `show`, not those of `setMode`. For one who looks late the
   * last 64 are kept. @throws the signal's reason
   */
  async *screens(signal?: AbortSignal): AsyncGenerator<Frame, never> {
    const waiting = [this.#frame];
    let last = this.#screenSequence;
    const watch = (): void => {
      if (this.#screenSequence === last) return;
      last = this.#screenSequence;
      waiting.push(this.#frame);
      if (waiting.length > MOST_SCREENS_KEPT) waiting.shift();
    };
    this.#watchers.add(watch);
    try {
      for (;;) {
        await this.#when(() => waiting[0], signal);
        const screen = waiting.shift();
        if (screen !== undefined) yield screen;
      }
    } finally {
      this.#watchers.delete(watch);
    }
  }

  async #typeInTurn(keys: readonly Key[], signal: AbortSignal | undefined): Promise<number> {
    let accepted = 0;
    try {
      for (const key of keys) {
        signal?.throwIfAborted();
        while (!this.press(key).accepted) await this.#when(() => this.#reader, signal);
        accepted += 1;
      }
    } catch (error) {
      if (!signal?.aborted) throw error;
    }
    return accepted;
  }

  /** Waits until `look`, asked now and at every change, finds something. */
  #when<T>(look: () => T | undefined, signal: AbortSignal | undefined): Promise<T> {
    const found = look();
    if (found !== undefined) return Promise.resolve(found);
    return new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      const abandon = (): void => {
        this.#watchers.delete(watch);
        reject(signal?.reason);
      };
      const watch = (): void => {
        const foundNow = look();
        if (foundNow === undefined) return;
        this.#watchers.delete(watch);
        signal?.removeEventListener('abort', abandon);
        resolve(foundNow);
      };
      this.#watchers.add(watch);
      signal?.addEventListener('abort', abandon, { once: true });
    });
  }

  #notifyWatchers(): void {
    for (const watch of this.#watchers) watch();
  }
}
