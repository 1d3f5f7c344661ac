/** What members of a refresh post, made one by one, so that a test can leave out, twist and repeat each. */
import { signingKey } from '../primitives/p256-signature.ts';
import { maskOf } from '../quorums/quorum-system.ts';
import type { RefreshLog } from './refresh-log.ts';
import { RefreshMember } from './refresh-member.ts';
import type { RefreshDeal } from './refresh-messages.ts';
import { type Outgoing, RefreshWorld, type WorldOptions } from './refresh-test-support.ts';
import { CeremonySecrets } from './secrets.ts';

export const FIVE: WorldOptions = { participants: 5, quorum: 4, thresholds: [2] };
export const ALL = [0, 1, 2, 3, 4];

type StepOf<S extends RefreshLog['ceremony']['step']> = RefreshLog['ceremony'] & { readonly step: S };
type Twist = (deal: RefreshDeal) => RefreshDeal;
type Step = RefreshLog['ceremony']['step'];

export class Hand {
  readonly world: RefreshWorld;
  readonly c: Uint8Array;
  readonly seeds: readonly Uint8Array[];

  /** For the ceremony under way, at the time it opens. */
  constructor(world = new RefreshWorld(FIVE)) {
    this.world = world;
    this.c = world.log.c;
    this.seeds = world.disks.map(() => world.random(32));
    world.time = Math.max(world.time, world.log.opens - 100);
  }

  member(i: number): RefreshMember {
    return new RefreshMember(this.world.role, this.c, i, this.seeds[i] as Uint8Array);
  }

  kemSeed(i: number, dealer: number): Uint8Array {
    return new CeremonySecrets(this.c, this.seeds[i] as Uint8Array).kemSeed(dealer);
  }

  /** The ceremony, which has come to this step. */
  at<S extends Step>(step: S): StepOf<S> {
    const { ceremony } = this.world.log;
    if (ceremony.step !== step) throw new Error(`in ${ceremony.step}, not in ${step}`);
    return ceremony as StepOf<S>;
  }

  state(i: number): Outgoing {
    return this.world.say(i, 'state', this.member(i).state());
  }

  /** STATEs of these; then the phase ends. */
  states(who: readonly number[] = ALL): this {
    this.world.batch(...who.map((i) => this.state(i)));
    return this.pass('state');
  }

  /** The time of that phase passes, unless it has ended by itself. */
  pass(step: 'state' | 'deal' | 'complaint'): this {
    const { ceremony } = this.world.log;
    if (ceremony.step === step) this.world.batchAt(ceremony.began + this.world.role.slots.phase, true);
    return this;
  }

  /** DEALs of these, twisted for some; then the phase ends. */
  async deals(who: readonly number[] = ALL, twists: Readonly<Record<number, Twist>> = {}): Promise<this> {
    this.world.batch(...(await Promise.all(who.map((i) => this.deal(i, twists[i])))));
    return this.pass('deal');
  }

  /** OKs of these for these dealers; then the phase ends. */
  oks(who: readonly number[] = ALL, dealers: readonly number[] = ALL): this {
    this.world.batch(...who.map((i) => this.ok(i, dealers)));
    return this.pass('complaint');
  }

  async dealOf(i: number): Promise<RefreshDeal> {
    const { shares = [] } = this.world.shareOf(i) ?? {};
    return this.member(i).deal(this.at('deal'), shares);
  }

  async deal(i: number, twist: Twist = (deal) => deal): Promise<Outgoing> {
    return this.world.say(i, 'deal', twist(await this.dealOf(i)));
  }

  ok(i: number, dealers: readonly number[]): Outgoing {
    return this.world.say(i, 'ok', { dealers: maskOf(dealers) });
  }

  complaint(i: number, dealer: number, seed = this.kemSeed(i, dealer)): Outgoing {
    return this.world.say(i, 'complaint', { dealer, seed });
  }

  outcome(i: number, hash = this.at('outcome').hash): Outgoing {
    return this.world.say(i, 'outcome', { hash });
  }

  abandon(i: number, key = this.world.identities[i]): Outgoing {
    return this.world.say(i, 'abandon', {}, key === undefined ? {} : { key });
  }
}

export const freshKey = (world: RefreshWorld) => {
  const secret = world.random(32);
  return { secret, key: signingKey(secret) };
};
