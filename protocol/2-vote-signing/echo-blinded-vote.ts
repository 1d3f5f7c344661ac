/**
 * Protocol step 2.4, the Administrator: opens and checks a Prepare request and echoes the one M that it holds for the
 * voter. Context: protocol section 6: echoes stop k voters together from getting k * N / t votes.
 * Input: the sealed request; what the roll and the store hold for the voter. Output: echo, or conflict.
 * Required of the caller: the request is durable before the echo leaves.
 * Errors: hpke/failed, padding/malformed, cbor, manifest/other, administrator/unknown, voter/unknown, voter/wrong-style,
 * signature/invalid. A mismatch of any kind stores nothing.
 */
import type { Election } from '../0-setup/election.ts';
import { ensure } from '../errors.ts';
import {
  PREPARE_LENGTH,
  type PrepareRequest,
  prepareBody,
  prepareRequestCodec,
} from '../messages/prepare-request.ts';
import type { RollEntry } from '../messages/roll.ts';
import { echoBody } from '../messages/sign-request.ts';
import { equalBytes, unpad } from '../primitives/bytes.ts';
import { decode } from '../primitives/cbor.ts';
import type { Opener } from '../primitives/hpke.ts';
import { type SigningKey, verifySignature } from '../primitives/p256-signature.ts';
import { preparePlace } from './request-signature.ts';

/** Opens a request that is sealed to this Administrator for this election. */
export async function openPrepare(
  election: Election,
  self: string,
  open: Opener,
  sealed: Uint8Array,
): Promise<PrepareRequest> {
  const request = decodePrepare(unpad(await open(sealed, preparePlace(election, self))));
  ensure(equalBytes(request.manifestHash, election.manifestHash), 'manifest/other', 'for another election');
  ensure(request.administrator === self, 'administrator/unknown', 'for another Administrator');
  return request;
}

export const decodePrepare = (input: Uint8Array): PrepareRequest =>
  decode(prepareRequestCodec, input, PREPARE_LENGTH, 'prepare request');

/** The voter is on the roll, in that style, and signed the request. */
export function checkVoter(
  request: PrepareRequest,
  entry: Pick<RollEntry, 'publicKey' | 'style'> | undefined,
): void {
  ensure(entry !== undefined, 'voter/unknown', 'the voter is not on the roll');
  ensure(entry.style === request.style, 'voter/wrong-style', 'the voter has another ballot style');
  const valid = verifySignature(entry.publicKey, prepareBody(request), request.signature);
  ensure(valid, 'signature/invalid', "the voter's signature is not valid");
}

/** The same M as the stored request's, or none stored: echo. Another M: conflict. */
export function agreesWithStored(request: PrepareRequest, stored: PrepareRequest | undefined): boolean {
  return stored === undefined || equalBytes(stored.blinded, request.blinded);
}

/** The Administrator's signature on d (64 bytes). */
export function echo(manifestHash: Uint8Array, digest: Uint8Array, key: SigningKey): Uint8Array {
  return key.sign(echoBody(manifestHash, digest));
}
