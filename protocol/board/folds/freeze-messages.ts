/**
 * What Counters and Trustees post when an election is frozen (board contract, section 7): statements bound to the manifest hash.
 * Counters go by their index in the plan's order, sets of them are masks.
 */
import { MAX_SERVERS } from '../../messages/plan.ts';
import { period } from '../../messages/sign-request.ts';
import {
  bytes,
  type Codec,
  decode,
  encode,
  list,
  oneOf,
  optional,
  struct,
  uint,
} from '../../primitives/cbor.ts';
import { LABELS } from '../../primitives/domain-labels.ts';
import { hash } from '../../primitives/hash-form.ts';
import { sha256 } from '../../primitives/sha256.ts';
import type { StatementType } from '../../primitives/statement-form.ts';
import type { FrozenRoot, ListHead } from './freeze.ts';

const MAX_LENGTH = 256;

/** Which of the signer's keys: p (trustees contract, section 1). */
interface OfPeriod {
  readonly period: number;
}

const size = uint();
const head: Codec<ListHead> = struct({ size, root: hash });

/** Once: the commit that stores it closes the Counter's list. */
export const finalHeadStatement: StatementType<ListHead> = {
  label: LABELS.freezeFinalHead,
  content: head,
  maxLength: MAX_LENGTH,
};

/** By the key of that period of its Trustee, as a root is. */
export const holdStatement: StatementType<OfPeriod & { readonly counters: number }> = {
  label: LABELS.freezeHold,
  content: struct({ period, counters: uint(2 ** MAX_SERVERS - 1) }),
  maxLength: MAX_LENGTH,
};

export const frozenRoot: Codec<FrozenRoot> = struct({ x: hash, size, root: hash });

/** One root ever for an election; signed anew by whoever has renewed its key meanwhile, as q of one period make it final. */
export const rootStatement: StatementType<OfPeriod & FrozenRoot> = {
  label: LABELS.freezeRoot,
  content: struct({ period, x: hash, size, root: hash }),
  maxLength: MAX_LENGTH,
};

/** What is frozen, and the log that says so. Hashes of 32 bytes. */
export interface FrozenLog {
  readonly manifestHash: Uint8Array;
  /** SHA-256 of the payload of the order to close that is in force. */
  readonly closingOrder: Uint8Array | undefined;
  /** The freeze point, and the log after it. */
  readonly c: number;
  readonly size: number;
  readonly logRoot: Uint8Array;
  readonly topicsRoot: Uint8Array;
  /** In the plan's order. */
  readonly available: readonly (readonly [counter: number, head: ListHead])[];
}

const available: Codec<FrozenLog['available'][number]> = {
  toCbor: ([counter, { size, root }]) => entry.toCbor({ counter, size, root }),
  fromCbor: (value, path) => {
    const { counter, ...head } = entry.fromCbor(value, path);
    return [counter, head];
  },
};
const entry = struct({ counter: uint(MAX_SERVERS - 1), size, root: hash });

const frozenForm = struct<FrozenLog & { readonly label: typeof LABELS.frozen }>({
  label: oneOf(LABELS.frozen),
  manifestHash: bytes(32),
  closingOrder: optional(bytes(32)),
  c: uint(),
  size,
  logRoot: bytes(32),
  topicsRoot: bytes(32),
  available: list(available, MAX_SERVERS, 1),
});
const MAX_FROZEN = 4096;

/** X. */
export const encodeFrozen = (log: FrozenLog): Uint8Array =>
  encode(frozenForm, { label: LABELS.frozen, ...log });

/** Errors: those of cbor. */
export function decodeFrozen(input: Uint8Array): FrozenLog {
  const { label: _, ...log } = decode(frozenForm, input, MAX_FROZEN, 'frozen log');
  return log;
}

/** H(X), which each Trustee's root names: 32 bytes. */
export const frozenHash = (log: FrozenLog): Uint8Array => sha256(encodeFrozen(log));
