/**
 * An election at an Anonymizer: the pool (protocol step 3.3). The protocol's decisions are in protocol/3-vote-submission;
 * here they meet store, time and network. It keeps neither order nor pairing of input and output: rows are sorted by
 * hashes and random IDs, deleted rows are overwritten, and the write-ahead log is emptied again and again.
 */
import { flushInstants, releaseDelay, releasesOnArrival } from '../../protocol/3-vote-submission/mix-pool.ts';
import { hopOf, peelOnion } from '../../protocol/3-vote-submission/peel-onion.ts';
import { require } from '../../protocol/errors.ts';
import type { OnionLayer } from '../../protocol/messages/onion.ts';
import {
  challengeStatement,
  erasureStatement,
  MAX_BATCH,
  relayStatement,
} from '../../protocol/messages/relay.ts';
import { toHex } from '../../protocol/primitives/bytes.ts';
import { shuffled, uniform } from '../../protocol/primitives/random.ts';
import { sha256 } from '../../protocol/primitives/sha256.ts';
import { openStatement, signStatement } from '../../protocol/primitives/statement.ts';
import type { ServerContext } from '../shared/hosted-election.ts';
import { KeyHolder } from '../shared/key-holder.ts';
import { Outbox } from './outbox.ts';

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS seen (onion BLOB PRIMARY KEY) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS pool (
    member BLOB PRIMARY KEY, next TEXT NOT NULL, body BLOB NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS outbox (
    item BLOB PRIMARY KEY, destination TEXT NOT NULL, body BLOB NOT NULL
  ) STRICT, WITHOUT ROWID;`;

/** How often the write-ahead log, which is in order of time, is emptied. Milliseconds. */
const PURGE_INTERVAL = 10_000;

export class AnonymizerElection extends KeyHolder {
  readonly #outbox: Outbox;
  /** Members that may still be chosen; the others are on their way. */
  readonly #members = new Set<string>();
  #flushed = 0;
  #purged = 0;

  constructor(context: ServerContext, electionId: string) {
    super(context, electionId, SCHEMA);
    this.#outbox = new Outbox(this);
    for (const { member } of this.store.prepare('SELECT member FROM pool').all())
      this.#members.add(toHex(member as Uint8Array));
  }

  /** "I am here": the answer to a terminal's challenge (32 bytes). */
  answerChallenge(challenge: Uint8Array): Uint8Array {
    const { id, identity } = this.context;
    return signStatement(challengeStatement, this.election.manifestHash, { challenge }, id, identity);
  }

  /** An onion from a voter's PC: first hop only, until intake ends. */
  async acceptFromVoter(onion: Uint8Array): Promise<void> {
    const now = this.context.clock();
    require(now >= this.times.opens, 'time/not-open', 'the election has not opened');
    require(now < this.times.intakeEnds, 'time/closed', 'intake has ended');
    require(hopOf(this.election, onion.length) === 1, 'onion/wrong-length', 'not a first onion');
    await this.#accept([onion]);
  }

  /** Onions from another Anonymizer. One that is wrong does not keep the others from being taken. */
  async acceptRelay(input: Uint8Array): Promise<void> {
    const { election } = this;
    require(this.context.clock() < this.times.claimsEnd, 'time/closed', 'claims have ended');
    const keyOf = election.keyOf('anonymizers');
    const { content } = openStatement(relayStatement, election.manifestHash, input, keyOf);
    require(content.to === this.context.id, 'statement/wrong-context', 'a relay for another Anonymizer');
    const inner = content.onions.filter((onion) => isInner(() => hopOf(election, onion.length)));
    await this.#accept(inner);
  }

  async #accept(onions: readonly Uint8Array[]): Promise<void> {
    const open = await this.opener();
    const results = await Promise.allSettled(
      onions.map(async (onion) =>
        this.#keep(onion, await peelOnion(this.election, this.context.id, open, onion)),
      ),
    );
    const [only] = results;
    if (results.length === 1 && only?.status === 'rejected') throw only.reason;
  }

  /** The onion's hash and its pool entry are one commit. A repeat is taken like the first, and does nothing. */
  async #keep(onion: Uint8Array, { kind, next, body }: OnionLayer): Promise<void> {
    const member = this.context.random(16);
    const isNew = await this.store.write(() => {
      const { changes } = this.store.prepare('INSERT OR IGNORE INTO seen VALUES (?)').run(sha256(onion));
      if (changes > 0 && kind !== 'cover')
        this.store.prepare('INSERT INTO pool VALUES (?, ?, ?)').run(member, next, body);
      return changes > 0;
    });
    if (!isNew || kind === 'cover') return;
    this.#members.add(toHex(member));
    if (this.context.clock() >= this.times.intakeEnds) return;
    if (releasesOnArrival(this.#members.size, this.election.manifest.poolSize) > 0) this.#releaseOne();
  }

  #releaseOne(): void {
    const members = [...this.#members];
    const chosen = members[uniform(this.context.random, members.length)] as string;
    this.#members.delete(chosen);
    const delay = releaseDelay(this.context.random);
    setTimeout(() => void this.#release([chosen]), delay).unref();
  }

  /** Moves members to the outbox: on to the next Anonymizer, or to every Counter. */
  async #release(members: readonly string[]): Promise<void> {
    const counters = this.election.members('counters').map(({ id }) => id);
    const items = await this.store.write(() =>
      members.flatMap((member) => {
        const key = Buffer.from(member, 'hex');
        const row = this.store.prepare('DELETE FROM pool WHERE member = ? RETURNING next, body').get(key);
        if (row === undefined) return [];
        const destinations = row.next === '' ? counters : [String(row.next)];
        const body = new Uint8Array(row.body as Uint8Array);
        return destinations.map((destination) => this.#outbox.insert(destination, body));
      }),
    );
    this.#outbox.add(items);
  }

  override async tick(): Promise<void> {
    if (!this.isOpen || this.document('erasure') !== undefined) return;
    const now = this.context.clock();
    const { times } = this;
    const due = flushInstants(times, this.election.plan.pathLength).filter(
      (instant) => now >= instant,
    ).length;
    if (due > this.#flushed) {
      this.#flushed = due;
      await this.#flush();
    }
    if (now >= times.claimsEnd) return this.#end();
    this.#outbox.send();
    if (now - this.#purged >= PURGE_INTERVAL) {
      this.#purged = now;
      this.store.purge();
    }
  }

  /** At each of the L + 1 instants: all that it holds, shuffled. */
  async #flush(): Promise<void> {
    const members = shuffled(
      this.context.random,
      this.store
        .prepare('SELECT member FROM pool')
        .all()
        .map(({ member }) => toHex(member as Uint8Array)),
    );
    this.#members.clear();
    for (let from = 0; from < members.length; from += MAX_BATCH)
      await this.#release(members.slice(from, from + MAX_BATCH));
  }

  /** Protocol step 4.3: when claims end the key is erased, with all that could be opened with it, and that is signed. */
  async #end(): Promise<void> {
    this.#outbox.stop();
    const { id, identity } = this.context;
    await this.store.write(() =>
      this.store.db.exec('DELETE FROM seen; DELETE FROM pool; DELETE FROM outbox;'),
    );
    await this.eraseTrafficKey();
    const erasure = signStatement(erasureStatement, this.election.manifestHash, {}, id, identity);
    await this.store.write(() => this.keepDocument('erasure', erasure));
  }

  erasure(): Uint8Array {
    const erasure = this.document('erasure');
    require(erasure !== undefined, 'time/too-early', 'claims have not ended');
    return erasure;
  }

  override async close(): Promise<void> {
    this.#outbox.stop();
    await super.close();
  }
}

function isInner(hop: () => number): boolean {
  try {
    return hop() > 1;
  } catch {
    return false;
  }
}
