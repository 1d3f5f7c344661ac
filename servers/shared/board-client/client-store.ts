/**
 * What a board's client does not forget: the last HEAD that it believed, the DECISIONs of KEYs, two HEADs that contradict each
 * other, and the entries of the topics that it follows.
 */
import { type Head, headCodec } from '../../../protocol/board/answers.ts';
import { type Entry, entryLeaf, openEntry } from '../../../protocol/board/entries.ts';
import { ensure } from '../../../protocol/errors.ts';
import { equalBytes } from '../../../protocol/primitives/bytes.ts';
import { bytes, decode, encode, list, struct, type ValueOf } from '../../../protocol/primitives/cbor.ts';
import { MAX_REPLICAS } from '../../../protocol/quorums/quorum-system.ts';
import { Store } from '../store.ts';

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, bytes BLOB NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS key_decisions (generation INTEGER PRIMARY KEY, bytes BLOB NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS entries (
    topic TEXT NOT NULL, position INTEGER NOT NULL, leaf BLOB NOT NULL, PRIMARY KEY (topic, position)
  ) STRICT;
  CREATE TABLE IF NOT EXISTS topics (topic TEXT PRIMARY KEY, last INTEGER NOT NULL, head BLOB NOT NULL) STRICT;`;

const heldHead = struct({ head: headCodec, signed: list(bytes(1, 512), MAX_REPLICAS, 1) });
/** A HEAD, and as replicas signed it. */
export type HeldHead = ValueOf<typeof heldHead>;
const forkCodec = struct({ kept: heldHead, other: heldHead });
/** Two HEADs that one log cannot have, each signed by replicas that cannot all be hostile. */
export type Fork = ValueOf<typeof forkCodec>;
const MAX_FACT = 65_536;
/** Entries that are read from the disk at once. */
const PAGE = 64;

/** What of a topic is on disk: all of its entries at this HEAD, the last of them at this position. */
export interface HeldTopic {
  readonly last: number;
  readonly head: Head;
}

export class ClientStore {
  readonly store: Store;

  /** Errors: board/genesis if the store is of another board; those of {@link Store}. */
  constructor(path: string, board: Uint8Array) {
    this.store = new Store(path, SCHEMA);
    this.store.prepare("INSERT OR IGNORE INTO facts VALUES ('board', ?)").run(board);
    const isOurs = equalBytes(this.#fact('board') ?? board, board);
    if (!isOurs) void this.store.close();
    ensure(isOurs, 'board/genesis', `${path} is of another board`);
  }

  /** Of generation 1 on. */
  keyDecisions(): Uint8Array[] {
    const rows = this.store.prepare('SELECT bytes FROM key_decisions ORDER BY generation').all();
    return rows.map(({ bytes: decision }) => decision as Uint8Array);
  }

  keepKeyDecision = (generation: number, decision: Uint8Array): Promise<unknown> =>
    this.store.write(() =>
      this.store.prepare('INSERT OR REPLACE INTO key_decisions VALUES (?, ?)').run(generation, decision),
    );

  head(): HeldHead | undefined {
    const fact = this.#fact('head');
    return fact && decode(heldHead, fact, MAX_FACT, 'head');
  }

  keepHead(held: HeldHead): Promise<void> {
    return this.#keep('head', encode(heldHead, held));
  }

  fork(): Fork | undefined {
    const fact = this.#fact('fork');
    return fact && decode(forkCodec, fact, MAX_FACT, 'fork');
  }

  keepFork(fork: Fork): Promise<void> {
    return this.#keep('fork', encode(forkCodec, fork));
  }

  topics(): Map<string, HeldTopic> {
    const rows = this.store.prepare('SELECT topic, last, head FROM topics').all();
    return new Map(
      rows.map(({ topic, last, head }) => [
        String(topic),
        { last: Number(last), head: decode(headCodec, head as Uint8Array, MAX_FACT, 'head') },
      ]),
    );
  }

  /** The topic's next entries; `held`, if it is whole with them. */
  keepEntries(topic: string, entries: readonly Entry[], held: HeldTopic | undefined): Promise<void> {
    return this.store.write(() => {
      const insert = this.store.prepare('INSERT INTO entries VALUES (?, ?, ?)');
      for (const entry of entries) insert.run(topic, entry.position, entryLeaf(entry));
      if (held !== undefined)
        this.store
          .prepare('INSERT OR REPLACE INTO topics VALUES (?, ?, ?)')
          .run(topic, held.last, encode(headCodec, held.head));
    });
  }

  /** The topic's last entry on disk. */
  lastEntry(topic: string): Entry | undefined {
    const row = this.store
      .prepare('SELECT leaf FROM entries WHERE topic = ? ORDER BY position DESC LIMIT 1')
      .get(topic);
    return row && openEntry(row.leaf as Uint8Array);
  }

  /** The topic's entries after position `after` (-1: all), up to `last`. */
  *entries(topic: string, after: number, last: number): Iterable<Entry> {
    const sql =
      'SELECT leaf FROM entries WHERE topic = ? AND position > ? AND position <= ? ORDER BY position LIMIT ?';
    for (let from = after; ; ) {
      const rows = this.store.prepare(sql).all(topic, from, last, PAGE);
      const page = rows.map(({ leaf }) => openEntry(leaf as Uint8Array));
      yield* page;
      const end = page.at(-1);
      if (end === undefined) return;
      from = end.position;
    }
  }

  #fact(name: string): Uint8Array | undefined {
    const row = this.store.prepare('SELECT bytes FROM facts WHERE name = ?').get(name);
    return row?.bytes instanceof Uint8Array ? row.bytes : undefined;
  }

  #keep = (name: string, fact: Uint8Array): Promise<void> =>
    this.store.write(() => {
      this.store.prepare('INSERT OR REPLACE INTO facts VALUES (?, ?)').run(name, fact);
    });
}
