/** The human interface from another process: for text mode, the web page's server, robots and tests. */

import { HttpError } from '../../common/coded-error.ts';
import type { Key } from '../display/keys.ts';
import type { Frame } from '../display/lcd.ts';

/** Connections are kept alive by `fetch`. Every call throws HttpError, or TypeError without a connection. */
export class HumanClient {
  readonly #url: string;
  readonly #token: string;

  /** @param url such as `http://127.0.0.1:8601` */
  constructor(url: string, token: string) {
    this.#url = url.replace(/\/$/, '');
    this.#token = token;
  }

  /** The frame now; with `after`, as soon as its sequence is above that, after 25 s in any case. */
  display(after?: number, signal?: AbortSignal): Promise<Frame> {
    return this.#ask<Frame>(
      'GET',
      after === undefined ? '/display' : `/display?after=${after}`,
      undefined,
      signal,
    );
  }

  /**
   * Presses up to 64 keys in order, each when the terminal is ready for it.
   * @param waitSeconds how long to wait for that in all, 25 at most and unless given; 0 for a person's single key
   * @returns how many were accepted, and the frame after the last one
   */
  press(
    keys: readonly Key[],
    waitSeconds?: number,
  ): Promise<{ readonly accepted: number; readonly frame: Frame }> {
    return this.#ask('POST', '/keys', waitSeconds === undefined ? { keys } : { keys, waitSeconds });
  }

  /**
   * The first frame, from the current one on, that shows the text.
   * @param timeoutSeconds at most 60; then HttpError `terminal/text-not-shown`
   */
  waitFor(text: string, timeoutSeconds = 60): Promise<Frame> {
    return this.#ask<Frame>('POST', '/wait', { text, timeoutSeconds });
  }

  /** @param card the name of a memory image in the terminal's cards folder, or the path of one below it */
  insertCard(card: string): Promise<Frame> {
    return this.#ask<Frame>('POST', '/card', { insert: card });
  }

  removeCard(): Promise<Frame> {
    return this.#ask<Frame>('POST', '/card', { remove: true });
  }

  async #ask<T>(method: string, path: string, body?: object, signal?: AbortSignal): Promise<T> {
    const response = await fetch(this.#url + path, {
      method,
      headers: {
        authorization: `Bearer ${this.#token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal === undefined ? {} : { signal }),
    });
    const answer: unknown = await response.json();
    if (response.ok) return answer as T; // our own terminal, which this process was given the token of
    const { code, message } = answer as { readonly code?: string; readonly message?: string };
    throw new HttpError(code ?? 'terminal/internal', response.status, message ?? 'the terminal failed');
  }
}
