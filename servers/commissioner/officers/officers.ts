/** The election officers who may log in, in `officers.db`: their passphrases, their roles, what they ask one another. */
import { join } from 'node:path';
import { equalBytes, toHex } from '../../../protocol/primitives/bytes.ts';
import type { RandomSource } from '../../../protocol/primitives/random.ts';
import type { Clock } from '../../shared/clock.ts';
import { ServiceError } from '../../shared/service-error.ts';
import { Store } from '../../shared/store.ts';
import type { StoreFault } from '../../shared/store-fault.ts';
import type { Officer } from '../api/officers.ts';
import { REQUESTS_SCHEMA, Requests } from '../approvals/requests.ts';
import type { OfficerRole } from '../fields.ts';
import { ATTEMPTS_SCHEMA, AttemptCounts } from './attempts.ts';
import { FIRST_CODES_SCHEMA, FirstCodes, newCode } from './first-code.ts';
import {
  fromText,
  Gate,
  hashPassphrase,
  isPassphrase,
  type PassphraseHash,
  requireStrong,
  toText,
} from './passphrase.ts';

/** Officers of a store from before there were roles could do everything. */
const SCHEMA = `
  CREATE TABLE IF NOT EXISTS officers (
    name TEXT PRIMARY KEY, created INTEGER NOT NULL,
    salt BLOB NOT NULL, hash BLOB NOT NULL,
    memory INTEGER NOT NULL, passes INTEGER NOT NULL, parallelism INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS roles (
    name TEXT PRIMARY KEY REFERENCES officers ON DELETE CASCADE,
    role TEXT NOT NULL CHECK (role IN ('observer', 'approver', 'office'))
  ) STRICT, WITHOUT ROWID;
  INSERT OR IGNORE INTO roles SELECT name, 'office' FROM officers;
  ${ATTEMPTS_SCHEMA}${FIRST_CODES_SCHEMA}${REQUESTS_SCHEMA}`;

/** Who acts with the officer's token of the deployment (command line, card personalisation station). No officer has this name. */
export const TOKEN_OFFICER = 'token';
/** Where an officer is who is logged in: what others try elsewhere does not lock it. */
const SESSION = 'session';

type Check = () => void;
const NONE: Check = () => undefined;

export class Officers {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #random: RandomSource;
  readonly #gate = new Gate();
  readonly #attempts: AttemptCounts;
  readonly #firstCodes: FirstCodes;
  /** Whether two must be left who can approve. */
  readonly fourEyes: boolean;
  /** What they have asked one another to approve. */
  readonly requests: Requests;
  /** What passphrases for names that are no officer's are compared with. */
  #decoy: PassphraseHash | undefined;

  constructor(folder: string, clock: Clock, random: RandomSource, fourEyes = false) {
    this.#store = new Store(join(folder, 'officers.db'), SCHEMA);
    this.#attempts = new AttemptCounts(this.#store, clock);
    this.#firstCodes = new FirstCodes(this.#store);
    this.requests = new Requests(this.#store, clock, random);
    this.fourEyes = fourEyes;
    this.#clock = clock;
    this.#random = random;
  }

  /** `check` is called in the transaction. Errors: officer/weak-passphrase, officer/exists, service/busy; those of `check`. */
  async add(name: string, role: OfficerRole, passphrase: string, check: Check = NONE): Promise<void> {
    requireStrong(passphrase);
    const hash = await this.#hash(passphrase);
    await this.#store.write(() => {
      check();
      this.#insert(name, role, hash);
    });
  }

  /** What {@link addInHalves} takes. Errors: officer/weak-passphrase, service/busy. */
  async hashed(passphrase: string): Promise<string> {
    requireStrong(passphrase);
    return toText(await this.#hash(passphrase));
  }

  /** Returns the code that is typed after the passphrase until it is changed. Errors: officer/exists; those of `check`. */
  addInHalves(name: string, role: OfficerRole, hashed: string, check: Check): Promise<string> {
    const code = newCode(this.#random);
    return this.#store.write(() => {
      check();
      this.#insert(name, role, fromText(hashed));
      this.#firstCodes.keep(name, code);
      return code;
    });
  }

  #insert(
    name: string,
    role: OfficerRole,
    { salt, hash, memory, passes, parallelism }: PassphraseHash,
  ): void {
    this.requireFree(name);
    this.#store
      .prepare(
        `INSERT INTO officers (name, created, salt, hash, memory, passes, parallelism)
         VALUES (?, ?, ?, ?, ?, ?, ?)`,
      )
      .run(name, this.#clock(), salt, hash, memory, passes, parallelism);
    this.#store.prepare('INSERT INTO roles (name, role) VALUES (?, ?)').run(name, role);
  }

  /** Errors: officer/exists. */
  requireFree(name: string): void {
    if (name === TOKEN_OFFICER || this.has(name))
      throw new ServiceError('officer/exists', 409, `the name ${name} is taken; choose another one`);
  }

  /** Errors: officer/unknown; officer/last, officer/too-few, since nobody could manage officers or approve; those of `check`. */
  remove(name: string, check: Check = NONE): Promise<void> {
    return this.#change(name, check, () =>
      this.#store.prepare('DELETE FROM officers WHERE name = ?').run(name),
    );
  }

  /** Holds for sessions that are under way too. Errors: those of {@link remove}. */
  changeRole(name: string, role: OfficerRole, check: Check = NONE): Promise<void> {
    return this.#change(name, check, () =>
      this.#store.prepare('UPDATE roles SET role = ? WHERE name = ?').run(role, name),
    );
  }

  /** What leaves too few officers is undone. */
  #change(name: string, check: Check, change: () => void): Promise<void> {
    return this.#store.write(() => {
      check();
      this.#requireKnown(name);
      const [hadOffice, couldApprove] = [this.#hasOffice(), this.canApprove()];
      change();
      if (hadOffice && !this.#hasOffice())
        throw new ServiceError(
          'officer/last',
          409,
          `${name} is the last officer with the role office; give it to another one first`,
        );
      if (this.fourEyes && couldApprove && !this.canApprove())
        throw new ServiceError(
          'officer/too-few',
          409,
          'one officer asks and another one approves: with fewer than two nobody could',
        );
    });
  }

  #hasOffice(): boolean {
    return this.list().some(({ role }) => role === 'office');
  }

  /** Whether what one asks for another one can approve. */
  canApprove(): boolean {
    return this.#hasOffice() && this.list().filter(({ role }) => role !== 'observer').length > 1;
  }

  /**
   * Resolves, to {@link credentialOf}, if the passphrase is that of the officer. `place`: where it comes from, such as the network
   * of an address. An attempt counts as wrong until it is found right, so that many at once are no more guesses than one after the
   * other.
   * Errors: officer/wrong-passphrase; officer/locked at the fifth wrong one from there and until the lock ends;
   * service/busy.
   */
  verify(name: string, passphrase: string, place: string): Promise<string> {
    return this.#gate.run(async () => {
      this.#decoy ??= await hashPassphrase('', this.#random);
      const expected = this.#hashOf(name) ?? this.#decoy;
      const refusal = await this.#store.write(() => this.#attempts.count(name, place));
      const typed = this.#firstCodes.split(name, passphrase);
      const isRight = (await isPassphrase(typed.passphrase, expected)) && typed.isRight;
      await this.#store.write(() => {
        // It may have been changed meanwhile, or the officer removed; and an unknown name has none.
        const now = this.#hashOf(name)?.hash;
        if (!isRight || now === undefined || !equalBytes(now, expected.hash)) throw refusal;
        this.#attempts.clear(name, place);
      });
      return toHex(expected.salt);
    });
  }

  /** Errors: officer/locked. */
  requireUnlocked(name: string, place: string): void {
    this.#attempts.requireUnlocked(name, place);
  }

  /** Ends the locks of that name, everywhere. Errors: officer/unknown; those of `check`. */
  unlock(name: string, check: Check = NONE): Promise<void> {
    return this.#store.write(() => {
      check();
      this.#requireKnown(name);
      this.#attempts.unlock(name);
    });
  }

  /**
   * For an officer who is logged in; resolves to the new {@link credentialOf}. Errors: those of {@link verify} for the old
   * passphrase; officer/weak-passphrase; officer/unknown.
   */
  async changePassphrase(name: string, old: string, passphrase: string): Promise<string> {
    requireStrong(passphrase);
    await this.verify(name, old, SESSION);
    const { salt, hash, memory, passes, parallelism } = await this.#hash(passphrase);
    await this.#store.write(() => {
      this.#requireKnown(name);
      this.#store
        .prepare(
          'UPDATE officers SET salt = ?, hash = ?, memory = ?, passes = ?, parallelism = ? WHERE name = ?',
        )
        .run(salt, hash, memory, passes, parallelism, name);
      this.#firstCodes.forget(name);
    });
    return toHex(salt);
  }

  has(name: string): boolean {
    return this.roleOf(name) !== undefined;
  }

  /** Undefined if there is no such officer. */
  roleOf(name: string): OfficerRole | undefined {
    const row = this.#store.prepare('SELECT role FROM roles WHERE name = ?').get(name);
    return row?.role as OfficerRole | undefined;
  }

  /** Another text after each change of the passphrase, and for another officer of that name; undefined if there is none. */
  credentialOf(name: string): string | undefined {
    const salt = this.#hashOf(name)?.salt;
    return salt && toHex(salt);
  }

  /** Another text for another officer of that name, and for another role. Errors: officer/unknown. */
  accountOf(name: string): string {
    this.#requireKnown(name);
    return JSON.stringify(
      this.#store
        .prepare('SELECT created, role FROM officers JOIN roles USING (name) WHERE name = ?')
        .get(name),
    );
  }

  /** In order of name. */
  list(): Officer[] {
    const rows = this.#store
      .prepare('SELECT name, role, created FROM officers JOIN roles USING (name) ORDER BY name')
      .all();
    return rows.map((row) => {
      const name = String(row.name);
      const role = row.role as OfficerRole;
      return { name, role, created: Number(row.created), lockedUntil: this.#attempts.lockedUntil(name) };
    });
  }

  /** See {@link Store.fault}. */
  fault(): StoreFault | undefined {
    return this.#store.fault();
  }

  close(): Promise<void> {
    return this.#store.close();
  }

  #hash(passphrase: string): Promise<PassphraseHash> {
    return this.#gate.run(() => hashPassphrase(passphrase, this.#random));
  }

  #hashOf(name: string): PassphraseHash | undefined {
    const columns = 'salt, hash, memory, passes, parallelism';
    const row = this.#store.prepare(`SELECT ${columns} FROM officers WHERE name = ?`).get(name);
    if (row === undefined) return undefined;
    return {
      salt: row.salt as Uint8Array,
      hash: row.hash as Uint8Array,
      memory: Number(row.memory),
      passes: Number(row.passes),
      parallelism: Number(row.parallelism),
    };
  }

  #requireKnown(name: string): void {
    if (!this.has(name)) throw new ServiceError('officer/unknown', 404, `there is no officer ${name}`);
  }
}
