/**
 * The REVS applet (paper Table 1, Smart card; protocol step 2.2). It draws the secrets of a vote, remembers them until
 * the vote is packed, and signs requests that it forms itself: the voting key signs nothing else. Every command commits
 * its change before it answers, so that a vote that was cut short resumes as it was. Once personalised it obeys only
 * terminals, over a channel (mutual-authentication.ts); whoever else sends a command gets a status word.
 */
import { prepareBody } from '../../../protocol/messages/prepare-request.ts';
import { concat, EMPTY, equalBytes, utf8 } from '../../../protocol/primitives/bytes.ts';
import { decode, encode } from '../../../protocol/primitives/cbor.ts';
import { type SigningKey, signingKey } from '../../../protocol/primitives/p256-signature.ts';
import { type RandomSource, reduceScalar } from '../../../protocol/primitives/random.ts';
import { BLS_ORDER } from '../../../protocol/primitives/threshold-blind-bls.ts';
import { type Command, encodeResponse, StatusError, SW } from '../../iso7816/apdu.ts';
import type { Applet } from '../../iso7816/applet.ts';
import { ReferenceData } from '../../iso7816/reference-data.ts';
import { CardChannel } from '../channel/card-channel.ts';
import { isSecured } from '../channel/secure-messaging.ts';
import {
  allVotes,
  type CardState,
  idOf,
  isSameVote,
  MAX_UNFINISHED,
  MAX_VOTES,
  phases,
  type SealedEntry,
  terminated,
  type VotedEntry,
  type VoteId,
} from '../memory/card-state.ts';
import type { DurableState } from '../memory/durable-state.ts';
import { statusOf } from '../memory/status-of.ts';
import { PERSONALISATION } from './personalisation.ts';
import {
  AID,
  BIT_COMMITMENT_LENGTH,
  BLINDING_FACTOR_LENGTH,
  beginVoteCodec,
  INS,
  MAX_DATA,
  ONION_SLOTS,
  P1P2,
  STORED,
  signRequestCodec,
  storeOnionCodec,
  storePackageCodec,
  TAG,
  voteAnswerCodec,
  votesCodec,
  whichVoteCodec,
} from './voting-commands.ts';

/** What is checked of a command before it runs, in this order. */
interface Rule {
  /** The values of P1-P2 that exist; left out, the command itself knows (SW dataNotFound). */
  readonly p1p2?: readonly number[];
  readonly needs?: 'pin';
  readonly data: 'none' | 'optional' | 'required';
  readonly run: Run;
}

type Run = (applet: VotingApplet, command: Command) => Uint8Array;

const NONE = [P1P2.none];
const PIN = [P1P2.pin];

/** A voting command: it needs the PIN, and its data say which vote it means. */
const voting = (run: Run, p1p2: readonly number[] = NONE): Rule => ({
  p1p2,
  needs: 'pin',
  data: 'required',
  run,
});

export class VotingApplet implements Applet {
  readonly aid = AID;
  readonly #state: DurableState;
  readonly #random: RandomSource;
  readonly #takeChallenge: () => Uint8Array | undefined;
  readonly #pin: ReferenceData;
  readonly #channel: CardChannel;
  #key: { readonly secret: Uint8Array; readonly signing: SigningKey } | undefined;

  /** The commands that exist over a channel. */
  static readonly #rules: ReadonlyMap<number, Rule> = new Map<number, Rule>([
    [INS.verify, { p1p2: PIN, data: 'optional', run: (applet, command) => applet.#verify(command) }],
    [
      INS.changeReferenceData,
      { p1p2: PIN, data: 'required', run: (applet, { data }) => applet.#changePin(data) },
    ],
    [
      INS.resetRetryCounter,
      { p1p2: PIN, data: 'required', run: (applet, { data }) => applet.#resetPin(data) },
    ],
    [INS.getData, { data: 'none', run: (applet, command) => applet.#getData(command) }],
    [INS.terminate, { p1p2: NONE, needs: 'pin', data: 'none', run: (applet) => applet.#terminate() }],
    [INS.beginVote, voting((applet, command) => applet.#beginVote(command))],
    [INS.readVote, voting((applet, command) => applet.#readVote(command))],
    [INS.signRequest, voting((applet, command) => applet.#signRequest(command))],
    [INS.storePackage, voting((applet, command) => applet.#storePackage(command))],
    [INS.storeOnion, voting((applet, command) => applet.#storeOnion(command), ONION_SLOTS)],
    [INS.readStored, voting((applet, command) => applet.#readStored(command), Object.values(STORED))],
    [INS.finish, voting((applet, command) => applet.#finish(command))],
    [INS.abandon, voting((applet, command) => applet.#abandon(command))],
  ]);

  /** `takeChallenge`: the challenge that the card gave last, once. */
  constructor(state: DurableState, random: RandomSource, takeChallenge: () => Uint8Array | undefined) {
    this.#state = state;
    this.#random = random;
    this.#takeChallenge = takeChallenge;
    this.#channel = new CardChannel(random);
    this.#pin = new ReferenceData({
      get: () => state.get().pin,
      commit: (pin) => state.commit({ ...state.get(), pin }),
    });
  }

  select(): Uint8Array {
    return EMPTY;
  }

  reset(): void {
    this.#channel.close();
    this.#pin.forget();
    this.#key = undefined;
  }

  /** Over the channel a refusal too is part of the sealed answer. */
  process(command: Command): Uint8Array {
    if (!isSecured(command)) return this.#processPlain(command);
    const plain = this.#openCommand(command);
    try {
      return this.#channel.seal(encodeResponse(this.#run(plain), SW.ok));
    } catch (error) {
      return this.#channel.seal(encodeResponse(EMPTY, statusOf(error)));
    }
  }

  #openCommand(command: Command): Command {
    try {
      return this.#channel.open(command);
    } finally {
      if (!this.#channel.isOpen) this.#pin.forget();
    }
  }

  #processPlain(command: Command): Uint8Array {
    const instruction = instructionOf(command);
    const state = this.#state.get();
    if (instruction === INS.verifyCertificate) return this.#verifyCertificate(state, command);
    if (instruction === INS.mutualAuthenticate) return this.#authenticate(state, command);
    const personalise = PERSONALISATION.get(instruction);
    if (personalise !== undefined && state.lifeCycle === 'blank')
      return personalise(this.#state, command, this.#random);
    if (personalise !== undefined) throw notNow();
    throw new StatusError(VotingApplet.#rules.has(instruction) ? SW.pinRequired : SW.unknownInstruction);
  }

  #verifyCertificate(state: CardState, { p1p2, data }: Command): Uint8Array {
    if (p1p2 !== P1P2.certificate) throw new StatusError(SW.wrongParameters);
    this.#pin.forget();
    this.#channel.verifyCertificate(state, data);
    return EMPTY;
  }

  #authenticate(state: CardState, { p1p2, data }: Command): Uint8Array {
    if (p1p2 !== P1P2.none) throw new StatusError(SW.wrongParameters);
    this.#pin.forget();
    return this.#channel.authenticate(state, this.#takeChallenge(), data);
  }

  #run(command: Command): Uint8Array {
    const rule = VotingApplet.#rules.get(instructionOf(command));
    if (rule === undefined) throw new StatusError(SW.unknownInstruction);
    if (rule.p1p2?.includes(command.p1p2) === false) throw new StatusError(SW.wrongParameters);
    if (rule.needs === 'pin' && !this.#pin.isVerified) throw new StatusError(SW.pinRequired);
    const hasData = command.data.length > 0;
    if (rule.data !== 'optional' && hasData !== (rule.data === 'required'))
      throw new StatusError(SW.wrongLength);
    return rule.run(this, command);
  }

  #verify({ data }: Command): Uint8Array {
    // Without data it only asks (ISO/IEC 7816-4 section 11.5.6).
    if (data.length === 0) this.#pin.requireVerified();
    else this.#pin.verify(data);
    return EMPTY;
  }

  #changePin(data: Uint8Array): Uint8Array {
    this.#pin.change(data);
    return EMPTY;
  }

  #resetPin(data: Uint8Array): Uint8Array {
    this.#pin.resetRetryCounter(data);
    return EMPTY;
  }

  #getData({ p1p2 }: Command): Uint8Array {
    const state = this.#state.get();
    switch (p1p2) {
      case TAG.voterId:
        return utf8(orNotFound(state.voterId));
      case TAG.votingKey:
        return this.#signing(state).publicKey;
      case TAG.commissionerKey:
        return orNotFound(state.commissionerKey);
      case TAG.votes:
        return encode(votesCodec, phases(state));
      default:
        throw new StatusError(SW.dataNotFound);
    }
  }

  /** TERMINATE CARD USAGE (ISO/IEC 7816-9): for good. */
  #terminate(): Uint8Array {
    this.#state.commit(terminated(this.#state.get()));
    return EMPTY;
  }

  // Voting.

  /** Step 2.2: draws r and rho, and stores them with the vote before anything leaves the card. */
  #beginVote({ data }: Command): Uint8Array {
    const vote = decode(beginVoteCodec, data, MAX_DATA);
    const state = this.#state.get();
    const votes = allVotes(state);
    if (votes.some((other) => isSameVote(other, vote))) throw notNow();
    const unfinished = state.voted.length + state.sealed.length;
    if (unfinished >= MAX_UNFINISHED || votes.length >= MAX_VOTES) throw new StatusError(SW.memoryFull);
    const r = this.#random(BIT_COMMITMENT_LENGTH);
    const rho = this.#drawBlindingFactor();
    this.#state.commit({ ...state, voted: [...state.voted, { ...vote, r, rho, blinded: undefined }] });
    return concat(r, rho);
  }

  #drawBlindingFactor(): Uint8Array {
    for (;;) {
      const rho = this.#random(BLINDING_FACTOR_LENGTH);
      if (reduceScalar(rho, BLS_ORDER) !== 0n) return rho;
    }
  }

  #readVote({ data }: Command): Uint8Array {
    const entry = this.#voted(decode(whichVoteCodec, data, MAX_DATA).manifestHash);
    return encode(voteAnswerCodec, { ...entry, blinded: entry.blinded ?? EMPTY });
  }

  /** Step 2.4: signs a Prepare request for the one M that this vote ever has. */
  #signRequest({ data }: Command): Uint8Array {
    const { manifestHash, administrator, blinded } = decode(signRequestCodec, data, MAX_DATA);
    const entry = this.#voted(manifestHash);
    if (entry.blinded === undefined) this.#replaceVoted(entry, [{ ...entry, blinded }]);
    else if (!equalBytes(entry.blinded, blinded)) throw notNow();
    const state = this.#state.get();
    const voter = orNotFound(state.voterId);
    return this.#signing(state).sign(
      prepareBody({ manifestHash, administrator, voter, style: entry.style, blinded }),
    );
  }

  /** Step 3.1: one transaction stores the package and erases vote, r and rho. */
  #storePackage({ data }: Command): Uint8Array {
    const { manifestHash, content } = decode(storePackageCodec, data, MAX_DATA);
    const entry = this.#voted(manifestHash);
    const { begun } = entry;
    this.#replaceVoted(entry, [], [{ ...idOf(entry), begun, package: content, onions: [] }]);
    return EMPTY;
  }

  /** Step 3.2: at most two onions, each in its turn, never replaced. */
  #storeOnion({ data, p1p2 }: Command): Uint8Array {
    const { manifestHash, content } = decode(storeOnionCodec, data, MAX_DATA);
    const entry = this.#sealed(manifestHash);
    if (ONION_SLOTS[entry.onions.length] !== p1p2) throw notNow();
    this.#replaceSealed(entry, [{ ...entry, onions: [...entry.onions, content] }]);
    return EMPTY;
  }

  #readStored({ data, p1p2 }: Command): Uint8Array {
    const { manifestHash } = decode(whichVoteCodec, data, MAX_DATA);
    const entry = this.#state.get().sealed.find((vote) => equalBytes(vote.manifestHash, manifestHash));
    if (p1p2 === STORED.package) return orNotFound(entry?.package);
    return orNotFound(entry?.onions[ONION_SLOTS.indexOf(p1p2)]);
  }

  /** Step 4.2: the bulletin board is final, or nothing more can be done; only the fact that there was a vote remains. */
  #finish({ data }: Command): Uint8Array {
    const entry = this.#sealed(decode(whichVoteCodec, data, MAX_DATA).manifestHash);
    if (entry.onions.length === 0) throw notNow();
    this.#replaceSealed(entry, [], [idOf(entry)]);
    return EMPTY;
  }

  /** Step 2.2: a vote that never got its signature, and no longer can. The terminal has the voter's word for it. */
  #abandon({ data }: Command): Uint8Array {
    const entry = this.#voted(decode(whichVoteCodec, data, MAX_DATA).manifestHash);
    const state = this.#state.get();
    const voted = replaced(state.voted, entry, []);
    this.#state.commit({ ...state, voted, done: [...state.done, idOf(entry)] });
    return EMPTY;
  }

  #voted(manifestHash: Uint8Array): VotedEntry {
    const state = this.#state.get();
    return findEntry(state, state.voted, manifestHash);
  }

  #sealed(manifestHash: Uint8Array): SealedEntry {
    const state = this.#state.get();
    return findEntry(state, state.sealed, manifestHash);
  }

  #replaceVoted(old: VotedEntry, voted: readonly VotedEntry[], sealed: readonly SealedEntry[] = []): void {
    const state = this.#state.get();
    this.#state.commit({
      ...state,
      voted: replaced(state.voted, old, voted),
      sealed: [...state.sealed, ...sealed],
    });
  }

  #replaceSealed(old: SealedEntry, sealed: readonly SealedEntry[], done: readonly VoteId[] = []): void {
    const state = this.#state.get();
    this.#state.commit({
      ...state,
      sealed: replaced(state.sealed, old, sealed),
      done: [...state.done, ...done],
    });
  }

  /** The key object is kept, as making it costs more than a signature. */
  #signing({ secretKey }: CardState): SigningKey {
    const secret = orNotFound(secretKey);
    if (this.#key?.secret !== secret) this.#key = { secret, signing: signingKey(secret) };
    return this.#key.signing;
  }
}

/** Errors: StatusError, by whether the vote is in another phase or not there at all. */
function findEntry<T extends VoteId>(state: CardState, entries: readonly T[], manifestHash: Uint8Array): T {
  const isMeant = (vote: VoteId): boolean => equalBytes(vote.manifestHash, manifestHash);
  const entry = entries.find(isMeant);
  if (entry !== undefined) return entry;
  throw allVotes(state).some(isMeant) ? notNow() : new StatusError(SW.dataNotFound);
}

const replaced = <T>(entries: readonly T[], old: T, next: readonly T[]): readonly T[] =>
  entries.flatMap((entry) => (entry === old ? next : [entry]));

const instructionOf = ({ cla, ins }: Command): number => (cla << 8) | ins;

const notNow = (): StatusError => new StatusError(SW.conditionsNotSatisfied);

function orNotFound<T>(value: T | undefined): T {
  if (value === undefined) throw new StatusError(SW.dataNotFound);
  return value;
}
