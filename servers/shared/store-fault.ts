/** Why a store cannot do its work, in three codes: all that an operator, or another server, needs to tell apart. */
import { statfsSync } from 'node:fs';
import { dirname } from 'node:path';

/** No room left; locked, read-only or failing hardware; not a sound database any more. */
export type StoreFault = 'store/full' | 'store/unavailable' | 'store/damaged';

const IO_ERROR = 10;
/** SQLite's primary result codes (sqlite.org/rescode.html). All others are mistakes of ours. */
const FAULTS: Readonly<Record<number, StoreFault>> = {
  3: 'store/unavailable', // PERM
  5: 'store/unavailable', // BUSY
  6: 'store/unavailable', // LOCKED
  8: 'store/unavailable', // READONLY
  [IO_ERROR]: 'store/unavailable',
  11: 'store/damaged', // CORRUPT
  13: 'store/full', // FULL
  14: 'store/unavailable', // CANTOPEN
  26: 'store/damaged', // NOTADB
};
/** With fewer bytes left SQLite cannot make its shared memory, and calls that an I/O error. */
const LEAST_ROOM = 65_536;

/**
 * Undefined for errors that are not the store's. `path`: the file that was worked on, if it is known; `roomAt`: bytes that
 * are free where it lies.
 */
export function storeFaultOf(error: unknown, path?: string, roomAt = freeBytes): StoreFault | undefined {
  if (!(error instanceof Error && 'code' in error)) return undefined;
  if (error.code === 'ENOSPC' || error.code === 'EDQUOT') return 'store/full';
  if (error.code !== 'ERR_SQLITE_ERROR' || !('errcode' in error)) return undefined;
  // The low byte of an extended code is the primary one.
  const code = Number(error.errcode) & 0xff;
  return code === IO_ERROR && path !== undefined && roomAt(path) < LEAST_ROOM ? 'store/full' : FAULTS[code];
}

function freeBytes(path: string): number {
  const { bavail, bsize } = statfsSync(dirname(path));
  return bavail * bsize;
}
