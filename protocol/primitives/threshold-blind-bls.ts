/**
 * Threshold blind BLS signatures (Boldyreva 2003) on BLS12-381: signatures in G1, keys in G2, hash to G1 by RFC 9380.
 * Unblinded, a signature is an ordinary one of the IETF suite below, the same whichever t signers took part.
 * The curve arithmetic is a backend's: mcl-wasm in servers, noble in card, terminal and second verifier.
 */
import { invertCt, mod } from '@noble/curves/abstract/modular.js';
import { ProtocolError } from '../errors.ts';
import { lagrangeAtZero } from './lagrange.ts';

export const SUITE_DST = 'BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_POP_';
export const G1_LENGTH = 48;
export const G2_LENGTH = 96;
/** Order of the groups. */
export const BLS_ORDER = 0x73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001n;

/** Arithmetic in G1 over encoded points (48 bytes, compressed); every parse refuses the identity. */
export interface BlsBackend {
  hashToG1(message: Uint8Array, dst?: string): Uint8Array;
  /** Sum of the points times their scalars. Errors: point/invalid. */
  combine(points: readonly Uint8Array[], scalars: readonly bigint[]): Uint8Array;
  /** Whether e(point, generator of G2) = e(hashed, publicKey). Errors: point/invalid. */
  pairingsEqual(point: Uint8Array, hashed: Uint8Array, publicKey: Uint8Array): boolean;
}

/** M = rho * H(m), given H(m): what an Administrator signs without learning m (protocol step 2.3). */
export function blind(bls: BlsBackend, hashed: Uint8Array, rho: bigint): Uint8Array {
  return bls.combine([hashed], [rho]);
}

/** s_j * M: an Administrator's partial signature. Errors: point/invalid. */
export function signPartially(bls: BlsBackend, blinded: Uint8Array, share: bigint): Uint8Array {
  return bls.combine([blinded], [share]);
}

/** Whether `partial` is the signer's own, under its public share (96 bytes). Never throws for a bad partial. */
export function verifyPartial(
  bls: BlsBackend,
  partial: Uint8Array,
  blinded: Uint8Array,
  publicShare: Uint8Array,
): boolean {
  return safely(() => bls.pairingsEqual(partial, blinded, publicShare));
}

export interface Partial {
  /** Share index of the signer, from 1. */
  readonly index: number;
  readonly signature: Uint8Array;
}

/** Combines t partial signatures and removes the blinding, in one multi-scalar multiplication. Errors: point/invalid. */
export function combineAndUnblind(bls: BlsBackend, partials: readonly Partial[], rho: bigint): Uint8Array {
  const weights = lagrangeAtZero(
    partials.map(({ index }) => index),
    BLS_ORDER,
  );
  const unblinding = invertCt(rho, BLS_ORDER);
  return bls.combine(
    partials.map(({ signature }) => signature),
    weights.map((weight) => mod(weight * unblinding, BLS_ORDER)),
  );
}

/** Ordinary BLS verification, given the message's hash to G1. Never throws for a bad signature. */
export function verify(
  bls: BlsBackend,
  signature: Uint8Array,
  hashed: Uint8Array,
  publicKey: Uint8Array,
): boolean {
  return safely(() => bls.pairingsEqual(signature, hashed, publicKey));
}

/** A malformed point is an invalid signature; anything else is a fault of ours and must surface. */
function safely(check: () => boolean): boolean {
  try {
    return check();
  } catch (error) {
    if (error instanceof ProtocolError && error.code === 'point/invalid') return false;
    throw error;
  }
}
