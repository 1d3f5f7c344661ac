/**
 * The Trustees' shares over time, as an election's log has them (trustees contract, section 2): who renews what, the fold over the
 * topic, and the periods that a chain of certificates comes to.
 */
import type { Election } from '../0-setup/election.ts';
import type { SharePeriod } from '../4-vote-tallying/disclose-key.ts';
import { followLink, type Head } from '../ceremony/period-chain.ts';
import { type FirstPeriod, refreshFold } from '../ceremony/refresh.ts';
import type { Ended, Period, RefreshLog } from '../ceremony/refresh-log.ts';
import { REFRESH_STATEMENTS, type RefreshType } from '../ceremony/refresh-messages.ts';
import { type RefreshPost, readPost } from '../ceremony/refresh-posts.ts';
import type { RefreshRole } from '../ceremony/refresh-role.ts';
import { HYBRID_SEALING } from '../ceremony/sealing.ts';
import { type Fold, foldEntries } from '../folds/batches.ts';
import { ELECTION_KEY } from '../messages/key-names.ts';
import { trusteeQuorum } from '../messages/plan.ts';
import { toHex } from '../primitives/bytes.ts';
import { P256 } from '../primitives/prime-group.ts';
import { members } from '../quorums/quorum-system.ts';
import type { Entry } from './entries.ts';
import { foldEntriesOf, type RawPost } from './read-posts.ts';

/** Undefined where shares are not renewed. */
export function trusteeRefresh({ plan, manifestHash }: Election): RefreshRole | undefined {
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
function firstPeriod({ manifest }: Election): FirstPeriod {
  const { trusteeCeremony, trusteePeriodKeys, electionCommitments } = manifest;
  const holders = members(trusteeCeremony.holders);
  const keys = new Map(trusteePeriodKeys.map((key, i) => [holders[i] ?? -1, key]));
  const period = { number: 0, hash: trusteeCeremony.outcome, keys, commitments: [electionCommitments] };
  return { period, time: 0 };
}

/** The fold over what has been given of the topic so far. */
export class RenewalLog {
  readonly role: RefreshRole;
  readonly #fold: Fold<RefreshLog, RefreshPost>;
  #log: RefreshLog;
  #read = 0;

  constructor(role: RefreshRole, election: Election) {
    this.role = role;
    this.#fold = refreshFold(role, firstPeriod(election));
    this.#log = this.#fold.start;
  }

  /** `entries`: all of the topic, whole batches, of which those before are not read again. */
  after(entries: readonly Entry[]): RefreshLog {
    const fresh = foldEntriesOf(entries.slice(this.#read), (raw) => readRefresh(this.role, raw));
    this.#log = foldEntries(this.#fold, fresh, this.#log);
    this.#read = entries.length;
    return this.#log;
  }
}

const isRefreshType = (type: string): type is RefreshType => Object.hasOwn(REFRESH_STATEMENTS, type);

const readRefresh = (role: RefreshRole, { type, content }: RawPost): RefreshPost | undefined =>
  isRefreshType(type) ? (readPost(role, type, content) as RefreshPost | undefined) : undefined;

/** All periods of a chain, from the manifest's on. Errors: period/invalid. */
export function periodsOf(role: RefreshRole, election: Election, links: readonly Ended[]): readonly Period[] {
  const { period } = firstPeriod(election);
  const known = [...role.participants.map(({ identityKey }) => identityKey), ...period.keys.values()];
  let head: Head = { period, previous: period.hash, used: new Set(known.map(toHex)) };
  const periods = [period];
  for (const link of links) {
    head = followLink(role, head, link);
    if (head.period !== periods.at(-1)) periods.push(head.period);
  }
  return periods;
}

/** Of a chain, as disclosures are checked against it. */
export const sharePeriodsOf = (
  { participants }: RefreshRole,
  periods: readonly Period[],
): readonly SharePeriod[] =>
  periods.map(({ number, keys, commitments: [commitments = []] }) => {
    const holders = new Set([...keys.keys()].map((index) => participants[index]?.id));
    return { number, commitments, isHolder: (trustee) => holders.has(trustee) };
  });
