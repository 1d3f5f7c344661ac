/**
 * Whether a property holds for long enough against an attacker who takes one server after another (contract of trustees,
 * section 7; paper 000, "Proactive Resilience through Architectural Hybridization"). survival.ts says how many servers break a
 * property; this file, whether that many can fall before what was taken is worthless again. Pure. Times in ms.
 */
import { ensure } from '../errors.ts';
import type { Mask } from '../quorums/quorum-system.ts';
import { quorumsOf } from '../quorums/resilience.ts';
import { type Attack, type Attackers, isTime, type Member, quickestAttack } from './exhaustion-time.ts';
import type { Setup } from './survival.ts';

/** As in survival.ts; issuance: nobody signs votes that voters did not ask for; board: there is one log, not two. */
export type Lasting = 'fairness' | 'issuance' | 'democracy' | 'board';

/** Whose keys are renewed together. */
export const RENEWED_ROLES = ['trustee', 'administrator', 'board'] as const;
export type RenewedRole = (typeof RENEWED_ROLES)[number];

/** A recovery wormhole's instance (paper 000, 3.1), as the plan states it for a role. */
export interface Renewal {
  /** T_P, from slot to slot. */
  readonly period: number;
  /** T_D: by then after its slot a renewal is certified and the old secrets are erased, or it is missed. */
  readonly deadline: number;
  /** e, of each server's clock. */
  readonly clockError: number;
  /** T_Xmax: a renewal in which all goes as it may takes no longer; left out where nobody knows that. */
  readonly longestRun?: number;
  /** S: what a server does that has missed it. */
  readonly ifMissed: 'alarm' | 'poweroff';
  /** Else who was captured once keeps, or blocks, its seat: captures add up, whatever is renewed. */
  readonly identityOffline: boolean;
}

export interface Assumptions {
  readonly attackers: Attackers;
  /** From the making of the keys until nothing depends on them any more. */
  readonly mission: number;
  /** Clean Administrators may be cut off from each other when they merge their rows. */
  readonly networkMayFail: boolean;
  /** Of the roles whose keys are renewed at all. */
  readonly renewals: Readonly<Partial<Record<RenewedRole, Renewal>>>;
}

export type Verdict = 'safe' | 'unsafe' | 'unknown';

/** What proves the verdict; of unknown: nothing does. */
export type Proof = 'mission' | 'theorem 3' | 'property 1' | 'theorem 2' | 'corollary 2' | 'none';

export interface Judgement {
  readonly verdict: Verdict;
  readonly proof: Proof;
  /** For so long what was captured adds up, at most: the mission, or T_P + T_D + 2e if renewal surely ends it sooner. */
  readonly exposure: number;
  /** The quickest attack's time less the exposure: above 0, and then only, it is safe. */
  readonly margin: number;
}

/**
 * `least`: no attack is quicker (Texhaustmin); `most`: some attack surely is not slower (Texhaustmax), undefined if none is sure.
 * Corollary 2 supposes that some such time exists; here nobody needs to know it.
 */
export function judge(
  least: number,
  most: number | undefined,
  mission: number,
  renewal: Renewal | undefined,
): Judgement {
  const isBounded = renewal?.identityOffline === true && renewal.ifMissed === 'poweroff';
  const exposure = isBounded ? Math.min(mission, windowOf(renewal)) : mission;
  const found = (verdict: Verdict, proof: Proof): Judgement => ({
    verdict,
    proof,
    exposure,
    margin: least - exposure,
  });
  if (mission < least) return found('safe', 'mission');
  if (isBounded && windowOf(renewal) < least) return found('safe', 'theorem 3');
  if (renewal?.ifMissed === 'alarm') return found('unsafe', 'corollary 2');
  const surely = isBounded ? Math.min(mission, renewal.period + renewal.deadline) : mission;
  if (most !== undefined && surely >= most) return found('unsafe', isBounded ? 'theorem 2' : 'property 1');
  return found('unknown', 'none');
}

/** T_P + T_D + 2e: from the start of one renewal until the next has surely ended (paper 000, proof of Theorem 3). */
export const windowOf = ({ period, deadline, clockError }: Renewal): number =>
  period + deadline + 2 * clockError;

/** The largest T_P, in whole ms, that Theorem 3 takes; undefined if none above T_D does (paper 000, Definition 9). */
export function longestPeriod(
  least: number,
  { deadline, clockError }: Pick<Renewal, 'deadline' | 'clockError'>,
): number | undefined {
  const period = below(least - deadline - 2 * clockError);
  return period > deadline ? period : undefined;
}

/** The longest mission, in whole ms, that is safe without renewal; negative if none is. */
export const longestMission = (least: number): number => below(least);

/** The largest whole number that is less. */
const below = (bound: number): number => Math.ceil(bound) - 1;

/** What breaks a property of this section. */
export interface Rule {
  readonly property: Lasting;
  readonly role: RenewedRole;
  /** Servers of the role, the more the more secrets. */
  readonly members: readonly Member[];
  /** s: no fewer break it. */
  readonly servers: number;
  readonly breaks: (captured: Mask) => boolean;
}

export interface Safety extends Rule, Judgement {
  /** Undefined: no groups that fall are enough. */
  readonly quickest: Attack | undefined;
  /** By when the attackers surely have it, and how; undefined if the assumptions do not say. */
  readonly surest: Attack | undefined;
}

/** Errors: resilience/invalid for assumptions out of their bounds; quorums/invalid for the board's. */
export function exhaustionSafety(setup: Setup, assumptions: Assumptions): Safety[] {
  checkAssumptions(assumptions);
  return rulesOf(setup, assumptions).map((rule) => safetyOf(rule, assumptions));
}

function safetyOf(rule: Rule, { attackers, mission, renewals }: Assumptions): Safety {
  const quickest = quickestAttack(rule.members, rule.breaks, attackers, 'atLeast');
  const surest = quickestAttack(rule.members, rule.breaks, attackers, 'atMost');
  const least = quickest?.time ?? Number.POSITIVE_INFINITY;
  return { ...rule, quickest, surest, ...judge(least, surest?.time, mission, renewals[rule.role]) };
}

function rulesOf({ thresholds, servers, board }: Setup, assumptions: Assumptions): Rule[] {
  const of = (role: RenewedRole): Member[] => servers.filter((server) => server.role === role);
  const { signingThreshold: t, hostileTrustees: k } = thresholds;
  const administrators = of('administrator');
  const democracy = serversForDemocracy(t, administrators.length, assumptions);
  return [
    threshold('fairness', 'trustee', of('trustee'), k + 1),
    threshold('issuance', 'administrator', administrators, t),
    threshold('democracy', 'administrator', administrators, democracy),
    ...(board === undefined ? [] : [boardRule(board)]),
  ];
}

const threshold = (
  property: Lasting,
  role: RenewedRole,
  members: readonly Member[],
  servers: number,
): Rule => ({ property, role, members, servers, breaks: (captured) => sizeOf(captured) >= servers });

const sizeOf = (mask: Mask): number => mask.toString(2).replaceAll('0', '').length;

/**
 * In one period: as many as any two sets of t echoes have in common (survival.ts). Over several, rows that one intruder deleted
 * come back by merging, which so many hostile Administrators in each period defeat (docs/trustees.md, "The merge").
 */
function serversForDemocracy(t: number, N: number, { networkMayFail, renewals }: Assumptions): number {
  if (renewals.administrator === undefined) return 2 * t - N;
  return networkMayFail ? t - Math.floor(N / 2) : Math.min(2 * t - N, Math.ceil(t / 2));
}

/** Of what may be hostile as a whole, all fall without harm. */
function boardRule(board: NonNullable<Setup['board']>): Rule {
  const quorums = quorumsOf(board);
  return {
    property: 'board',
    role: 'board',
    members: board.replicas,
    servers: board.hostile + 1,
    breaks: (captured) => !quorums.isHostile(captured),
  };
}

function checkAssumptions({ mission, renewals }: Assumptions): void {
  ensure(isTime(mission), 'resilience/invalid', `a mission of ${mission} ms is no span of time`);
  for (const role of RENEWED_ROLES) {
    const renewal = renewals[role];
    if (renewal !== undefined) checkRenewal(role, renewal);
  }
}

/** Paper 000, Definition 9: T_Xmax < T_D < T_P. */
function checkRenewal(role: RenewedRole, renewal: Renewal): void {
  const { period, deadline, clockError, longestRun = 0 } = renewal;
  ensure(
    [period, deadline, clockError, longestRun].every(isTime),
    'resilience/invalid',
    `${role}: a period of ${period} ms, a deadline of ${deadline} ms, clocks ${clockError} ms wrong: these are no times`,
  );
  ensure(
    longestRun < deadline,
    'resilience/invalid',
    `${role}: a renewal may take ${longestRun} ms, which is not before its deadline, ${deadline} ms after its slot`,
  );
  ensure(
    deadline < period,
    'resilience/invalid',
    `${role}: the deadline, ${deadline} ms after its slot, must come before the next slot, ${period} ms after it`,
  );
}
