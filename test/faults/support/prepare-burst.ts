/** Voters without a terminal: their Prepare requests, for bursts at one Administrator. */

import { openCountersignedManifest } from '../../../protocol/0-setup/check-manifest.ts';
import type { Election } from '../../../protocol/0-setup/election.ts';
import { sealPrepare } from '../../../protocol/2-vote-signing/request-signature.ts';
import { isEchoOf as isAdministratorsEcho } from '../../../protocol/2-vote-signing/signing-test-support.ts';
import {
  MAX_PREPARE_ANSWER_LENGTH,
  prepareAnswerCodec,
  prepareBody,
} from '../../../protocol/messages/prepare-request.ts';
import { blindedVoteDigest } from '../../../protocol/messages/vote.ts';
import { nobleBls } from '../../../protocol/primitives/bls-noble.ts';
import { toHex } from '../../../protocol/primitives/bytes.ts';
import { decode } from '../../../protocol/primitives/cbor.ts';
import type { SigningKey } from '../../../protocol/primitives/p256-signature.ts';
import { given, newKey, random } from '../../../protocol/test-support.ts';
import { getBytes } from '../../../servers/shared/http-client.ts';
import { type RealElection, STYLE } from './real-election.ts';

export interface KeyHolder {
  readonly voter: string;
  readonly key: SigningKey;
}

export async function keyHolders(election: RealElection, count: number): Promise<KeyHolder[]> {
  const holders = Array.from({ length: count }, (_, i) => ({ voter: `key-${i + 1}`, key: newKey() }));
  await election.register(holders.map(({ voter, key }) => ({ voter, publicKey: toHex(key.publicKey) })));
  return holders;
}

export async function manifestOf({
  distributors,
  summary,
  commissionerKey,
}: RealElection): Promise<Election> {
  const document = await getBytes(`${distributors[0]}/elections/${summary.election}/manifest`);
  return openCountersignedManifest(document, commissionerKey);
}

export interface Burst {
  readonly holder: KeyHolder;
  readonly blinded: Uint8Array;
  readonly sealed: Uint8Array;
}

/** A Prepare request with an M of its own. */
export async function prepareRequest(
  election: Election,
  administrator: string,
  holder: KeyHolder,
): Promise<Burst> {
  const { manifestHash } = election;
  const blinded = nobleBls.hashToG1(random(32));
  const body = { manifestHash, administrator, voter: holder.voter, style: STYLE, blinded };
  const signature = holder.key.sign(prepareBody(body));
  const member = given(election.member('administrators', administrator));
  return { holder, blinded, sealed: await sealPrepare(election, member, { ...body, signature }) };
}

/** Whether the answer is the Administrator's echo of that request's M. */
export function isEchoOf(
  election: Election,
  administrator: string,
  { holder, blinded }: Burst,
  answer: Uint8Array,
): boolean {
  const { echo } = decode(prepareAnswerCodec, answer, MAX_PREPARE_ANSWER_LENGTH);
  const { manifestHash } = election;
  const digest = blindedVoteDigest({ manifestHash, voter: holder.voter, style: STYLE, blinded });
  return echo !== undefined && isAdministratorsEcho(election, administrator, digest, echo.signature);
}
