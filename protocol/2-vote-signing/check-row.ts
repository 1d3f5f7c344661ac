/**
 * Trustees contract, section 3, merge, step 3: what makes a row of a voter, whoever shows it. Nothing is believed of who had
 * it: an intruder may have written it into a server that is clean by now. Nothing throws on what a row says.
 */
import { attempt } from '../../common/attempt.ts';
import type { Election } from '../0-setup/election.ts';
import { ProtocolError } from '../errors.ts';
import { type PrepareRequest, prepareBody } from '../messages/prepare-request.ts';
import type { RollEntry } from '../messages/roll.ts';
import { type Echo, MAX_SIGN_REQUEST_LENGTH, signRequestCodec } from '../messages/sign-request.ts';
import { blindedVoteDigest } from '../messages/vote.ts';
import type { MclBls } from '../primitives/bls-mcl.ts';
import { equalBytes } from '../primitives/bytes.ts';
import { decode } from '../primitives/cbor.ts';
import { verifySignature } from '../primitives/p256-signature.ts';
import type { PeriodKeys } from '../primitives/statement.ts';
import { areThreshold, isEcho } from './give-partial.ts';

export interface RowPlace {
  readonly election: Election;
  /** Of a roll that has been checked against the manifest: see check-roll.ts. */
  voter(id: string): Pick<RollEntry, 'publicKey' | 'style'> | undefined;
  readonly keyOf: PeriodKeys;
  readonly bls: Pick<MclBls, 'parseG1'>;
}

/** The checks of a row's two parts; each costs signatures. */
export interface RowChecks {
  isVoters(request: PrepareRequest): boolean;
  /** Whether the Sign request shows that t Administrators echoed the request's M in one period. */
  isShown(request: PrepareRequest, signRequest: Uint8Array): boolean;
}

export const rowChecks = (place: RowPlace): RowChecks => ({
  isVoters: (request) => isVoters(place, request),
  isShown: (request, signRequest) => isShown(place, request, signRequest),
});

function isVoters({ election, voter, bls }: RowPlace, request: PrepareRequest): boolean {
  // 1. For this election: a card signs one M in each.
  if (!equalBytes(request.manifestHash, election.manifestHash)) return false;
  // 2. The voter is on the roll, in that style.
  const entry = voter(request.voter);
  if (entry === undefined || entry.style !== request.style) return false;
  // 3. The voter's card signed it, for whichever Administrator.
  if (!verifySignature(entry.publicKey, prepareBody(request), request.signature)) return false;
  // 4. M is an element of the group: on the curve, of its order, not the identity.
  return attempt(ProtocolError, () => bls.parseG1(request.blinded)) !== undefined;
}

function isShown({ election, keyOf }: RowPlace, request: PrepareRequest, input: Uint8Array): boolean {
  // 1. It is a Sign request for this M, in this election.
  const shown = attempt(ProtocolError, () =>
    decode(signRequestCodec, input, MAX_SIGN_REQUEST_LENGTH, 'sign request'),
  );
  const digest = blindedVoteDigest(request);
  if (shown === undefined || !equalBytes(shown.digest, digest)) return false;
  if (!equalBytes(shown.manifestHash, election.manifestHash)) return false;
  // 2. It has t echoes, and looks at no more.
  if (!areThreshold(election, shown.echoes)) return false;
  // 3. Each is of that Administrator, under its key of that one period, however long past.
  return shown.echoes.every(({ administrator, signature }: Echo) =>
    isEcho(election, keyOf(shown.period, administrator), digest, signature),
  );
}
