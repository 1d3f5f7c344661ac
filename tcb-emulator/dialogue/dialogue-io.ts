/** What a dialogue needs of the terminal; a Panel is one. */

import type { Key } from '../display/keys.ts';

export interface DialogueIo {
  show(lines: readonly string[]): void;
  /** Rejects when the card is removed or the time is over; every dialogue passes that on to its caller. */
  nextKey(signal?: AbortSignal): Promise<Key>;
}
