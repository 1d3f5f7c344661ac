/**
 * Protocol step 2.4, the Finlet: Prepare requests, one for each Administrator, sealed to its key and of one length.
 * Context: paper section 3.4 (new request); protocol section 6 (one seal around all).
 */
import type { Election, Member } from '../0-setup/election.ts';
import { PREPARE_LENGTH, type PrepareRequest, prepareRequestCodec } from '../messages/prepare-request.ts';
import { pad } from '../primitives/bytes.ts';
import { encode } from '../primitives/cbor.ts';
import { LABELS } from '../primitives/domain-labels.ts';
import { type SealingPlace, seal, TRAFFIC } from '../primitives/hpke.ts';

export const preparePlace = (election: Election, administrator: string): SealingPlace => ({
  label: LABELS.prepareSeal,
  context: election.manifestHash,
  role: 'administrator',
  server: administrator,
  hop: 1,
});

export function sealPrepare(
  election: Election,
  administrator: Member,
  request: PrepareRequest,
): Promise<Uint8Array> {
  const padded = pad(encode(prepareRequestCodec, request), PREPARE_LENGTH);
  return seal(TRAFFIC, administrator.trafficKey, preparePlace(election, administrator.id), padded);
}
