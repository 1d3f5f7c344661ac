/** Starts a server of any role from its configuration file. Only what that role needs is loaded. */
import { systemRandom } from '../common/system-random.ts';
import { appFolder } from '../deployment/build-apps.ts';
import { CommandError } from '../output/output.ts';
import type { Role } from '../protocol/messages/plan.ts';
import { signerOf } from '../protocol/primitives/signer.ts';
import { systemClock } from '../servers/shared/clock.ts';
import { loadGenesis } from '../servers/shared/genesis-file.ts';
import type { ServerContext } from '../servers/shared/hosted-election.ts';
import { loadOrCreateIdentity } from '../servers/shared/identity.ts';
import { JoinedBoard } from '../servers/shared/join-board.ts';
import { createLogger, type Logger } from '../servers/shared/logger.ts';
import { Metrics } from '../servers/shared/metrics.ts';
import { runServer } from '../servers/shared/run-server.ts';
import { loadServerConfig, type ServerConfig } from '../servers/shared/server-config.ts';
import type { Hosted } from './serve-commissioner.ts';
import { turnOff } from './turn-off.ts';

export async function serve(role: string, configPath: string): Promise<void> {
  const config = loadServerConfig(configPath);
  if (config.role !== role)
    throw new CommandError(`${configPath} is the configuration of a ${config.role}, not of a ${role}`);
  const logger = createLogger(role, config.id, config.logLevel);
  const { host, port, folder } = config;
  if (role === 'web') {
    const { webApp } = await import('../servers/web/app.ts');
    const app = webApp({ id: config.id, logger, metrics: new Metrics(), folder, pages: appFolder('voter') });
    return runServer(app, { host, port, logger }, async () => {});
  }
  if (role === 'board') return (await import('./serve-board.ts')).serveBoard(config, logger, new Metrics());
  const { app, elections, join, close } = await build(config, logger, new Metrics());
  await runServer(app, { host, port, logger }, async () => {
    await elections.close();
    await close();
  });
  elections.startTicking();
  await join();
}

async function build(config: ServerConfig, logger: Logger, metrics: Metrics): Promise<Hosted> {
  const { id, role, folder, url, retentionDays } = config;
  const powerOff = config.powerOff && (() => turnOff(config.powerOff ?? [], logger));
  const host = { id, folder, retentionDays, powerOff, random: systemRandom, clock: systemClock, logger };
  if (role === 'commissioner')
    return (await import('./serve-commissioner.ts')).buildCommissioner(config, host, metrics);
  if (role === 'web' || role === 'board') throw new CommandError(`${role} hosts no elections`);
  const identity = loadOrCreateIdentity(folder, systemRandom);
  const { commissionerKey = identity.publicKey } = config;
  const context: ServerContext = { ...host, identity, commissionerKey, url };
  const board = new JoinedBoard(loadGenesis(folder), signerOf(identity), context);
  const hosted = await appOf(role, context, metrics);
  return {
    ...hosted,
    join: () => board.follow(role, context, hosted.elections),
    close: board.close,
  };
}

async function appOf(
  role: Role,
  context: ServerContext,
  metrics: Metrics,
): Promise<Pick<Hosted, 'app' | 'elections'>> {
  switch (role) {
    case 'administrator': {
      const { loadMclBls } = await import('../protocol/primitives/bls-mcl.ts');
      const { administratorApp } = await import('../servers/administrator/app.ts');
      return administratorApp(context, metrics, await loadMclBls());
    }
    case 'trustee':
      return (await import('../servers/trustee/app.ts')).trusteeApp(context, metrics);
    case 'anonymizer':
      return (await import('../servers/anonymizer/app.ts')).anonymizerApp(context, metrics);
    case 'counter':
      return (await import('../servers/counter/app.ts')).counterApp(context, metrics);
    default:
      return (await import('../servers/distributor/app.ts')).distributorApp(context, metrics);
  }
}
