/**
 * Gives a replica of the board new keys through the log (board contract, 3.13), whatever has become of its store: damaged, put
 * back, lost, or its secrets stolen. The old process must be dead, or two would vote as one replica.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { CommandError } from '../output/output.ts';
import { signRekey } from '../protocol/board/requests.ts';
import { equalBytes } from '../protocol/primitives/bytes.ts';
import { BoardStore, boardStoreIn } from '../servers/board/board-store.ts';
import { systemClock } from '../servers/shared/clock.ts';
import { loadGenesis } from '../servers/shared/genesis-file.ts';
import { getBytes, RemoteError } from '../servers/shared/http-client.ts';
import { ensureFolder } from '../servers/shared/secret-file.ts';
import { loadServerConfig } from '../servers/shared/server-config.ts';
import { StartupError } from '../servers/shared/startup-error.ts';
import { removeStore } from '../servers/shared/store.ts';
import { newSecrets } from './board.ts';
import { operatorHome, operatorKeyIn } from './operators.ts';
import { asOperator } from './register.ts';

export interface RekeyTerms {
  /** Its machine is gone: nobody asks whether the replica still runs. */
  readonly isGone: boolean;
  /** ms for each of the other replicas' answers. */
  readonly patience: number;
  /** Told how many seconds the board may take, before it does. */
  readonly onWait: (seconds: number) => void;
}

/** ms. */
const ANSWER_TIMEOUT = 3_000;
/** Clocks differ by less. */
const LEEWAY = 60_000;

/**
 * Resolves once its KEY is ordered: the replica may be started then, and not before. If it is interrupted it may be run again.
 * Errors: CommandError for a replica that still answers, or whose operator's key is not here; board/no-quorum if the others do not
 * work; those of stores.
 */
export async function rekeyReplica(
  folder: string,
  id: string,
  { isGone, patience, onWait }: RekeyTerms,
): Promise<{ readonly epoch: number }> {
  const genesis = loadGenesis(folder);
  const index = genesis.genesis.replicas.findIndex((replica) => replica.id === id);
  const replica = genesis.genesis.replicas[index];
  if (replica === undefined) throw new CommandError(`the board in ${folder} has no replica ${id}`);
  const { operator: name, operatorKey, url } = replica;
  const key = operatorKeyIn(folder, name);
  if (key === undefined || !equalBytes(key.publicKey, operatorKey))
    throw new CommandError(`the key of ${name}, who runs ${id}, is not in ${operatorHome(folder, name)}`);
  const home = join(folder, id);
  if (!isGone) for (const address of addressesOf(home, url)) await requireDead(id, address);
  const { slot } = genesis.genesis;
  return asOperator(genesis, { name, key, home: operatorHome(folder, name) }, async (client) => {
    // Before anything is thrown away: the others work, and have the log.
    const epoch = 1 + (await client.epochOf(index, AbortSignal.timeout(patience)));
    const keys = await newKeys(home, index, epoch);
    const now = systemClock();
    const terms = { epoch, keys, from: now - LEEWAY, to: now + 2 * slot + LEEWAY };
    const signed = signRekey(genesis.board, id, terms, key);
    onWait(Math.ceil(slot / 1_000));
    await client.orderKey(id, epoch, signed, AbortSignal.timeout(slot + patience));
    return { epoch };
  });
}

/** Where others reach it, and where it listens, if its configuration is here. */
function addressesOf(home: string, url: string): string[] {
  const path = join(home, 'server.yaml');
  if (!existsSync(path)) return [url];
  const { host, port } = loadServerConfig(path);
  return [url, `http://${host}:${port}`];
}

/** A process that hangs does not answer, and goes on one day. */
async function requireDead(id: string, address: string): Promise<void> {
  try {
    await getBytes(`${address}/health`, { timeoutMs: ANSWER_TIMEOUT });
  } catch (error) {
    if (!(error instanceof RemoteError)) throw error;
    if (error.code === 'remote/unreachable') return;
    if (error.code === 'remote/timeout')
      throw new CommandError(
        `${address} does not say whether ${id} still runs: stop it, or if its machine is gone for good add --gone`,
      );
  }
  throw new CommandError(`${id} still runs at ${address}: stop it first, for good`);
}

/** Public keys of the epoch: those that are there already, or those of a store that begins anew. */
async function newKeys(home: string, index: number, epoch: number): Promise<Uint8Array[]> {
  const path = boardStoreIn(home);
  ensureFolder(home);
  const known = openSound(path, index);
  const isBegun = known?.epoch === epoch;
  if (!isBegun) {
    await known?.close();
    removeStore(path);
  }
  const store = isBegun ? known : new BoardStore(path, index);
  try {
    if (!isBegun) await store.begin(epoch, newSecrets());
    return store.publicKeys();
  } finally {
    await store.close();
  }
}

/** Undefined if it is damaged. */
function openSound(path: string, index: number): BoardStore | undefined {
  try {
    return new BoardStore(path, index);
  } catch (error) {
    if (error instanceof StartupError && error.code === 'store/damaged') return undefined;
    throw error;
  }
}
