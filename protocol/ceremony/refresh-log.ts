/** What the log of a role's refreshes has come to (trustees contract, section 2): periods one after the other, and the ceremony under way. */
import { fail } from '../errors.ts';
import type { Ended } from '../messages/period-chain.ts';
import { equalBytes } from '../primitives/bytes.ts';
import type { Commitments } from '../primitives/key-generation.ts';
import type { Mask } from '../quorums/quorum-system.ts';
import type { RefreshDeal } from './refresh-messages.ts';
import type { PostOf } from './refresh-posts.ts';
import { type RefreshRole, refreshHash } from './refresh-role.ts';

/** A period whose record is certified: who holds shares in it. */
export interface Period {
  /** p. */
  readonly number: number;
  /** SHA-256 of its record. */
  readonly hash: Uint8Array;
  /** Its members' keys, by index: R of its record. */
  readonly keys: ReadonlyMap<number, Uint8Array>;
  /** C, by shared key. */
  readonly commitments: readonly Commitments[];
}

/** Who has contradicted itself, or was convicted; `alert/another-branch`: who has shown the other branch. */
export interface Alert {
  readonly code: 'alert/two-states' | 'alert/two-rejoins' | 'alert/cheat' | 'alert/another-branch';
  readonly server: string;
  readonly c: Uint8Array;
}

export interface Stated {
  readonly signer: number;
  /** With which it signed. */
  readonly key: Uint8Array;
  readonly post: PostOf<'state'>;
  /** A different one came under the same key: neither counts. */
  readonly isTwice: boolean;
}

/** Step 1. */
export interface Gathering {
  readonly step: 'state';
  /** Batch time (ms) of the first entry that counts; infinity before. */
  readonly began: number;
  readonly stated: readonly Stated[];
}

/** One of R. */
export interface Holder {
  readonly post: PostOf<'state'>;
  /** With which it signs in this ceremony. */
  readonly key: Uint8Array;
}

/** What stands since step 1. */
export interface Held {
  readonly holders: ReadonlyMap<number, Holder>;
  /** Those of R that are members of the last record and have not rejoined: their oks count, and they sign X. */
  readonly signers: Mask;
  /** S_i, by key, of those of them that can deal. */
  readonly shown: ReadonlyMap<number, readonly Uint8Array[]>;
}

/** Steps 2 and 3. */
export interface Dealing extends Held {
  readonly step: 'deal' | 'complaint';
  readonly began: number;
  /** Of each dealer the first; since step 3 only those in form. */
  readonly deals: ReadonlyMap<number, RefreshDeal>;
  /** Complaints that were judged, by complainer: dealers. */
  readonly judged: ReadonlyMap<number, Mask>;
  /** Proven cheats. */
  readonly out: Mask;
  readonly oks: ReadonlyMap<number, Mask>;
}

/** Steps 4 and 5. */
export interface Settled extends Held {
  readonly step: 'outcome';
  readonly deals: ReadonlyMap<number, RefreshDeal>;
  /** D; 0 in a void one. */
  readonly dealers: Mask;
  /** X, and its SHA-256. */
  readonly record: Uint8Array;
  readonly hash: Uint8Array;
  /** C', by shared key; none in a void one. */
  readonly commitments: readonly Commitments[];
  /** Of each member the first. */
  readonly outcomes: ReadonlyMap<number, PostOf<'outcome'>>;
}

export interface Made {
  readonly c: Uint8Array;
  readonly settled: Settled;
}

/** Another X than this log's is certified: the board has forked, and nothing in this log can go on, until the ceremony is abandoned. */
interface Elsewhere {
  readonly step: 'elsewhere';
}

export interface RefreshLog {
  readonly period: Period;
  /** SHA-256 of the last record, or of what was abandoned. */
  readonly previous: Uint8Array;
  readonly c: Uint8Array;
  /** open(c): entries of c in batches before that time (ms) do not count. */
  readonly opens: number;
  /** Of the last batch (ms). */
  readonly time: number;
  /** In this period, by member: fresh keys. Of two neither counts. */
  readonly rejoins: ReadonlyMap<number, readonly Uint8Array[]>;
  /** All keys that were ever stated, in hex. */
  readonly used: ReadonlySet<string>;
  /** Of c, by member. */
  readonly abandons: ReadonlyMap<number, Uint8Array>;
  readonly ceremony: Gathering | Dealing | Settled | Elsewhere;
  readonly ended: readonly Ended[];
  /** The ceremony that made the period: who was away takes its share from it. Undefined in the first one. */
  readonly made: Made | undefined;
  readonly alerts: readonly Alert[];
}

export type Chain = Omit<RefreshLog, 'previous' | 'c' | 'opens' | 'abandons' | 'ceremony'>;

/** The ceremony that follows what has that hash. */
export const nextCeremony = (
  role: RefreshRole,
  chain: Chain,
  previous: Uint8Array,
  opens: number,
): RefreshLog => ({
  ...chain,
  previous,
  c: refreshHash(role, previous),
  opens,
  abandons: new Map(),
  ceremony: { step: 'state', began: Number.POSITIVE_INFINITY, stated: [] },
});

/** It deals no more in this period, and its ok does not count. */
export const hasRejoined = ({ rejoins }: RefreshLog, member: number): boolean =>
  rejoins.get(member)?.length === 1;

/** The one key that counts for a member in a ceremony whose first phase is not over. */
export const keyInForce = (log: RefreshLog, member: number): Uint8Array | undefined =>
  hasRejoined(log, member) ? log.rejoins.get(member)?.[0] : log.period.keys.get(member);

/** Once for each ceremony, however often it is done. */
export function withAlert(
  role: RefreshRole,
  log: RefreshLog,
  code: Alert['code'],
  index: number,
): RefreshLog {
  const alert = { code, server: idOf(role, index), c: log.c };
  const isKnown = log.alerts.some(
    (one) => one.code === code && one.server === alert.server && equalBytes(one.c, log.c),
  );
  return isKnown ? log : { ...log, alerts: [...log.alerts, alert] };
}

export const idOf = ({ participants }: Pick<RefreshRole, 'participants'>, index: number): string =>
  participants[index]?.id ?? fail('key/missing', 'there is no such participant');

export const withEntry = <K, V>(map: ReadonlyMap<K, V>, key: K, value: V): ReadonlyMap<K, V> =>
  new Map([...map, [key, value]]);
