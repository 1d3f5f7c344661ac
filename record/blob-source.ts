/**
 * A record that somebody chose in a browser: the files of a folder, or the archive that the Commissioner's service publishes.
 * Blobs are read by slices, so that a record larger than memory can be hashed.
 */
import { demand, RECORD_FILES, RecordError } from './files.ts';
import type { RecordFile, RecordSource } from './source.ts';

/** A worker's FileReaderSync. Whatever it throws means that the file cannot be read. */
export type ReadBlob = (blob: Blob) => ArrayBuffer;

/**
 * Bytes of a bulletin board, the one part without which a browser's memory would not be bounded: of each vote something is
 * kept until all are counted. More than a million votes.
 */
export const MAX_BULLETIN_BOARD_HERE = 2 * 2 ** 30;

/** @param files by their paths in the record */
export const blobSource = (files: ReadonlyMap<string, Blob>, read: ReadBlob): RecordSource => ({
  paths: () => files.keys(),
  open: (path) => {
    const blob = files.get(path);
    demand(blob !== undefined, path, 'record/missing', 'it is missing');
    const isBoard = path === RECORD_FILES.bulletinBoard;
    const fits = !isBoard || blob.size <= MAX_BULLETIN_BOARD_HERE;
    demand(fits, path, 'record/too-long-here', 'it is too long for a browser');
    return openBlob(blob, path, read);
  },
});

function openBlob(blob: Blob, path: string, read: ReadBlob): RecordFile {
  let at = 0;
  return {
    size: blob.size,
    read: (buffer) => {
      const part = sliceOf(blob, at, buffer.length, path, read);
      buffer.set(part);
      at += part.length;
      return part.length;
    },
    close: () => undefined,
  };
}

function sliceOf(blob: Blob, from: number, length: number, path: string, read: ReadBlob): Uint8Array {
  try {
    return new Uint8Array(read(blob.slice(from, from + length)));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new RecordError(path, 'record/unreadable', `it cannot be read: ${reason}`);
  }
}

const ARCHIVE = 'record.tar';
const FOLDER = 'election-record/';
const BLOCK = 512;
/** Where a header has its fields (POSIX ustar). */
const NAME_LENGTH = 100;
const SIZE = { from: 124, to: 136 } as const;
const TYPE = 156;
const MAGIC = { from: 257, to: 262 } as const;
const REGULAR = '0';

/**
 * The files of an archive as the Commissioner's service packs it: regular files below one folder, each once, and nothing else.
 * Errors: record/not-an-archive, record/not-a-file, record/not-canonical, record/torn, record/unreadable.
 */
export function filesInArchive(archive: Blob, read: ReadBlob): ReadonlyMap<string, Blob> {
  const files = new Map<string, Blob>();
  for (let at = 0; ; ) {
    const header = sliceOf(archive, at, BLOCK, ARCHIVE, read);
    demand(header.length === BLOCK, ARCHIVE, 'record/torn', 'it ends too early');
    if (header.every((byte) => byte === 0)) return files;
    const { path, size } = entryIn(header);
    demand(!files.has(path), path, 'record/not-canonical', 'it is in the archive twice');
    const from = at + BLOCK;
    demand(from + size <= archive.size, path, 'record/torn', 'it ends too early');
    files.set(path, archive.slice(from, from + size));
    at = from + Math.ceil(size / BLOCK) * BLOCK;
  }
}

function entryIn(header: Uint8Array): { path: string; size: number } {
  const textIn = (from: number, to: number): string =>
    new TextDecoder().decode(header.subarray(from, to)).replace(/\0.*$/s, '');
  const isHeader = textIn(MAGIC.from, MAGIC.to) === 'ustar';
  demand(isHeader, ARCHIVE, 'record/not-an-archive', 'it is no archive of a record');
  const name = textIn(0, NAME_LENGTH);
  const path = name.startsWith(FOLDER) ? name.slice(FOLDER.length) : name;
  demand(textIn(TYPE, TYPE + 1) === REGULAR, path, 'record/not-a-file', 'it is not a file');
  const octal = textIn(SIZE.from, SIZE.to).trimEnd();
  demand(/^[0-7]{1,11}$/.test(octal), path, 'record/not-an-archive', 'its size is no number');
  return { path, size: Number.parseInt(octal, 8) };
}
