/** The forms of the board's messages (board contract, section 2) and their bounds (section 9), in CBOR. */
import { bytes, type Codec, list, oneOf, struct, text, uint, type ValueOf } from '../primitives/cbor.ts';
import { hash } from '../primitives/hash-form.ts';
import { MAX_REPLICAS } from '../quorums/quorum-system.ts';
import type { Batch, Lock, StopData } from './messages.ts';

/** Bytes (section 9). */
export const MAX_OP = 200 * 1024;
export const MAX_REQUEST = MAX_OP + 1024;
export const MAX_BATCH = 2 ** 20 + 65_536;
export const MAX_PROPOSE = 2 ** 21;
export const MAX_VOTE = 512;
export const MAX_STOPDATA = 8192;
const MAX_INDEX = MAX_REPLICAS - 1;
const MAX_REQUESTS = 256;
const MAX_REGENCY = 2 ** 32;

export const index = uint(MAX_INDEX);
export const instance = uint();
export const regency = uint(MAX_REGENCY);

/** [] for what is not there, else the value's own array. */
const orNothing = <T>(codec: Codec<T>): Codec<T | undefined> => ({
  toCbor: (value) => (value === undefined ? [] : codec.toCbor(value)),
  fromCbor: (value, path) =>
    Array.isArray(value) && value.length === 0 ? undefined : codec.fromCbor(value, path),
});

const pair: Codec<readonly [number, Uint8Array]> = {
  toCbor: ([i, signature]) => [index.toCbor(i), bytes(64).toCbor(signature)],
  fromCbor: (value, path) => {
    const { i, signature } = struct({ i: index, signature: bytes(64) }).fromCbor(value, path);
    return [i, signature];
  },
};
const signatures = list(pair, MAX_REPLICAS, 1);

export const batchForm = struct({
  proposer: index,
  time: uint(),
  requests: list(bytes(1, MAX_REQUEST), MAX_REQUESTS),
});
export const ballot = struct({ c: instance, r: regency, h: hash });
/** Of the open instance, as it is stored. */
export const writeForm = struct({ r: regency, h: hash, signature: bytes(64) });
export const lockForm: Codec<Lock> = struct({ r: regency, h: hash, signatures });
export const stopData: Codec<StopData> = struct({
  c: instance,
  r: regency,
  lock: orNothing(lockForm),
  last: orNothing(struct({ r: regency, h: hash })),
});
export const proposal = struct({
  c: instance,
  r: regency,
  batch: batchForm,
  sync: list(bytes(1, MAX_STOPDATA + 256), MAX_REPLICAS),
});
export const decisionForm = struct({
  c: instance,
  batch: batchForm,
  vote: oneOf('write', 'accept'),
  r: regency,
  signatures,
});

/** What h is a hash of: label, board, and the batch with its requests' hashes. */
export const batchHashForm = struct({
  label: text(64),
  board: bytes(32),
  c: instance,
  proposer: index,
  time: uint(),
  requests: list(hash, MAX_REQUESTS),
});

/** A batch as it travels: with its requests' signed bytes. */
export type BatchForm = ValueOf<typeof batchForm>;
export const toForm = ({ proposer, time, requests }: Batch): BatchForm => ({
  proposer,
  time,
  requests: requests.map((request) => request.bytes),
});
