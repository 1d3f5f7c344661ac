/** Documents of one election at one server: each is kept once and never replaced, so that every call may be repeated. */

import { ensure } from '../../protocol/errors.ts';
import { EMPTY, equalBytes } from '../../protocol/primitives/bytes.ts';
import { ServiceError } from './service-error.ts';
import type { Store } from './store.ts';

export const DOCUMENTS_SCHEMA =
  'CREATE TABLE IF NOT EXISTS documents (name TEXT PRIMARY KEY, body BLOB NOT NULL) STRICT;';

/** What stands in place of an erased document. */
const ERASED = EMPTY;

export class Documents {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  get(name: string): Uint8Array | undefined {
    const row = this.#store.prepare('SELECT body FROM documents WHERE name = ?').get(name);
    return row?.body instanceof Uint8Array ? new Uint8Array(row.body) : undefined;
  }

  /** What an earlier step has left. Errors: service/not-found. */
  require(name: string): Uint8Array {
    const body = this.get(name);
    if (body === undefined)
      throw new ServiceError('service/not-found', 404, `no ${name} of this election here yet`);
    return body;
  }

  /** Within a `store.write`. Errors: statement/wrong-context if another one is there. */
  keep(name: string, body: Uint8Array): void {
    const known = this.get(name);
    const reason = `this server has already accepted another ${name} for this election`;
    ensure(known === undefined || equalBytes(known, body), 'statement/wrong-context', reason);
    if (known === undefined)
      this.#store.prepare('INSERT INTO documents (name, body) VALUES (?, ?)').run(name, body);
  }

  /** What this server signs or draws once: the document of that name, made by `make` if it is not there yet; on disk. */
  once(name: string, make: () => Uint8Array): Promise<Uint8Array> {
    return this.#store.write(() => {
      const known = this.get(name);
      if (known !== undefined) return known;
      const made = make();
      this.keep(name, made);
      return made;
    });
  }

  /** Erases it, also from the write-ahead log; an empty one stays, so that none is ever made again. */
  async erase(name: string): Promise<void> {
    await this.#store.write(() =>
      this.#store.prepare('INSERT OR REPLACE INTO documents VALUES (?, ?)').run(name, ERASED),
    );
    this.#store.purge();
  }
}
