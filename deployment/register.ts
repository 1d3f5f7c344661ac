/** Operators list their servers in the board's directory (board contract, section 4): only those can be in a plan. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';
import { CommandError } from '../output/output.ts';
import type { CheckedGenesis } from '../protocol/board/genesis.ts';
import { serverStatement } from '../protocol/board/post-messages.ts';
import { requireHex, toHex } from '../protocol/primitives/bytes.ts';
import type { SigningKey } from '../protocol/primitives/p256-signature.ts';
import { sha256 } from '../protocol/primitives/sha256.ts';
import { signerOf } from '../protocol/primitives/signer.ts';
import { signStatement } from '../protocol/primitives/statement.ts';
import { type DirectoryServer, roleSchema } from '../servers/commissioner/api/servers.ts';
import { BoardClient } from '../servers/shared/board-client/board-client.ts';
import { systemClock } from '../servers/shared/clock.ts';
import { loadGenesis } from '../servers/shared/genesis-file.ts';
import { createLogger } from '../servers/shared/logger.ts';
import { operatorHome, operatorKeyIn, operatorsIn } from './operators.ts';
import { replaceFile } from './replace-file.ts';

const hex = Type.String({ pattern: '^([0-9a-f]{2})+$' });
const serversSchema = Type.Array(
  Type.Object({
    id: Type.String(),
    role: roleSchema,
    operator: Type.String(),
    system: Type.String(),
    url: Type.String(),
    publicKey: hex,
  }),
);
/** What the board has proved that it has: the last entry of each server. */
const registeredSchema = Type.Object({ board: hex, servers: Type.Record(Type.String(), Type.String()) });

const serversFile = (home: string): string => join(home, 'servers.json');
const registeredFile = (home: string): string => join(home, 'registered.json');

/** For each operator the list of its servers, which goes to the operator if it keeps its key itself. */
export function writeOwnServers(folder: string, servers: readonly DirectoryServer[]): void {
  for (const name of new Set(servers.map(({ operator }) => operator)))
    replaceFile(
      serversFile(operatorHome(folder, name)),
      servers.filter(({ operator }) => operator === name),
    );
}

export interface Operator {
  readonly name: string;
  readonly key: SigningKey;
  readonly home: string;
}

/** Those whose keys are in the folder. */
const operatorsOf = (folder: string): Operator[] =>
  operatorsIn(folder).flatMap((name) => {
    const key = operatorKeyIn(folder, name);
    return key === undefined ? [] : { name, key, home: operatorHome(folder, name) };
  });

/** Resolves `job` with a client of the board that posts as this operator. */
export async function asOperator<T>(
  genesis: CheckedGenesis,
  { name, key, home }: Operator,
  job: (client: BoardClient) => Promise<T>,
): Promise<T> {
  const logger = createLogger('operator', name, 'silent');
  const client = new BoardClient({
    genesis,
    key: signerOf(key),
    path: join(home, 'board.db'),
    clock: systemClock,
    logger,
  });
  try {
    return await job(client);
  } finally {
    await client.stop();
  }
}

/**
 * Posts every server of the operators whose keys are in the folder, unless the board has it so already. Resolves to the IDs of
 * those that were posted. Errors: those of {@link BoardClient.post}; CommandError for a folder without operators.
 */
export async function registerServers(folder: string, signal: AbortSignal): Promise<string[]> {
  const genesis = loadGenesis(folder);
  const operators = operatorsOf(folder);
  if (operators.length === 0) throw new CommandError(`${folder} has no operator's key`);
  const posted = await Promise.all(operators.map((operator) => registerOf(genesis, operator, signal)));
  return posted.flat();
}

async function registerOf(
  genesis: CheckedGenesis,
  operator: Operator,
  signal: AbortSignal,
): Promise<string[]> {
  const { home, key } = operator;
  const servers = readServers(home);
  const board = toHex(genesis.board);
  const known = readRegistered(home);
  const registered = new Map(Object.entries(known?.board === board ? known.servers : {}));
  const due = servers.filter((server) => registered.get(server.id) !== inText(server));
  if (due.length === 0) return [];
  const signer = toHex(sha256(key.publicKey));
  return asOperator(genesis, operator, async (client) => {
    for (const server of due) {
      const { role, id, system, url, publicKey } = server;
      const entry = { role, id, identityKey: requireHex(publicKey), system, url };
      const statement = signStatement(serverStatement, genesis.board, entry, signer, key);
      await client.post('directory', ['server', signer, statement], signal);
      registered.set(id, inText(server));
      replaceFile(registeredFile(home), { board, servers: Object.fromEntries(registered) });
    }
    return due.map(({ id }) => id);
  });
}

type OwnServer = Static<typeof serversSchema>[number];
const inText = ({ role, id, system, url, publicKey }: OwnServer): string =>
  [role, id, system, url, publicKey].join(' ');

function readServers(home: string): readonly OwnServer[] {
  const path = serversFile(home);
  // An operator of replicas alone.
  if (!existsSync(path)) return [];
  const servers: unknown = JSON.parse(readFileSync(path, 'utf8'));
  if (Value.Check(serversSchema, servers)) return servers;
  throw new CommandError(`${path} is not a list of servers; "revs deploy" writes it`);
}

/** Unreadable is like missing: then everything is posted again, which changes nothing. */
function readRegistered(home: string): Static<typeof registeredSchema> | undefined {
  try {
    const known: unknown = JSON.parse(readFileSync(registeredFile(home), 'utf8'));
    return Value.Check(registeredSchema, known) ? known : undefined;
  } catch {
    return undefined;
  }
}
