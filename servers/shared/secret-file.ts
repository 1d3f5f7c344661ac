/**
 * Secrets on disk: one file each, readable by its owner only, written once and whole, erased for good. Functions return
 * when the disk has it. Erasure overwrites in place, which a journal or the wear levelling of a flash drive can defeat:
 * the operating guide asks for an encrypted volume.
 */
import { randomBytes } from 'node:crypto';
import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { dirname, resolve } from 'node:path';
import { hasErrorCode, reasonOf, StartupError } from './startup-error.ts';

/** Longest secret, in bytes. */
const MAX_LENGTH = 65_536;
/** Everything that people other than the owner may do. */
const FOREIGN_ACCESS = 0o077;

/**
 * The content of the file; undefined if there is none, or if it was erased: a crash in {@link eraseSecret} can leave
 * zeros. Errors: StartupError secret/unreadable, secret/unsafe-permissions, secret/wrong-size (empty or above 64 KiB).
 */
export function readSecret(path: string): Uint8Array | undefined {
  const file = openExisting(path, constants.O_RDONLY);
  if (file === undefined) return undefined;
  try {
    requireLength(path, fstatSync(file).size);
    const bytes = new Uint8Array(readFileSync(file));
    return bytes.every((byte) => byte === 0) ? undefined : bytes;
  } finally {
    closeSync(file);
  }
}

/**
 * Creates the file with `bytes` (1 to 65,536 of them), all or nothing, and its folder if that is missing.
 * Errors: StartupError secret/exists if there is a file of this name, even an erased one; secret/wrong-size.
 */
export function writeSecretOnce(path: string, bytes: Uint8Array): void {
  requireLength(path, bytes.length);
  ensureFolder(dirname(path));
  const draft = `${path}.${randomBytes(8).toString('hex')}.draft`;
  const file = openSync(draft, 'wx', 0o600);
  try {
    writeFully(file, bytes);
    // Unlike a rename, a link never replaces what is there.
    linkSync(draft, path);
  } catch (error) {
    if (hasErrorCode(error, 'EEXIST'))
      throw new StartupError('secret/exists', `${path}: there is such a file already`);
    throw error;
  } finally {
    closeSync(file);
    unlinkSync(draft);
  }
  syncFolder(dirname(path));
}

/** Overwrites with zeros, then removes. A file that does not exist is erased already, so this may be repeated. */
export function eraseSecret(path: string): void {
  const file = openExisting(path, constants.O_RDWR);
  if (file === undefined) return;
  try {
    writeFully(file, new Uint8Array(fstatSync(file).size));
  } finally {
    closeSync(file);
  }
  unlinkSync(path);
  syncFolder(dirname(path));
}

/** Creates the folder and those above it that are missing, for the owner only, durably. */
export function ensureFolder(folder: string): void {
  const first = mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (first === undefined) return;
  const top = dirname(resolve(first));
  for (let at = resolve(folder); at !== top; at = dirname(at)) syncFolder(dirname(at));
}

/** Opens a regular file that is its owner's alone; undefined if there is none. Follows no link. */
function openExisting(path: string, mode: number): number | undefined {
  let file: number;
  try {
    file = openSync(path, mode | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    if (hasErrorCode(error, 'ENOENT')) return undefined;
    throw new StartupError('secret/unreadable', `${path}: ${reasonOf(error)}`);
  }
  const status = fstatSync(file);
  const isSafe = (status.mode & FOREIGN_ACCESS) === 0;
  if (status.isFile() && isSafe) return file;
  closeSync(file);
  if (!status.isFile()) throw new StartupError('secret/unreadable', `${path}: not a file`);
  throw new StartupError('secret/unsafe-permissions', `${path}: others may use it; chmod 600 is expected`);
}

function requireLength(path: string, length: number): void {
  if (length < 1 || length > MAX_LENGTH)
    throw new StartupError('secret/wrong-size', `${path}: ${length} bytes instead of 1 to ${MAX_LENGTH}`);
}

function writeFully(file: number, bytes: Uint8Array): void {
  let at = 0;
  while (at < bytes.length) at += writeSync(file, bytes, at, bytes.length - at, at);
  fsyncSync(file);
}

function syncFolder(folder: string): void {
  const handle = openSync(folder, constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
