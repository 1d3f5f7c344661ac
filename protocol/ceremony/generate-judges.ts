/**
 * The cryptography of a key ceremony that anyone can judge (board contract, section 5). Whatever was posted, nothing here throws:
 * who posts what cannot be parsed must not stop everyone's fold.
 */
import { attempt } from '../../common/attempt.ts';
import { ProtocolError } from '../errors.ts';
import { ELECTION_KEY, issuanceKey } from '../messages/key-names.ts';
import { allParties, type Plan, trusteeQuorum } from '../messages/plan.ts';
import { bytesToScalar, equalBytes, toHex } from '../primitives/bytes.ts';
import { decode, encode } from '../primitives/cbor.ts';
import { LABELS } from '../primitives/domain-labels.ts';
import { isTrafficKey, type SealingPlace, sealingInfo, TRAFFIC, trafficKeyPair } from '../primitives/hpke.ts';
import {
  type Commitments,
  publicKeyOf,
  shareMatches,
  sumCommitments,
  verifyPossession,
} from '../primitives/key-generation.ts';
import { BLS12381_G2, P256, type PrimeGroup } from '../primitives/prime-group.ts';
import { sha256 } from '../primitives/sha256.ts';
import { type Mask, maskOf, members } from '../quorums/quorum-system.ts';
import type { CeremonyJudges, CeremonyResult, CeremonyRules, Dealt, Forms } from './generate.ts';
import {
  attemptForm,
  type CeremonyDeal,
  type CeremonyState,
  dealHashForm,
  dealtSharesForm,
  MAX_DEALT_SHARES,
  resultForm,
} from './generate-messages.ts';
import { isPossessed } from './refresh-role.ts';

/** What is posted in deployed ceremonies. */
export interface Posted extends Forms {
  readonly state: CeremonyState;
  readonly deal: CeremonyDeal;
  /** 32 bytes. */
  readonly seed: Uint8Array;
  /** 32 bytes each, by key. */
  readonly shares: readonly Uint8Array[];
}

/** The ceremony of one role of a plan. */
export interface RoleCeremony {
  readonly planHash: Uint8Array;
  readonly role: 'administrator' | 'trustee';
  readonly group: PrimeGroup;
  /** Names of the keys to make, in the order of styles. */
  readonly keys: readonly string[];
  /** IDs, in the plan's order. */
  readonly participants: readonly string[];
  readonly rules: CeremonyRules;
  /** Whether shares are renewed: each holder then has a key for each period, from this one on. */
  readonly isRenewed: boolean;
  /** Of everybody in the plan. */
  readonly identityKeys: readonly Uint8Array[];
}

const identityKeysOf = (plan: Plan): readonly Uint8Array[] =>
  allParties(plan).map(({ identityKey }) => identityKey);

export function issuanceCeremony(plan: Plan, planHash: Uint8Array, group = BLS12381_G2): RoleCeremony {
  const { administrators, signingThreshold, hostileAdministrators: hostile } = plan;
  const quorum = signingThreshold;
  return {
    planHash,
    role: 'administrator',
    group,
    keys: plan.styles.map(issuanceKey),
    participants: administrators.map(({ id }) => id),
    rules: { participants: administrators.length, quorum, threshold: signingThreshold, hostile },
    isRenewed: plan.administratorRenewal !== undefined,
    identityKeys: identityKeysOf(plan),
  };
}

export function electionCeremony(plan: Plan, planHash: Uint8Array): RoleCeremony {
  const { trustees, hostileTrustees: hostile } = plan;
  const quorum = trusteeQuorum(plan);
  return {
    planHash,
    role: 'trustee',
    group: P256,
    keys: [ELECTION_KEY],
    participants: trustees.map(({ id }) => id),
    rules: { participants: trustees.length, quorum, threshold: hostile + 1, hostile },
    isRenewed: plan.trusteeRenewal !== undefined,
    identityKeys: identityKeysOf(plan),
  };
}

/** x: what everything in this attempt is bound to. */
export const attemptHash = (
  { planHash, role }: Pick<RoleCeremony, 'planHash' | 'role'>,
  number: number,
): Uint8Array => sha256(encode(attemptForm, { label: LABELS.ceremony, planHash, role, attempt: number }));

/** Errors: those of `encode`, for what is beyond the form's bounds. */
export const dealHash = (x: Uint8Array, dealer: string, keys: CeremonyDeal['keys']): Uint8Array =>
  sha256(
    encode(dealHashForm, {
      label: LABELS.ceremonyDealHash,
      x,
      dealer,
      commitments: keys.map(({ commitments }) => commitments),
      proofs: keys.map(({ proof }) => proof),
    }),
  );

/** Where a dealer's seal for a receiver belongs; both are indices. */
export const sealPlace = (
  { role, participants }: RoleCeremony,
  x: Uint8Array,
  dealer: number,
  receiver: number,
): SealingPlace => ({
  label: LABELS.dealtShare,
  context: x,
  role,
  server: participants[receiver] ?? '',
  hop: dealer + 1,
});

/** The receiver's shares from this dealer, by key; undefined unless all are right. `secretKey` is that of its pair for the dealer. */
export function openDealt(
  ceremony: RoleCeremony,
  { attempt: number, states, deals }: Dealt<Posted>,
  dealer: number,
  receiver: number,
  secretKey: Uint8Array,
): readonly Uint8Array[] | undefined {
  const place = members(maskOf(states.keys())).indexOf(receiver);
  const deal = deals.get(dealer);
  const sealed = deal?.seals[place];
  if (deal === undefined || sealed === undefined) return undefined;
  const x = attemptHash(ceremony, number);
  const info = sealingInfo(sealPlace(ceremony, x, dealer, receiver));
  const opened = attempt(ProtocolError, () =>
    decode(dealtSharesForm, TRAFFIC.openerOf(secretKey)(sealed, info), MAX_DEALT_SHARES, 'dealt shares'),
  );
  if (opened === undefined || opened.label !== LABELS.dealtShare || !equalBytes(opened.x, x))
    return undefined;
  if (opened.dealer !== ceremony.participants[dealer]) return undefined;
  return areRight(ceremony, deal, receiver, opened.shares) ? opened.shares : undefined;
}

/** Whether these are the shares that the deal's commitments promise to the holder. */
function areRight(
  { group }: RoleCeremony,
  { keys }: CeremonyDeal,
  holder: number,
  shares: readonly Uint8Array[],
): boolean {
  const isRight = ({ commitments }: { commitments: Commitments }, i: number): boolean => {
    const share = shares[i];
    // A dealer can commit to a share of 0, whose public counterpart is no element.
    const matches = () =>
      shareMatches(group, commitments, holder + 1, bytesToScalar(share ?? new Uint8Array()));
    return share !== undefined && (attempt(ProtocolError, matches) ?? false);
  };
  return shares.length === keys.length && keys.every(isRight);
}

/** The joint keys' commitments, by key: sums over these dealers. Errors: point/invalid, key/missing. */
export const jointCommitments = (
  { group, keys }: RoleCeremony,
  { deals }: Dealt<Posted>,
  dealers: Mask,
): readonly Commitments[] =>
  keys.map((_, i) =>
    sumCommitments(
      group,
      members(dealers).map((dealer) => deals.get(dealer)?.keys[i]?.commitments ?? []),
    ),
  );

export const judgesOf = (ceremony: RoleCeremony): CeremonyJudges<Posted> => ({
  isValidState: (dealt, signer, state) => isValidState(ceremony, dealt, signer, state),
  isValidDeal: (dealt, dealer, deal) =>
    attempt(ProtocolError, () => isValidDeal(ceremony, dealt, dealer, deal)) ?? false,
  provesComplaint: (dealt, complainer, dealer, seed) => {
    const { publicKey, secretKey } = trafficKeyPair(seed);
    const stated = dealt.states.get(complainer)?.kemKeys[dealer];
    if (stated === undefined || !equalBytes(stated, publicKey)) return false;
    return openDealt(ceremony, dealt, dealer, complainer, secretKey) === undefined;
  },
  isRightRepair: ({ deals }, holder, dealer, shares) => {
    const deal = deals.get(dealer);
    return deal !== undefined && areRight(ceremony, deal, holder, shares);
  },
  hash: (dealt, result) => toHex(sha256(resultBytes(ceremony, dealt, result))),
});

function isValidState(
  ceremony: RoleCeremony,
  { attempt: number, states }: Dealt<Posted>,
  signer: number,
  { kemKeys, periodKey, possession }: CeremonyState,
): boolean {
  const { participants, isRenewed, identityKeys } = ceremony;
  if (kemKeys.length !== participants.length || !kemKeys.every((key) => isTrafficKey(key))) return false;
  if (!isRenewed) return periodKey.length === 0 && possession.length === 0;
  const id = participants[signer];
  // A manifest with a key twice is none: whoever has two keys, or a friend, must not keep the election from being made.
  const others = [...states].flatMap(([holder, state]) => (holder === signer ? [] : [state.periodKey]));
  if (id === undefined || [...identityKeys, ...others].some((key) => equalBytes(key, periodKey)))
    return false;
  return isPossessed(ceremony, attemptHash(ceremony, number), id, periodKey, possession);
}

/** X in CBOR. */
function resultBytes(
  ceremony: RoleCeremony,
  dealt: Dealt<Posted>,
  { holders, dealers }: CeremonyResult,
): Uint8Array {
  const commitments = jointCommitments(ceremony, dealt, dealers);
  const x = attemptHash(ceremony, dealt.attempt);
  return encode(resultForm, { label: LABELS.ceremonyResult, x, holders, dealers, commitments });
}

function isValidDeal(
  ceremony: RoleCeremony,
  { attempt: number, states }: Dealt<Posted>,
  dealer: number,
  { keys, seals }: CeremonyDeal,
): boolean {
  const { group, rules } = ceremony;
  const state = states.get(dealer);
  const id = ceremony.participants[dealer];
  if (state === undefined || id === undefined) return false;
  if (keys.length !== ceremony.keys.length || seals.length !== states.size) return false;
  const x = attemptHash(ceremony, number);
  if (!equalBytes(dealHash(x, id, keys), state.dealHash)) return false;
  return keys.every(({ commitments, proof }, i) => {
    commitments.forEach(group.check);
    const context = { planHash: x, dealer: id, key: ceremony.keys[i] ?? '' };
    const isPossessed = () => verifyPossession(group, context, publicKeyOf(commitments), proof);
    return commitments.length === rules.threshold && isPossessed();
  });
}
