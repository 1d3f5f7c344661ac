/**
 * What replicas say to one another (board contract, section 2), as the rules see it: signatures beside what they sign. The
 * bytes on the wire are codec.ts's. Replicas go by their index in the genesis, times are in ms.
 */
import type { Hash } from '../primitives/hash-form.ts';
import type { Mask } from '../quorums/quorum-system.ts';

/** Raw r||s, 64 bytes. */
export type Signature = Uint8Array;

/** A client's signed operation. */
export interface Request {
  /** Of the whole signed bytes. */
  readonly hash: Hash;
  readonly bytes: Uint8Array;
  /** The client's public key, 33 bytes in hex. */
  readonly client: string;
  readonly topic: string;
  /** From 1 for each client and topic. */
  readonly seq: number;
  /** What the state machine reads. */
  readonly op: Uint8Array;
  /** What a request in a topic `keys/ID` says (rule 13). */
  readonly rekey: Rekey | undefined;
}

/** A replica's new keys, signed by its operator. */
export interface Rekey {
  readonly replica: number;
  /** The genesis's keys are epoch 0. */
  readonly epoch: number;
  /** 33 bytes each; one after the other comes in force as KEYs are ordered. */
  readonly keys: readonly Uint8Array[];
  /** When it may be ordered: from <= time of the batch < to. */
  readonly from: number;
  readonly to: number;
}

export interface Batch {
  readonly proposer: number;
  readonly time: number;
  readonly requests: readonly Request[];
}

/** What a vote is about: instance, regency, and the batch's hash. */
export interface Ballot {
  readonly c: number;
  readonly r: number;
  readonly h: Hash;
}

/** That Q wrote `h` in regency `r`. */
export interface Lock {
  readonly r: number;
  readonly h: Hash;
  readonly signatures: readonly (readonly [index: number, signature: Signature])[];
}

export interface StopData {
  readonly c: number;
  readonly r: number;
  readonly lock: Lock | undefined;
  /** The last WRITE, if its regency is above the lock's. */
  readonly last: { readonly r: number; readonly h: Hash } | undefined;
}

/** One replica's signed STOPDATA, as it travels in a PROPOSE. */
export interface Report {
  readonly from: number;
  readonly content: StopData;
  readonly signature: Signature;
}

/** What is signed, by kind. */
export interface Contents {
  readonly propose: {
    readonly c: number;
    readonly r: number;
    readonly batch: Batch;
    readonly sync: readonly Report[];
  };
  readonly write: Ballot;
  readonly accept: Ballot;
  readonly stop: { readonly c: number; readonly r: number };
  readonly stopdata: StopData;
  readonly status: { readonly c: number; readonly r: number; readonly size: number };
}
export type SignedKind = keyof Contents;

export interface MessageOf<K extends SignedKind> {
  readonly kind: K;
  readonly from: number;
  readonly content: Contents[K];
  readonly signature: Signature;
}
export type SignedMessage = { [K in SignedKind]: MessageOf<K> }[SignedKind];

/** Proof that a batch was decided, which anyone can check: C1 of WRITEs, or Q of ACCEPTs, alike. */
export interface Decision {
  readonly c: number;
  readonly batch: Batch;
  readonly vote: 'write' | 'accept';
  readonly r: number;
  readonly signatures: Lock['signatures'];
}

/** Unsigned: what they carry proves itself, or is only a question. */
export type UnsignedMessage =
  | { readonly kind: 'request'; readonly request: Request }
  | { readonly kind: 'ask'; readonly from: number; readonly c: number }
  | { readonly kind: 'fetch'; readonly from: number; readonly h: Hash }
  | { readonly kind: 'batch'; readonly batch: Batch }
  | { readonly kind: 'decision'; readonly decision: Decision };

export type Message = SignedMessage | UnsignedMessage;

export const signersOf = (signatures: Lock['signatures']): Mask =>
  signatures.reduce((mask, [index]) => mask | (1 << index), 0);
