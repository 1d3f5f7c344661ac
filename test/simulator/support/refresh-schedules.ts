/**
 * Refreshes with hostile members, crashes at every durable point, absences, delays and operators' words (trustees contract,
 * section 9): the deployed fold and the deployed part, on a log in memory. A seed decides all of it.
 */
import { FILES } from '../../../protocol/ceremony/ceremony-files.ts';
import { rejoin } from '../../../protocol/ceremony/operator-word.ts';
import { decodePeriod, isVoid } from '../../../protocol/ceremony/period-record.ts';
import type { RefreshLog } from '../../../protocol/ceremony/refresh-log.ts';
import type { RefreshContent, RefreshType } from '../../../protocol/ceremony/refresh-messages.ts';
import {
  type Disk,
  DiskFailed,
  type Outgoing,
  RefreshWorld,
} from '../../../protocol/ceremony/refresh-test-support.ts';
import { equalBytes, toHex } from '../../../protocol/primitives/bytes.ts';
import { type Draw, drawsFrom } from '../../support/draws.ts';

const SIZES = [
  { participants: 4, quorum: 3, thresholds: [2], hostile: 1 },
  { participants: 5, quorum: 4, thresholds: [2], hostile: 1 },
  { participants: 6, quorum: 4, thresholds: [2], hostile: 1 },
  { participants: 7, quorum: 5, thresholds: [3], hostile: 2 },
  // Administrators: q = tau = t.
  { participants: 4, quorum: 3, thresholds: [3, 3], hostile: 1, role: 'administrator' },
] as const;

const MODES = [
  'silent',
  'deals badly',
  'accuses',
  'states twice',
  'signs nothing',
  'hastens',
  'copies a key',
  'lies',
] as const;
/** Rounds in which some are away; and in which, with good times after, the log must come to the next period. */
const STORM = 60;
const LIMIT = 400;
const PERIODS = 3;
/** ms: thirty batches, in which the slowest have posted. */
const PHASE = 3_000;

/** What went wrong for the honest; undefined: nothing. */
export async function refreshViolation(seed: number): Promise<string | undefined> {
  return new Schedule(drawsFrom(seed), seed).run();
}

class Schedule {
  readonly #draw: Draw;
  readonly #world: RefreshWorld;
  readonly #hostile = new Map<number, (typeof MODES)[number]>();
  /** Honest, and away for now. */
  readonly #away = new Map<number, number>();
  readonly #spare: number;
  readonly #delayed: Outgoing[] = [];
  /** H(X) that an honest member has signed, by member and c. */
  readonly #signed = new Map<string, string>();
  /** Who has looked at the deals of a ceremony, by member and c: who was away then may have been dealt badly. */
  readonly #judged = new Set<string>();
  #isStormy = true;
  #violation: string | undefined;

  constructor(draw: Draw, seed: number) {
    this.#draw = draw;
    const size = SIZES[draw(SIZES.length)] ?? SIZES[0];
    this.#world = new RefreshWorld({ ...size, seed: String(seed), phase: PHASE });
    const hostile = draw(size.hostile + 1);
    while (this.#hostile.size < hostile)
      this.#hostile.set(draw(size.participants), MODES[draw(MODES.length)] ?? 'silent');
    this.#spare = size.participants - size.quorum - hostile;
    this.#world.tamper = (outgoing) => this.#send(outgoing);
  }

  async run(): Promise<string | undefined> {
    for (let period = 1; period <= PERIODS; period++) {
      this.#world.toSlot();
      for (let round = 0; this.#world.log.period.number < period; round++) {
        if (round === LIMIT) return `no end of period ${period - 1} (${this.#world.log.ceremony.step})`;
        this.#isStormy = round < STORM;
        await this.#round();
        if (this.#violation !== undefined) return this.#violation;
      }
      this.#away.clear();
      for (let i = 0; i < 3; i++) await this.#round(true);
      this.#violation ??= this.#atRest();
      this.#hasten();
      if (this.#violation !== undefined) return this.#violation;
    }
    return undefined;
  }

  get #honest(): number[] {
    return [...this.#world.disks.keys()].filter((i) => !this.#hostile.has(i));
  }

  async #round(isCalm = false): Promise<void> {
    const world = this.#world;
    const { length } = this.#delayed;
    const posts = this.#delayed.splice(0, isCalm ? length : this.#draw(length + 1));
    const before = world.log;
    if (posts.length > 0) world.batch(...posts);
    for (const i of world.disks.keys()) await this.#turn(i, isCalm);
    if (posts.length === 0) world.time += 100;
    this.#check(before, world.log);
  }

  /** One member looks at the log, if it is up; now and then its process ends at some write. */
  async #turn(i: number, isCalm: boolean): Promise<void> {
    const world = this.#world;
    const away = this.#away.get(i) ?? 0;
    if (away > 1) return void this.#away.set(i, away - 1);
    this.#away.delete(i);
    if (!isCalm && this.#mayLeave(i) && this.#draw(12) === 0)
      return void this.#away.set(i, 1 + this.#draw(40));
    if (!isCalm && this.#draw(3) === 0) return;
    world.alerts[i]?.clear();
    if (!isCalm && this.#draw(5) === 0) disk(world, i).left = this.#draw(4);
    try {
      await world.act(i);
      if (world.log.ceremony.step === 'complaint') this.#judged.add(`${i} ${toHex(world.log.c)}`);
    } catch (error) {
      if (!(error instanceof DiskFailed)) throw error;
      world.restart(i);
    }
    disk(world, i).left = Number.POSITIVE_INFINITY;
    const isOut = world.alerts[i]?.has('alert/no-share') === true;
    if (isOut) rejoin(world.role, i, world.log, disk(world, i), world.random, identity(world, i));
  }

  /** Hostile, down and rejoining ones together are at most n - q. */
  #mayLeave(i: number): boolean {
    const outside = this.#honest.filter(
      (one) => this.#away.has(one) || !this.#world.log.period.keys.has(one),
    );
    return this.#isStormy && !this.#hostile.has(i) && outside.length < this.#spare;
  }

  #send(outgoing: Outgoing): readonly Outgoing[] {
    const mode = this.#hostile.get(outgoing.from);
    const sent = mode === undefined ? [outgoing] : this.#lies(outgoing, mode);
    if (mode === undefined) this.#checkSent(outgoing);
    this.#delayed.push(...sent);
    return [];
  }

  #lies(outgoing: Outgoing, mode: (typeof MODES)[number]): readonly Outgoing[] {
    const world = this.#world;
    const { from, type } = outgoing;
    if (mode === 'silent' || (mode === 'signs nothing' && type === 'outcome')) return [];
    if (mode === 'deals badly' && type === 'deal') return [this.#badDeal(outgoing)];
    if (mode === 'accuses' && type === 'ok') return [this.#accusation(from), outgoing];
    if (mode === 'states twice' && type === 'state') {
      const content = world.contentOf('state', outgoing);
      const kemKeys = content.kemKeys.map((key) => key.map((byte) => byte ^ 1));
      return [outgoing, this.#say(from, 'state', { ...content, kemKeys }, outgoing)];
    }
    if (mode === 'copies a key' && type === 'state') return [this.#copy(outgoing)];
    if (mode !== 'lies') return [outgoing];
    const lies = [this.#accusation(from), this.#say(from, 'ok', { dealers: this.#draw(128) }, outgoing)];
    const wrong = this.#say(from, 'outcome', { hash: world.random(32) }, outgoing);
    return [outgoing, ...lies, wrong].filter(() => this.#draw(2) === 0);
  }

  /** Under its period key; `instead` if it has none any more. */
  #say<T extends RefreshType>(
    from: number,
    type: T,
    content: RefreshContent<T>,
    instead: Outgoing,
  ): Outgoing {
    return this.#world.shareOf(from) === undefined ? instead : this.#world.say(from, type, content);
  }

  /** The key that an honest one has just stated, as its own. */
  #copy(outgoing: Outgoing): Outgoing {
    const world = this.#world;
    const theirs = this.#delayed.find(({ type, from }) => type === 'state' && !this.#hostile.has(from));
    if (theirs === undefined) return outgoing;
    const { periodKey, possession } = world.contentOf('state', theirs);
    const content = { ...world.contentOf('state', outgoing), periodKey, possession };
    return this.#say(outgoing.from, 'state', content, outgoing);
  }

  /** Whatever is signed by a member may be c's first entry. */
  #hasten(): void {
    const world = this.#world;
    const { log, random } = world;
    for (const [i, mode] of this.#hostile) {
      if (mode !== 'hastens' || log.ceremony.step !== 'state' || log.time >= log.opens) continue;
      const content = { kemKeys: [random(1216)], periodKey: random(33), possession: random(64) };
      const before = log;
      world.batch(this.#say(i, 'state', content, NOTHING));
      this.#check(before, world.log);
    }
  }

  #badDeal(outgoing: Outgoing): Outgoing {
    const deal = this.#world.contentOf('deal', outgoing);
    const whom = this.#draw(deal.seals.length);
    const seals = deal.seals.map((seal, i) =>
      i === whom ? seal.map((byte, at) => (at === seal.length - 1 ? byte ^ 1 : byte)) : seal,
    );
    return this.#say(outgoing.from, 'deal', { ...deal, seals }, outgoing);
  }

  #accusation(from: number): Outgoing {
    const dealer = this.#draw(this.#world.disks.length);
    const content = { dealer, seed: this.#world.random(32) };
    return this.#say(from, 'complaint', content, NOTHING);
  }

  /** Durable before it leaves; one outcome for each c, ever. */
  #checkSent({ from, type, statement }: Outgoing): void {
    const { log } = this.#world;
    const on = disk(this.#world, from).content;
    if (type === 'state' && !on.has(FILES.seed(log.c))) this.#violation = 'a STATE left without its seed';
    if (type !== 'outcome') return;
    const hash = toHex(this.#world.contentOf('outcome', { from, type, statement }).hash);
    const name = `${from} ${toHex(log.c)}`;
    if ((this.#signed.get(name) ?? hash) !== hash) this.#violation = 'an honest one signed two outcomes';
    this.#signed.set(name, hash);
    if (!on.has(FILES.outcome(log.c))) this.#violation = 'an OUTCOME left before it was durable';
    const isEmpty = log.ceremony.step === 'outcome' && isVoid(decodePeriod(log.ceremony.record));
    if (!isEmpty && !on.has(FILES.share(log.period.number + 1)))
      this.#violation = 'an OUTCOME left before its share';
  }

  #check(before: RefreshLog, { alerts, period, ceremony, opens }: RefreshLog): void {
    if ('began' in ceremony && ceremony.began < opens) this.#violation = 'a ceremony began before its time';
    const stated = before.ceremony.step === 'state' && ceremony.step === 'deal' ? before.ceremony.stated : [];
    const isLeftOut = ({ signer, isTwice }: { signer: number; isTwice: boolean }): boolean =>
      !this.#hostile.has(signer) && !isTwice && 'holders' in ceremony && !ceremony.holders.has(signer);
    if (stated.some(isLeftOut)) this.#violation = 'an honest one is left out';
    const ids = this.#honest.map((i) => this.#world.role.participants[i]?.id);
    const accused = alerts.find(
      ({ server, code }) => code !== 'alert/another-branch' && ids.includes(server),
    );
    if (accused !== undefined) this.#violation = `${accused.server} is honest: ${accused.code}`;
    const isSame = period.commitments.every((one, i) =>
      equalBytes(
        one[0] ?? new Uint8Array(),
        this.#world.first.period.commitments[i]?.[0] ?? new Uint8Array(),
      ),
    );
    if (!isSame) this.#violation = 'another key';
  }

  /** When all have come back: who holds what. */
  #atRest(): string | undefined {
    const world = this.#world;
    const { period, c } = world.log;
    const named = this.#honest.filter((i) => period.keys.has(i));
    for (const i of named) {
      const hasJudged = this.#judged.has(`${i} ${toHex(world.log.made?.c ?? c)}`);
      if (world.shareOf(i) === undefined && hasJudged) return `${i} is of R and has no share`;
      const stale = disk(world, i)
        .names()
        .filter((name) => isStale(name, period.number, c));
      if (stale.length > 0) return `${i} keeps ${stale}`;
    }
    const held = named.filter((i) => world.shareOf(i) !== undefined);
    for (const [i, { threshold }] of world.role.keys.entries()) {
      const some = held.slice(this.#draw(held.length - threshold + 1)).slice(0, threshold);
      if (world.combined(i, some) !== world.secrets[i]) return 'shares do not make the key';
    }
    return undefined;
  }
}

/** What no one can read. */
const NOTHING: Outgoing = { from: 0, type: 'tick', statement: new Uint8Array() };

const disk = (world: RefreshWorld, i: number): Disk => world.disks[i] as Disk;
const identity = (world: RefreshWorld, i: number) =>
  world.identities[i] as RefreshWorld['identities'][number];

const isStale = (name: string, period: number, c: Uint8Array): boolean =>
  (name.startsWith('share.') && name !== FILES.share(period) && name !== FILES.share(period + 1)) ||
  (name.startsWith('seed.') && name !== FILES.seed(c));
