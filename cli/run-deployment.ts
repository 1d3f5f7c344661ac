/** `revs run`: every server of a deployment that has its folder on this machine, each a process of its own. */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { anySignal } from '../common/any-signal.ts';
import { operatorsIn } from '../deployment/operators.ts';
import { type Processes, withProcesses } from '../deployment/processes.ts';
import { registerServers } from '../deployment/register.ts';
import { supervise } from '../deployment/supervise.ts';
import { CommandError, complain, ProgressBar, print, table } from '../output/output.ts';
import { genesisFileIn } from '../servers/shared/genesis-file.ts';
import { persistently } from '../servers/shared/persistently.ts';
import { loadServerConfig } from '../servers/shared/server-config.ts';

/** Characters of a log's last line that are shown. */
const MAX_SHOWN = 300;
/** ms for one try to list servers in the board's directory. */
const REGISTRATION = 60_000;

/** Ends with Ctrl-C alone: a server that ends is started again, and the others go on. Errors: CommandError. */
export function runDeployment(folder: string): Promise<void> {
  const servers = serversIn(folder);
  return withProcesses(async (processes, stopped) => {
    const progress = new ProgressBar();
    const tried = new Set<FoundServer>();
    const onTried = (server: FoundServer): void => {
      tried.add(server);
      progress.update('starting servers', tried.size, servers.length);
      if (tried.size < servers.length) return;
      progress.stop();
      const rows = servers.map(({ id, url }) => [id, url]);
      print(table(['server', 'listens at'], rows));
      print('Ctrl-C stops all of them in good order.');
      void listServers(folder, stopped);
    };
    const watch: Watch = {
      started: (server) => (tried.has(server) ? print(`${server.id} runs again.`) : onTried(server)),
      ended: (server, report) => {
        complain(report);
        if (!tried.has(server)) onTried(server);
      },
    };
    await Promise.all(servers.map((server) => keepRunning(server, processes, stopped, watch)));
  });
}

/** The board's directory gets the servers of the operators whose keys are here, once enough replicas are up. */
async function listServers(folder: string, stopped: AbortSignal): Promise<void> {
  if (operatorsIn(folder).length === 0 || !existsSync(genesisFileIn(folder))) return;
  let told = '';
  const attempt = (): Promise<string[]> =>
    registerServers(folder, anySignal(stopped, AbortSignal.timeout(REGISTRATION)));
  const registered = await persistently(attempt, stopped, (reason) => {
    if (reason !== told && !stopped.aborted)
      complain(`The board's directory does not have all servers yet: ${reason}`);
    told = reason;
  });
  if (registered !== undefined && registered.length > 0)
    print(`Now in the board's directory: ${registered.join(', ')}.`);
}

interface Watch {
  started(server: FoundServer): void;
  ended(server: FoundServer, report: string): void;
}

/** Rejects once `stopped`. */
function keepRunning(
  server: FoundServer,
  processes: Processes,
  stopped: AbortSignal,
  watch: Watch,
): Promise<never> {
  const { role, id, home, url } = server;
  const log = join(home, 'server.log');
  return supervise({
    start: () => processes.startServer(role, id, home, url),
    ended: () => processes.ended(id),
    wait: (pause) => setTimeout(pause, undefined, { signal: stopped }),
    clock: () => performance.now(),
    onStarted: () => watch.started(server),
    onEnded: (reason, pause) => {
      if (stopped.aborted) return;
      const again = `It is started again in ${pause / 1_000} s; all others go on.`;
      watch.ended(server, `${reason}. ${again} ${log} ends with:\n  ${lastLineOf(log)}`);
    },
  });
}

function lastLineOf(log: string): string {
  const lines = existsSync(log) ? readFileSync(log, 'utf8').trimEnd().split('\n') : [];
  return (lines.at(-1) ?? '').slice(0, MAX_SHOWN);
}

interface FoundServer {
  readonly role: string;
  readonly id: string;
  readonly home: string;
  readonly url: string;
}

function serversIn(folder: string): FoundServer[] {
  const homes = existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [];
  const configs = homes.map((home) => [home, join(home, 'server.yaml')] as const);
  const servers = configs
    .filter(([, path]) => existsSync(path))
    .map(([home, path]) => {
      const { role, id, host, port } = loadServerConfig(path);
      return { role, id, home, url: `http://${host}:${port}` };
    });
  if (servers.length > 0) return servers;
  throw new CommandError(`${folder} has no servers; make them with "revs deploy FILE --out ${folder}"`);
}
