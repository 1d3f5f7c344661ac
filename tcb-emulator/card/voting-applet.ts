/**
 * The REVS applet (paper Table 1, Smart card; protocol step 2.2). It draws the secrets of a vote, remembers them until
 * the vote is packed, and signs requests that it forms itself: the voting key signs nothing else. Every command commits
 * its change before it answers, so that a vote that was cut short resumes as it was.
 */
import { prepareBody } from '../../protocol/messages/prepare-request.ts';
import { concat, equalBytes, utf8 } from '../../protocol/primitives/bytes.ts';
import { decode, encode } from '../../protocol/primitives/cbor.ts';
import {
  PUBLIC_KEY_LENGTH,
  randomSecretKey,
  requirePublicKey,
  SIGNATURE_LENGTH,
  type SigningKey,
  signingKey,
} from '../../protocol/primitives/p256-signature.ts';
import { type RandomSource, reduceScalar } from '../../protocol/primitives/random.ts';
import { BLS_ORDER } from '../../protocol/primitives/threshold-blind-bls.ts';
import { type Command, StatusError, SW } from './apdu.ts';
import {
  allVotes,
  type CardState,
  idOf,
  isComplete,
  isSameVote,
  MAX_UNFINISHED,
  MAX_VOTES,
  phases,
  type SealedEntry,
  type VotedEntry,
  type VoteId,
} from './card-state.ts';
import type { DurableState } from './durable-state.ts';
import { PinGate, pinBlock } from './pin.ts';
import {
  BIT_COMMITMENT_LENGTH,
  BLINDING_FACTOR_LENGTH,
  beginVoteCodec,
  INS,
  MAX_DATA,
  ONION_SLOTS,
  P1P2,
  parseVoterId,
  STORED,
  signRequestCodec,
  storeOnionCodec,
  storePackageCodec,
  TAG,
  voteAnswerCodec,
  votesCodec,
  whichVoteCodec,
} from './voting-commands.ts';

const NO_DATA = new Uint8Array();
const SECRETS_LENGTH = BIT_COMMITMENT_LENGTH + BLINDING_FACTOR_LENGTH;

/** What is checked of a command before it runs, in this order. */
interface Rule {
  /** The values of P1-P2 that exist; left out, the command itself knows (SW dataNotFound). */
  readonly p1p2?: readonly number[];
  readonly needs?: 'blank' | 'pin';
  readonly data: 'none' | 'optional' | 'required';
  /** Least Ne in bytes: a change must not be made for an answer that cannot be given. */
  readonly answer?: number;
  readonly run: Run;
}

type Run = (applet: VotingApplet, command: Command) => Uint8Array;

const NONE = [P1P2.none];

/** A voting command: it needs the PIN, and its data say which vote it means. */
const voting = (run: Run, answer = 0, p1p2: readonly number[] = NONE): Rule => ({
  p1p2,
  needs: 'pin',
  data: 'required',
  answer,
  run,
});

export class VotingApplet {
  readonly #state: DurableState;
  readonly #random: RandomSource;
  readonly #pin: PinGate;
  #key: { readonly secret: Uint8Array; readonly signing: SigningKey } | undefined;

  static readonly #rules: ReadonlyMap<number, Rule> = new Map<number, Rule>([
    [INS.verify, { p1p2: [P1P2.pin], data: 'optional', run: (applet, command) => applet.#verify(command) }],
    [INS.getData, { data: 'none', run: (applet, command) => applet.#getData(command) }],
    [
      INS.generateKeyPair,
      {
        p1p2: NONE,
        needs: 'blank',
        data: 'none',
        answer: PUBLIC_KEY_LENGTH,
        run: (applet) => applet.#generateKeyPair(),
      },
    ],
    [INS.putData, { needs: 'blank', data: 'required', run: (applet, command) => applet.#putData(command) }],
    [INS.activate, { p1p2: NONE, needs: 'blank', data: 'none', run: (applet) => applet.#activate() }],
    [INS.beginVote, voting((applet, command) => applet.#beginVote(command), SECRETS_LENGTH)],
    [INS.readVote, voting((applet, command) => applet.#readVote(command))],
    [INS.signRequest, voting((applet, command) => applet.#signRequest(command), SIGNATURE_LENGTH)],
    [INS.storePackage, voting((applet, command) => applet.#storePackage(command))],
    [INS.storeOnion, voting((applet, command) => applet.#storeOnion(command), 0, ONION_SLOTS)],
    [INS.readStored, voting((applet, command) => applet.#readStored(command), 0, Object.values(STORED))],
    [INS.finish, voting((applet, command) => applet.#finish(command))],
  ]);

  constructor(state: DurableState, random: RandomSource) {
    this.#state = state;
    this.#random = random;
    this.#pin = new PinGate(state);
  }

  /** Forgets what a power cycle makes a card forget. */
  reset(): void {
    this.#pin.forget();
    this.#key = undefined;
  }

  /** Runs one command and returns the data of its answer. Errors: StatusError, ProtocolError for malformed data, MemoryError. */
  process(command: Command): Uint8Array {
    const rule = VotingApplet.#rules.get((command.cla << 8) | command.ins);
    if (rule === undefined) throw new StatusError(SW.unknownInstruction);
    this.#check(rule, command);
    const answer = rule.run(this, command);
    if (answer.length > command.expected) throw new StatusError(SW.wrongLength);
    return answer;
  }

  #check(rule: Rule, command: Command): void {
    if (rule.p1p2?.includes(command.p1p2) === false) throw new StatusError(SW.wrongParameters);
    if (rule.needs === 'pin' && !this.#pin.isVerified) throw new StatusError(SW.pinRequired);
    if (rule.needs === 'blank' && this.#state.get().lifeCycle !== 'blank') throw notNow();
    const hasData = command.data.length > 0;
    if (rule.data !== 'optional' && hasData !== (rule.data === 'required'))
      throw new StatusError(SW.wrongLength);
    if (command.expected < (rule.answer ?? 0)) throw new StatusError(SW.wrongLength);
  }

  #verify({ data }: Command): Uint8Array {
    // Without data it only asks (ISO/IEC 7816-4 section 11.5.6).
    if (data.length === 0) this.#pin.requireVerified();
    else this.#pin.verify(data);
    return NO_DATA;
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

  // Personalisation (protocol section 3.1): everything may be written again until the card is activated.

  #generateKeyPair(): Uint8Array {
    const secretKey = randomSecretKey(this.#random);
    this.#state.commit({ ...this.#state.get(), secretKey });
    return this.#signing(this.#state.get()).publicKey;
  }

  #putData({ p1p2, data }: Command): Uint8Array {
    const state = this.#state.get();
    switch (p1p2) {
      case TAG.voterId:
        this.#state.commit({
          ...state,
          voterId: parseVoterId(data),
        });
        return NO_DATA;
      case TAG.commissionerKey:
        requirePublicKey(data);
        this.#state.commit({ ...state, commissionerKey: data.slice() });
        return NO_DATA;
      case TAG.pin:
        this.#state.commit({ ...state, pin: pinBlock(data) });
        return NO_DATA;
      default:
        throw new StatusError(SW.dataNotFound);
    }
  }

  #activate(): Uint8Array {
    const state = this.#state.get();
    if (!isComplete(state)) throw notNow();
    this.#state.commit({ ...state, lifeCycle: 'personalised' });
    return NO_DATA;
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
    return encode(voteAnswerCodec, { ...entry, blinded: entry.blinded ?? NO_DATA });
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
    this.#replaceVoted(entry, [], [{ ...idOf(entry), package: content, onions: [] }]);
    return NO_DATA;
  }

  /** Step 3.2: at most two onions, each in its turn, never replaced. */
  #storeOnion({ data, p1p2 }: Command): Uint8Array {
    const { manifestHash, content } = decode(storeOnionCodec, data, MAX_DATA);
    const entry = this.#sealed(manifestHash);
    if (ONION_SLOTS[entry.onions.length] !== p1p2) throw notNow();
    this.#replaceSealed(entry, [{ ...entry, onions: [...entry.onions, content] }]);
    return NO_DATA;
  }

  #readStored({ data, p1p2 }: Command): Uint8Array {
    const { manifestHash } = decode(whichVoteCodec, data, MAX_DATA);
    const entry = this.#state.get().sealed.find((vote) => equalBytes(vote.manifestHash, manifestHash));
    if (p1p2 === STORED.package) return orNotFound(entry?.package);
    return orNotFound(entry?.onions[ONION_SLOTS.indexOf(p1p2)]);
  }

  /** Step 4.2: the bulletin is final, or nothing more can be done; only the fact that there was a vote remains. */
  #finish({ data }: Command): Uint8Array {
    const entry = this.#sealed(decode(whichVoteCodec, data, MAX_DATA).manifestHash);
    if (entry.onions.length === 0) throw notNow();
    this.#replaceSealed(entry, [], [idOf(entry)]);
    return NO_DATA;
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

const notNow = (): StatusError => new StatusError(SW.conditionsNotSatisfied);

function orNotFound<T>(value: T | undefined): T {
  if (value === undefined) throw new StatusError(SW.dataNotFound);
  return value;
}
