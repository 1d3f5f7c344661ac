/**
 * Accepted votes on disk while they are counted: equal m once, equal votes together. A million votes need no more memory
 * than ten thousand. The file is scratch: it is deleted when the tally ends, and needs no durability.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import type { RefusalReason } from '../protocol/4-vote-tallying/tally-votes.ts';
import type { VoteStore } from './vote-store.ts';

const SCHEMA = `
  PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -16384;
  CREATE TABLE votes (hash BLOB PRIMARY KEY) STRICT, WITHOUT ROWID;
  CREATE TABLE counts (
    style TEXT, choices BLOB, votes INTEGER NOT NULL, PRIMARY KEY (style, choices)
  ) STRICT, WITHOUT ROWID;
  BEGIN;`;

export class VoteSpool implements VoteStore {
  readonly #folder = mkdtempSync(join(tmpdir(), 'revs-tally-'));
  readonly #db = new DatabaseSync(join(this.#folder, 'spool.db'));
  readonly #insert: StatementSync;
  readonly #count: StatementSync;
  readonly refused = new Map<RefusalReason, number>();

  constructor() {
    this.#db.exec(SCHEMA);
    this.#insert = this.#db.prepare('INSERT OR IGNORE INTO votes VALUES (?)');
    this.#count = this.#db.prepare(
      `INSERT INTO counts VALUES (?, ?, 1)
       ON CONFLICT (style, choices) DO UPDATE SET votes = votes + 1`,
    );
  }

  accept(style: string, voteHash: Uint8Array, choices: Uint8Array): boolean {
    if (this.#insert.run(voteHash).changes === 0) return false;
    this.#count.run(style, choices);
    return true;
  }

  refuse(_leaf: Uint8Array, reason: RefusalReason): void {
    this.refused.set(reason, (this.refused.get(reason) ?? 0) + 1);
  }

  votes(style: string): number {
    return Number(this.#db.prepare('SELECT total(votes) AS n FROM counts WHERE style = ?').get(style)?.n);
  }

  *counted(style: string): Generator<{ choices: Uint8Array; count: number }> {
    const rows = this.#db.prepare('SELECT choices, votes FROM counts WHERE style = ? ORDER BY choices');
    for (const { choices, votes } of rows.iterate(style))
      yield { choices: new Uint8Array(choices as Uint8Array), count: Number(votes) };
  }

  close(): void {
    this.#db.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
