/** Accepted votes in memory while they are counted, where there is no disk: in a browser. */
import type { RefusalReason } from '../protocol/4-vote-tallying/tally-votes.ts';
import { requireHex, toHex } from '../protocol/primitives/bytes.ts';
import type { VoteStore } from './vote-store.ts';

export class MemoryStore implements VoteStore {
  readonly #seen = new Set<string>();
  /** By style, then by choices in hexadecimal. */
  readonly #counts = new Map<string, Map<string, number>>();
  readonly refused = new Map<RefusalReason, number>();

  accept(style: string, voteHash: Uint8Array, choices: Uint8Array): boolean {
    const vote = toHex(voteHash);
    if (this.#seen.has(vote)) return false;
    this.#seen.add(vote);
    const counts = this.#counts.get(style) ?? new Map<string, number>();
    const name = toHex(choices);
    counts.set(name, (counts.get(name) ?? 0) + 1);
    this.#counts.set(style, counts);
    return true;
  }

  refuse(_leaf: Uint8Array, reason: RefusalReason): void {
    this.refused.set(reason, (this.refused.get(reason) ?? 0) + 1);
  }

  votes(style: string): number {
    return [...(this.#counts.get(style)?.values() ?? [])].reduce((sum, count) => sum + count, 0);
  }

  /** Hexadecimal is in the order of the bytes that it stands for. */
  *counted(style: string): Generator<{ choices: Uint8Array; count: number }> {
    const counts = [...(this.#counts.get(style) ?? [])].sort(([a], [b]) => (a < b ? -1 : 1));
    for (const [name, count] of counts) yield { choices: requireHex(name), count };
  }

  close(): void {
    this.#seen.clear();
    this.#counts.clear();
  }
}
