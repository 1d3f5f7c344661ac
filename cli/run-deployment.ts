/** `revs run`: every server of a deployment that has its folder on this machine, each a process of its own. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { loadServerConfig } from '../servers/shared/server-config.ts';
import { CommandError, ProgressBar, say, table } from './output.ts';
import { withProcesses } from './processes.ts';

/** Ends with Ctrl-C, or when a server ends. Errors: CommandError naming the server and its log. */
export function runDeployment(folder: string): Promise<void> {
  const servers = serversIn(folder);
  return withProcesses(async (processes) => {
    const progress = new ProgressBar();
    let started = 0;
    await Promise.all(
      servers.map(async ({ role, id, home, url }) => {
        await processes.startServer(role, id, home, url);
        started += 1;
        progress.update('starting servers', started, servers.length);
      }),
    );
    progress.stop();
    say(
      table(
        ['server', 'listens at'],
        servers.map(({ id, url }) => [id, url]),
      ),
    );
    say('Ctrl-C stops all of them in good order.');
    const ended = servers.map(async ({ id, home }) => {
      await processes.ended(id);
      return `${id} has ended; its log is ${join(home, 'server.log')}. All others are stopped.`;
    });
    throw new CommandError(await Promise.race(ended));
  });
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
