/**
 * A server renews its shares while the election runs (trustees contract, section 2): nobody asks it to, the log and the clock tell
 * what is due. What it keeps for that are files in a folder of their own, so that they can be erased (decision 111).
 */
import { join } from 'node:path';
import { attempt } from '../../common/attempt.ts';
import {
  encodeShareFile,
  FILES,
  isCertificate,
  type ShareFile,
} from '../../protocol/ceremony/ceremony-files.ts';
import { firstPeriod } from '../../protocol/ceremony/election-periods.ts';
import { abandon, rejoin } from '../../protocol/ceremony/operator-word.ts';
import { isUnderWay, missedSlot } from '../../protocol/ceremony/refresh-course.ts';
import { idOf, type RefreshLog } from '../../protocol/ceremony/refresh-log.ts';
import type { RefreshRole } from '../../protocol/ceremony/refresh-role.ts';
import { RefreshPart } from '../../protocol/ceremony/take-part.ts';
import { fail, ProtocolError } from '../../protocol/errors.ts';
import { type Renewal as RenewalTimes, renewalOf } from '../../protocol/messages/plan.ts';
import { EMPTY, scalarToBytes } from '../../protocol/primitives/bytes.ts';
import { CeremonyFolder } from '../../warden/ceremony-folder.ts';
import { FailSafe } from '../../warden/fail-safe.ts';
import { removeOrder, takes } from '../../warden/orders.ts';
import type { RenewalAlert } from './alarm.ts';
import type { CeremonyMember } from './ceremony-member.ts';
import type { HostedElection } from './hosted-election.ts';
import type { Poster } from './poster.ts';
import { RenewalPosts } from './renewal-posts.ts';

export interface RenewalHost extends HostedElection {
  readonly ceremony: CeremonyMember;
}

export interface RenewalStatus {
  /** p. */
  readonly period: number;
  /** Those with a share of it, by ID. */
  readonly members: readonly string[];
  /** Unix ms from which the next renewal may begin. */
  readonly next: number;
  readonly isUnderWay: boolean;
  /** Its operator has had it rejoin: it holds no share until the next renewal. */
  readonly isRejoining: boolean;
  /** An Administrator: it does not echo before it has merged for its period. */
  readonly isMerging?: boolean;
  /** What is wrong at this server. */
  readonly alerts: readonly RenewalAlert[];
}

/** Of an election whose plan says when. */
export class Renewal {
  readonly #host: RenewalHost;
  readonly #times: RenewalTimes;
  readonly #role: RefreshRole;
  readonly #self: number;
  readonly #files: CeremonyFolder;
  readonly #part: RefreshPart;
  readonly #orders: string;
  readonly #beforeSwitch: () => Promise<void>;
  readonly #failSafe: FailSafe;
  /** Unix ms: when this process began to follow the log. */
  readonly #began: number;
  #held: ShareFile | undefined;
  #alerts: ReadonlySet<RenewalAlert> = new Set();
  #found = new Set<RenewalAlert>();
  readonly #posts: RenewalPosts;
  /** The period to which it has come, in this process. */
  #actedIn: number | undefined;

  private constructor(
    host: RenewalHost,
    role: RefreshRole,
    times: RenewalTimes,
    beforeSwitch: () => Promise<void>,
  ) {
    const { context, electionId } = host;
    this.#host = host;
    this.#role = role;
    this.#times = times;
    this.#beforeSwitch = beforeSwitch;
    this.#self = role.participants.findIndex(({ id }) => id === context.id);
    this.#orders = join(context.folder, 'elections', electionId);
    this.#files = new CeremonyFolder(join(this.#orders, 'renewal'));
    this.#failSafe = new FailSafe(this.#orders);
    this.#began = context.clock();
    this.#posts = new RenewalPosts(`refresh-${role.role}`);
    this.#part = new RefreshPart(role, this.#self, {
      files: this.#files,
      random: context.random,
      post: (type, statement) => this.#posts.add(type, statement, this.#now),
      switchTo: (share) => this.#switchTo(share),
      alert: (code) => this.#found.add(code),
    });
  }

  /** In an election whose plan says so, once the board has been read. `beforeSwitch` ends the use of the share before. */
  static of(
    host: RenewalHost,
    role: RefreshRole['role'],
    beforeSwitch: () => Promise<void> = async () => undefined,
  ): Renewal | undefined {
    const times = renewalOf(host.election.plan, role);
    const renewal = host.log.renewal(role);
    return times && renewal && new Renewal(host, renewal.role, times, beforeSwitch);
  }

  /** Does what is due; called again and again, one call after the other. `isOver`: none begins any more. */
  async act(poster: Poster, isOver: boolean): Promise<void> {
    this.#found = new Set();
    try {
      await this.#renew(poster, isOver);
    } catch (error) {
      // Such as a disk that takes nothing: the server is up otherwise, and nobody would see it before the share is missed.
      this.#found.add('alert/renewal-failed');
      throw error;
    } finally {
      this.#tell();
    }
  }

  async #renew(poster: Poster, isOver: boolean): Promise<void> {
    if (takes(this.#orders, 'resume')) {
      this.#failSafe.resume();
      removeOrder(this.#orders, 'resume');
    }
    if (this.#failSafe.isOff) {
      this.#found.add('alert/powered-off');
      return;
    }
    if (this.#isFirst && !this.#keepFirstShare()) return;
    this.#host.ceremony.letGo();
    const now = this.#host.context.clock();
    const renewal = this.#now;
    await this.#obey(renewal);
    // Nothing is left to do in an election that is over, however long it stays here.
    if (isOver && this.#actedIn === renewal.period.number && !isUnderWay(renewal)) return;
    await this.#part.act(renewal, now, !isOver);
    this.#posts.say(poster, renewal);
    this.#actedIn = renewal.period.number;
    if (!isOver) this.#watch(renewal, now);
  }

  /** S. A log that is not read yet may lack the renewal: it is given as long as a renewal has. */
  #watch(renewal: RefreshLog, now: number): void {
    const { context } = this.#host;
    const slot = missedSlot(renewal, this.#times, now);
    if (slot === undefined) return;
    this.#found.add('alert/renewal-late');
    const hasRead = this.#host.isCurrent || now >= this.#began + this.#times.deadline;
    if (context.powerOff === undefined || !hasRead || this.#failSafe.isExcused(slot)) return;
    this.#found.add('alert/powered-off');
    try {
      this.#failSafe.turnOff(slot);
    } finally {
      // Also where that cannot be written: then the miss is found again.
      context.powerOff();
    }
  }

  /** What the log has come to; the manifest is known, as the election is open. */
  get #now(): RefreshLog {
    return (
      this.#host.log.renewal(this.#role.role)?.log ?? fail('key/missing', 'this election renews no shares')
    );
  }

  get status(): RenewalStatus {
    const renewal = this.#now;
    const { period, opens } = renewal;
    const members = [...period.keys.keys()].map((index) => idOf(this.#role, index));
    const isRejoining = this.#files.read(FILES.rejoin(period.number)) !== undefined;
    const alerts = [...this.#alerts];
    return {
      ...{ period: period.number, members, next: opens, isRejoining, alerts },
      isUnderWay: isUnderWay(renewal),
    };
  }

  /**
   * In use: of the log's period, or of the one before it until this server has come to it. Undefined while it has none, and from a
   * power-off until its operator has it go on.
   */
  get share(): ShareFile | undefined {
    return this.#failSafe.isOff ? undefined : this.#held;
  }

  /** Whether it has never switched: then its share is the one that was generated. */
  get #isFirst(): boolean {
    const names = this.#files.names();
    return !names.some(isCertificate) && !names.includes(FILES.share(0));
  }

  /**
   * Who is outside of R has none, nor has who was installed anew: it gets one in the next period, once its operator has it rejoin.
   * False as long as the log has not been read so far.
   */
  #keepFirstShare(): boolean {
    const { election, ceremony } = this.#host;
    const { period } = firstPeriod(this.#role.role, election);
    if (!period.keys.has(this.#self) || !ceremony.hasShares) return true;
    const periodKey = ceremony.periodKey();
    if (periodKey === undefined) return false;
    const shares = this.#role.keys.map(({ name }) => {
      const { share } = ceremony.shares.get(name) ?? fail('key-generation/bad-share', 'a share is not here');
      return scalarToBytes(share);
    });
    const file = { period: 0, record: period.hash, shares, periodKey };
    this.#files.write(FILES.share(0), encodeShareFile(this.#role, this.#self, file));
    return true;
  }

  /** What its operator has ordered on this machine: once done, the order is gone. */
  async #obey(renewal: RefreshLog): Promise<void> {
    const { context, ceremony } = this.#host;
    const role = this.#role;
    const { identity, random } = context;
    if (takes(this.#orders, 'rejoin')) {
      // Whatever of it cannot be written: the share is not used any more.
      this.#held = undefined;
      await ceremony.forgetShares();
      // Done before, by a process that ended then: two of one period would contradict each other.
      if (this.#files.read(FILES.rejoin(renewal.period.number)) === undefined)
        rejoin(role, this.#self, renewal, this.#files, random, identity);
      removeOrder(this.#orders, 'rejoin');
    }
    if (takes(this.#orders, 'abandon')) {
      // Done before, by a process that ended then: it was not meant for the renewal after.
      if (!this.#files.names().some((name) => name.startsWith(FILES.abandoned(EMPTY))))
        attempt(ProtocolError, () => abandon(role, this.#self, renewal, this.#files, identity));
      removeOrder(this.#orders, 'abandon');
    }
  }

  /** From the first switch on, what was generated is erased with all that it was made of. */
  async #switchTo(share: ShareFile | undefined): Promise<void> {
    const { ceremony } = this.#host;
    await this.#beforeSwitch();
    this.#held = share;
    if (this.#now.period.number > 0) await ceremony.forgetShares();
  }

  /** All that is secret, once the server has signed for the last time. */
  async end(): Promise<void> {
    this.#held = undefined;
    await this.#host.ceremony.forgetShares();
    for (const name of this.#files.names()) if (!isCertificate(name)) this.#files.erase(name);
  }

  /** The log of this server is told when something begins. */
  #tell(): void {
    const { context, electionId: election } = this.#host;
    for (const code of this.#found)
      if (!this.#alerts.has(code)) context.logger.error({ election, code }, 'renewal of the share');
    this.#alerts = this.#found;
  }
}
