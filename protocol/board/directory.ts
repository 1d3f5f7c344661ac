/** The board's directory as its readers have it (board contract, section 4): which servers there are, and where. */

import { toHex } from '../primitives/bytes.ts';
import { sha256 } from '../primitives/sha256.ts';
import type { DirectoryEntry, ElectionPorts } from './elections.ts';
import type { Entry } from './entries.ts';
import type { Genesis } from './genesis.ts';
import { postOf } from './read-posts.ts';

interface Listed extends DirectoryEntry {
  /** In the log. */
  readonly position: number;
}

export class Directory {
  readonly #open: ElectionPorts['server'];
  /** Operators' keys, by signer. */
  readonly #keys: ReadonlyMap<string, Uint8Array>;
  readonly #entries: Listed[] = [];

  constructor({ operators }: Pick<Genesis, 'operators'>, open: ElectionPorts['server']) {
    this.#open = open;
    this.#keys = new Map(operators.map(({ key }) => [toHex(sha256(key)), key]));
  }

  /** More of its topic, in order. */
  add(entries: readonly Entry[]): void {
    for (const entry of entries) {
      const post = postOf(entry);
      const key = post && this.#keys.get(post.signer);
      const opened = post && key && this.#open(post.content, post.signer, key);
      if (opened !== undefined) this.#entries.push({ ...opened, position: entry.position });
    }
  }

  /** The last entry of the server's ID before that position of the log. */
  at(id: string, position: number): DirectoryEntry | undefined {
    return this.#entries.findLast((one) => one.id === id && one.position < position);
  }

  /** The last entry of each server. */
  get servers(): ReadonlyMap<string, DirectoryEntry> {
    return new Map(this.#entries.map((entry) => [entry.id, entry]));
  }
}
