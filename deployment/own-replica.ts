/** What an operator does who keeps its own keys: makes its replica, and signs the genesis that names it. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CommandError } from '../output/output.ts';
import { genesisDocument, openPayload, signGenesis } from '../protocol/board/genesis.ts';
import { equalBytes, toHex } from '../protocol/primitives/bytes.ts';
import { boardStoreIn } from '../servers/board/board-store.ts';
import { firstKeysIn } from './board.ts';
import type { Deployment } from './deployment-file.ts';
import { loadOrCreateOperatorKey, operatorKeyIn } from './operators.ts';
import { writeConfig } from './server-folder.ts';

type OwnReplica = Omit<Deployment['board']['replicas'][number], 'keys'>;

export interface MadeReplica {
  /** As they go into the deployment file. */
  readonly operator: NonNullable<Deployment['operators']>[number];
  readonly replica: Deployment['board']['replicas'][number];
}

/** The replica's folder, with configuration and keys; made again it stays as it is. Errors: those of stores and keys. */
export async function makeReplica(folder: string, { listen, ...replica }: OwnReplica): Promise<MadeReplica> {
  const { id, url, operator } = replica;
  const { publicKey } = loadOrCreateOperatorKey(folder, operator);
  const keys = await firstKeysIn(join(folder, id));
  writeConfig(folder, id, { role: 'board', id, url, listen, logLevel: 'info' });
  return {
    operator: { name: operator, publicKey: toHex(publicKey) },
    replica: { ...replica, keys: keys.map(toHex) },
  };
}

/**
 * The genesis in the file at `path`, signed for each replica whose operator's key is in this folder. Errors: CommandError if there
 * is none, or a replica that lies in this folder has other keys there; those of the genesis.
 */
export async function signOwnReplicas(
  folder: string,
  path: string,
): Promise<{ readonly document: Uint8Array; readonly hash: string; readonly replicas: readonly string[] }> {
  const payload = new Uint8Array(readFileSync(path));
  const { genesis, board } = openPayload(payload);
  const signatures = [];
  for (const { id, operator, operatorKey, keys } of genesis.replicas) {
    const key = operatorKeyIn(folder, operator);
    if (key === undefined || !equalBytes(key.publicKey, operatorKey)) continue;
    const home = join(folder, id);
    const own = existsSync(boardStoreIn(home)) ? await firstKeysIn(home) : keys;
    if (own.length !== keys.length || own.some((one, i) => !equalBytes(one, keys[i] ?? new Uint8Array())))
      throw new CommandError(`${path} names other keys for ${id} than ${home} has: nothing is signed`);
    signatures.push(signGenesis(payload, id, key));
  }
  if (signatures.length === 0)
    throw new CommandError(`${path} names no replica of an operator whose key is in ${folder}`);
  const replicas = signatures.map(({ kid }) => kid);
  return { document: genesisDocument(payload, signatures), hash: toHex(board), replicas };
}
