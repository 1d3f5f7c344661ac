/**
 * The cryptography of a refresh that anyone can judge (trustees contract, section 2). Whatever was posted, nothing here throws: who
 * posts what cannot be parsed, or points that cancel out, must not stop everyone's fold.
 */
import { attempt } from '../../common/attempt.ts';
import { ProtocolError } from '../errors.ts';
import { bytesToScalar, EMPTY, equalBytes } from '../primitives/bytes.ts';
import { decode } from '../primitives/cbor.ts';
import { LABELS } from '../primitives/domain-labels.ts';
import type { SealingPlace } from '../primitives/hpke.ts';
import { type Commitments, publicKeyOf, publicShare, shareMatches } from '../primitives/key-generation.ts';
import { lagrangeAtZero } from '../primitives/lagrange.ts';
import { has, type Mask, members } from '../quorums/quorum-system.ts';
import { idOf } from './refresh-log.ts';
import {
  MAX_REFRESH_SHARES,
  type RefreshDeal,
  type RefreshState,
  refreshSharesForm,
} from './refresh-messages.ts';
import { isPossessed, type RefreshRole } from './refresh-role.ts';

/** Step 1: KEM keys for all dealers but itself, and a period key that is the member's. */
export function isStateInForm(
  role: RefreshRole,
  c: Uint8Array,
  member: number,
  { kemKeys, periodKey, possession }: RefreshState,
): boolean {
  const { participants, sealing } = role;
  const isRight = (key: Uint8Array, dealer: number): boolean =>
    dealer === member ? key.length === 0 : sealing.isKey(key);
  return (
    kemKeys.length === participants.length &&
    kemKeys.every(isRight) &&
    isPossessed(role, c, idOf(role, member), periodKey, possession)
  );
}

/** Step 2: S_i, by key: what the commitments make of a member's share. Undefined if one of them is the identity: it cannot deal. */
export const publicShares = (
  { keys }: RefreshRole,
  commitments: readonly Commitments[],
  member: number,
): readonly Uint8Array[] | undefined =>
  attempt(ProtocolError, () =>
    keys.map(({ group }, i) => publicShare(group, commitments[i] ?? [], member + 1)),
  );

/** Step 2: degrees, points, and a seal for all others of R and nobody else. */
export function isDealInForm(role: RefreshRole, holders: Mask, dealer: number, deal: RefreshDeal): boolean {
  const { participants, keys } = role;
  const isSealed = (seal: Uint8Array, i: number): boolean =>
    seal.length > 0 === (i !== dealer && has(holders, i));
  const areElements = () =>
    keys.every(({ group, threshold }, i) => {
      const added = deal.keys[i] ?? [];
      added.forEach(group.check);
      return added.length === threshold - 1;
    });
  return (
    deal.keys.length === keys.length &&
    deal.seals.length === participants.length &&
    deal.seals.every(isSealed) &&
    (attempt(ProtocolError, areElements) ?? false)
  );
}

/** Where a dealer's seal for a receiver belongs; both are indices. */
export const sealPlace = (
  role: RefreshRole,
  c: Uint8Array,
  dealer: number,
  receiver: number,
): SealingPlace => ({
  label: LABELS.refreshShare,
  context: c,
  role: role.role,
  server: idOf(role, receiver),
  hop: dealer + 1,
});

/** A deal as its receivers see it. */
export interface DealtBy {
  readonly dealer: number;
  readonly deal: RefreshDeal;
  /** S_i, by key. */
  readonly shown: readonly Uint8Array[];
}

/** Step 3: the receiver's values from a deal, 32 bytes each, by key; undefined unless all are right. */
export function openShares(
  role: RefreshRole,
  c: Uint8Array,
  { dealer, deal, shown }: DealtBy,
  receiver: number,
  secretKey: Uint8Array,
): readonly Uint8Array[] | undefined {
  const place = sealPlace(role, c, dealer, receiver);
  const opened = attempt(ProtocolError, () => {
    const plain = role.sealing.open(secretKey, place, deal.seals[receiver] ?? EMPTY);
    return decode(refreshSharesForm, plain, MAX_REFRESH_SHARES, 'shares');
  });
  if (opened === undefined || opened.label !== LABELS.refreshShare) return undefined;
  if (opened.dealer !== idOf(role, dealer) || opened.shares.length !== role.keys.length) return undefined;
  const isRight = (share: Uint8Array, i: number): boolean =>
    isShareOf(role, i, [shown[i] ?? EMPTY, ...(deal.keys[i] ?? [])], receiver, share);
  return opened.shares.every(isRight) ? opened.shares : undefined;
}

/** Whether it is the member's share of the i-th key. Points that cancel out are nobody's: the check fails. */
export function isShareOf(
  { keys }: RefreshRole,
  i: number,
  commitments: Commitments,
  member: number,
  share: Uint8Array,
): boolean {
  const key = keys[i];
  const matches = () =>
    key !== undefined && shareMatches(key.group, commitments, member + 1, bytesToScalar(share));
  return attempt(ProtocolError, matches) ?? false;
}

/** Step 3: whether this is the seed of the complainer's KEM key for that dealer, and opens the deal to anything but right shares. */
export function provesComplaint(
  role: RefreshRole,
  c: Uint8Array,
  dealt: DealtBy,
  complainer: { readonly index: number; readonly state: RefreshState },
  seed: Uint8Array,
): boolean {
  const { publicKey, secretKey } = role.sealing.keyPair(seed);
  const stated = complainer.state.kemKeys[dealt.dealer] ?? EMPTY;
  return (
    equalBytes(stated, publicKey) && openShares(role, c, dealt, complainer.index, secretKey) === undefined
  );
}

/** Step 4: C', by key, the same public key at its head. Undefined if points cancel out. */
export const nextCommitments = (
  { keys }: RefreshRole,
  before: readonly Commitments[],
  deals: ReadonlyMap<number, RefreshDeal>,
  dealers: Mask,
): readonly Commitments[] | undefined =>
  attempt(ProtocolError, () =>
    keys.map(({ group, threshold }, i) => {
      const weights = lagrangeAtZero(indicesOf(dealers), group.order);
      const added = Array.from({ length: threshold - 1 }, (_, power) => {
        const points = members(dealers).map((dealer) => deals.get(dealer)?.keys[i]?.[power] ?? EMPTY);
        return group.combine(points, weights);
      });
      return [publicKeyOf(before[i] ?? []), ...added];
    }),
  );

/** Where their polynomials are evaluated. */
export const indicesOf = (mask: Mask): number[] => members(mask).map((member) => member + 1);
