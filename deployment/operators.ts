/** Operators' keys: each has one, for what it says about its servers and replicas on the board. Here, unless it keeps it itself. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { systemRandom } from '../common/system-random.ts';
import { requireHex } from '../protocol/primitives/bytes.ts';
import type { SigningKey } from '../protocol/primitives/p256-signature.ts';
import { loadOrCreateIdentity } from '../servers/shared/identity.ts';
import { type Deployment, OPERATORS_FOLDER } from './deployment-file.ts';

const FILE_NAME = 'operator.key';

/** Names may hold anything; this is the name of one folder, and of no hidden one. */
export const operatorHome = (folder: string, name: string): string =>
  join(folder, OPERATORS_FOLDER, encodeURIComponent(name).replace(/^\./, '%2E'));

/** Names of those who have a folder. */
export function operatorsIn(folder: string): string[] {
  const home = join(folder, OPERATORS_FOLDER);
  return existsSync(home) ? readdirSync(home).map(decodeURIComponent) : [];
}

/** Errors: those of {@link loadOrCreateIdentity}. */
export const loadOrCreateOperatorKey = (folder: string, name: string): SigningKey =>
  loadOrCreateIdentity(operatorHome(folder, name), systemRandom, FILE_NAME);

/** Undefined if it is not kept in this folder. */
export const operatorKeyIn = (folder: string, name: string): SigningKey | undefined =>
  existsSync(join(operatorHome(folder, name), FILE_NAME)) ? loadOrCreateOperatorKey(folder, name) : undefined;

/** Public keys of all who run something, by name; made here for those who do not keep theirs. */
export function operatorKeys(deployment: Deployment, folder: string): ReadonlyMap<string, Uint8Array> {
  const { servers, board, operators = [] } = deployment;
  const away = new Map(operators.map(({ name, publicKey }) => [name, requireHex(publicKey)]));
  const names = [...servers, ...board.replicas].map(({ operator }) => operator);
  const keyOf = (name: string): Uint8Array =>
    away.get(name) ?? loadOrCreateOperatorKey(folder, name).publicKey;
  return new Map([...new Set(names)].map((name) => [name, keyOf(name)]));
}
