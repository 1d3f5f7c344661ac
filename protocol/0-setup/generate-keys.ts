/**
 * Protocol step 0.2, distributed key generation: the Administrators' issuance keys, the Trustees' election key.
 * Round 1: every participant deals. Round 2: every participant checks all deals and signs what it saw. Any fault aborts
 * with the culprit named. Context: protocol section 2, Secret sharing; docs/decisions on what aborts and what does not.
 */
import { attempt, ignore } from '../../common/attempt.ts';
import { ensure, fail, ProtocolError } from '../errors.ts';
import {
  acceptanceStatement,
  type Deal,
  dealStatement,
  dealtShareCodec,
  ELECTION_KEY,
  issuanceKey,
  transcriptCodec,
} from '../messages/deal.ts';
import type { Party, Plan } from '../messages/plan.ts';
import { bytesToScalar, equalBytes, scalarToBytes } from '../primitives/bytes.ts';
import { decode, encode } from '../primitives/cbor.ts';
import { LABELS } from '../primitives/domain-labels.ts';
import { type Opener, type SealingPlace, seal, TRAFFIC } from '../primitives/hpke.ts';
import {
  type Commitments,
  commitTo,
  drawPolynomial,
  provePossession,
  publicKeyOf,
  shareFor,
  shareMatches,
  sumCommitments,
  sumShares,
  verifyPossession,
} from '../primitives/key-generation.ts';
import type { SigningKey } from '../primitives/p256-signature.ts';
import { BLS12381_G2, P256, type PrimeGroup } from '../primitives/prime-group.ts';
import type { RandomSource } from '../primitives/random.ts';
import { sha256 } from '../primitives/sha256.ts';
import { openStatement, signStatement } from '../primitives/statement.ts';

/** One key to generate: who takes part, how many open it, in which group. */
export interface KeyCeremony {
  readonly key: string;
  readonly planHash: Uint8Array;
  readonly group: PrimeGroup;
  readonly threshold: number;
  readonly role: 'administrator' | 'trustee';
  readonly participants: readonly Party[];
}

export function electionKeyCeremony(plan: Plan, planHash: Uint8Array): KeyCeremony {
  return {
    key: ELECTION_KEY,
    planHash,
    group: P256,
    threshold: plan.hostileTrustees + 1,
    role: 'trustee',
    participants: plan.trustees,
  };
}

export function issuanceKeyCeremonies(plan: Plan, planHash: Uint8Array): KeyCeremony[] {
  return plan.styles.map((style) => ({
    key: issuanceKey(style),
    planHash,
    group: BLS12381_G2,
    threshold: plan.signingThreshold,
    role: 'administrator',
    participants: plan.administrators,
  }));
}

const sharePlace = (ceremony: KeyCeremony, server: string): SealingPlace => ({
  label: LABELS.dealtShare,
  context: ceremony.planHash,
  role: ceremony.role,
  server,
  hop: 1,
});

/** Round 1: a signed deal. `trafficKeyOf` gives each participant's HPKE key. */
export async function deal(
  ceremony: KeyCeremony,
  dealer: { id: string; key: SigningKey },
  trafficKeyOf: (id: string) => Uint8Array,
  random: RandomSource,
): Promise<Uint8Array> {
  const { group, key, planHash } = ceremony;
  const coefficients = drawPolynomial(random, group, ceremony.threshold);
  const proof = provePossession(random, group, { planHash, dealer: dealer.id, key }, coefficients[0] ?? 0n);
  const shares = await Promise.all(
    ceremony.participants.map(async ({ id }, i) => {
      const share = scalarToBytes(shareFor(group, coefficients, i + 1));
      const plain = encode(dealtShareCodec, { label: LABELS.dealtShare, dealer: dealer.id, key, share });
      return { receiver: id, sealed: await seal(TRAFFIC, trafficKeyOf(id), sharePlace(ceremony, id), plain) };
    }),
  );
  const content = { key, commitments: commitTo(group, coefficients), proof, shares };
  return signStatement(dealStatement, planHash, content, dealer.id, dealer.key);
}

export interface KeyShare {
  /** Share index: order in the manifest, from 1. */
  readonly index: number;
  readonly share: bigint;
  /** Of the joint key. */
  readonly commitments: Commitments;
  /** Hash of all deals, which every participant must have seen alike. */
  readonly transcript: Uint8Array;
}

/**
 * Round 2: checks all deals, in the plan's order of dealers, and adds up the participant's share.
 * Errors: key-generation/bad-deal, key-generation/bad-share, each naming the dealer.
 */
export async function acceptDeals(
  ceremony: KeyCeremony,
  self: string,
  open: Opener,
  deals: readonly Uint8Array[],
): Promise<KeyShare> {
  const { group, participants } = ceremony;
  const index = participants.findIndex(({ id }) => id === self) + 1;
  ensure(index > 0, 'key-generation/bad-deal', `${self} takes no part in this key`);
  ensure(deals.length === participants.length, 'key-generation/bad-deal', 'a deal is missing');
  const checked = checkDeals(ceremony, deals);
  const shares = await Promise.all(
    checked.map((content, i) => openShare(ceremony, participants[i] as Party, content, self, index, open)),
  );
  return {
    index,
    share: sumShares(group, shares),
    commitments: sumCommitments(
      group,
      checked.map(({ commitments }) => commitments),
    ),
    transcript: transcriptHash(ceremony, deals),
  };
}

/** The joint key's commitments, as anyone can compute them from the deals. Errors: key-generation/bad-deal. */
export function jointCommitments(ceremony: KeyCeremony, deals: readonly Uint8Array[]): Commitments {
  const checked = checkDeals(ceremony, deals);
  return sumCommitments(
    ceremony.group,
    checked.map(({ commitments }) => commitments),
  );
}

const checkDeals = (ceremony: KeyCeremony, deals: readonly Uint8Array[]): Deal[] =>
  ceremony.participants.map((dealer, i) => {
    const deal = deals[i] ?? fail('key-generation/bad-deal', `${dealer.id} has not dealt`, dealer.id);
    return checkDeal(ceremony, dealer, deal);
  });

function checkDeal(ceremony: KeyCeremony, dealer: Party, input: Uint8Array): Deal {
  const { group, key, planHash, participants, threshold } = ceremony;
  const blame = (holds: boolean, what: string): void =>
    ensure(holds, 'key-generation/bad-deal', `${dealer.id}'s deal for ${key} ${what}`, dealer.id);
  try {
    const keyOf = (signer: string) => (signer === dealer.id ? dealer.identityKey : undefined);
    const { content } = openStatement(dealStatement, planHash, input, keyOf);
    blame(content.key === key, 'is for another key');
    blame(content.commitments.length === threshold, 'has the wrong number of commitments');
    content.commitments.forEach(group.check);
    blame(
      content.shares.length === participants.length &&
        content.shares.every(({ receiver }, i) => receiver === participants[i]?.id),
      'does not have one share for each participant',
    );
    const context = { planHash, dealer: dealer.id, key };
    const publicKey = publicKeyOf(content.commitments);
    blame(verifyPossession(group, context, publicKey, content.proof), 'proves no possession');
    return content;
  } catch (error) {
    if (error instanceof ProtocolError && error.code !== 'key-generation/bad-deal')
      throw new ProtocolError('key-generation/bad-deal', `${dealer.id}: ${error.message}`, dealer.id);
    throw error;
  }
}

async function openShare(
  ceremony: KeyCeremony,
  dealer: Party,
  content: Deal,
  self: string,
  index: number,
  open: Opener,
): Promise<bigint> {
  const bad = (): never =>
    fail(
      'key-generation/bad-share',
      `${dealer.id} dealt ${self} a share for ${ceremony.key} that does not fit its commitments`,
      dealer.id,
    );
  const { sealed } = content.shares[index - 1] ?? bad();
  const plain = (await open(sealed, sharePlace(ceremony, self)).catch(ignore(ProtocolError))) ?? bad();
  const dealt = attempt(ProtocolError, () => decode(dealtShareCodec, plain, 512, 'dealt share')) ?? bad();
  const share = bytesToScalar(dealt.share);
  const bound = dealt.label === LABELS.dealtShare && dealt.dealer === dealer.id && dealt.key === ceremony.key;
  return bound && shareMatches(ceremony.group, content.commitments, index, share) ? share : bad();
}

/** What participants have accepted alike. */
export function transcriptHash({ planHash }: KeyCeremony, deals: readonly Uint8Array[]): Uint8Array {
  return sha256(encode(transcriptCodec, { label: LABELS.dealTranscript, planHash, deals }));
}

export function signAcceptance(
  ceremony: KeyCeremony,
  self: { id: string; key: SigningKey },
  share: KeyShare,
): Uint8Array {
  const content = { key: ceremony.key, transcript: share.transcript };
  return signStatement(acceptanceStatement, ceremony.planHash, content, self.id, self.key);
}

/** Every participant must have accepted the very same deals. Errors: key-generation/transcripts-differ, naming who. */
export function checkAcceptances(
  ceremony: KeyCeremony,
  deals: readonly Uint8Array[],
  acceptances: readonly Uint8Array[],
): void {
  const transcript = transcriptHash(ceremony, deals);
  for (const [i, party] of ceremony.participants.entries()) {
    const acceptance = acceptances[i];
    const accepted = acceptance !== undefined && accepts(ceremony, party, acceptance, transcript);
    const what = `${party.id} has not accepted these deals for ${ceremony.key}`;
    ensure(accepted, 'key-generation/transcripts-differ', what, party.id);
  }
}

function accepts(
  { key, planHash }: KeyCeremony,
  { id, identityKey }: Party,
  acceptance: Uint8Array,
  transcript: Uint8Array,
): boolean {
  const keyOf = (signer: string) => (signer === id ? identityKey : undefined);
  const opened = attempt(ProtocolError, () =>
    openStatement(acceptanceStatement, planHash, acceptance, keyOf),
  );
  return opened?.content.key === key && equalBytes(opened.content.transcript, transcript);
}
