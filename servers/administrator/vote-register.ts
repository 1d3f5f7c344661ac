/** The roll and what is held of each voter, in the election's store. */
import type { HeldRow } from '../../protocol/2-vote-signing/held-row.ts';
import type { MergedVotes } from '../../protocol/2-vote-signing/merge-votes.ts';
import type { PreparedVote, VoteRegister } from '../../protocol/2-vote-signing/vote-register.ts';
import type { PrepareRequest } from '../../protocol/messages/prepare-request.ts';
import type { RollEntry } from '../../protocol/messages/roll.ts';
import type { PeriodSignature } from '../../protocol/messages/sign-request.ts';
import { blindedVoteDigest } from '../../protocol/messages/vote.ts';
import type { Store } from '../shared/store.ts';

/** `sign_request` is empty until t echoes have been shown; without an echo of its own yet, its period is -1. */
export const REGISTER_SCHEMA = `
  CREATE TABLE IF NOT EXISTS roll (
    voter TEXT PRIMARY KEY, public_key BLOB NOT NULL UNIQUE, style TEXT NOT NULL, salt BLOB NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS votes (
    digest BLOB PRIMARY KEY, voter TEXT NOT NULL, style TEXT NOT NULL, administrator TEXT NOT NULL,
    blinded BLOB NOT NULL, signature BLOB NOT NULL, period INTEGER NOT NULL, echo BLOB NOT NULL,
    sign_request BLOB NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS votes_by_voter ON votes (voter);`;

const PREPARED =
  'SELECT voter, style, administrator, blinded, signature, period, echo, sign_request FROM votes';
const INSERT = 'INSERT INTO votes VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)';
const NOT_ECHOED: PeriodSignature = { period: -1, signature: new Uint8Array() };

/** Hears of each row that is held, before it is durable: what a merge has in memory is never behind the store. */
type OnRow = (row: HeldRow) => void;

export class StoredVoteRegister implements VoteRegister {
  readonly #store: Store;
  /** Of the one election that the store is of. */
  readonly #manifestHash: () => Uint8Array;
  readonly #onRow: OnRow;

  constructor(store: Store, manifestHash: () => Uint8Array, onRow: OnRow) {
    this.#store = store;
    this.#manifestHash = manifestHash;
    this.#onRow = onRow;
  }

  voter(id: string): RollEntry | undefined {
    const row = this.#store.prepare('SELECT * FROM roll WHERE voter = ?').get(id);
    return row && rollEntryOf(row);
  }

  /** All of the roll, in order of voter ID. */
  *roll(): Iterable<RollEntry> {
    for (const row of this.#store.db.prepare('SELECT * FROM roll ORDER BY voter').iterate())
      yield rollEntryOf(row);
  }

  /** So many of the roll that come after this voter ID, in their order. */
  rollAfter(voter: string, count: number): RollEntry[] {
    return this.#store
      .prepare('SELECT * FROM roll WHERE voter > ? ORDER BY voter LIMIT ?')
      .all(voter, count)
      .map(rollEntryOf);
  }

  /** Within a `store.write`: in place of all that is there. */
  replaceRoll(entries: readonly RollEntry[]): void {
    this.#store.db.exec('DELETE FROM roll');
    this.enterVoters(entries);
  }

  /** Within a `store.write`. An entry of the same voter is replaced. */
  enterVoters(entries: readonly RollEntry[]): void {
    const insert = this.#store.prepare('INSERT OR REPLACE INTO roll VALUES (?, ?, ?, ?)');
    for (const { voter, publicKey, style, salt } of entries) insert.run(voter, publicKey, style, salt);
  }

  prepared(voter: string): PreparedVote[] {
    return this.#store
      .prepare(`${PREPARED} WHERE voter = ?`)
      .all(voter)
      .map((row) => this.#voteOf(row));
  }

  preparedAs(digest: Uint8Array): PreparedVote | undefined {
    const row = this.#store.prepare(`${PREPARED} WHERE digest = ?`).get(digest);
    return row && this.#voteOf(row);
  }

  keep(vote: PreparedVote, digest: Uint8Array): Promise<PreparedVote[]> {
    const { voter } = vote.request;
    return this.#store.write(() => {
      const held = this.prepared(voter);
      if (held.length > 0) return held;
      this.#onRow(vote);
      this.#insert(vote, digest);
      return [vote];
    });
  }

  #insert({ request, signRequest, echo }: PreparedVote, digest: Uint8Array): void {
    const { voter, style, administrator, blinded, signature } = request;
    const own = echo ?? NOT_ECHOED;
    this.#store
      .prepare(INSERT)
      .run(
        ...[digest, voter, style, administrator, blinded, signature],
        ...[own.period, own.signature, signRequest],
      );
  }

  keepEcho(digest: Uint8Array, { period, signature }: PeriodSignature): Promise<PeriodSignature> {
    return this.#store.write(() => {
      const echo = this.preparedAs(digest)?.echo;
      if (echo?.period === period) return echo;
      this.#store
        .prepare('UPDATE votes SET period = ?, echo = ? WHERE digest = ?')
        .run(period, signature, digest);
      return { period, signature };
    });
  }

  async keepSigned(digest: Uint8Array, signRequest: Uint8Array): Promise<void> {
    await this.#store.write(() => {
      const vote = this.preparedAs(digest);
      if (vote === undefined) return;
      this.#onRow({ request: vote.request, signRequest });
      this.#store
        .prepare('DELETE FROM votes WHERE voter = ? AND digest <> ?')
        .run(vote.request.voter, digest);
      this.#store.prepare('UPDATE votes SET sign_request = ? WHERE digest = ?').run(signRequest, digest);
    });
  }

  /** Every row, as it is on the disk: nobody has checked what an intruder may have written there. */
  *rows(): Iterable<HeldRow> {
    for (const row of this.#store.db.prepare(PREPARED).iterate()) yield this.#voteOf(row);
  }

  /** Within a `store.write`: what a merge came to takes the place of all that an intruder may have left. None has an echo yet. */
  settle({ kept, conflicts }: MergedVotes): void {
    this.#store.db.exec('DELETE FROM votes');
    for (const row of [...kept.values(), ...[...conflicts.values()].flat()])
      this.#insert({ ...row, echo: undefined }, blindedVoteDigest(row.request));
  }

  /** How many of a style have been signed for. */
  signedOf(style: string): number {
    const row = this.#store
      .prepare('SELECT count(*) AS n FROM votes WHERE length(sign_request) > 0 AND style = ?')
      .get(style);
    return Number(row?.n);
  }

  /** d of all that have been signed for, sorted. */
  *signedDigests(): Iterable<Uint8Array> {
    const rows = this.#store.db
      .prepare('SELECT digest FROM votes WHERE length(sign_request) > 0 ORDER BY digest')
      .iterate();
    for (const { digest } of rows) yield bytesOf(digest);
  }

  /** Of how many voters something is held, and how many of them have been signed for. */
  turnout(): { prepared: number; signed: number } {
    const row = this.#store
      .prepare(
        'SELECT count(DISTINCT voter) AS prepared, total(length(sign_request) > 0) AS signed FROM votes',
      )
      .get();
    return { prepared: Number(row?.prepared), signed: Number(row?.signed) };
  }

  #voteOf(row: Record<string, unknown>): PreparedVote {
    const request: PrepareRequest = {
      manifestHash: this.#manifestHash(),
      administrator: String(row.administrator),
      voter: String(row.voter),
      style: String(row.style),
      blinded: bytesOf(row.blinded),
      signature: bytesOf(row.signature),
    };
    const period = Number(row.period);
    const echo = period < 0 ? undefined : { period, signature: bytesOf(row.echo) };
    return { request, signRequest: bytesOf(row.sign_request), echo };
  }
}

const bytesOf = (blob: unknown): Uint8Array => new Uint8Array(blob as Uint8Array);

function rollEntryOf(row: Record<string, unknown>): RollEntry {
  return {
    voter: String(row.voter),
    publicKey: bytesOf(row.public_key),
    style: String(row.style),
    salt: bytesOf(row.salt),
  };
}
