/** The genesis of the board that a server obeys, in `genesis.jws` of its folder: a plan of any other board is none for it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CheckedGenesis, openGenesis } from '../../protocol/board/genesis.ts';
import { reasonOf, StartupError } from './startup-error.ts';

export const genesisFileIn = (folder: string): string => join(folder, 'genesis.jws');

/** Errors: StartupError config/unreadable, config/invalid. */
export function loadGenesis(folder: string): CheckedGenesis {
  const path = genesisFileIn(folder);
  let document: Uint8Array;
  try {
    document = new Uint8Array(readFileSync(path));
  } catch (error) {
    throw new StartupError('config/unreadable', `${path}: ${reasonOf(error)}`);
  }
  try {
    return openGenesis(document);
  } catch (error) {
    throw new StartupError('config/invalid', `${path}: ${reasonOf(error)}`);
  }
}
