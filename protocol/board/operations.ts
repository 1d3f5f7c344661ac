/**
 * What a request asks of the tuple space, and what it is answered (contract, sections 2 and 4). On the wire an operation is
 * [name, template, tuple, secret, readers, takers, lease], and what does not apply is [].
 */
import { ensure } from '../errors.ts';
import { compareBytes } from '../primitives/bytes.ts';
import {
  bytes,
  type Codec,
  decode,
  encode,
  list,
  oneOf,
  optional,
  struct,
  text,
  uint,
  type ValueOf,
} from '../primitives/cbor.ts';
import { hash } from '../primitives/hash-form.ts';
import { MAX_OP } from './forms.ts';

const MAX_FIELDS = 16;
const MAX_KEYS = 32;
/** ms: 30 days of board time. */
const MAX_LEASE = 30 * 24 * 3600 * 1000;

export type Field = number | string | Uint8Array;
export type Tuple = readonly Field[];
/** An undefined field stands for any. */
export type Template = readonly (Field | undefined)[];

const [number, string, byteString] = [uint(), text(MAX_OP), bytes(0, MAX_OP)];
const field: Codec<Field> = {
  toCbor: (value) => {
    if (typeof value === 'number') return number.toCbor(value);
    return typeof value === 'string' ? string.toCbor(value) : byteString.toCbor(value);
  },
  fromCbor: (value, path) => {
    if (typeof value === 'string') return string.fromCbor(value, path);
    return (value instanceof Uint8Array ? byteString : number).fromCbor(value, path);
  },
};
const tuple = list(field, MAX_FIELDS);

const keyHashes = list(hash, MAX_KEYS);

const noList = list(uint(), 0);
const someLease = uint(MAX_LEASE);
const lease: Codec<number | undefined> = {
  toCbor: (value) => (value === undefined ? [] : someLease.toCbor(value)),
  fromCbor: (value, path) => {
    if (!Array.isArray(value)) return someLease.fromCbor(value, path);
    noList.fromCbor(value, path);
    return undefined;
  },
};

const wireCodec = struct({
  name: oneOf('out', 'rdp', 'inp', 'rd', 'in', 'cas'),
  /** What is looked for; `cas` puts its tuple if this matches nothing. */
  template: list(optional(field), MAX_FIELDS),
  tuple,
  /** Nothing until there are wardens' period keys: shares that are kept leak over rotations. */
  secret: noList,
  /** SHA-256 of the keys (hex) that may read the tuple, and that may take it; empty: all. */
  readers: keyHashes,
  takers: keyHashes,
  /** ms of board time for which the tuple stays (0: for ever), or for which `rd` and `in` wait. */
  lease,
});
export type Operation = Omit<ValueOf<typeof wireCodec>, 'secret'>;

/** What applies to each. A wait that never ended would hold its place for ever, so it lasts 1 ms at least. */
const APPLIES = {
  out: { template: false, tuple: true, shortestLease: 0 },
  cas: { template: true, tuple: true, shortestLease: 0 },
  rdp: { template: true, tuple: false, shortestLease: undefined },
  inp: { template: true, tuple: false, shortestLease: undefined },
  rd: { template: true, tuple: false, shortestLease: 1 },
  in: { template: true, tuple: false, shortestLease: 1 },
} as const satisfies Record<Operation['name'], object>;

function requireForm({ name, template, tuple, readers, takers, lease }: Operation): void {
  const applies = APPLIES[name];
  const isWellFormed =
    template.length > 0 === applies.template &&
    tuple.length > 0 === applies.tuple &&
    (applies.tuple || readers.length + takers.length === 0) &&
    (applies.shortestLease === undefined
      ? lease === undefined
      : lease !== undefined && lease >= applies.shortestLease);
  ensure(isWellFormed, 'cbor/out-of-bounds', `${name}: a part is missing, or does not apply`);
}

/** Errors: cbor/out-of-bounds, cbor/wrong-type. */
export function encodeOperation(operation: Operation): Uint8Array {
  requireForm(operation);
  return encode(wireCodec, { ...operation, secret: [] });
}

/** Errors: those of {@link decode}; cbor/out-of-bounds if a part is missing or does not apply. */
export function decodeOperation(input: Uint8Array): Operation {
  const { secret, ...operation } = decode(wireCodec, input, MAX_OP, 'operation');
  requireForm(operation);
  return operation;
}

/** Whether the tuple has as many fields, and each that the template states is equal. */
export const matches = (template: Template, tuple: Tuple): boolean =>
  template.length === tuple.length &&
  template.every((wanted, i) => wanted === undefined || isSameField(wanted, tuple[i]));

const isSameField = (a: Field, b: Field | undefined): boolean =>
  a instanceof Uint8Array && b instanceof Uint8Array ? compareBytes(a, b) === 0 : a === b;

/** Most tuples of one answer: an operation finds one. */
const MAX_FOUND = 1;
const resultCodec = struct({ code: text(64), tuples: list(tuple, MAX_FOUND) });
/** What a client is told: the code of an error, or '' and what was found. */
export type Result = ValueOf<typeof resultCodec>;
const MAX_RESULT_LENGTH = MAX_OP + 128;

/** What a REPLY states the hash of. */
export const encodeResult = (result: Result): Uint8Array => encode(resultCodec, result);
/** Errors: those of {@link decode}. */
export const decodeResult = (input: Uint8Array): Result =>
  decode(resultCodec, input, MAX_RESULT_LENGTH, 'result');
