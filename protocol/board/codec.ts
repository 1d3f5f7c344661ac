/**
 * The board's messages in bytes (board contract, section 2). What is signed is a statement whose context is the board; what is
 * signed travels inside other messages as a byte string. Signatures of replicas are verified by the rules, which know the keys
 * in force; those of clients and operators here.
 */
import { ensure, fail } from '../errors.ts';
import { equalBytes, toHex } from '../primitives/bytes.ts';
import { type Codec, decode, encode, struct, uint } from '../primitives/cbor.ts';
import { LABELS, type Label } from '../primitives/domain-labels.ts';
import { type Hash, hash } from '../primitives/hash-form.ts';
import { sha256 } from '../primitives/sha256.ts';
import { bodyCodec, envelope } from '../primitives/statement-form.ts';
import * as forms from './forms.ts';
import type { CheckedGenesis } from './genesis.ts';
import type {
  Batch,
  Contents,
  Decision,
  Message,
  MessageOf,
  Report,
  Request,
  SignedKind,
} from './messages.ts';
import { openRequest } from './requests.ts';

const { index, instance, regency, ballot, stopData, MAX_VOTE, MAX_BATCH } = forms;

/** Of statements that replicas sign: their label, form and bound. */
const FORMS: { readonly [K in SignedKind]: { readonly label: Label; readonly maxLength: number } } = {
  propose: { label: LABELS.boardPropose, maxLength: forms.MAX_PROPOSE },
  write: { label: LABELS.boardWrite, maxLength: MAX_VOTE },
  accept: { label: LABELS.boardAccept, maxLength: MAX_VOTE },
  stop: { label: LABELS.boardStop, maxLength: MAX_VOTE },
  stopdata: { label: LABELS.boardStopdata, maxLength: forms.MAX_STOPDATA },
  status: { label: LABELS.boardStatus, maxLength: MAX_VOTE },
};

export interface WireMessage {
  readonly kind: Message['kind'];
  readonly bytes: Uint8Array;
}

/** A batch of which the requests' hashes are known, at least. */
interface HashedBatch extends Omit<Batch, 'requests'> {
  readonly requests: readonly Pick<Request, 'hash'>[];
}

/** Messages of one board, to and from bytes. */
export class BoardCodec {
  readonly #genesis: CheckedGenesis;
  readonly #openRequest: (input: Uint8Array) => Request;

  /** `open`: {@link openRequest}, or what knows requests that it has opened before, so that a batch does not verify them again. */
  constructor(genesis: CheckedGenesis, open = (input: Uint8Array): Request => openRequest(genesis, input)) {
    this.#genesis = genesis;
    this.#openRequest = open;
  }

  /** h of a batch. */
  hash(c: number, { proposer, time, requests }: HashedBatch): Hash {
    const label = LABELS.boardBatch;
    const { board } = this.#genesis;
    const hashes = requests.map((request) => request.hash);
    return toHex(sha256(encode(forms.batchHashForm, { label, board, c, proposer, time, requests: hashes })));
  }

  /** What a replica signs. */
  bodyOf<K extends SignedKind>(kind: K, content: Contents[K]): Uint8Array {
    const { label } = FORMS[kind];
    return encode(bodyCodec(this.#contentCodec(kind)), { label, context: this.#genesis.board, content });
  }

  encode(message: Message): WireMessage {
    return { kind: message.kind, bytes: this.#bytesOf(message) };
  }

  #bytesOf(message: Message): Uint8Array {
    switch (message.kind) {
      case 'request':
        return message.request.bytes;
      case 'ask':
        return encode(struct({ from: index, c: instance }), message);
      case 'fetch':
        return encode(struct({ from: index, h: hash }), message);
      case 'batch':
        return encode(this.#batchCodec, message.batch);
      case 'decision':
        return this.encodeDecision(message.decision);
      default:
        return this.#signed(message.kind, message);
    }
  }

  encodeDecision(decision: Decision): Uint8Array {
    return encode(forms.decisionForm, { ...decision, batch: forms.toForm(decision.batch) });
  }

  /**
   * `open`: the open instance; DECISIONs of earlier ones come often and say nothing new.
   * Errors: those of cbor, statement and signature; board/wrong-key, board/refused for requests; board/too-late.
   */
  decode({ kind, bytes: input }: WireMessage, open = 0): Message {
    switch (kind) {
      case 'request':
        return { kind, request: this.#openRequest(input) };
      case 'ask':
        return { kind, ...decode(struct({ from: index, c: instance }), input, MAX_VOTE, kind) };
      case 'fetch':
        return { kind, ...decode(struct({ from: index, h: hash }), input, MAX_VOTE, kind) };
      case 'batch':
        return { kind, batch: decode(this.#batchCodec, input, MAX_BATCH, kind) };
      case 'decision':
        return { kind, decision: this.decodeDecision(input, open) };
      case 'propose':
        return { kind, ...this.#open(kind, input) };
      case 'write':
        return { kind, ...this.#open(kind, input) };
      case 'accept':
        return { kind, ...this.#open(kind, input) };
      case 'stop':
        return { kind, ...this.#open(kind, input) };
      case 'stopdata':
        return { kind, ...this.#open(kind, input) };
      case 'status':
        return { kind, ...this.#open(kind, input) };
    }
  }

  /** Errors: as of {@link decode}. */
  decodeDecision(input: Uint8Array, open = 0): Decision {
    const { batch, ...rest } = decode(forms.decisionForm, input, MAX_BATCH + 4096, 'decision');
    ensure(rest.c >= open, 'board/too-late', 'a DECISION of an earlier instance');
    return { ...rest, batch: this.#toBatch(batch) };
  }

  #signed<K extends SignedKind>(kind: K, message: Omit<MessageOf<K>, 'kind'>): Uint8Array {
    const { from, content, signature } = message;
    const signer =
      this.#genesis.genesis.replicas[from]?.id ?? fail('key/missing', 'there is no such replica');
    return encode(envelope(FORMS[kind].maxLength), { body: this.bodyOf(kind, content), signer, signature });
  }

  /** Its signature is verified by who knows the keys in force. */
  #open<K extends SignedKind>(
    kind: K,
    input: Uint8Array,
  ): { from: number; content: Contents[K]; signature: Uint8Array } {
    const { label, maxLength } = FORMS[kind];
    const { body, signer, signature } = decode(envelope(maxLength), input, maxLength + 256, kind);
    const opened = decode(bodyCodec(this.#contentCodec(kind)), body, maxLength, kind);
    const isOurs = opened.label === label && equalBytes(opened.context, this.#genesis.board);
    ensure(isOurs, 'statement/wrong-context', `not a ${kind} of this board`);
    const from = this.#genesis.genesis.replicas.findIndex((replica) => replica.id === signer);
    ensure(from >= 0, 'statement/unknown-signer', `${signer} is no replica`);
    return { from, content: opened.content, signature };
  }

  #contentCodec<K extends SignedKind>(kind: K): Codec<Contents[K]> {
    const codecs: { readonly [L in SignedKind]: Codec<Contents[L]> } = {
      propose: this.#proposeCodec,
      write: ballot,
      accept: ballot,
      stop: struct({ c: instance, r: regency }),
      stopdata: stopData,
      status: struct({ c: instance, r: regency, size: uint() }),
    };
    return codecs[kind];
  }

  readonly #batchCodec: Codec<Batch> = {
    toCbor: (batch) => forms.batchForm.toCbor(forms.toForm(batch)),
    fromCbor: (value, path) => this.#toBatch(forms.batchForm.fromCbor(value, path)),
  };

  readonly #proposeCodec: Codec<Contents['propose']> = {
    toCbor: ({ c, r, batch, sync }) =>
      forms.proposal.toCbor({
        c,
        r,
        batch: forms.toForm(batch),
        sync: sync.map((report) => this.#signed('stopdata', report)),
      }),
    fromCbor: (value, path) => {
      const { batch, sync, ...rest } = forms.proposal.fromCbor(value, path);
      const reports: Report[] = sync.map((input) => this.#open('stopdata', input));
      return { ...rest, batch: this.#toBatch(batch), sync: reports };
    },
  };

  #toBatch({ proposer, time, requests }: forms.BatchForm): Batch {
    return { proposer, time, requests: requests.map((input) => this.#openRequest(input)) };
  }
}
