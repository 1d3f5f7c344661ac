/**
 * Joint Feldman distributed key generation: one algorithm for both groups (protocol section 2, Secret sharing).
 * Every dealer shares a random secret and commits to its polynomial; the key is the sum of all. Nobody ever holds it.
 * A proof of possession stops a dealer from choosing its part after, and against, the others'.
 */
import { mod } from '@noble/curves/abstract/modular.js';
import { attempt } from '../../common/attempt.ts';
import { fail, ProtocolError } from '../errors.ts';
import { bytesToScalar, equalBytes, scalarToBytes } from './bytes.ts';
import { bytes, encode, id, struct, text } from './cbor.ts';
import { LABELS } from './domain-labels.ts';
import { evaluate } from './lagrange.ts';
import type { PrimeGroup } from './prime-group.ts';
import { type RandomSource, randomScalar } from './random.ts';
import { sha256 } from './sha256.ts';

/** Commitments to a polynomial's coefficients, constant term first: the first one is the public key. */
export type Commitments = readonly Uint8Array[];

/** `threshold` shares will open the secret: a polynomial of degree `threshold` - 1. */
export function drawPolynomial(random: RandomSource, group: PrimeGroup, threshold: number): bigint[] {
  return Array.from({ length: threshold }, () => randomScalar(random, group.order));
}

export function commitTo(group: PrimeGroup, coefficients: readonly bigint[]): Commitments {
  return coefficients.map((coefficient) => group.fromSecret(coefficient));
}

/** The share of the participant with that index, from 1. */
export function shareFor(group: PrimeGroup, coefficients: readonly bigint[], index: number): bigint {
  return evaluate(coefficients, index, group.order);
}

/** Public counterpart of a share. Errors: point/invalid. */
export function publicShare(group: PrimeGroup, commitments: Commitments, index: number): Uint8Array {
  const powers = commitments.map((_, i) => BigInt(index) ** BigInt(i));
  return group.combine(commitments, powers);
}

/** The public key of a shared secret: the commitment to its constant term. Errors: key/missing. */
export const publicKeyOf = ([constant]: Commitments): Uint8Array =>
  constant ?? fail('key/missing', 'a key without commitments');

/** Whether `share` is the one that the commitments promise to `index`. */
export function shareMatches(
  group: PrimeGroup,
  commitments: Commitments,
  index: number,
  share: bigint,
): boolean {
  if (share <= 0n || share >= group.order) return false;
  const promised = publicShare(group, commitments, index);
  return group.fromSecret(share).every((byte, i) => byte === promised[i]);
}

/** Commitments of the joint key: the sum, term by term, of all dealers'. Errors: point/invalid, key/missing. */
export function sumCommitments(group: PrimeGroup, dealt: readonly Commitments[]): Commitments {
  const [first = []] = dealt;
  return first.map((_, term) =>
    group.combine(
      dealt.map(
        (commitments) => commitments[term] ?? fail('key/missing', 'a dealer has committed to fewer terms'),
      ),
      dealt.map(() => 1n),
    ),
  );
}

export const sumShares = (group: PrimeGroup, shares: readonly bigint[]): bigint =>
  shares.reduce((sum, share) => mod(sum + share, group.order), 0n);

/** What a proof of possession binds: which plan, which dealer, which key. */
export interface ProofContext {
  readonly planHash: Uint8Array;
  readonly dealer: string;
  /** The style whose issuance key it is, or "election". */
  readonly key: string;
}

const challengeCodec = struct({
  label: text(64),
  planHash: bytes(32),
  dealer: id,
  key: text(80),
  publicKey: bytes(33, 96),
  nonce: bytes(33, 96),
});

function challenge(
  group: PrimeGroup,
  context: ProofContext,
  publicKey: Uint8Array,
  nonce: Uint8Array,
): bigint {
  const input = encode(challengeCodec, { label: LABELS.dealProof, ...context, publicKey, nonce });
  return mod(bytesToScalar(sha256(input)), group.order);
}

/** Schnorr proof that the dealer knows the secret behind its first commitment: nonce point || response (32 bytes). */
export function provePossession(
  random: RandomSource,
  group: PrimeGroup,
  context: ProofContext,
  secret: bigint,
): Uint8Array {
  const w = randomScalar(random, group.order);
  const nonce = group.fromSecret(w);
  const c = challenge(group, context, group.fromSecret(secret), nonce);
  return Uint8Array.of(...nonce, ...scalarToBytes(mod(w + c * secret, group.order)));
}

export function verifyPossession(
  group: PrimeGroup,
  context: ProofContext,
  publicKey: Uint8Array,
  proof: Uint8Array,
): boolean {
  const nonce = proof.slice(0, group.elementLength);
  const response = bytesToScalar(proof.subarray(group.elementLength));
  if (proof.length !== group.elementLength + 32 || response === 0n || response >= group.order) return false;
  const c = challenge(group, context, publicKey, nonce);
  const expected = attempt(ProtocolError, () => group.combine([nonce, publicKey], [1n, c]));
  return expected !== undefined && equalBytes(group.fromPublic(response), expected);
}
