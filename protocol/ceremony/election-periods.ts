/**
 * The periods of an election's roles, from its plan and manifest on, and the chain of them as whoever follows it who has not read
 * the log: verifiers and terminals (trustees contract, sections 1, 3 and 6).
 */
import { ELECTION_KEY, issuanceKey } from '../messages/key-names.ts';
import type { Manifest } from '../messages/manifest.ts';
import type { Ended } from '../messages/period-chain.ts';
import { type Plan, renewalOf, trusteeQuorum } from '../messages/plan.ts';
import { toHex } from '../primitives/bytes.ts';
import { BLS12381_G2, P256, type PrimeGroup } from '../primitives/prime-group.ts';
import type { PeriodKeys } from '../primitives/statement.ts';
import { members } from '../quorums/quorum-system.ts';
import { followLink, type Head } from './period-chain.ts';
import type { FirstPeriod } from './refresh.ts';
import type { Period } from './refresh-log.ts';
import type { HolderRole, RefreshRole } from './refresh-role.ts';
import { HYBRID_SEALING } from './sealing.ts';

/**
 * How a role renews its keys; undefined where it does not. `issuanceGroup`: G2 by another library, for those who judge what was
 * dealt again and again.
 */
export function refreshOf(
  role: HolderRole,
  { plan, manifestHash }: { readonly plan: Plan; readonly manifestHash: Uint8Array },
  issuanceGroup: PrimeGroup = BLS12381_G2,
): RefreshRole | undefined {
  const slots = renewalOf(plan, role);
  if (slots === undefined) return undefined;
  const common = { manifestHash, role, slots, sealing: HYBRID_SEALING };
  if (role === 'trustee') {
    const keys = [{ name: ELECTION_KEY, group: P256, threshold: plan.hostileTrustees + 1 }];
    return { ...common, participants: plan.trustees, keys, quorum: trusteeQuorum(plan) };
  }
  const threshold = plan.signingThreshold;
  const keys = plan.styles.map((style) => ({ name: issuanceKey(style), group: issuanceGroup, threshold }));
  return { ...common, participants: plan.administrators, keys, quorum: threshold };
}

interface OfManifest {
  readonly manifest: Manifest;
}

/** Period 0, as the manifest has it: slots begin after it, whenever its certificate was complete. */
export function firstPeriod(role: HolderRole, { manifest }: OfManifest): FirstPeriod {
  const { ceremony, periodKeys, commitments } = {
    trustee: {
      ceremony: manifest.trusteeCeremony,
      periodKeys: manifest.trusteePeriodKeys,
      commitments: [manifest.electionCommitments],
    },
    administrator: {
      ceremony: manifest.administratorCeremony,
      periodKeys: manifest.administratorPeriodKeys,
      commitments: manifest.styles.map((style) => style.commitments),
    },
  }[role];
  const holders = members(ceremony.holders);
  const keys = new Map(periodKeys.map((key, i) => [holders[i] ?? -1, key]));
  return { period: { number: 0, hash: ceremony.outcome, keys, commitments }, time: 0 };
}

export interface PeriodChain {
  readonly head: Head;
  /** From the manifest's on. */
  readonly periods: readonly Period[];
}

export function beginChain({ role, participants }: RefreshRole, election: OfManifest): PeriodChain {
  const { period } = firstPeriod(role, election);
  const known = [...participants.map(({ identityKey }) => identityKey), ...period.keys.values()];
  return { head: { period, previous: period.hash, used: new Set(known.map(toHex)) }, periods: [period] };
}

/** One link further. Errors: period/invalid. */
export function followChain(role: RefreshRole, { head, periods }: PeriodChain, link: Ended): PeriodChain {
  const next = followLink(role, head, link);
  return { head: next, periods: next.period === head.period ? periods : [...periods, next.period] };
}

/** All periods of a chain, from the manifest's on. Errors: period/invalid. */
export const periodsOf = (
  role: RefreshRole,
  election: OfManifest,
  links: readonly Ended[],
): readonly Period[] =>
  links.reduce((chain, link) => followChain(role, chain, link), beginChain(role, election)).periods;

/** A member's key in one of these periods, by its ID. */
export const keysOfPeriods =
  ({ participants }: Pick<RefreshRole, 'participants'>, periods: readonly Period[]): PeriodKeys =>
  (number, signer) =>
    periods
      .find((period) => period.number === number)
      ?.keys.get(participants.findIndex(({ id }) => id === signer));
