/**
 * The chain of the Trustees' periods, as whoever checks roots and disclosures follows it, who has not read the log: verifiers, and
 * terminals after the close (trustees contract, sections 3 and 6).
 */
import type { Election } from '../0-setup/election.ts';
import { followLink, type Head } from '../ceremony/period-chain.ts';
import type { FirstPeriod } from '../ceremony/refresh.ts';
import type { Period } from '../ceremony/refresh-log.ts';
import type { RefreshRole } from '../ceremony/refresh-role.ts';
import { HYBRID_SEALING } from '../ceremony/sealing.ts';
import { ELECTION_KEY } from '../messages/key-names.ts';
import type { Ended } from '../messages/period-chain.ts';
import { trusteeQuorum } from '../messages/plan.ts';
import { toHex } from '../primitives/bytes.ts';
import { P256 } from '../primitives/prime-group.ts';
import { members } from '../quorums/quorum-system.ts';
import type { TrusteePeriod } from './trustee-period.ts';

/** Undefined where shares are not renewed. */
export function trusteeRefresh({
  plan,
  manifestHash,
}: Pick<Election, 'plan' | 'manifestHash'>): RefreshRole | undefined {
  if (plan.trusteeRenewal === undefined) return undefined;
  return {
    manifestHash,
    role: 'trustee',
    participants: plan.trustees,
    keys: [{ name: ELECTION_KEY, group: P256, threshold: plan.hostileTrustees + 1 }],
    quorum: trusteeQuorum(plan),
    slots: plan.trusteeRenewal,
    sealing: HYBRID_SEALING,
  };
}

/** Period 0, as the manifest has it: slots begin after it, whenever its certificate was complete. */
export function firstPeriod({ manifest }: Pick<Election, 'manifest'>): FirstPeriod {
  const { trusteeCeremony, trusteePeriodKeys, electionCommitments } = manifest;
  const holders = members(trusteeCeremony.holders);
  const keys = new Map(trusteePeriodKeys.map((key, i) => [holders[i] ?? -1, key]));
  const period = { number: 0, hash: trusteeCeremony.outcome, keys, commitments: [electionCommitments] };
  return { period, time: 0 };
}

export interface TrusteeChain {
  readonly head: Head;
  /** From the manifest's on. */
  readonly periods: readonly Period[];
}

export function beginChain(
  { participants }: RefreshRole,
  election: Pick<Election, 'manifest'>,
): TrusteeChain {
  const { period } = firstPeriod(election);
  const known = [...participants.map(({ identityKey }) => identityKey), ...period.keys.values()];
  return { head: { period, previous: period.hash, used: new Set(known.map(toHex)) }, periods: [period] };
}

/** One link further. Errors: period/invalid. */
export function followChain(role: RefreshRole, { head, periods }: TrusteeChain, link: Ended): TrusteeChain {
  const next = followLink(role, head, link);
  return { head: next, periods: next.period === head.period ? periods : [...periods, next.period] };
}

/** All periods of a chain, from the manifest's on. Errors: period/invalid. */
export const periodsOf = (
  role: RefreshRole,
  election: Pick<Election, 'manifest'>,
  links: readonly Ended[],
): readonly Period[] =>
  links.reduce((chain, link) => followChain(role, chain, link), beginChain(role, election)).periods;

/** Of a chain, as roots and disclosures are checked against it. */
export const trusteePeriodsOf = (
  { participants }: RefreshRole,
  periods: readonly Period[],
): readonly TrusteePeriod[] =>
  periods.map(({ number, keys, commitments: [commitments = []] }) => {
    const keyOf = (trustee: string) => keys.get(participants.findIndex(({ id }) => id === trustee));
    return { number, commitments, keyOf, isHolder: (trustee) => keyOf(trustee) !== undefined };
  });
