/**
 * An election at an Anonymizer: the pool (protocol step 3.3). The protocol's decisions are in protocol/3-vote-submission;
 * here they meet store, time and network. It keeps neither order nor pairing of input and output: rows are sorted by
 * hashes and random IDs, deleted rows are overwritten, and the write-ahead log is emptied again and again.
 */
import { ignore } from '../../common/attempt.ts';
import type { Election } from '../../protocol/0-setup/election.ts';
import {
  destinationsOf,
  flushIsDue,
  releaseDelay,
  releasesOnArrival,
} from '../../protocol/3-vote-submission/mix-pool.ts';
import { hopOf, peelOnion } from '../../protocol/3-vote-submission/peel-onion.ts';
import { ensure, ProtocolError } from '../../protocol/errors.ts';
import type { OnionLayer } from '../../protocol/messages/onion.ts';
import {
  challengeStatement,
  erasureStatement,
  MAX_BATCH,
  relayStatement,
} from '../../protocol/messages/relay.ts';
import { toHex } from '../../protocol/primitives/bytes.ts';
import type { Opener } from '../../protocol/primitives/hpke.ts';
import { uniform } from '../../protocol/primitives/random.ts';
import { sha256 } from '../../protocol/primitives/sha256.ts';
import { openStatement, signStatement } from '../../protocol/primitives/statement.ts';
import { HostedElection, type ServerContext } from '../shared/hosted-election.ts';
import { postCbor } from '../shared/http-client.ts';
import { OwnStatement } from '../shared/own-statement.ts';
import { SetupMember } from '../shared/setup-member.ts';
import { TrafficKey } from '../shared/traffic-key.ts';
import { Outbox, type Post } from './outbox.ts';

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS seen (onion BLOB PRIMARY KEY) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS pool (
    member BLOB PRIMARY KEY, kind TEXT NOT NULL, next TEXT NOT NULL, body BLOB NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS outbox (
    item BLOB PRIMARY KEY, destination TEXT NOT NULL, body BLOB NOT NULL
  ) STRICT, WITHOUT ROWID;`;

/** How often the write-ahead log, which is in order of time, is emptied. Milliseconds. */
const PURGE_INTERVAL = 10_000;

export class AnonymizerElection extends HostedElection {
  readonly trafficKey = new TrafficKey(this.documents, this.context.random);
  readonly statement: OwnStatement = new OwnStatement(this, this.trafficKey);
  override readonly setup: SetupMember = new SetupMember({
    host: this,
    role: 'anonymizer',
    statement: this.statement,
  });
  protected override readonly rules = { check: (election: Election) => this.statement.check(election) };
  readonly #outbox: Outbox;
  /** Members that may still be chosen. */
  readonly #members = new Set<string>();
  /** Those that were chosen, each with the time (Unix ms) at which it leaves the pool. */
  readonly #leaving = new Map<string, number>();
  /** When the pool was last emptied or this server started, Unix ms. */
  #emptied: number;
  #purged = 0;

  constructor(context: ServerContext, electionId: string, post: Post = postCbor) {
    super(context, electionId, SCHEMA);
    this.#outbox = new Outbox(this, post);
    this.#emptied = context.clock();
    for (const member of this.#pool()) this.#members.add(member);
  }

  /** All members, on their way or not, in order of their random IDs: shuffled, that is. */
  #pool(): string[] {
    const rows = this.store.prepare('SELECT member FROM pool ORDER BY member').all();
    return rows.map(({ member }) => toHex(member as Uint8Array));
  }

  /** It has no part in an election in whose manifest it has no key: no path leads here. Errors: key/missing. */
  #requireKey(): void {
    const isKeyed = this.election.keyed('anonymizers').some(({ id }) => id === this.context.id);
    ensure(isKeyed, 'key/missing', 'this Anonymizer has no key in this election');
  }

  #opener(): Promise<Opener> {
    this.#requireKey();
    return this.trafficKey.opener();
  }

  /** "I am here": the answer to a terminal's challenge (32 bytes). Errors: key/missing. */
  answerChallenge(challenge: Uint8Array): Uint8Array {
    this.#requireKey();
    const { id, identity } = this.context;
    return signStatement(challengeStatement, this.election.manifestHash, { challenge }, id, identity);
  }

  /** An onion from a voter's PC: first hop only, until intake ends. */
  async acceptFromVoter(onion: Uint8Array): Promise<void> {
    const now = this.context.clock();
    ensure(now >= this.times.opens, 'time/not-open', 'the election has not opened');
    ensure(now < this.times.intakeEnds, 'time/closed', 'intake has ended');
    ensure(hopOf(this.election, onion.length) === 1, 'onion/wrong-length', 'not a first onion');
    await this.#keep(onion, await peelOnion(this.election, this.context.id, await this.#opener(), onion));
  }

  /**
   * Onions from another Anonymizer. One that is wrong does not keep the others from being taken; any other failure makes
   * the whole relay fail, so that the sender, who forgets what was taken, keeps them and repeats them.
   */
  async acceptRelay(input: Uint8Array): Promise<void> {
    const { election, context } = this;
    ensure(context.clock() < this.times.claimsEnd, 'time/closed', 'claims have ended');
    const keyOf = election.keyOf('anonymizers');
    const { content } = openStatement(relayStatement, election.manifestHash, input, keyOf);
    ensure(content.to === context.id, 'statement/wrong-context', 'a relay for another Anonymizer');
    const open = await this.#opener();
    const peeled = await Promise.all(
      content.onions.map((onion) => this.#peelInner(open, onion).catch(ignore(ProtocolError))),
    );
    await Promise.all(peeled.map((layer, i) => layer && this.#keep(content.onions[i] as Uint8Array, layer)));
  }

  /** The layer of an onion that came from another Anonymizer; undefined for one that no Anonymizer may relay. */
  async #peelInner(open: Opener, onion: Uint8Array): Promise<OnionLayer | undefined> {
    if (hopOf(this.election, onion.length) === 1) return undefined;
    return peelOnion(this.election, this.context.id, open, onion);
  }

  /** The onion's hash and its pool entry are one commit. A repeat is taken like the first, and does nothing. */
  async #keep(onion: Uint8Array, { kind, next, body }: OnionLayer): Promise<void> {
    const member = this.context.random(16);
    const isNew = await this.store.write(() => {
      // Again, as time has passed: nothing may come into a store whose contents are erased.
      ensure(this.context.clock() < this.times.claimsEnd, 'time/closed', 'claims have ended');
      const { changes } = this.store.prepare('INSERT OR IGNORE INTO seen VALUES (?)').run(sha256(onion));
      if (changes > 0)
        this.store.prepare('INSERT INTO pool VALUES (?, ?, ?, ?)').run(member, kind, next, body);
      return changes > 0;
    });
    if (!isNew) return;
    this.#members.add(toHex(member));
    if (releasesOnArrival(this.#members.size, this.election.manifest.poolSize) > 0) this.#chooseOne();
  }

  #chooseOne(): void {
    const { random, clock } = this.context;
    const members = [...this.#members];
    const chosen = members[uniform(random, members.length)] as string;
    this.#members.delete(chosen);
    this.#leaving.set(chosen, clock() + releaseDelay(random));
  }

  async #release(members: readonly string[]): Promise<void> {
    for (let from = 0; from < members.length; from += MAX_BATCH)
      await this.#moveToOutbox(members.slice(from, from + MAX_BATCH));
  }

  /** One commit: either they have left the pool or they are still in it. */
  async #moveToOutbox(members: readonly string[]): Promise<void> {
    const counters = this.election.members('counters').map(({ id }) => id);
    const items = await this.store.write(() =>
      members.flatMap((member) => {
        const take = this.store.prepare('DELETE FROM pool WHERE member = ? RETURNING kind, next, body');
        const row = take.get(Buffer.from(member, 'hex')) as OnionLayer;
        const body = new Uint8Array(row.body);
        return destinationsOf(row, counters).map((destination) => this.#outbox.insert(destination, body));
      }),
    );
    for (const member of members) {
      this.#members.delete(member);
      this.#leaving.delete(member);
    }
    this.#outbox.add(items);
  }

  override async tick(): Promise<void> {
    await super.tick();
    if (!this.isOpen) return;
    const erasure = this.documents.get('erasure');
    if (erasure !== undefined) {
      if (this.isFollowed) this.onBoard.poster.say('run', 'erasure', '', () => erasure);
      return;
    }
    const now = this.context.clock();
    if (now >= this.times.claimsEnd) return this.#end();
    try {
      await this.#releaseDue(now);
    } finally {
      this.#outbox.send();
    }
    if (now - this.#purged >= PURGE_INTERVAL) {
      this.#purged = now;
      this.store.purge();
    }
  }

  /** Whatever fails here stays in the pool, and is due again at the next tick. */
  async #releaseDue(now: number): Promise<void> {
    if (now < this.times.intakeEnds) {
      const due = [...this.#leaving].filter(([, at]) => now >= at).map(([member]) => member);
      return this.#release(due);
    }
    if (!flushIsDue(this.times, this.election.plan.pathLength, this.#emptied, now)) return;
    await this.#release(this.#pool());
    this.#emptied = now;
  }

  /** Protocol step 4.3: when claims end the key is erased, with all that could be opened with it, and that is signed. */
  async #end(): Promise<void> {
    this.#outbox.stop();
    const { id, identity } = this.context;
    await this.store.write(() =>
      this.store.db.exec('DELETE FROM seen; DELETE FROM pool; DELETE FROM outbox;'),
    );
    await this.trafficKey.erase();
    const erasure = signStatement(erasureStatement, this.election.manifestHash, {}, id, identity);
    await this.store.write(() => this.documents.keep('erasure', erasure));
  }

  override async close(): Promise<void> {
    this.#outbox.stop();
    await super.close();
  }
}
