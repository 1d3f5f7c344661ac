/**
 * Anonymizers and Counters of one election, their real classes with stores in a temporary folder, in one process: joined
 * by a network and a clock that are the test's, so that it can break any line, lie in a server's place, and let time pass.
 */

import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setImmediate } from 'node:timers/promises';
import type { Member } from '../../protocol/0-setup/election.ts';
import { flushInstants } from '../../protocol/3-vote-submission/mix-pool.ts';
import { peelOnion } from '../../protocol/3-vote-submission/peel-onion.ts';
import { type Onion, wrapCover, wrapPackage } from '../../protocol/3-vote-submission/wrap-onion.ts';
import { relayStatement } from '../../protocol/messages/relay.ts';
import { sealedPackageLength } from '../../protocol/messages/submission-package.ts';
import { toHex } from '../../protocol/primitives/bytes.ts';
import { signStatement } from '../../protocol/primitives/statement.ts';
import { seededRandom } from '../../protocol/seeded-random-test-support.ts';
import { given, makeElection, random, type TestElection } from '../../protocol/test-support.ts';
import { AnonymizerElection } from '../../servers/anonymizer/anonymizer-election.ts';
import { CounterElection } from '../../servers/counter/counter-election.ts';
import { RemoteError } from '../../servers/shared/http-client.ts';
import type { Store } from '../../servers/shared/store.ts';
import {
  plantTrafficKey,
  removeFolder,
  serverContext,
  temporaryFolder,
} from '../../servers/shared/test-support.ts';

const LEAF_LENGTH = 32;
/** Turns of the event loop within which a server in this process goes on after an answer or a commit. */
const QUIET_TURNS = 8;

export class Mixnet {
  readonly fixture: TestElection;
  readonly anonymizers = new Map<string, AnonymizerElection>();
  readonly counters = new Map<string, CounterElection>();
  /** Unix ms, at every server. */
  now: number;
  /** Servers that are not reached. */
  readonly down = new Set<string>();
  /** Who answers in a server's place. */
  readonly instead = new Map<string, (body: Uint8Array) => Promise<Uint8Array>>();
  readonly #folder = temporaryFolder();
  readonly #seed: string;
  #underWay = 0;
  #starts = 0;

  private constructor(fixture: TestElection, seed: string) {
    this.fixture = fixture;
    this.#seed = seed;
    this.now = fixture.manifest.opens * 1000;
  }

  /** Three Anonymizers and two Counters, at the time of opening. The seed decides how Anonymizers mix. */
  static async make(seed: string): Promise<Mixnet> {
    const few = { N: 1, t: 1, b: 0, n: 1, k: 0, distributors: 1, f: 0 };
    return Mixnet.#opened(await makeElection({ ...few, anonymizers: 3, L: 2, counters: 2 }), seed);
  }

  /** The same election again: nothing has arrived yet. */
  again(): Promise<Mixnet> {
    return Mixnet.#opened(this.fixture, this.#seed);
  }

  static async #opened(fixture: TestElection, seed: string): Promise<Mixnet> {
    const net = new Mixnet(fixture, seed);
    for (const role of ['anonymizers', 'counters'] as const)
      for (const { id } of fixture.election.members(role)) await net.start(id);
    return net;
  }

  /** Starts a server; one that runs is stopped first, and goes on from what it has on disk. */
  async start(id: string): Promise<void> {
    await (this.anonymizers.get(id) ?? this.counters.get(id))?.close();
    const electionId = toHex(this.fixture.plan.electionId);
    const context = serverContext(this.fixture, id, this.#folder, () => this.now);
    if (this.fixture.election.member('counters', id) !== undefined) {
      const counter = new CounterElection(context, electionId);
      await counter.acceptManifest(this.fixture.manifestDocument);
      this.counters.set(id, counter);
      return;
    }
    const mixing = { ...context, random: seededRandom(`${this.#seed} ${id} ${++this.#starts}`) };
    const anonymizer = new AnonymizerElection(mixing, electionId, (url, body) => this.#post(url, body));
    if (!anonymizer.isOpen) await plantTrafficKey(anonymizer, this.fixture);
    await anonymizer.acceptManifest(this.fixture.manifestDocument);
    this.anonymizers.set(id, anonymizer);
  }

  async #post(url: string, body: Uint8Array): Promise<Uint8Array> {
    const { hostname, pathname } = new URL(url);
    const to = given(hostname.split('.')[0]);
    this.#underWay++;
    try {
      await setImmediate();
      if (this.down.has(to)) throw new RemoteError('remote/unreachable', 0, `${to} is down`);
      const hostile = this.instead.get(to);
      if (hostile !== undefined) return await hostile(body);
      if (pathname.endsWith('/packages')) return await this.counter(to).deliver(body);
      await this.anonymizer(to).acceptRelay(body);
      return new Uint8Array();
    } finally {
      this.#underWay--;
    }
  }

  anonymizer(id: string): AnonymizerElection {
    return given(this.anonymizers.get(id));
  }

  counter(id: string): CounterElection {
    return given(this.counters.get(id));
  }

  /** Every Anonymizer does what is due; resolves once no message is under way. One whose tick fails does not stop others. */
  async tick(): Promise<void> {
    await Promise.allSettled([...this.anonymizers.values()].map((anonymizer) => anonymizer.tick()));
    await this.quiet();
  }

  async quiet(): Promise<void> {
    for (let turns = 0; turns < QUIET_TURNS; turns++) {
      await setImmediate();
      if (this.#underWay > 0) turns = 0;
    }
  }

  /** Lets time come to each of the L + 1 instants, with a tick at each. */
  async flush(): Promise<void> {
    for (const instant of this.instants) {
      this.now = instant;
      await this.tick();
    }
  }

  /** The L + 1 instants, Unix ms. */
  get instants(): readonly number[] {
    return flushInstants(this.anonymizer('anonymizer-1').times, this.fixture.plan.pathLength);
  }

  get claimsEnd(): number {
    return this.fixture.manifest.claimsEnd * 1000;
  }

  /** A new package: what an Anonymizer cannot tell from a vote. */
  newPackage(): Uint8Array {
    return random(sealedPackageLength(this.fixture.manifest.packageSize));
  }

  path(...ids: string[]): Member[] {
    return ids.map((id) => given(this.fixture.election.member('anonymizers', id)));
  }

  onion(body: Uint8Array, ...ids: string[]): Promise<Onion> {
    return wrapPackage(this.fixture.election, this.path(...ids), body);
  }

  cover(...ids: string[]): Promise<Onion> {
    return wrapCover(this.fixture.election, this.path(...ids), random);
  }

  /** The onion as a hostile first hop, who has peeled it, relays it to the last one. */
  async inner(onion: Onion): Promise<Uint8Array> {
    const { fixture } = this;
    return (await peelOnion(fixture.election, onion.entry, fixture.server(onion.entry).open, onion.onion))
      .body;
  }

  relay(
    onions: readonly Uint8Array[],
    to: string,
    from = 'anonymizer-1',
    key = this.fixture.server(from).key,
  ): Uint8Array {
    return signStatement(relayStatement, this.fixture.election.manifestHash, { to, onions }, from, key);
  }

  /** Hashes of the packages on a Counter's list, in order, in hexadecimal. */
  listed(id = 'counter-1'): string[] {
    const leaves = toHex(this.counter(id).leaves(0, 4096));
    return leaves.match(new RegExp(`.{${2 * LEAF_LENGTH}}`, 'g')) ?? [];
  }

  /** Number of rows of a table of a server's store. */
  rows(id: string, table: 'seen' | 'pool' | 'outbox' | 'packages'): number {
    return Number(this.#storeOf(id).prepare(`SELECT count(*) AS n FROM ${table}`).get()?.n);
  }

  storePath(id: string): string {
    return join(this.#folder, id, 'elections', toHex(this.fixture.plan.electionId), 'store.db');
  }

  #storeOf(id: string): Store {
    return given(this.anonymizers.get(id) ?? this.counters.get(id)).store;
  }

  /** Another process holds the server's store until the result is called; the server waits for it no time at all. */
  lock(id: string): () => void {
    this.#storeOf(id).db.exec('PRAGMA busy_timeout = 0');
    const other = new DatabaseSync(this.storePath(id));
    other.exec('BEGIN EXCLUSIVE');
    return () => other.close();
  }

  /** The server's disk is full until the result is called: no page more than it has. */
  fill(id: string): () => void {
    const { db } = this.#storeOf(id);
    db.exec('PRAGMA max_page_count = 1');
    return () => void db.exec('PRAGMA max_page_count = 1073741823');
  }

  async stop(): Promise<void> {
    for (const server of [...this.anonymizers.values(), ...this.counters.values()]) await server.close();
    removeFolder(this.#folder);
  }
}
