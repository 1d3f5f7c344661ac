/** The election record's files: which there are, how long each may be, and how they are read. */

import { BallotError } from '../ballots/errors.ts';
import { CodedError } from '../common/coded-error.ts';
import type { HolderRole } from '../protocol/ceremony/refresh-role.ts';
import { ProtocolError } from '../protocol/errors.ts';
import { MAX_STYLES } from '../protocol/messages/plan.ts';
import { bytes, list, struct, text, uint, type ValueOf } from '../protocol/primitives/cbor.ts';
import { startSha256 } from '../protocol/primitives/sha256.ts';
import type { RecordFile, RecordSource } from './source.ts';

export const RECORD_FILES = {
  index: 'record.jws',
  plan: 'plan.jws',
  manifest: 'manifest.jws',
  closingOrder: 'closing-order.jws',
  frozen: 'frozen.cbor',
  finalRoots: 'final-roots.cbor',
  disclosures: 'disclosures.cbor',
  trusteePeriods: 'periods/trustee.cbor',
  administratorPeriods: 'periods/administrator.cbor',
  ledgers: 'ledgers.cbor',
  erasures: 'erasures.cbor',
  genesis: 'board/genesis.cbor',
  topics: 'board/topics.cbor',
  entries: 'board/entries.cbor',
  bulletinBoard: 'bulletin.bin',
  results: 'results.json',
} as const;

export const BALLOT_FOLDER = 'ballots';
export const BOARD_FOLDER = 'board';
export const PERIOD_FOLDER = 'periods';
export const periodsFile = (role: HolderRole) => RECORD_FILES[`${role}Periods`];
export const ballotFile = (style: string): string => `${BALLOT_FOLDER}/${style}.xml`;

const FIXED_NAMES = Object.values(RECORD_FILES).map((name) => name.replaceAll('.', '\\.'));
/** A file that the protocol names: one of the fixed ones, or the ballot of some style. Nothing else is ever opened. */
const RECORD_FILE = new RegExp(`^(?:${FIXED_NAMES.join('|')}|${BALLOT_FOLDER}/[A-Za-z0-9._-]{1,64}\\.xml)$`);
export const isRecordFile = (path: string): boolean => RECORD_FILE.test(path);

const indexEntry = struct({
  path: text(100, RECORD_FILE),
  size: uint(),
  hash: bytes(32),
});
/** Names, sizes (bytes) and SHA-256 of all other files, in order of name; signed by the Commissioner. */
export const indexCodec = struct({
  manifestHash: bytes(32),
  files: list(indexEntry, FIXED_NAMES.length + MAX_STYLES, 1),
});
export type RecordIndex = ValueOf<typeof indexCodec>;
export const MAX_INDEX_LENGTH = 32_768;

const MEBIBYTE = 1_048_576;
/** An STV count has a line for each option in each stage. */
const MAX_RESULTS = 16 * MEBIBYTE;
/** As many packages as a final root may state, with room for the longest. */
const MAX_BULLETIN_BOARD = 100_000_000 * 8192;

/** What sixteen attempts of two ceremonies may deal, and days of ticks with their proofs. */
export const MAX_BOARD_ENTRIES = 256 * MEBIBYTE;

function maxLength(path: string): number {
  if (path === RECORD_FILES.entries) return MAX_BOARD_ENTRIES;
  if (path === RECORD_FILES.bulletinBoard) return MAX_BULLETIN_BOARD;
  return path === RECORD_FILES.results ? MAX_RESULTS : 4 * MEBIBYTE;
}

/** A part of the record is not what it must be. `part` names it. */
export class RecordError extends CodedError {
  readonly part: string;

  constructor(part: string, code: string, message: string) {
    // A stranger's file may have any name, and this is printed.
    super(code, `${part.replace(/[^ -~]/g, '?')}: ${message}`);
    this.part = part;
  }
}

/** Throws `code` for that part unless `holds`. */
export function demand(holds: boolean, part: string, code: string, message: string): asserts holds {
  if (!holds) throw new RecordError(part, code, message);
}

/** Runs a check on a part, so that whatever it throws names that part, with one of this project's codes. */
export async function checking<T>(part: string, check: () => T | Promise<T>): Promise<T> {
  try {
    return await check();
  } catch (error) {
    if (error instanceof RecordError) throw error;
    const known = error instanceof ProtocolError || error instanceof BallotError;
    const code = known ? error.code : 'record/unreadable';
    throw new RecordError(part, code, error instanceof Error ? error.message : String(error));
  }
}

/** Opens a file that is not longer than `most` bytes. Errors: those of the source, record/too-long. */
function openPart(source: RecordSource, path: string, most: number): RecordFile {
  const file = source.open(path);
  try {
    demand(file.size <= most, path, 'record/too-long', `it is longer than ${most} bytes`);
    return file;
  } catch (error) {
    file.close();
    throw error;
  }
}

/** A whole file other than the bulletin board. Errors: those of opening it, record/torn. */
export function readPart(source: RecordSource, path: string): Uint8Array {
  const file = openPart(source, path, maxLength(path));
  try {
    const content = new Uint8Array(file.size);
    readFully(file, content, path);
    return content;
  } finally {
    file.close();
  }
}

/** Bytes that are read at once; and hashed before the process, which may be a service, gets its turn. */
const READ_AT_ONCE = MEBIBYTE;
const HASHED_IN_A_TURN = 16 * MEBIBYTE;

/** SHA-256 and size of a file, streamed. `most`: the most bytes that are read. Errors: those of opening it, record/torn. */
export async function measure(
  source: RecordSource,
  path: string,
  most = maxLength(path),
): Promise<RecordIndex['files'][number]> {
  const file = openPart(source, path, most);
  try {
    const hash = startSha256();
    for (let done = 0; done < file.size; done += READ_AT_ONCE) {
      if (done > 0 && done % HASHED_IN_A_TURN === 0) await new Promise((resolve) => setTimeout(resolve));
      const part = new Uint8Array(Math.min(file.size - done, READ_AT_ONCE));
      readFully(file, part, path);
      hash.update(part);
    }
    return { path, size: file.size, hash: hash.digest() };
  } finally {
    file.close();
  }
}

/** Packages read at once. */
const READ_AHEAD = 512;

/**
 * The bulletin board's packages, streamed: `count` of them, each of `length` bytes. Errors: those of opening the file,
 * freeze/list-mismatch if it has another length; record/torn if it becomes shorter meanwhile.
 */
export function* packagesIn(source: RecordSource, count: number, length: number): Generator<Uint8Array> {
  const path = RECORD_FILES.bulletinBoard;
  const file = openPart(source, path, count * length);
  try {
    demand(file.size === count * length, path, 'freeze/list-mismatch', `it does not hold ${count} packages`);
    for (let left = count; left > 0; left -= READ_AHEAD) {
      const buffer = new Uint8Array(length * Math.min(left, READ_AHEAD));
      readFully(file, buffer, path);
      for (let at = 0; at < buffer.length; at += length) yield buffer.slice(at, at + length);
    }
  } finally {
    file.close();
  }
}

function readFully(file: RecordFile, buffer: Uint8Array, path: string): void {
  for (let filled = 0; filled < buffer.length; ) {
    const read = file.read(buffer.subarray(filled));
    demand(read > 0, path, 'record/torn', 'it ends too early');
    filled += read;
  }
}
