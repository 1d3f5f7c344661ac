/**
 * Protocol step 4.4, signatures: BLS verification in batches. One random linear combination of all equations, two
 * multi-scalar multiplications, one pairing product per batch; a batch that fails is split to find the culprits.
 * A wrong signature passes with probability 2^-128 (Bellare, Garay, Rabin 1998: small exponents test).
 */
import { attempt } from '../../common/attempt.ts';
import { ProtocolError } from '../errors.ts';
import type { G1, MclBls, PairingEquation } from '../primitives/bls-mcl.ts';
import { bytesToScalar } from '../primitives/bytes.ts';
import type { RandomSource } from '../primitives/random.ts';

/** Bytes of each random weight. */
const WEIGHT_LENGTH = 16;

export interface SignedMessage {
  readonly message: Uint8Array;
  readonly signature: Uint8Array;
}

interface Equation {
  readonly position: number;
  readonly signature: G1;
  readonly hashed: G1;
  readonly weight: bigint;
}

/** For each message whether its signature is valid under `publicKey`, in order. */
export function verifyBatch(
  bls: MclBls,
  publicKey: Uint8Array,
  signed: readonly SignedMessage[],
  random: RandomSource,
): boolean[] {
  const equations = signed.flatMap((entry, position) => equationOf(bls, entry, position, random));
  const holds = bls.pairingEquation(publicKey);
  const valid = new Set(validOnes(bls, holds, equations).map(({ position }) => position));
  return signed.map((_, position) => valid.has(position));
}

function equationOf(
  bls: MclBls,
  { message, signature }: SignedMessage,
  position: number,
  random: RandomSource,
): Equation[] {
  const weight = bytesToScalar(random(WEIGHT_LENGTH));
  const point = attempt(ProtocolError, () => bls.parseG1(signature));
  if (point === undefined) return [];
  return [{ position, signature: point, hashed: bls.hashToPoint(message), weight }];
}

function validOnes(bls: MclBls, holds: PairingEquation, equations: readonly Equation[]): readonly Equation[] {
  const weights = equations.map(({ weight }) => weight);
  const signatures = bls.multiScalar(
    equations.map(({ signature }) => signature),
    weights,
  );
  const hashes = bls.multiScalar(
    equations.map(({ hashed }) => hashed),
    weights,
  );
  if (holds(signatures, hashes)) return equations;
  if (equations.length === 1) return [];
  const middle = equations.length >> 1;
  return [
    ...validOnes(bls, holds, equations.slice(0, middle)),
    ...validOnes(bls, holds, equations.slice(middle)),
  ];
}
