/** The election record's files: what stands where, and how each is read within bounds. */
import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ProtocolError } from '../protocol/errors.ts';
import { bytes, list, struct, text, uint, type ValueOf } from '../protocol/primitives/cbor.ts';

export const RECORD_FILES = {
  index: 'record.jws',
  plan: 'plan.jws',
  manifest: 'manifest.jws',
  closingOrder: 'closing-order.jws',
  proposal: 'freeze-proposal.cbor',
  finalRoots: 'final-roots.cbor',
  disclosures: 'disclosures.cbor',
  ledgers: 'ledgers.cbor',
  erasures: 'erasures.cbor',
  bulletin: 'bulletin.bin',
  results: 'results.json',
} as const;

export const ballotFile = (style: string): string => `ballots/${style}.xml`;

const indexEntry = struct({
  path: text(100, /^[A-Za-z0-9._/-]+$/),
  size: uint(),
  hash: bytes(32),
});
/** Names, sizes and SHA-256 of all other files, in order of name; signed by the Commissioner. */
export const indexCodec = struct({ manifestHash: bytes(32), files: list(indexEntry, 100, 1) });
export type RecordIndex = ValueOf<typeof indexCodec>;
export const MAX_INDEX_LENGTH = 32_768;

/** Every file but the bulletin fits this bound, in bytes. */
const MAX_FILE = 1_048_576;

/** A part of the record is not what it must be. `part` names it. */
export class RecordError extends Error {
  readonly part: string;
  readonly code: string;

  constructor(part: string, code: string, message: string) {
    super(`${part}: ${message}`);
    this.name = 'RecordError';
    this.part = part;
    this.code = code;
  }
}

/** Runs a check on a part, so that whatever it throws names that part. */
export async function checking<T>(part: string, check: () => T | Promise<T>): Promise<T> {
  try {
    return await check();
  } catch (error) {
    if (error instanceof RecordError) throw error;
    if (error instanceof ProtocolError) throw new RecordError(part, error.code, error.message);
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'record/unreadable';
    throw new RecordError(part, code, error instanceof Error ? error.message : String(error));
  }
}

export async function readPart(folder: string, path: string): Promise<Uint8Array> {
  const file = join(folder, path);
  const size = statSync(file).size;
  if (size > MAX_FILE) throw new RecordError(path, 'record/too-long', `longer than ${MAX_FILE} bytes`);
  return new Uint8Array(await readFile(file));
}

/** Packages read at once. */
const READ_AHEAD = 512;

/** The bulletin's packages, each of `length` bytes, streamed. Errors: record/torn if the last one is not whole. */
export function* packagesIn(path: string, length: number): Generator<Uint8Array> {
  const file = openSync(path, 'r');
  try {
    const buffer = new Uint8Array(length * READ_AHEAD);
    for (;;) {
      const read = readFully(file, buffer);
      if (read % length !== 0)
        throw new RecordError(RECORD_FILES.bulletin, 'record/torn', 'its last package is not whole');
      for (let at = 0; at < read; at += length) yield buffer.slice(at, at + length);
      if (read < buffer.length) return;
    }
  } finally {
    closeSync(file);
  }
}

function readFully(file: number, buffer: Uint8Array): number {
  let filled = 0;
  for (;;) {
    const read = readSync(file, buffer, filled, buffer.length - filled, null);
    filled += read;
    if (read === 0 || filled === buffer.length) return filled;
  }
}
