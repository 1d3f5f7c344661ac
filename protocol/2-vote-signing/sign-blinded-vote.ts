/**
 * Protocol step 2.5, the Administrator: given d and t echoes of different Administrators, its partial signature on the M
 * that it stored. Context: paper section 2, step 2; protocol section 4, step 2.5: as the honest echo one M per voter and
 * 2t > N + b, nobody gets signatures on more messages than there are voters.
 * Errors: cbor, manifest/other, echo/too-few, signature/invalid, administrator/unknown, point/invalid.
 */
import type { Election } from '../0-setup/election.ts';
import { ensure } from '../errors.ts';
import {
  echoBody,
  MAX_SIGN_REQUEST_LENGTH,
  type SignRequest,
  signRequestCodec,
} from '../messages/sign-request.ts';
import { equalBytes } from '../primitives/bytes.ts';
import { decode } from '../primitives/cbor.ts';
import { verifySignature } from '../primitives/p256-signature.ts';

export function decodeSignRequest(election: Election, input: Uint8Array): SignRequest {
  const request = decode(signRequestCodec, input, MAX_SIGN_REQUEST_LENGTH, 'sign request');
  ensure(equalBytes(request.manifestHash, election.manifestHash), 'manifest/other', 'for another election');
  return request;
}

/** Whether `signature` is that Administrator's echo of d. */
export function isEcho(
  election: Election,
  administrator: string,
  digest: Uint8Array,
  signature: Uint8Array,
): boolean {
  const key = election.keyOf('administrators')(administrator);
  return key !== undefined && verifySignature(key, echoBody(election.manifestHash, digest), signature);
}

/**
 * Requires t valid echoes of different Administrators; there must be no more, so that a request costs bounded time.
 * `own`: the echo that this Administrator answered for this M; it must come back as it was.
 */
export function checkEchoes(
  election: Election,
  own: { readonly id: string; readonly echo: Uint8Array },
  { digest, echoes }: SignRequest,
): void {
  const { signingThreshold } = election.plan;
  const distinct = new Set(echoes.map(({ administrator }) => administrator));
  ensure(
    echoes.length === signingThreshold && distinct.size === signingThreshold,
    'echo/too-few',
    'exactly t echoes of different Administrators are needed',
  );
  for (const { administrator, signature } of echoes) {
    const valid =
      administrator === own.id
        ? equalBytes(signature, own.echo)
        : isEcho(election, administrator, digest, signature);
    ensure(valid, 'signature/invalid', 'an echo is not valid');
  }
}
