/**
 * A board replica's durable memory (board contract, section 3, Durable): all DECISIONs and the entries that they made, what the open instance must not forget,
 * and the secrets of its keys, which are nowhere else. What a step stores is one commit; the one that ends an instance also
 * erases the secrets that count no more, from the write-ahead log too.
 */

import { join } from 'node:path';
import { MAX_ANSWER } from '../../protocol/board/answers.ts';
import type { BoardCodec } from '../../protocol/board/codec.ts';
import { entryLeaf } from '../../protocol/board/entries.ts';
import { lockForm, writeForm } from '../../protocol/board/forms.ts';
import { entryOf } from '../../protocol/board/keys-in-force.ts';
import type { Row, Stored } from '../../protocol/board/replica.ts';
import { EMPTY } from '../../protocol/primitives/bytes.ts';
import { decode, encode } from '../../protocol/primitives/cbor.ts';
import { type SigningKey, signingKey } from '../../protocol/primitives/p256-signature.ts';
import { ServiceError, storeError } from '../shared/service-error.ts';
import { Store } from '../shared/store.ts';

/** In the replica's folder. */
export const boardStoreIn = (folder: string): string => join(folder, 'replica.db');

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS decisions (c INTEGER PRIMARY KEY, bytes BLOB NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS entries (position INTEGER PRIMARY KEY, leaf BLOB NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS open_instance (
    kind TEXT NOT NULL, name TEXT NOT NULL, bytes BLOB NOT NULL, PRIMARY KEY (kind, name)
  ) STRICT;
  CREATE TABLE IF NOT EXISTS secrets (
    epoch INTEGER NOT NULL, place INTEGER NOT NULL, secret BLOB NOT NULL, PRIMARY KEY (epoch, place)
  ) STRICT;`;

const MAX_ROW = 4096;

type OpenRow = Stored['rows'][number];
type DecidedRow = Extract<Row, { kind: 'decided' }>;

export class BoardStore {
  readonly store: Store;
  readonly #index: number;
  #key: { readonly epoch: number; readonly place: number; readonly key: SigningKey } | undefined;

  /** `index`: the replica's in the genesis. Errors: those of {@link Store}. */
  constructor(path: string, index: number) {
    this.store = new Store(path, SCHEMA);
    this.#index = index;
    // A process that died between an erasure and its purge left the old pages in the log.
    this.store.purge();
  }

  /** Gives an empty store its secrets: the list of an epoch, 32 bytes each. Errors: service/busy if it has others. */
  begin(epoch: number, secrets: readonly Uint8Array[]): Promise<void> {
    return this.store.write(() => {
      if (this.epoch !== undefined) throw new ServiceError('service/busy', 409, 'this replica has its keys');
      const insert = this.store.prepare('INSERT INTO secrets VALUES (?, ?, ?)');
      for (const [place, secret] of secrets.entries()) insert.run(epoch, place, secret);
    });
  }

  /** Of the secrets; undefined before {@link begin}. */
  get epoch(): number | undefined {
    const epoch = this.store.prepare('SELECT max(epoch) AS epoch FROM secrets').get()?.epoch;
    return typeof epoch === 'number' ? epoch : undefined;
  }

  /** Of the secrets that are there, by place. */
  publicKeys(): Uint8Array[] {
    return this.store
      .prepare('SELECT secret FROM secrets ORDER BY epoch, place')
      .all()
      .map(({ secret }) => signingKey(secret as Uint8Array).publicKey);
  }

  /** Errors: service/busy for a key that was erased. */
  key(epoch: number, place: number): SigningKey {
    if (this.#key?.epoch === epoch && this.#key.place === place) return this.#key.key;
    const row = this.store
      .prepare('SELECT secret FROM secrets WHERE epoch = ? AND place = ?')
      .get(epoch, place);
    if (!(row?.secret instanceof Uint8Array))
      throw new ServiceError('service/busy', 503, 'this key is not here any more');
    this.#key = { epoch, place, key: signingKey(row.secret) };
    return this.#key.key;
  }

  /** Everything of one step, in one commit. Errors: store/full, store/unavailable, store/damaged; nothing is stored then. */
  async commit(rows: readonly Row[], codec: BoardCodec): Promise<void> {
    let hasErased = false;
    await this.store.write(() => {
      for (const row of rows) {
        if (row.kind === 'decided') hasErased = this.#close(row, codec) || hasErased;
        else this.#keep(row, codec);
      }
    });
    if (hasErased) this.store.purge();
  }

  #keep(row: OpenRow, codec: BoardCodec): void {
    const [name, bytes] = toBytes(row, codec);
    this.store.prepare('INSERT OR REPLACE INTO open_instance VALUES (?, ?, ?)').run(row.kind, name, bytes);
  }

  /** True if secrets were erased. */
  #close({ decision, keys, executed }: DecidedRow, codec: BoardCodec): boolean {
    this.store.prepare('INSERT INTO decisions VALUES (?, ?)').run(decision.c, codec.encodeDecision(decision));
    const insert = this.store.prepare('INSERT INTO entries VALUES (?, ?)');
    for (const entry of executed.entries) insert.run(entry.position, entryLeaf(entry));
    this.store.prepare("DELETE FROM open_instance WHERE kind <> 'rolled-back'").run();
    const { epoch, place } = entryOf(keys.replicas, this.#index);
    const { changes } = this.store
      .prepare('DELETE FROM secrets WHERE epoch = ? AND place < ?')
      .run(epoch, place);
    return changes > 0;
  }

  /** DECISIONs from c on: at most `count`, and no more than an answer holds. */
  decisions(from: number, count: number): Uint8Array[] {
    const rows = this.store
      .prepare('SELECT bytes FROM decisions WHERE c >= ? ORDER BY c LIMIT ?')
      .all(from, count);
    return fitting(rows.map(({ bytes }) => bytes as Uint8Array));
  }

  /** Of the entries at these positions: as many, from the first on, as an answer holds. Errors: store/damaged if one is not there. */
  leaves(positions: readonly number[]): Uint8Array[] {
    const find = this.store.prepare('SELECT leaf FROM entries WHERE position = ?');
    return fitting(
      (function* () {
        for (const position of positions) {
          const leaf = find.get(position)?.leaf;
          if (!(leaf instanceof Uint8Array)) throw storeError('store/damaged');
          yield leaf;
        }
      })(),
    );
  }

  close = (): Promise<void> => this.store.close();

  /** What was stored of the open instance. */
  openRows(codec: BoardCodec): OpenRow[] {
    return this.store
      .prepare('SELECT kind, name, bytes FROM open_instance')
      .all()
      .map(({ kind, name, bytes }) => fromBytes(String(kind), String(name), bytes as Uint8Array, codec));
  }
}

/** As many as an answer holds; at least one, if there is one. */
function fitting(all: Iterable<Uint8Array>): Uint8Array[] {
  const found: Uint8Array[] = [];
  let size = 0;
  for (const bytes of all) {
    size += bytes.length;
    if (size > MAX_ANSWER && found.length > 0) break;
    found.push(bytes);
  }
  return found;
}

/** A row's name among those of its kind, and its bytes: messages as they travel. */
function toBytes(row: OpenRow, codec: BoardCodec): [name: string, bytes: Uint8Array] {
  switch (row.kind) {
    case 'write':
      return [String(row.r), encode(writeForm, row)];
    case 'rolled-back':
      return ['', EMPTY];
    case 'batch':
      return [row.h, codec.encode({ kind: 'batch', batch: row.batch }).bytes];
    case 'lock':
      return ['', encode(lockForm, row.lock)];
    case 'regency':
      return ['', codec.encode({ kind: 'stopdata', ...row.report }).bytes];
  }
}

function fromBytes(kind: string, name: string, bytes: Uint8Array, codec: BoardCodec): OpenRow {
  if (kind === 'rolled-back') return { kind };
  if (kind === 'lock') return { kind, lock: decode(lockForm, bytes, MAX_ROW, kind) };
  if (kind === 'write') return { kind, ...decode(writeForm, bytes, MAX_ROW, kind) };
  if (kind === 'batch' || kind === 'regency') {
    const message = codec.decode({ kind: kind === 'batch' ? kind : 'stopdata', bytes });
    if (message.kind === 'batch') return { kind: 'batch', h: name, batch: message.batch };
    if (message.kind === 'stopdata') return { kind: 'regency', r: message.content.r, report: message };
  }
  throw new ServiceError('store/damaged', 503, 'the open instance cannot be read');
}
