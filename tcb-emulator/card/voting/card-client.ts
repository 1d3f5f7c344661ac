/** The card as terminal and console see it: its commands as typed calls over any {@link Card}. */
import { concat, EMPTY } from '../../../protocol/primitives/bytes.ts';
import { decode, encode } from '../../../protocol/primitives/cbor.ts';
import { PUBLIC_KEY_LENGTH, SIGNATURE_LENGTH } from '../../../protocol/primitives/p256-signature.ts';
import type { RandomSource } from '../../../protocol/primitives/random.ts';
import { type Response, SW } from '../../iso7816/apdu.ts';
import type { Card } from '../../iso7816/card.ts';
import { accepted, call, exactly, exchange, refusal, understood } from '../../iso7816/card-call.ts';
import { pinBlock, TRIES } from '../../iso7816/reference-data.ts';
import type { DeviceIdentity } from '../channel/mutual-authentication.ts';
import { MAX_VOTES, type VoteStatus } from '../memory/card-state.ts';
import { openChannel } from './channel-client.ts';
import {
  type BeginVote,
  BIT_COMMITMENT_LENGTH,
  BLINDING_FACTOR_LENGTH,
  beginVoteCodec,
  INS,
  MAX_DATA,
  P1P2,
  parseVoterId,
  type SignRequest,
  STORED,
  type StoredObject,
  signRequestCodec,
  storeOnionCodec,
  storePackageCodec,
  TAG,
  voteAnswerCodec,
  votesCodec,
  whichVoteCodec,
} from './voting-commands.ts';

export type PinResult = { readonly ok: true } | { readonly ok: false; readonly triesLeft: number };

/** What BEGIN VOTE draws. */
export interface VoteSecrets {
  /** The bit commitment: 32 bytes. */
  readonly r: Uint8Array;
  /** The blinding factor: 48 bytes, to be reduced. */
  readonly rho: Uint8Array;
}

/** A vote in phase 'voted', to resume it. */
export interface ResumedVote extends VoteSecrets {
  readonly style: string;
  readonly choices: Uint8Array;
  /** M (48 bytes), undefined before the first SIGN REQUEST. */
  readonly blinded: Uint8Array | undefined;
}

/** One entry of the list of votes takes fewer than 64 bytes. */
const MAX_VOTES_LENGTH = MAX_VOTES * 64;
const MAX_ID_LENGTH = 64;

/** Every call rejects with {@link CardError}, unless its arguments break their bounds: then with ProtocolError. */
export class CardClient {
  readonly #card: Card;

  constructor(card: Card) {
    this.#card = card;
  }

  /** The voting applet of the card, over a channel that is opened for it. Errors: those of {@link openChannel}. */
  static async open(card: Card, identity: DeviceIdentity, random: RandomSource): Promise<CardClient> {
    return new CardClient(await openChannel(card, identity, random));
  }

  async voterId(): Promise<string> {
    const answer = await this.#call(INS.getData, TAG.voterId, EMPTY, MAX_ID_LENGTH);
    return understood(() => parseVoterId(answer));
  }

  /** The voter's public key (33 bytes). */
  async publicKey(): Promise<Uint8Array> {
    return exactly(PUBLIC_KEY_LENGTH, await this.#call(INS.getData, TAG.votingKey, EMPTY, PUBLIC_KEY_LENGTH));
  }

  /** The Commissioner's public key (33 bytes). */
  async commissionerKey(): Promise<Uint8Array> {
    const tag = TAG.commissionerKey;
    return exactly(PUBLIC_KEY_LENGTH, await this.#call(INS.getData, tag, EMPTY, PUBLIC_KEY_LENGTH));
  }

  /** Every vote that the card holds or has completed, with its phase. Needs no PIN. */
  async votes(): Promise<readonly VoteStatus[]> {
    const answer = await this.#call(INS.getData, TAG.votes, EMPTY, MAX_VOTES_LENGTH);
    return understood(() => decode(votesCodec, answer, MAX_VOTES_LENGTH));
  }

  /** Whether the PIN is verified, else the tries left (0 when the card is blocked); spends no try. */
  async pinStatus(): Promise<PinResult> {
    const { statusWord } = await this.#exchange(INS.verify, P1P2.pin, EMPTY, 0);
    return statusWord === SW.pinBlocked ? { ok: false, triesLeft: 0 } : pinResult(statusWord);
  }

  /** Spends a try. `triesLeft` is 0 when this was the last one; afterwards it rejects with card/blocked. */
  async verifyPin(pin: string): Promise<PinResult> {
    return this.#spendTry(INS.verify, pinBlock(pin));
  }

  /** Makes `next` the PIN; spends a try of the old one. */
  changePin(old: string, next: string): Promise<PinResult> {
    return this.#spendTry(INS.changeReferenceData, concat(pinBlock(old), pinBlock(next)));
  }

  /** Makes `next` the PIN of a card that may be blocked; spends a try of the PUK. */
  resetPin(puk: string, next: string): Promise<PinResult> {
    return this.#spendTry(INS.resetRetryCounter, concat(pinBlock(puk), pinBlock(next)));
  }

  async #spendTry(instruction: number, blocks: Uint8Array): Promise<PinResult> {
    const { statusWord } = await this.#exchange(instruction, P1P2.pin, blocks, 0);
    blocks.fill(0);
    return pinResult(statusWord);
  }

  /** Makes the vote final. Rejects with card/refused if the card knows this election already: see {@link readVote}. */
  async beginVote(vote: BeginVote): Promise<VoteSecrets> {
    const length = BIT_COMMITMENT_LENGTH + BLINDING_FACTOR_LENGTH;
    const answer = await this.#call(INS.beginVote, P1P2.none, encode(beginVoteCodec, vote), length);
    const secrets = exactly(length, answer);
    return { r: secrets.slice(0, BIT_COMMITMENT_LENGTH), rho: secrets.slice(BIT_COMMITMENT_LENGTH) };
  }

  async readVote(manifestHash: Uint8Array): Promise<ResumedVote> {
    const answer = await this.#call(INS.readVote, P1P2.none, which(manifestHash), MAX_DATA);
    const vote = understood(() => decode(voteAnswerCodec, answer, MAX_DATA));
    return { ...vote, blinded: vote.blinded.length === 0 ? undefined : vote.blinded };
  }

  /** The card's signature (64 bytes) on the Prepare request with these fields; the first M is the only one. */
  async signRequest(request: SignRequest): Promise<Uint8Array> {
    const data = encode(signRequestCodec, request);
    return exactly(SIGNATURE_LENGTH, await this.#call(INS.signRequest, P1P2.none, data, SIGNATURE_LENGTH));
  }

  /** Replaces vote, r, rho and M by the submission package. */
  async storePackage(manifestHash: Uint8Array, content: Uint8Array): Promise<void> {
    await this.#call(INS.storePackage, P1P2.none, encode(storePackageCodec, { manifestHash, content }));
  }

  async storeOnion(manifestHash: Uint8Array, slot: 1 | 2, content: Uint8Array): Promise<void> {
    const data = encode(storeOnionCodec, { manifestHash, content });
    await this.#call(INS.storeOnion, STORED[`onion-${slot}`], data);
  }

  /** Undefined if the card does not hold it. */
  async readStored(manifestHash: Uint8Array, what: StoredObject): Promise<Uint8Array | undefined> {
    const response = await this.#exchange(INS.readStored, STORED[what], which(manifestHash), MAX_DATA);
    return response.statusWord === SW.dataNotFound ? undefined : accepted(response).slice();
  }

  /** Erases package and onions; the card will remember only that there was a vote. */
  async finish(manifestHash: Uint8Array): Promise<void> {
    await this.#call(INS.finish, P1P2.none, which(manifestHash));
  }

  /** Erases a vote that never got its signature; as {@link finish} otherwise. */
  async abandon(manifestHash: Uint8Array): Promise<void> {
    await this.#call(INS.abandon, P1P2.none, which(manifestHash));
  }

  /** Ends the card's life: all but the votes' IDs is erased. */
  async terminate(): Promise<void> {
    await this.#call(INS.terminate, P1P2.none, EMPTY);
  }

  #call(instruction: number, p1p2: number, data: Uint8Array, expected = 0): Promise<Uint8Array> {
    return call(this.#card, instruction, p1p2, data, expected);
  }

  #exchange(instruction: number, p1p2: number, data: Uint8Array, expected: number): Promise<Response> {
    return exchange(this.#card, instruction, p1p2, data, expected);
  }
}

const which = (manifestHash: Uint8Array): Uint8Array => encode(whichVoteCodec, { manifestHash });

function pinResult(statusWord: number): PinResult {
  if (statusWord === SW.ok) return { ok: true };
  const triesLeft = statusWord ^ SW.wrongPin;
  if (triesLeft > TRIES) throw refusal(statusWord);
  return { ok: false, triesLeft };
}
