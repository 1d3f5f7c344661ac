/** A record in a folder on disk. */
import type { Dirent } from 'node:fs';
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { opendir } from 'node:fs/promises';
import { join } from 'node:path';
import { BALLOT_FOLDER, BOARD_FOLDER, demand, PERIOD_FOLDER, RecordError } from './files.ts';
import type { RecordFile, RecordSource } from './source.ts';

export const folderSource = (folder: string): RecordSource => ({
  paths: () => pathsIn(folder),
  open: (path) => openFile(folder, path),
});

async function* pathsIn(folder: string): AsyncGenerator<string> {
  for await (const entry of await opendir(folder))
    if (isFolder(entry))
      for await (const { name } of await opendir(join(folder, entry.name))) yield `${entry.name}/${name}`;
    else yield entry.name;
}

const isFolder = (entry: Dirent): boolean =>
  [BALLOT_FOLDER, BOARD_FOLDER, PERIOD_FOLDER].includes(entry.name) && entry.isDirectory();

/** What the system says of a path where no record file can be. */
const UNOPENED: Readonly<Record<string, readonly [code: string, message: string]>> = {
  ENOENT: ['record/missing', 'it is missing'],
  ENOTDIR: ['record/missing', 'it is missing'],
  ELOOP: ['record/not-a-file', 'it is a link'],
  ENXIO: ['record/not-a-file', 'it is not a file'],
};

/**
 * A regular file, no link, pipe or device, whose reading could go on for ever.
 * Errors: record/missing, record/not-a-file, record/unreadable.
 */
function openFile(folder: string, path: string): RecordFile {
  const file = openDescriptor(folder, path);
  try {
    const status = fstatSync(file);
    demand(status.isFile(), path, 'record/not-a-file', 'it is not a file');
    return {
      size: status.size,
      read: (buffer) => readSync(file, buffer, 0, buffer.length, null),
      close: () => closeSync(file),
    };
  } catch (error) {
    closeSync(file);
    throw error;
  }
}

function openDescriptor(folder: string, path: string): number {
  try {
    // Without O_NONBLOCK the opening of a pipe waits until somebody writes into it.
    return openSync(join(folder, path), constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    const { code: reason = 'unknown' } = error as NodeJS.ErrnoException;
    const [code, message] = UNOPENED[reason] ?? ['record/unreadable', `it cannot be opened: ${reason}`];
    throw new RecordError(path, code, message);
  }
}
