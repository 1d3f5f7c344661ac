/**
 * How likely it is that too many servers crash by themselves, without any attacker (contract of trustees, section 7). Crashes
 * are independent of each other and come at a steady rate. Pure. Times in ms.
 */
import { ensure } from '../errors.ts';
import { leastToStop, quorumsOf } from '../quorums/resilience.ts';
import { type Assumptions, RENEWED_ROLES, type Renewal, type RenewedRole } from './exhaustion-safety.ts';
import { isTime } from './exhaustion-time.ts';
import type { Setup } from './survival.ts';

export interface Crashes {
  /** Lambda: crashes of this server in a ms. */
  readonly rateOf: (id: string) => number;
  /** From a crash until the server takes part again. */
  readonly repair: number;
}

export interface CrashRisk {
  readonly role: RenewedRole;
  readonly servers: number;
  /** n - q: so many may be away. */
  readonly spare: number;
  /** T_P + T_D + repair; without renewal, 2 * repair. */
  readonly window: number;
  /** u_i, largest first: that a server crashes within the window. */
  readonly chances: readonly number[];
  /** That more than the spare ones do. */
  readonly inOnePeriod: number;
  readonly periods: number;
  /** In any of the periods; at most so much where these overlap. */
  readonly inMission: number;
}

/** Errors: resilience/invalid for rates and times out of their bounds. */
export function crashRisks(
  setup: Setup,
  { mission, renewals }: Pick<Assumptions, 'mission' | 'renewals'>,
  { rateOf, repair }: Crashes,
): CrashRisk[] {
  ensure(isTime(repair), 'resilience/invalid', `a repair of ${repair} ms is no span of time`);
  return RENEWED_ROLES.flatMap((role) => {
    const { ids, spare } = partyOf(setup, role);
    if (ids.length === 0) return [];
    const renewal = renewals[role];
    const { window, periods } =
      renewal === undefined ? atOnce(mission, repair) : renewed(mission, renewal, repair);
    const chances = ids.map((id) => chanceOfCrash(rateOf(id), window)).sort((a, b) => b - a);
    const inOnePeriod = chanceOfMoreThan(spare, chances);
    const inMission = chanceInAny(inOnePeriod, periods);
    return [{ role, servers: ids.length, spare, window, chances, inOnePeriod, periods, inMission }];
  });
}

/** Who crashes may miss the renewal, whenever in the period it is. */
const renewed = (mission: number, { period, deadline }: Renewal, repair: number) => ({
  window: period + deadline + repair,
  periods: Math.max(1, Math.ceil(mission / period)),
});

/**
 * Without renewal only those count that are down at the same time: they all crashed within one `repair`, and so within one of
 * the spans of two that follow each other at steps of one.
 */
function atOnce(mission: number, repair: number) {
  const step = Math.min(mission, repair);
  return { window: step + repair, periods: step === 0 ? 1 : Math.ceil(mission / step) };
}

/** Its servers, and how many of them their quorum does without. */
function partyOf({ thresholds, servers, board }: Setup, role: RenewedRole) {
  if (role === 'board')
    return board === undefined
      ? { ids: [], spare: 0 }
      : { ids: board.replicas.map(({ id }) => id), spare: leastToStop(quorumsOf(board)) - 1 };
  const ids = servers.filter((server) => server.role === role).map(({ id }) => id);
  const { signingThreshold, hostileTrustees: k } = thresholds;
  // As messages/plan.ts has it of whole plans.
  const quorum = role === 'trustee' ? Math.floor((ids.length + k) / 2) + 1 : signingThreshold;
  return { ids, spare: ids.length - quorum };
}

/** u = 1 - e^(-lambda * window), exact for small ones too. */
function chanceOfCrash(rate: number, window: number): number {
  ensure(isTime(rate), 'resilience/invalid', `${rate} crashes in a ms are no rate`);
  return -Math.expm1(-rate * window);
}

/** Tail of the Poisson-binomial distribution: that more than `spare` of independent events happen, each with its own chance. */
export function chanceOfMoreThan(spare: number, chances: readonly number[]): number {
  // counts[i]: that i of the events so far have happened. Tails are added up, not taken from 1, which would round small ones away.
  let counts = [1];
  for (const chance of chances)
    counts = [...counts, 0].map((same, i) => same * (1 - chance) + (counts[i - 1] ?? 0) * chance);
  return Math.min(
    1,
    counts.slice(spare + 1).reduce((sum, chance) => sum + chance, 0),
  );
}

/** 1 - (1 - chance)^times, exact for small chances too. */
export const chanceInAny = (chance: number, times: number): number =>
  -Math.expm1(times * Math.log1p(-chance));
