/**
 * Members of refreshes on a log in memory: the deployed fold and the deployed part, with disks that can fail. With `FAST` groups
 * and sealing the algebra and the rules are the same, and nothing is secret: for thousands of ceremonies.
 */

import { mod } from '@noble/curves/abstract/modular.js';
import { ignore } from '../../common/attempt.ts';
import { ProtocolError } from '../errors.ts';
import { bytesToScalar, concat, equalBytes, scalarToBytes } from '../primitives/bytes.ts';
import { sealingInfo } from '../primitives/hpke.ts';
import { commitTo } from '../primitives/key-generation.ts';
import { evaluate, lagrangeAtZero } from '../primitives/lagrange.ts';
import { randomSecretKey, type SigningKey, signingKey } from '../primitives/p256-signature.ts';
import { P256, type PrimeGroup } from '../primitives/prime-group.ts';
import { type RandomSource, randomScalar } from '../primitives/random.ts';
import { sha256 } from '../primitives/sha256.ts';
import { signStatement } from '../primitives/statement.ts';
import type { StatementType } from '../primitives/statement-form.ts';
import { seededRandom } from '../seeded-random-test-support.ts';
import {
  type CeremonyFiles,
  decodeShareFile,
  encodeShareFile,
  FILES,
  type ShareFile,
} from './ceremony-files.ts';
import { type FirstPeriod, refreshFold } from './refresh.ts';
import { idOf, type RefreshLog } from './refresh-log.ts';
import { REFRESH_STATEMENTS, type RefreshContent, type RefreshType } from './refresh-messages.ts';
import { type RefreshPost, readPost } from './refresh-posts.ts';
import type { HolderRole, RefreshRole, SharedKey } from './refresh-role.ts';
import { HYBRID_SEALING, type Sealing } from './sealing.ts';
import { RefreshPart } from './take-part.ts';

/** The integers modulo P-256's order: an element says its own logarithm. */
const FAST_GROUP: PrimeGroup = {
  name: 'p256',
  order: P256.order,
  elementLength: 33,
  fromSecret: (scalar) => fastElement(scalar),
  fromPublic: (scalar) => fastElement(scalar),
  check: (element) => void logarithm(element),
  combine: (elements, scalars) => {
    const sum = elements.reduce((total, element, i) => total + logarithm(element) * (scalars[i] ?? 0n), 0n);
    return fastElement(mod(sum, P256.order));
  },
};

function fastElement(scalar: bigint): Uint8Array {
  if (scalar === 0n) throw new ProtocolError('point/invalid', 'the elements cancel out');
  return concat(Uint8Array.of(2), scalarToBytes(scalar));
}

function logarithm(element: Uint8Array): bigint {
  if (element.length !== 33 || element[0] !== 2) throw new ProtocolError('point/invalid', 'not an element');
  return bytesToScalar(element.subarray(1));
}

/** Opens only for whom, and where, it was sealed; anyone could read it. */
const FAST_SEALING: Sealing = {
  keyPair: (seed) => ({ publicKey: concat(sha256(seed), new Uint8Array(1184)), secretKey: seed }),
  isKey: (key) => key.length === 1216,
  seal: async (key, place, message) => concat(key.subarray(0, 32), sha256(sealingInfo(place)), message),
  open: (secretKey, place, sealed) => {
    const expected = concat(sha256(secretKey), sha256(sealingInfo(place)));
    if (!equalBytes(sealed.subarray(0, 64), expected))
      throw new ProtocolError('hpke/failed', 'the sealed message does not open');
    return sealed.subarray(64);
  },
};

export class DiskFailed extends Error {}

/** Files in memory, which fail once `left` writes or erasures are done. */
export class Disk implements CeremonyFiles {
  readonly content = new Map<string, Uint8Array>();
  left = Number.POSITIVE_INFINITY;
  hasFailed = false;
  /** All that was done, in order. */
  readonly done: string[] = [];

  names(): readonly string[] {
    return [...this.content.keys()];
  }
  read(name: string): Uint8Array | undefined {
    return this.content.get(name)?.slice();
  }
  write(name: string, content: Uint8Array): void {
    this.#spend(`write ${name}`);
    this.content.set(name, content.slice());
  }
  erase(name: string): void {
    this.#spend(`erase ${name}`);
    this.content.delete(name);
  }
  #spend(what: string): void {
    if (this.left <= 0) {
      this.hasFailed = true;
      throw new DiskFailed(what);
    }
    this.left--;
    this.done.push(what);
  }
}

export interface WorldOptions {
  readonly participants: number;
  readonly quorum: number;
  /** tau of each shared key. */
  readonly thresholds: readonly number[];
  readonly role?: HolderRole;
  /** Left out: the fast one. */
  readonly group?: PrimeGroup;
  readonly seed?: string;
  /** Delta, ms. */
  readonly phase?: number;
}

export interface Outgoing {
  readonly from: number;
  readonly type: RefreshType;
  readonly statement: Uint8Array;
}

const SLOTS = { first: 1_000_000, every: 100_000, phase: 1_000 };
/** ms between two batches. */
const STEP = 100;

export class RefreshWorld {
  readonly role: RefreshRole;
  readonly identities: readonly SigningKey[];
  readonly disks: readonly Disk[];
  readonly first: FirstPeriod;
  readonly random: RandomSource;
  /** By shared key. */
  readonly secrets: readonly bigint[];
  readonly alerts: readonly Set<string>[];
  /** What each keeper was started with, by member; undefined: the one before was ended, and none started. */
  readonly keepers: readonly (ShareFile | undefined)[][];
  readonly stuckKeepers = new Set<number>();
  readonly down = new Set<number>();
  /** ms by which the board's clock is behind. */
  lag = 0;
  /** What a hostile member posts in place of what it should. */
  tamper: (outgoing: Outgoing, world: this) => readonly Outgoing[] = (outgoing) => [outgoing];
  log: RefreshLog;
  time = SLOTS.first - 10 * STEP;
  readonly #parts: RefreshPart[];
  readonly #outbox: Outgoing[] = [];

  constructor({
    participants,
    quorum,
    thresholds,
    role = 'trustee',
    group,
    seed = '',
    phase = SLOTS.phase,
  }: WorldOptions) {
    this.random = seededRandom(`${seed} ${participants} ${quorum} ${thresholds}`);
    const everyone = Array.from({ length: participants }, (_, i) => i);
    const newKey = () => randomSecretKey(this.random);
    this.identities = everyone.map(() => signingKey(newKey()));
    const keys = thresholds.map(
      (threshold, i): SharedKey => ({
        name: `key-${i}`,
        group: group ?? FAST_GROUP,
        threshold,
      }),
    );
    this.role = {
      manifestHash: sha256(this.random(8)),
      role,
      participants: this.identities.map(({ publicKey }, i) => ({
        id: `${role}-${i + 1}`,
        identityKey: publicKey,
      })),
      keys,
      quorum,
      slots: { ...SLOTS, phase },
      sealing: group === undefined ? FAST_SEALING : HYBRID_SEALING,
    };
    const polynomials = keys.map((key) =>
      Array.from({ length: key.threshold }, () => randomScalar(this.random, key.group.order)),
    );
    this.secrets = polynomials.map(([secret = 0n]) => secret);
    const periodKeys = everyone.map(newKey);
    const hash = sha256(this.random(8));
    this.first = {
      time: SLOTS.first - 20 * STEP,
      period: {
        number: 0,
        hash,
        keys: new Map(periodKeys.map((key, i) => [i, signingKey(key).publicKey])),
        commitments: keys.map((key, i) => commitTo(key.group, polynomials[i] ?? [])),
      },
    };
    this.disks = everyone.map((i) => {
      const disk = new Disk();
      const shares = keys.map((key, at) =>
        scalarToBytes(evaluate(polynomials[at] ?? [], i + 1, key.group.order)),
      );
      const file = { period: 0, record: hash, shares, periodKey: periodKeys[i] ?? new Uint8Array() };
      disk.content.set(FILES.share(0), encodeShareFile(this.role, i, file));
      return disk;
    });
    this.alerts = everyone.map(() => new Set());
    this.keepers = everyone.map(() => []);
    this.#parts = everyone.map((i) => this.newPart(i));
    this.log = refreshFold(this.role, this.first).start;
  }

  newPart(
    i: number,
    post?: (outgoing: Outgoing) => void,
    files: CeremonyFiles = this.disks[i] as Disk,
  ): RefreshPart {
    return new RefreshPart(this.role, i, {
      files,
      random: this.random,
      post: (type, statement) => (post ?? ((one) => this.#send(one)))({ from: i, type, statement }),
      switchTo: async (share) => {
        if (this.stuckKeepers.has(i)) throw new Error('the keeper does not start');
        this.keepers[i]?.push(share);
      },
      alert: (code) => void this.alerts[i]?.add(code),
    });
  }

  #send(outgoing: Outgoing): void {
    this.#outbox.push(...this.tamper(outgoing, this));
  }

  /** One batch of the topic, `STEP` after the last. */
  batch(...posts: readonly Outgoing[]): RefreshLog {
    this.time += STEP;
    return this.batchAt(this.time - this.lag, false, ...posts);
  }

  batchAt(time: number, hasTick: boolean, ...posts: readonly Outgoing[]): RefreshLog {
    this.time = time + this.lag;
    const read = posts.map(({ type, statement }) => readPost(this.role, type, statement));
    const batch = {
      c: 0,
      time,
      hasTick,
      posts: read.filter((post): post is RefreshPost => post !== undefined),
    };
    this.log = refreshFold(this.role, this.first).next(this.log, batch);
    return this.log;
  }

  act(i: number): Promise<void> {
    return (this.#parts[i] as RefreshPart).act(this.log, this.time);
  }

  /** The process ends, and begins again with what is on its disk. */
  restart(i: number): void {
    const disk = this.disks[i] as Disk;
    disk.left = Number.POSITIVE_INFINITY;
    disk.hasFailed = false;
    this.#parts[i] = this.newPart(i);
  }

  /** Everybody who is up looks at the log, as far as its disk lets it; what they post is one batch, if it is anything. */
  async round(): Promise<void> {
    for (const i of this.disks.keys()) if (!this.down.has(i)) await this.act(i).catch(ignore(DiskFailed));
    const posts = this.#outbox.splice(0);
    if (posts.length > 0) this.batch(...posts);
    else this.time += STEP;
  }

  /** Rounds until it is so. */
  async until(isSo: (log: RefreshLog) => boolean, rounds = 100): Promise<void> {
    for (let i = 0; i < rounds && !isSo(this.log); i++) await this.round();
    if (!isSo(this.log)) throw new Error(`it did not come to it; now: ${this.log.ceremony.step}`);
  }

  /** To the time at which the next ceremony opens. */
  toSlot(): this {
    this.time = Math.max(this.time, this.log.opens - STEP);
    return this;
  }

  /** A whole refresh, until all who are up have looked at its certificate. */
  async refresh(): Promise<void> {
    const ended = this.toSlot().log.ended.length;
    await this.until((log) => log.ended.length > ended);
    await this.round();
  }

  /** Its share of the period in force, from its disk. */
  shareOf(i: number): ShareFile | undefined {
    const content = this.disks[i]?.read(FILES.share(this.log.period.number));
    return content === undefined ? undefined : decodeShareFile(this.role, i, content);
  }

  /** A statement of that member; `key`: of its period unless given. */
  say<T extends RefreshType>(
    from: number,
    type: T,
    content: RefreshContent<T>,
    { c = this.log.c, key }: { readonly c?: Uint8Array; readonly key?: SigningKey } = {},
  ): Outgoing {
    const form = REFRESH_STATEMENTS[type] as StatementType<RefreshContent<T>>;
    const signer = key ?? signingKey(this.shareOf(from)?.periodKey ?? new Uint8Array());
    return { from, type, statement: signStatement(form, c, content, idOf(this.role, from), signer) };
  }

  /** What an own statement says. */
  contentOf<T extends RefreshType>(type: T, { statement }: Outgoing): RefreshContent<T> {
    const post = readPost(this.role, type, statement);
    if (post === undefined) throw new Error(`not a ${type}`);
    return post.content;
  }

  /** The i-th shared secret, of these members' shares on their disks. */
  combined(i: number, members: readonly number[]): bigint {
    const { order } = (this.role.keys[i] as SharedKey).group;
    const weights = lagrangeAtZero(
      members.map((member) => member + 1),
      order,
    );
    return members.reduce((sum, member, at) => {
      const share = this.shareOf(member)?.shares[i] ?? new Uint8Array();
      return mod(sum + bytesToScalar(share) * (weights[at] as bigint), order);
    }, 0n);
  }
}
