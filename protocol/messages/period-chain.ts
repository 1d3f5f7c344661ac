/** The chain of a role's periods as it travels and is kept, and the Trustees' final roots with it (trustees contract, section 6). */
import { bytes, type Codec, list, optional, struct } from '../primitives/cbor.ts';
import type { Commitments } from '../primitives/key-generation.ts';
import { MAX_STATEMENT_SET_LENGTH, statementSetCodec } from './freezing.ts';
import { MAX_SERVERS, MAX_STYLES } from './plan.ts';

/** Bytes of X, at most. */
export const MAX_PERIOD = 16 * 1024;

/** A ceremony that came to an end: a link of the chain. */
export interface Ended {
  readonly c: Uint8Array;
  /** X, also a void one; undefined if the ceremony was abandoned. */
  readonly record: Uint8Array | undefined;
  /** q OUTCOMEs, or q ABANDONs. */
  readonly statements: readonly Uint8Array[];
  /** C', by shared key; none of what is void or abandoned. */
  readonly commitments: readonly Commitments[];
}

const commitments: Codec<Commitments> = list(bytes(33, 96), MAX_SERVERS, 1);
export const linkCodec: Codec<Ended> = struct({
  c: bytes(32),
  record: optional(bytes(1, MAX_PERIOD)),
  statements: list(bytes(1, 1024), MAX_SERVERS),
  commitments: list(commitments, MAX_STYLES),
});

/** So many at once, without commitments, for who has not read the log: terminals. */
export const LINKS_AT_ONCE = 16;
export const linksCodec: Codec<readonly Ended[]> = list(linkCodec, LINKS_AT_ONCE);

/** X of a period, and of the keys that it names one style's C': what shows whose partial signature is wrong. */
export const styleCommitmentsCodec = struct({ record: bytes(1, MAX_PERIOD), commitments });
export const MAX_STYLE_COMMITMENTS = MAX_PERIOD + 2048;

/** The whole chain, as the record has it. */
export const chainCodec: Codec<readonly Ended[]> = list(linkCodec, 10_000);
/** Bytes: a link with its certificate has a few kilobytes. */
export const MAX_CHAIN_LENGTH = 4 * 1024 * 1024;

/** Final roots as they are published before there is a record: with what shows by which keys they are signed. */
export const finalRootsCodec = struct({ roots: statementSetCodec, chain: chainCodec });
export const MAX_FINAL_ROOTS_LENGTH = MAX_STATEMENT_SET_LENGTH + MAX_CHAIN_LENGTH;
