/** The organisation's voters: ID, ballot style, and the public key of the voter's card once it is registered. */
import { join } from 'node:path';
import type { SQLOutputValue } from 'node:sqlite';
import { ensure } from '../../../protocol/errors.ts';
import {
  isTestVoter,
  requireVoterFor,
  testVoterId,
  testVoterNumber,
} from '../../../protocol/messages/test-voter.ts';
import { equalBytes } from '../../../protocol/primitives/bytes.ts';
import { requirePublicKey } from '../../../protocol/primitives/p256-signature.ts';
import { ServiceError } from '../../shared/service-error.ts';
import { Store } from '../../shared/store.ts';
import type { StoreFault } from '../../shared/store-fault.ts';

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS voters (
    voter TEXT PRIMARY KEY, style TEXT NOT NULL, public_key BLOB UNIQUE
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS revoked (public_key BLOB PRIMARY KEY, voter TEXT NOT NULL) STRICT, WITHOUT ROWID;`;

const COLUMNS = 'voter, style, public_key';

export interface RegisteredVoter {
  readonly voter: string;
  readonly style: string;
  readonly publicKey: Uint8Array | undefined;
}

export class Registry {
  readonly #store: Store;

  constructor(folder: string) {
    this.#store = new Store(join(folder, 'registry.db'), SCHEMA);
  }

  /** All or none. A voter who is there already keeps the card and gets the new style. Errors: roll/test-voter. */
  importVoters(voters: readonly { voter: string; style: string }[]): Promise<void> {
    for (const { voter } of voters) requireVoterFor({ trial: false }, voter);
    return this.#store.write(() => {
      const insert = this.#store.prepare(
        `INSERT INTO voters (voter, style) VALUES (?, ?)
         ON CONFLICT (voter) DO UPDATE SET style = excluded.style`,
      );
      for (const { voter, style } of voters) insert.run(voter, style);
    });
  }

  /** So many more, numbered on from the last. Returns the IDs. */
  addTestVoters(number: number, style: string): Promise<string[]> {
    return this.#store.write(() => {
      const known = this.voters().filter(({ voter }) => isTestVoter(voter));
      const last = known.reduce((most, { voter }) => Math.max(most, testVoterNumber(voter)), 0);
      const added = Array.from({ length: number }, (_, i) => testVoterId(last + 1 + i));
      const insert = this.#store.prepare('INSERT INTO voters (voter, style) VALUES (?, ?)');
      for (const voter of added) insert.run(voter, style);
      return added;
    });
  }

  /**
   * With the card, whose key nobody has then; of revoked ones the keys alone stay. Elections that have been made keep the voter.
   * Errors: service/not-found; those of `check`, which is called first.
   */
  removeVoter(voter: string, check: () => void): Promise<void> {
    return this.#store.write(() => {
      check();
      const { changes } = this.#store.prepare('DELETE FROM voters WHERE voter = ?').run(voter);
      if (changes === 0) throw notOnRoll(voter);
      this.#store.prepare("UPDATE revoked SET voter = '' WHERE voter = ?").run(voter);
    });
  }

  /** How many of the voters would be new, and how many would get another style, if they were imported. */
  changesBy(voters: readonly { voter: string; style: string }[]): { added: number; changed: number } {
    const known = this.#store.prepare('SELECT style FROM voters WHERE voter = ?');
    const before = voters.map(({ voter }) => known.get(voter)?.style);
    return {
      added: before.filter((style) => style === undefined).length,
      changed: before.filter((style, i) => style !== undefined && style !== voters[i]?.style).length,
    };
  }

  /**
   * All or none. `check` is told of each card whether it replaces another one. Errors: voter/unknown, key/invalid,
   * card/revoked, service/bad-request for a key that another voter has; those of `check`.
   */
  registerCards<Card extends { readonly voter: string; readonly publicKey: Uint8Array }>(
    cards: readonly Card[],
    check: (card: Card, replaces: boolean) => void,
  ): Promise<void> {
    for (const { publicKey } of cards) requirePublicKey(publicKey);
    return this.#store.write(() => {
      const update = this.#store.prepare('UPDATE voters SET public_key = ? WHERE voter = ?');
      const revoked = this.#store.prepare('SELECT 1 FROM revoked WHERE public_key = ?');
      const owner = this.#store.prepare('SELECT voter FROM voters WHERE public_key = ?');
      for (const card of cards) {
        const { voter, publicKey } = card;
        const before = this.#find(voter)?.publicKey;
        check(card, before !== undefined && !equalBytes(before, publicKey));
        if (revoked.get(publicKey) !== undefined)
          throw new ServiceError(
            'card/revoked',
            409,
            `the card of ${voter} has been revoked: make a new one`,
          );
        const other = owner.get(publicKey);
        if (other !== undefined && other.voter !== voter)
          throw new ServiceError('service/bad-request', 400, `the card of ${voter} is another voter's`);
        ensure(update.run(publicKey, voter).changes === 1, 'voter/unknown', `${voter} is not on the roll`);
      }
    });
  }

  /**
   * The voter has no card then, and its key is never registered again. Elections that have been made keep it: their rolls are
   * countersigned. Errors: service/not-found, card/none; those of `check`, which is called first.
   */
  revokeCard(voter: string, check: () => void): Promise<void> {
    return this.#store.write(() => {
      check();
      const { publicKey } = this.voter(voter);
      if (publicKey === undefined) throw new ServiceError('card/none', 409, `${voter} has no card`);
      this.#store.prepare('INSERT INTO revoked (public_key, voter) VALUES (?, ?)').run(publicKey, voter);
      this.#store.prepare('UPDATE voters SET public_key = NULL WHERE voter = ?').run(voter);
    });
  }

  /** In order of voter ID. */
  voters(): RegisteredVoter[] {
    return this.#store.db.prepare(`SELECT ${COLUMNS} FROM voters ORDER BY voter`).all().map(voterOf);
  }

  /** Of whom an earlier card has been revoked. */
  revoked(): Set<string> {
    const rows = this.#store.db.prepare('SELECT DISTINCT voter FROM revoked').all();
    return new Set(rows.map(({ voter }) => String(voter)));
  }

  /** Errors: service/not-found. */
  voter(voter: string): RegisteredVoter {
    const found = this.#find(voter);
    if (found === undefined) throw notOnRoll(voter);
    return found;
  }

  #find(voter: string): RegisteredVoter | undefined {
    const row = this.#store.prepare(`SELECT ${COLUMNS} FROM voters WHERE voter = ?`).get(voter);
    return row && voterOf(row);
  }

  /** See {@link Store.fault}. */
  fault(): StoreFault | undefined {
    return this.#store.fault();
  }

  close(): Promise<void> {
    return this.#store.close();
  }
}

const voterOf = ({ voter, style, public_key: key }: Record<string, SQLOutputValue>): RegisteredVoter => ({
  voter: String(voter),
  style: String(style),
  publicKey: key === null ? undefined : new Uint8Array(key as Uint8Array),
});

const notOnRoll = (voter: string): ServiceError =>
  new ServiceError('service/not-found', 404, `${voter} is not on the roll`);
