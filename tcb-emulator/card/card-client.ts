/** The card as terminal and console see it: its commands as typed calls over any {@link Card}. */
import { ProtocolError } from '../../protocol/errors.ts';
import { utf8 } from '../../protocol/primitives/bytes.ts';
import { decode, encode } from '../../protocol/primitives/cbor.ts';
import { PUBLIC_KEY_LENGTH, SIGNATURE_LENGTH } from '../../protocol/primitives/p256-signature.ts';
import { encodeCommand, parseResponse, type Response, SW } from './apdu.ts';
import type { Card } from './card.ts';
import { MAX_VOTES, PIN_TRIES } from './card-state.ts';
import {
  AID,
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
  type VoteStatus,
  voteAnswerCodec,
  votesCodec,
  whichVoteCodec,
} from './voting-commands.ts';

export type CardErrorCode =
  /** The PIN has not been verified since the card was last switched on. */
  | 'card/pin-required'
  /** No PIN tries are left. */
  | 'card/blocked'
  /** The card does not do this in its present state, or not with this data; the status word says which. */
  | 'card/refused'
  /** The card's memory failed; whether the change was made is known after a reset. */
  | 'card/memory'
  /** The answer is not one that this card can give. */
  | 'card/malformed-answer'
  /** There was no answer. */
  | 'card/removed';

export class CardError extends Error {
  readonly code: CardErrorCode;
  /** Undefined when the card gave none. */
  readonly statusWord: number | undefined;

  constructor(code: CardErrorCode, message: string, statusWord?: number, options?: ErrorOptions) {
    super(message, options);
    this.name = 'CardError';
    this.code = code;
    this.statusWord = statusWord;
  }
}

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

export interface Personalisation {
  readonly voterId: string;
  /** 33 bytes. */
  readonly commissionerKey: Uint8Array;
  /** 4 to 8 digits. */
  readonly pin: string;
}

const NO_DATA = new Uint8Array();
/** One entry of the list of votes takes fewer than 64 bytes. */
const MAX_VOTES_LENGTH = MAX_VOTES * 64;
const MAX_ID_LENGTH = 64;

/** Every call rejects with {@link CardError}, unless its arguments break their bounds: then with ProtocolError. */
export class CardClient {
  readonly #card: Card;

  constructor(card: Card) {
    this.#card = card;
  }

  /** Rejects with card/refused if it is not a REVS card. */
  async select(): Promise<void> {
    await this.#call(INS.select, P1P2.byName, AID);
  }

  async voterId(): Promise<string> {
    const answer = await this.#call(INS.getData, TAG.voterId, NO_DATA, MAX_ID_LENGTH);
    return understood(() => parseVoterId(answer));
  }

  /** The voter's public key (33 bytes). */
  async publicKey(): Promise<Uint8Array> {
    return exactly(
      PUBLIC_KEY_LENGTH,
      await this.#call(INS.getData, TAG.votingKey, NO_DATA, PUBLIC_KEY_LENGTH),
    );
  }

  /** The Commissioner's public key (33 bytes). */
  async commissionerKey(): Promise<Uint8Array> {
    const tag = TAG.commissionerKey;
    return exactly(PUBLIC_KEY_LENGTH, await this.#call(INS.getData, tag, NO_DATA, PUBLIC_KEY_LENGTH));
  }

  /** Every vote that the card holds or has completed, with its phase. Needs no PIN. */
  async votes(): Promise<readonly VoteStatus[]> {
    const answer = await this.#call(INS.getData, TAG.votes, NO_DATA, MAX_VOTES_LENGTH);
    return understood(() => decode(votesCodec, answer, MAX_VOTES_LENGTH));
  }

  /** Whether the PIN is verified, else the tries left (0 when the card is blocked); spends no try. */
  async pinStatus(): Promise<PinResult> {
    const { statusWord } = await this.#exchange(INS.verify, P1P2.pin, NO_DATA, 0);
    return statusWord === SW.pinBlocked ? { ok: false, triesLeft: 0 } : pinResult(statusWord);
  }

  /** Spends a try. `triesLeft` is 0 when this was the last one; afterwards it rejects with card/blocked. */
  async verifyPin(pin: string): Promise<PinResult> {
    const { statusWord } = await this.#exchange(INS.verify, P1P2.pin, utf8(pin), 0);
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

  /** Makes a blank card a voter's (protocol section 3.1); resolves to its new public key (33 bytes). */
  async personalise({ voterId, commissionerKey, pin }: Personalisation): Promise<Uint8Array> {
    const publicKey = await this.#call(INS.generateKeyPair, P1P2.none, NO_DATA, PUBLIC_KEY_LENGTH);
    await this.#call(INS.putData, TAG.voterId, utf8(voterId));
    await this.#call(INS.putData, TAG.commissionerKey, commissionerKey);
    await this.#call(INS.putData, TAG.pin, utf8(pin));
    await this.#call(INS.activate, P1P2.none, NO_DATA);
    return exactly(PUBLIC_KEY_LENGTH, publicKey);
  }

  async #call(instruction: number, p1p2: number, data: Uint8Array, expected = 0): Promise<Uint8Array> {
    return accepted(await this.#exchange(instruction, p1p2, data, expected));
  }

  async #exchange(instruction: number, p1p2: number, data: Uint8Array, expected: number): Promise<Response> {
    const command = { cla: instruction >> 8, ins: instruction & 0xff, p1p2, data, expected };
    const response = parseResponse(await this.#transmit(encodeCommand(command)));
    if (response === undefined || response.data.length > expected) throw malformed();
    return response;
  }

  async #transmit(apdu: Uint8Array): Promise<Uint8Array> {
    try {
      return await this.#card.transmit(apdu);
    } catch (cause) {
      throw new CardError('card/removed', 'the card does not answer', undefined, { cause });
    }
  }
}

const which = (manifestHash: Uint8Array): Uint8Array => encode(whichVoteCodec, { manifestHash });

function accepted({ data, statusWord }: Response): Uint8Array {
  if (statusWord !== SW.ok) throw refusal(statusWord);
  return data;
}

const CODES: ReadonlyMap<number, CardErrorCode> = new Map([
  [SW.pinRequired, 'card/pin-required'],
  [SW.pinBlocked, 'card/blocked'],
  [SW.memoryFailure, 'card/memory'],
]);

function refusal(statusWord: number): CardError {
  const code = CODES.get(statusWord) ?? 'card/refused';
  return new CardError(code, `the card answers ${statusWord.toString(16)}`, statusWord);
}

function pinResult(statusWord: number): PinResult {
  if (statusWord === SW.ok) return { ok: true };
  const triesLeft = statusWord ^ SW.wrongPin;
  if (triesLeft > PIN_TRIES) throw refusal(statusWord);
  return { ok: false, triesLeft };
}

const malformed = (options?: ErrorOptions): CardError =>
  new CardError('card/malformed-answer', 'the card gives an answer that makes no sense', undefined, options);

function understood<T>(read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (cause instanceof ProtocolError) throw malformed({ cause });
    throw cause;
  }
}

function exactly(length: number, answer: Uint8Array): Uint8Array {
  if (answer.length !== length) throw malformed();
  return answer;
}
