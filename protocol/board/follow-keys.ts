/**
 * How clients and readers follow K, the keys in force (board contract, section 1): by the DECISIONs of the KEYs alone, one for each
 * generation, in which each other request is replaced by its hash.
 */
import { ensure, fail } from '../errors.ts';
import { toHex } from '../primitives/bytes.ts';
import { decode, encode } from '../primitives/cbor.ts';
import { verifySignature } from '../primitives/p256-signature.ts';
import { sha256 } from '../primitives/sha256.ts';
import { BoardCodec } from './codec.ts';
import { decisionForm, MAX_BATCH } from './forms.ts';
import type { CheckedGenesis } from './genesis.ts';
import { afterKey, firstKeys, type KeysInForce, keyOf, slotOf } from './keys-in-force.ts';
import { signersOf } from './messages.ts';
import { isKeyRequest, openRequest } from './requests.ts';

export interface KnownKeys {
  readonly keys: KeysInForce;
  /** The first instance in which they count. */
  readonly since: number;
}

const HASH_LENGTH = 32;
const MAX_DECISION = MAX_BATCH + 4096;

export const keysOfGenesis = ({ genesis }: CheckedGenesis): KnownKeys => ({
  keys: firstKeys(genesis.replicas.map(({ keys }) => keys)),
  since: 0,
});

/** The DECISION of a KEY without its other requests, of which the hashes stay. A request is longer than a hash. */
export function shortenDecision(decision: Uint8Array): Uint8Array {
  const { batch, ...rest } = decode(decisionForm, decision, MAX_DECISION, 'decision');
  const requests = batch.requests.map((request) => (isKeyRequest(request) ? request : sha256(request)));
  return encode(decisionForm, { ...rest, batch: { ...batch, requests } });
}

/**
 * The keys of the next generation, after the shortened DECISION of the KEY that ends this one.
 * Errors: board/no-quorum without the signatures, of this generation, that decide; board/refused without one KEY; those of
 * cbor and of openRequest.
 */
export function keysAfterDecision(
  genesis: CheckedGenesis,
  known: KnownKeys,
  shortened: Uint8Array,
): KnownKeys {
  const decision = decode(decisionForm, shortened, MAX_DECISION, 'decision');
  const { c, batch, vote, r, signatures } = decision;
  ensure(c >= known.since, 'board/refused', 'a DECISION is of an earlier generation');
  const whole = batch.requests.filter(({ length }) => length !== HASH_LENGTH);
  const [request] = whole;
  ensure(request !== undefined && whole.length === 1, 'board/refused', 'a DECISION has not one KEY');
  const { rekey = fail('board/refused', 'not the DECISION of a KEY') } = openRequest(genesis, request);
  const requests = batch.requests.map((one) => ({
    hash: toHex(one.length === HASH_LENGTH ? one : sha256(one)),
  }));
  const { quorums } = genesis;
  const signers = signersOf(signatures);
  const isEnough =
    signatures.every(([index]) => index < quorums.replicas) &&
    (vote === 'write' ? quorums.isFastQuorum(signers) : quorums.isQuorum(signers));
  ensure(isEnough, 'board/no-quorum', 'a DECISION is signed by too few');
  const codec = new BoardCodec(genesis);
  const body = codec.bodyOf(vote, { c, r, h: codec.hash(c, { ...batch, requests }) });
  const isSigned = signatures.every(([index, signature]) =>
    verifySignature(keyOf(known.keys, index), body, signature),
  );
  ensure(isSigned, 'board/no-quorum', 'a DECISION has a signature that does not count');
  return {
    keys: afterKey(known.keys, rekey, slotOf(batch.time, genesis.genesis.slot)),
    since: c + 1,
  };
}
