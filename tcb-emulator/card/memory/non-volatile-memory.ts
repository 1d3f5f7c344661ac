/**
 * The card's non-volatile memory: one value that is replaced as a whole or not at all, whenever the power fails.
 * As a file: magic (7 bytes) || version (1) || SHA-256 of all the rest (32) || state. An image that is not exactly that
 * is refused, never reset: a card that started blank again could vote again.
 */

import {
  closeSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { CodedError } from '../../../common/coded-error.ts';
import { concat, equalBytes, utf8 } from '../../../protocol/primitives/bytes.ts';
import { sha256 } from '../../../protocol/primitives/sha256.ts';

export type MemoryErrorCode = 'memory/corrupted' | 'memory/unknown-version' | 'memory/failed';

export class MemoryError extends CodedError<MemoryErrorCode> {}

/** Most bytes of state that the memory holds. */
export const MEMORY_CAPACITY = 2 ** 19;

export interface NonVolatileMemory {
  /** The state, which no power cut can undo any more; undefined if none was ever written. Errors: MemoryError. */
  read(): Uint8Array | undefined;
  /** Atomic and durable when it returns. When it throws, the state is the old one or the new one: read to know. */
  write(state: Uint8Array): void;
}

/** What a file memory needs of a file system, so small that a test can cut the power inside each part of it. */
export interface Disk {
  /** Undefined if there is no such file. Errors: when it is longer than `maxLength` bytes. */
  readFile(path: string, maxLength: number): Uint8Array | undefined;
  /** Makes the file again, readable by its owner only, and returns when its content is durable. */
  writeFile(path: string, content: Uint8Array): void;
  /** Atomic, but durable only after {@link syncFolder}. */
  rename(from: string, to: string): void;
  syncFolder(path: string): void;
}

export class FileMemory implements NonVolatileMemory {
  readonly #path: string;
  readonly #disk: Disk;

  /** The folder of `path` must exist; a leftover of an interrupted write beside it is ignored and overwritten. */
  constructor(path: string, disk: Disk = fileSystem) {
    this.#path = path;
    this.#disk = disk;
  }

  read(): Uint8Array | undefined {
    const image = this.#attempt('read', () => {
      // A write may have been cut after its rename: nobody may act on a state that could still be undone.
      this.#disk.syncFolder(dirname(this.#path));
      return this.#disk.readFile(this.#path, HEADER + MEMORY_CAPACITY);
    });
    return image === undefined ? undefined : openImage(image);
  }

  write(state: Uint8Array): void {
    const temporary = `${this.#path}.new`;
    this.#attempt('write', () => {
      this.#disk.writeFile(temporary, sealImage(state));
      this.#disk.rename(temporary, this.#path);
      this.#disk.syncFolder(dirname(this.#path));
    });
  }

  #attempt<T>(what: string, access: () => T): T {
    try {
      return access();
    } catch (cause) {
      throw new MemoryError('memory/failed', `cannot ${what} the card memory ${this.#path}`, { cause });
    }
  }
}

const MAGIC = utf8('REVScrd');
const VERSION = 2;
const HASH = MAGIC.length + 1;
const HEADER = HASH + 32;

function sealImage(state: Uint8Array): Uint8Array {
  const head = concat(MAGIC, Uint8Array.of(VERSION));
  return concat(head, checksum(head, state), state);
}

const checksum = (head: Uint8Array, state: Uint8Array): Uint8Array => sha256(concat(head, state));

function openImage(image: Uint8Array): Uint8Array {
  const state = image.subarray(HEADER);
  if (image.length < HEADER || !equalBytes(image.subarray(0, MAGIC.length), MAGIC))
    throw new MemoryError('memory/corrupted', 'this file is not a card memory, or it is damaged');
  if (image[MAGIC.length] !== VERSION)
    throw new MemoryError('memory/unknown-version', `the card memory has a version other than ${VERSION}`);
  if (!equalBytes(image.subarray(HASH, HEADER), checksum(image.subarray(0, HASH), state)))
    throw new MemoryError('memory/corrupted', 'the card memory is damaged: its checksum does not match');
  return state;
}

const fileSystem: Disk = {
  readFile: (path, maxLength) => {
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat === undefined) return undefined;
    if (!stat.isFile() || stat.size > maxLength) throw new Error('not a file of a card memory');
    return new Uint8Array(readFileSync(path));
  },
  writeFile: (path, content) => {
    rmSync(path, { force: true });
    // Exclusive, so that the mode is ours and no link planted under this name is followed.
    withDescriptor(openSync(path, 'wx', 0o600), (descriptor) => {
      writeFileSync(descriptor, content);
      fsyncSync(descriptor);
    });
  },
  rename: renameSync,
  syncFolder: (path) => withDescriptor(openSync(path, 'r'), fsyncSync),
};

function withDescriptor(descriptor: number, use: (descriptor: number) => void): void {
  try {
    use(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
