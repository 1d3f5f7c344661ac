/** Voters without a terminal: their Prepare requests, for bursts at one Administrator. */

import { openCountersignedManifest } from '../../../protocol/0-setup/check-manifest.ts';
import type { Election } from '../../../protocol/0-setup/election.ts';
import { isEcho } from '../../../protocol/2-vote-signing/give-partial.ts';
import { sealPrepare } from '../../../protocol/2-vote-signing/request-signature.ts';
import { linksCodec, MAX_CHAIN_LENGTH } from '../../../protocol/messages/period-chain.ts';
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
import { ShownChain } from '../../../tcb-emulator/finlet/shown-chain.ts';
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

/** Judges echoes by the Administrators' keys of all periods so far, as a terminal does. */
export class EchoJudge {
  readonly #election: Election;
  readonly #chain: ShownChain;

  /** Errors if Administrators do not renew in it. */
  constructor(election: Election) {
    this.#election = election;
    this.#chain = given(ShownChain.of('administrator', election));
  }

  /** Whether the answer is the echo of that request's M by the Administrator of that URL, in whichever period it is. */
  async isEchoOf(
    { administrator, url }: { readonly administrator: string; readonly url: string },
    { holder, blinded }: Burst,
    answer: Uint8Array,
  ): Promise<boolean> {
    const { echo } = decode(prepareAnswerCodec, answer, MAX_PREPARE_ANSWER_LENGTH);
    if (echo === undefined) return false;
    if (!this.#chain.knows(echo.period)) await this.#follow(url);
    const { manifestHash } = this.#election;
    const digest = blindedVoteDigest({ manifestHash, voter: holder.voter, style: STYLE, blinded });
    return isEcho(this.#election, this.#chain.keyOf(echo.period, administrator), digest, echo.signature);
  }

  /** As it takes its time, others may have shown some of it meanwhile. */
  async #follow(url: string): Promise<void> {
    for (;;) {
      const from = this.#chain.links;
      const links = decode(linksCodec, await getBytes(`${url}/periods?from=${from}`), MAX_CHAIN_LENGTH);
      if (links.length === 0) return;
      if (this.#chain.links === from) this.#chain.show(links);
    }
  }
}
