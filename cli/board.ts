/** `revs board`: what its commands do. */
import { writeFileSync } from 'node:fs';
import { stringify } from 'yaml';
import { makeReplica, signOwnReplicas } from '../deployment/own-replica.ts';
import { registerServers } from '../deployment/register.ts';
import { rekeyReplica } from '../deployment/rekey.ts';
import { complain, print, printJson, table } from '../output/output.ts';
import { type BoardHealth, type ReplicaHealth, watchBoard } from '../servers/shared/board-watch.ts';
import { systemClock } from '../servers/shared/clock.ts';
import { loadGenesis } from '../servers/shared/genesis-file.ts';
import type { Common, ReplicaOptions } from './common-options.ts';

export async function boardStatus({ dir, json }: Common): Promise<void> {
  const health = await watchBoard(loadGenesis(dir), systemClock);
  if (json) return printJson(health);
  print(
    table(
      COLUMNS,
      health.replicas.map((replica) => rowOf(replica, health)),
    ),
  );
}

/** ms. */
const PATIENCE = 60_000;
const COLUMNS = [
  'replica',
  'health',
  'instance',
  'entries',
  'leader',
  'generation',
  'lags by',
  'keys left',
  'log',
];

function rowOf({ id, up, problem, status, differs }: ReplicaHealth, { c }: BoardHealth): (string | number)[] {
  const health = problem === null ? (up ? 'ok' : 'DOWN') : `FAILING: ${problem}`;
  if (status === null) return [id, health, '', '', '', '', '', '', ''];
  const { regency, leader, size, generation, keysLeft, mayVote } = status;
  const led = regency === 0 ? leader : `${leader} (regency ${regency})`;
  const lag = Math.max(0, (c ?? 0) - status.c);
  const log = differs ? 'ANOTHER' : 'ok';
  return [
    id,
    up && !mayVote ? 'no key in force' : health,
    status.c,
    size,
    led,
    generation,
    lag,
    keysLeft,
    log,
  ];
}

export async function register({ dir, json }: Common): Promise<void> {
  const registered = await registerServers(dir, AbortSignal.timeout(PATIENCE));
  if (json) return printJson({ registered });
  print(
    registered.length === 0
      ? 'The directory has them all.'
      : `Now in the directory: ${registered.join(', ')}.`,
  );
}

export async function rekey(options: Common & { replica: string; gone?: boolean }): Promise<void> {
  const { dir, json, replica: id, gone = false } = options;
  const onWait = (seconds: number): void =>
    complain(`The board takes one new list of keys of a replica in ${seconds} s: waiting for its turn.`);
  const { epoch } = await rekeyReplica(dir, id, { isGone: gone, patience: PATIENCE, onWait });
  if (json) return printJson({ replica: id, epoch });
  print(
    `${id} has new keys, of epoch ${epoch}, and an empty store. Start it: it follows the others by itself, and votes.`,
  );
  print(`  revs serve board --config ${dir}/${id}/server.yaml`);
}

/** For an operator who keeps its keys: prints what goes into the deployment file. */
export async function makeKeys({ dir, json, ...replica }: Common & ReplicaOptions): Promise<void> {
  const { id, operator, system, url, listen } = replica;
  const made = await makeReplica(dir, {
    id,
    operator,
    system,
    url,
    ...(listen === undefined ? {} : { listen }),
  });
  if (json) return printJson(made);
  print(`For the deployment file, among its operators and among the replicas of its board:\n`);
  print(stringify({ operators: [made.operator], board: { replicas: [made.replica] } }));
}

export async function signGenesisFile(
  file: string,
  { dir, json, out }: Common & { out: string },
): Promise<void> {
  const { document, hash, replicas } = await signOwnReplicas(dir, file);
  writeFileSync(out, document);
  if (json) return printJson({ hash, replicas, file: out });
  print(
    `The board with the hash\n  ${hash}\nis signed for ${replicas.join(', ')} in ${out}; all others must see the same hash.`,
  );
}
