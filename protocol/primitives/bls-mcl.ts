/**
 * The BLS backend of the servers: mcl-wasm. Its curve, serialisation, hashing mode and order checks are global to the
 * process and a second `init` resets them silently, so this is the only file that touches it, and it tests itself.
 */
import { expand_message_xmd } from '@noble/curves/abstract/hash-to-curve.js';
import { sha256 } from '@noble/hashes/sha2.js';
import mcl from 'mcl-wasm';
import { ProtocolError } from '../errors.ts';
import { EMPTY, equalBytes, requireHex, scalarToBytes, toHex, utf8 } from './bytes.ts';
import { BLS12381_G2, type PrimeGroup } from './prime-group.ts';
import { RecentlyUsed } from './recently-used.ts';
import { BLS_ORDER, type BlsBackend, G1_LENGTH, G2_LENGTH, SUITE_DST } from './threshold-blind-bls.ts';

export type G1 = InstanceType<typeof mcl.G1>;
type G2 = InstanceType<typeof mcl.G2>;
type Fr = InstanceType<typeof mcl.Fr>;
type PreparedG2 = InstanceType<typeof mcl.PrecomputedG2>;

/** mcl's mulVec throws somewhere above 5,000 points. */
const MAX_VECTOR = 1000;

/** Generator of G2 in the standard compressed form (draft-irtf-cfrg-pairing-friendly-curves, section 4.2.1). */
const G2_GENERATOR =
  '93e02b6052719f607dacd3a088274f65596bd0d09920b61ab5da61bbdc7f5049334cf11213945d57e5ac7d055d042b7e' +
  '024aa2b2f08f0a91260805272dc51051c6e47ad4fa403b02b4510b647ae3d1770bac0326a805bbefd48056c8c121bdb8';

/** H("") under SUITE_DST: shows at start that curve, serialisation and hashing mode are the ones we count on. */
const SELF_TEST =
  '8c5dafb594be22a639a1b188e81316bde48d8a7538fb15c787b63879131acfe8091a28c8e567872846e4a08af45b8564';

export interface MclBls extends BlsBackend {
  /** G2, in which secrets are noble's: its time does not depend on them. */
  readonly g2: PrimeGroup;
  parseG1(bytes: Uint8Array): G1;
  hashToPoint(message: Uint8Array): G1;
  /** Sum of the points times their scalars below 2^255, in parts that mcl can take. */
  multiScalar(points: readonly G1[], scalars: readonly bigint[]): G1;
  pairingEquation(publicKey: Uint8Array): PairingEquation;
}

/** Whether e(point, generator of G2) = e(hashed, publicKey), with the lines of both G2 points computed once. */
export type PairingEquation = (point: G1, hashed: G1) => boolean;

let loading: Promise<MclBls> | undefined;

/** The one instance of the process. */
export function loadMclBls(): Promise<MclBls> {
  loading ??= initialise();
  return loading;
}

async function initialise(): Promise<MclBls> {
  await mcl.init(mcl.BLS12_381);
  mcl.setETHserialization(true);
  mcl.setMapToMode(mcl.IRTF);
  mcl.verifyOrderG1(true);
  mcl.verifyOrderG2(true);
  if (!equalBytes(mclBls.hashToG1(EMPTY), requireHex(SELF_TEST)))
    throw new Error('mcl-wasm failed its self-test');
  return mclBls;
}

function parse<P extends { deserialize(b: Uint8Array): void; isZero(): boolean }>(
  point: P,
  bytes: Uint8Array,
  length: number,
): P {
  try {
    if (bytes.length !== length) throw new Error('length');
    point.deserialize(bytes);
    if (point.isZero()) throw new Error('identity');
    return point;
  } catch {
    throw new ProtocolError('point/invalid', 'not a point of BLS12-381');
  }
}

const parseG1 = (bytes: Uint8Array): G1 => parse(new mcl.G1(), bytes, G1_LENGTH);
const parseG2 = (bytes: Uint8Array): G2 => parse(new mcl.G2(), bytes, G2_LENGTH);

function fr(scalar: bigint): Fr {
  const out = new mcl.Fr();
  out.deserialize(scalarToBytes(scalar % BLS_ORDER));
  return out;
}

/** RFC 9380, section 3: hash_to_field (two elements of 64 bytes), map each, add; `mapToG1` clears the cofactor. */
function hashWithDst(message: Uint8Array, dst: string): G1 {
  const uniform = expand_message_xmd(message, utf8(dst), 128, sha256);
  const [first, second] = [uniform.subarray(0, 64), uniform.subarray(64)].map((part) => {
    const element = new mcl.Fp();
    element.setBigEndianMod(part);
    return element.mapToG1();
  });
  return mcl.add(first as G1, second as G1);
}

const hashToPoint = (message: Uint8Array): G1 => mcl.hashAndMapToG1(message);

function multiScalar(points: readonly G1[], scalars: readonly bigint[]): G1 {
  let sum = new mcl.G1();
  for (let from = 0; from < points.length; from += MAX_VECTOR) {
    const part = points.slice(from, from + MAX_VECTOR);
    const weights = scalars.slice(from, from + MAX_VECTOR).map(fr);
    sum = mcl.add(sum, mcl.mulVec(part, weights));
  }
  return sum;
}

let generator: PreparedG2 | undefined;

function pairingEquation(publicKey: Uint8Array): PairingEquation {
  generator ??= new mcl.PrecomputedG2(parseG2(requireHex(G2_GENERATOR)));
  const base = generator;
  const key = new mcl.PrecomputedG2(parseG2(publicKey));
  return (point, hashed) => {
    const product = mcl.finalExp(mcl.precomputedMillerLoop2(mcl.neg(point), base, hashed, key));
    return product.isOne();
  };
}

// An election has few public keys: one per style, and one per Administrator and style when a faulty signer must be found.
const equations = new Map<string, PairingEquation>();
const MAX_EQUATIONS = 1024;

function cachedEquation(publicKey: Uint8Array): PairingEquation {
  const name = toHex(publicKey);
  const known = equations.get(name) ?? pairingEquation(publicKey);
  if (equations.size < MAX_EQUATIONS) equations.set(name, known);
  return known;
}

/** As noble's, it takes each element in one form only: whoever judges what was dealt must come to the same. */
function parseElement(bytes: Uint8Array): G2 {
  const point = parseG2(bytes);
  if (!equalBytes(point.serialize(), bytes))
    throw new ProtocolError('point/invalid', 'not the form of a point');
  return point;
}

const MAX_ELEMENTS = 256;
const elements = new RecentlyUsed<G2>(MAX_ELEMENTS);
const elementOf = (bytes: Uint8Array): G2 => elements.get(bytes, parseElement);

const g2: PrimeGroup = {
  ...BLS12381_G2,
  fromPublic: (scalar) => mcl.mul(elementOf(requireHex(G2_GENERATOR)), fr(scalar)).serialize(),
  check: (element) => void elementOf(element),
  combine: (terms, scalars) => {
    const sum = terms.reduce(
      (total, element, i) => mcl.add(total, mcl.mul(elementOf(element), fr(scalars[i] ?? 0n))),
      new mcl.G2(),
    );
    if (sum.isZero()) throw new ProtocolError('point/invalid', 'the elements cancel out');
    return sum.serialize();
  },
};

const mclBls: MclBls = {
  g2,
  parseG1,
  hashToPoint,
  multiScalar,
  pairingEquation: cachedEquation,
  hashToG1: (message, dst) =>
    (dst === undefined || dst === SUITE_DST ? hashToPoint(message) : hashWithDst(message, dst)).serialize(),
  combine: (points, scalars) => {
    const sum = points.reduce(
      (total, point, i) => mcl.add(total, mcl.mul(parseG1(point), fr(scalars[i] ?? 0n))),
      new mcl.G1(),
    );
    if (sum.isZero()) throw new ProtocolError('point/invalid', 'the points cancel out');
    return sum.serialize();
  },
  pairingsEqual: (point, hashed, publicKey) => cachedEquation(publicKey)(parseG1(point), parseG1(hashed)),
};
