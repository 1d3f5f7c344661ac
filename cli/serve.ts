/** Starts a server of any role from its configuration file. */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import { appFolder } from '../deployment/build-apps.ts';
import { commissionerSigner } from '../deployment/commissioner-key.ts';
import { CommandError } from '../output/output.ts';
import { loadMclBls } from '../protocol/primitives/bls-mcl.ts';
import { administratorApp } from '../servers/administrator/app.ts';
import { anonymizerApp } from '../servers/anonymizer/app.ts';
import { commissionerApp } from '../servers/commissioner/app.ts';
import { AuditLog } from '../servers/commissioner/audit/audit-log.ts';
import { loadDirectory } from '../servers/commissioner/monitoring/directory.ts';
import { Officers } from '../servers/commissioner/officers/officers.ts';
import { Registry } from '../servers/commissioner/roll/registry.ts';
import { counterApp } from '../servers/counter/app.ts';
import { distributorApp } from '../servers/distributor/app.ts';
import { systemClock } from '../servers/shared/clock.ts';
import type { HostContext, ServerContext } from '../servers/shared/hosted-election.ts';
import { loadOrCreateIdentity } from '../servers/shared/identity.ts';
import { createLogger, type Logger } from '../servers/shared/logger.ts';
import { Metrics } from '../servers/shared/metrics.ts';
import { runServer } from '../servers/shared/run-server.ts';
import { loadServerConfig, type ServerConfig } from '../servers/shared/server-config.ts';
import { addStaticFiles, pageHeaders } from '../servers/shared/static-files.ts';
import { trusteeApp } from '../servers/trustee/app.ts';
import { webApp } from '../servers/web/app.ts';

/** How long giving the Commissioner's card back may take, in milliseconds. */
const CARD_LIMIT = 1_000;

interface Hosted {
  readonly app: FastifyInstance;
  readonly elections: { startTicking(): void; close(): Promise<void> };
  readonly close?: () => Promise<void>;
}

export async function serve(role: string, configPath: string): Promise<void> {
  const config = loadServerConfig(configPath);
  if (config.role !== role)
    throw new CommandError(`${configPath} is the configuration of a ${config.role}, not of a ${role}`);
  const logger = createLogger(role, config.id, config.logLevel);
  const { host, port, folder } = config;
  if (role === 'web') {
    const app = webApp({ id: config.id, logger, metrics: new Metrics(), folder, pages: appFolder('voter') });
    return runServer(app, { host, port, logger }, async () => {});
  }
  const { app, elections, close } = await build(config, logger, new Metrics());
  await runServer(app, { host, port, logger }, async () => {
    await elections.close();
    await close?.();
  });
  elections.startTicking();
}

async function build(config: ServerConfig, logger: Logger, metrics: Metrics): Promise<Hosted> {
  const random = (length: number): Uint8Array => new Uint8Array(randomBytes(length));
  const { id, role, folder, url } = config;
  const host = { id, folder, random, clock: systemClock, logger };
  if (role === 'commissioner') return buildCommissioner(config, host, metrics);
  const identity = loadOrCreateIdentity(folder, random);
  const { commissionerKey = identity.publicKey } = config;
  const context: ServerContext = { ...host, identity, commissionerKey, url };
  if (role === 'administrator') return administratorApp(context, metrics, await loadMclBls());
  if (role === 'trustee') return trusteeApp(context, metrics, config.patience);
  if (role === 'anonymizer') return anonymizerApp(context, metrics);
  if (role === 'counter') return counterApp(context, metrics);
  return distributorApp(context, metrics);
}

function buildCommissioner(
  { folder, url, port }: ServerConfig,
  host: Omit<HostContext, 'identity' | 'commissionerKey'>,
  metrics: Metrics,
): Hosted {
  const { signer, close: closeSigner } = commissionerSigner(folder, host.random);
  const context = { ...host, identity: signer, commissionerKey: signer.publicKey, url };
  const registry = new Registry(folder);
  const officers = new Officers(folder, context.clock, context.random);
  const audit = new AuditLog(folder, context.clock, context.logger);
  const parts = {
    registry,
    officers,
    audit,
    port,
    directory: loadDirectory(join(folder, 'servers.json')),
    officerToken: readFileSync(join(folder, 'officer.token'), 'utf8').trim(),
  };
  const close = async (): Promise<void> => {
    for (const store of [registry, officers, audit]) await store.close();
    // While a PIN is awaited the card is busy; the end of the process resets it.
    await Promise.race([closeSigner(), setTimeout(CARD_LIMIT)]);
  };
  const hosted = commissionerApp(context, metrics, parts);
  addStaticFiles(hosted.app, { folder: appFolder('commissioner'), headers: pageHeaders([]) });
  return { ...hosted, close };
}
