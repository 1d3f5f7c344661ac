/**
 * An intruder who moves (trustees contract, section 9; explained, section 12): in each period it takes the files of at most f
 * servers, others each time, while refreshes run too, has its captives deal badly, and records the whole log. What it can compute
 * of all that is linear: a share, a dealt value, a coefficient is an equation over the unknowns of all polynomials. It has won when
 * the equations give the key. A seed decides what it does.
 */
import { mod } from '@noble/curves/abstract/modular.js';
import { decodeShareFile, FILES } from '../../../protocol/ceremony/ceremony-files.ts';
import { rejoin } from '../../../protocol/ceremony/operator-word.ts';
import { openShares } from '../../../protocol/ceremony/refresh-judges.ts';
import type { Settled } from '../../../protocol/ceremony/refresh-log.ts';
import { type Disk, type Outgoing, RefreshWorld } from '../../../protocol/ceremony/refresh-test-support.ts';
import { CeremonySecrets } from '../../../protocol/ceremony/secrets.ts';
import { bytesToScalar, toHex } from '../../../protocol/primitives/bytes.ts';
import { lagrangeAtZero } from '../../../protocol/primitives/lagrange.ts';
import { P256 } from '../../../protocol/primitives/prime-group.ts';
import { members } from '../../../protocol/quorums/quorum-system.ts';
import { type Draw, drawsFrom } from '../../support/draws.ts';
import { Equations, type Terms } from './equations.ts';

const SIZES = [
  { participants: 4, quorum: 3, thresholds: [2], hostile: 1 },
  { participants: 5, quorum: 4, thresholds: [2], hostile: 1 },
  { participants: 7, quorum: 5, thresholds: [3], hostile: 2 },
  { participants: 4, quorum: 3, thresholds: [3], hostile: 1, role: 'administrator' },
] as const;
const { order } = P256;
const KEY = 'key';

/** Periods after which it can no longer use what it finds of them, as nobody should have it. */
const WINDOW = 4;

export interface Attack {
  /** How many periods it has. */
  readonly periods: number;
  /** Whether it takes tau servers in each period, more than the election bears. */
  readonly isBeyond?: boolean;
}

/** The period in which it had the key; undefined: never. */
export async function periodOfBreak(
  seed: number,
  { periods, isBeyond = false }: Attack,
): Promise<number | undefined> {
  const intruder = new Intruder(drawsFrom(seed), seed, isBeyond);
  for (let period = 1; period <= periods; period++) if (await intruder.livesThrough()) return period;
  return undefined;
}

class Intruder {
  readonly #draw: Draw;
  readonly #world: RefreshWorld;
  /** Servers that are hostile in one period. */
  readonly #budget: number;
  readonly #known = new Equations(order);
  /** Seeds that it has found: by c, then by server. */
  readonly #seeds = new Map<string, Map<number, Uint8Array>>();
  /** Shown in complaints: by c and complainer. */
  readonly #shown = new Map<string, Uint8Array[]>();
  /** Captured from the last refresh on, or in it. */
  #captives: readonly number[] = [];

  constructor(draw: Draw, seed: number, isBeyond: boolean) {
    this.#draw = draw;
    const size = SIZES[seed % SIZES.length] ?? SIZES[0];
    this.#budget = isBeyond ? size.thresholds[0] : size.hostile;
    this.#world = new RefreshWorld({ ...size, seed: String(seed) });
  }

  /** A period and the refresh that ends it. Whether it has the key by then. */
  async livesThrough(): Promise<boolean> {
    const world = this.#world;
    // Captives in a refresh are hostile in both of its periods.
    const inRefresh = this.#choose(this.#draw(this.#budget - this.#captives.length + 1), this.#captives);
    const next = this.#draw(2) === 0 ? [...this.#captives, ...inRefresh] : inRefresh;
    const hostile = new Set([...this.#captives, ...next]);
    const others = this.#choose(this.#budget - hostile.size, [...hostile]);
    for (const i of [...hostile, ...others]) this.#search(i);
    world.tamper = (outgoing) => this.#lie(outgoing, next);
    await this.#refresh(next);
    this.#captives = next;
    const hasKey = this.#hasKey();
    this.#forget();
    return hasKey;
  }

  #choose(count: number, except: readonly number[]): number[] {
    const left = [...this.#world.disks.keys()].filter((i) => !except.includes(i));
    return Array.from({ length: count }, () => left.splice(this.#draw(left.length), 1)[0] as number);
  }

  async #refresh(captives: readonly number[]): Promise<void> {
    const world = this.#world;
    const { number } = world.toSlot().log.period;
    for (let round = 0; world.log.period.number === number; round++) {
      if (round > 2_000) throw new Error('no end');
      await this.#round(captives);
    }
    // Until all have erased.
    for (let round = 0; round < 3; round++) await this.#round(captives);
  }

  async #round(captives: readonly number[]): Promise<void> {
    const world = this.#world;
    const before = world.log.ceremony.step;
    await world.round();
    const { ceremony, c } = world.log;
    if (ceremony.step === 'outcome' && before !== 'outcome') this.#listen(c, ceremony);
    for (const i of captives) this.#search(i);
    for (const i of world.disks.keys()) this.#letRejoin(i);
  }

  /** Operators do what the alert asks of them. */
  #letRejoin(i: number): void {
    const world = this.#world;
    if (world.alerts[i]?.has('alert/no-share') !== true || world.shareOf(i) !== undefined) return;
    world.alerts[i]?.clear();
    const identity = world.identities[i] as RefreshWorld['identities'][number];
    if (
      disk(world, i)
        .names()
        .some((name) => name === FILES.rejoin(world.log.period.number))
    )
      return;
    rejoin(world.role, i, world.log, disk(world, i), world.random, identity);
  }

  /** Half of its captives' deals are bad for somebody, who then shows a seed. */
  #lie(outgoing: Outgoing, captives: readonly number[]): readonly Outgoing[] {
    const { from, type } = outgoing;
    const world = this.#world;
    if (type === 'complaint') {
      const { seed } = world.contentOf('complaint', outgoing);
      const name = `${toHex(world.log.c)} ${from}`;
      this.#shown.set(name, [...(this.#shown.get(name) ?? []), seed]);
    }
    if (type !== 'deal' || !captives.includes(from) || this.#draw(2) === 0) return [outgoing];
    const deal = world.contentOf('deal', outgoing);
    const whom = this.#draw(deal.seals.length);
    const spoilt = (seal: Uint8Array) => seal.map((byte, at) => (at === seal.length - 1 ? byte ^ 1 : byte));
    return [
      world.say(from, 'deal', {
        ...deal,
        seals: deal.seals.map((seal, i) => (i === whom ? spoilt(seal) : seal)),
      }),
    ];
  }

  /** All that is on a disk. */
  #search(i: number): void {
    const world = this.#world;
    for (const [name, content] of disk(world, i).content) {
      if (name.startsWith('share.')) {
        const { period, shares } = decodeShareFile(world.role, i, content);
        if (period >= world.log.period.number - WINDOW)
          this.#known.add(this.#shareTerms(period, i), bytesToScalar(shares[0] as Uint8Array));
      }
      if (name.startsWith('seed.')) {
        const c = name.slice('seed.'.length);
        const of = this.#seeds.get(c) ?? new Map<number, Uint8Array>();
        this.#seeds.set(c, of.set(i, content));
      }
    }
  }

  /** Ceremonies whose deals it has recorded. */
  #recorded: { readonly c: Uint8Array; readonly settled: Settled; readonly period: number }[] = [];

  #listen(c: Uint8Array, settled: Settled): void {
    const { number } = this.#world.log.period;
    this.#recorded.push({ c, settled, period: number });
    if (settled.dealers === 0) return;
    // What everyone knows: the next polynomial is made of what was dealt.
    const dealers = members(settled.dealers);
    const weights = lagrangeAtZero(
      dealers.map((dealer) => dealer + 1),
      order,
    );
    for (let power = 1; power < this.#threshold; power++) {
      const terms: Terms = new Map([[coefficient(number + 1, power), mod(-1n, order)]]);
      for (const [at, dealer] of dealers.entries()) terms.set(added(c, dealer, power), weights[at] as bigint);
      this.#known.add(terms, 0n);
    }
  }

  get #threshold(): number {
    return this.#world.role.keys[0]?.threshold ?? 0;
  }

  /** The share of a server in a period: the polynomial of that period at its index. */
  #shareTerms(period: number, i: number): Terms {
    const terms: Terms = new Map([[KEY, 1n]]);
    for (let power = 1; power < this.#threshold; power++)
      terms.set(coefficient(period, power), BigInt(i + 1) ** BigInt(power));
    return terms;
  }

  /** All that seeds give: coefficients, and the values of deals that they open. */
  #hasKey(): boolean {
    for (const { c, settled, period } of this.#recorded) {
      const seeds = this.#seeds.get(toHex(c)) ?? new Map<number, Uint8Array>();
      for (const [i, seed] of seeds) this.#takeSeed(c, i, seed);
      for (const receiver of this.#world.disks.keys()) {
        const seed = seeds.get(receiver);
        const shown = this.#shown.get(`${toHex(c)} ${receiver}`) ?? [];
        for (const dealer of settled.deals.keys()) {
          const own = seed === undefined ? [] : [new CeremonySecrets(c, seed).kemSeed(dealer)];
          for (const kemSeed of [...own, ...shown]) this.#open(c, settled, period, dealer, receiver, kemSeed);
        }
      }
    }
    const key = this.#known.valueOf(KEY);
    if (key !== undefined && key !== this.#world.secrets[0]) throw new Error('the equations are wrong');
    return key !== undefined;
  }

  /** Polynomials of long ago. */
  #forget(): void {
    const now = this.#world.log.period.number;
    const isOld = ({ period }: { period: number }): boolean => period < now - WINDOW;
    for (const { c, period } of this.#recorded.filter(isOld))
      for (let power = 1; power < this.#threshold; power++) {
        this.#known.forget(coefficient(period, power));
        for (const dealer of this.#world.disks.keys()) this.#known.forget(added(c, dealer, power));
      }
    this.#recorded = this.#recorded.filter((one) => !isOld(one));
  }

  #takeSeed(c: Uint8Array, i: number, seed: Uint8Array): void {
    const name = this.#world.role.keys[0]?.name ?? '';
    for (let power = 1; power < this.#threshold; power++) {
      const value = new CeremonySecrets(c, seed).coefficient(name, power, order);
      this.#known.add(new Map([[added(c, i, power), 1n]]), value);
    }
  }

  #open(
    c: Uint8Array,
    { deals, shown }: Settled,
    period: number,
    dealer: number,
    receiver: number,
    kemSeed: Uint8Array,
  ): void {
    const { role } = this.#world;
    const deal = deals.get(dealer);
    if (deal === undefined) return;
    const dealt = { dealer, deal, shown: shown.get(dealer) ?? [] };
    const values = openShares(role, c, dealt, receiver, role.sealing.keyPair(kemSeed).secretKey);
    if (values === undefined) return;
    const terms = this.#shareTerms(period, dealer);
    for (let power = 1; power < this.#threshold; power++)
      terms.set(added(c, dealer, power), BigInt(receiver + 1) ** BigInt(power));
    this.#known.add(terms, bytesToScalar(values[0] as Uint8Array));
  }
}

const coefficient = (period: number, power: number): string => `a ${period} ${power}`;
const added = (c: Uint8Array, dealer: number, power: number): string => `d ${toHex(c)} ${dealer} ${power}`;
const disk = (world: RefreshWorld, i: number): Disk => world.disks[i] as Disk;
