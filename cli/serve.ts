/** Starts a server of any role from its configuration file. */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { loadMclBls } from '../protocol/primitives/bls-mcl.ts';
import { administratorApp } from '../servers/administrator/app.ts';
import { anonymizerApp } from '../servers/anonymizer/app.ts';
import { commissionerApp } from '../servers/commissioner/app.ts';
import { loadDirectory } from '../servers/commissioner/directory.ts';
import { Registry } from '../servers/commissioner/registry.ts';
import { counterApp } from '../servers/counter/app.ts';
import { distributorApp } from '../servers/distributor/app.ts';
import { systemClock } from '../servers/shared/clock.ts';
import type { ServerContext } from '../servers/shared/hosted-election.ts';
import { loadOrCreateIdentity } from '../servers/shared/identity.ts';
import { createLogger } from '../servers/shared/logger.ts';
import { Metrics } from '../servers/shared/metrics.ts';
import { runServer } from '../servers/shared/run-server.ts';
import { loadServerConfig, type ServerConfig } from '../servers/shared/server-config.ts';
import { trusteeApp } from '../servers/trustee/app.ts';
import { CommandError } from './output.ts';

interface Hosted {
  readonly app: FastifyInstance;
  readonly elections: { startTicking(): void; close(): Promise<void> };
  readonly close?: () => Promise<void>;
}

export async function serve(role: string, configPath: string): Promise<void> {
  const config = loadServerConfig(configPath);
  if (config.role !== role)
    throw new CommandError(`${configPath} is the configuration of a ${config.role}, not of a ${role}`);
  const random = (length: number): Uint8Array => new Uint8Array(randomBytes(length));
  const identity = loadOrCreateIdentity(config.folder, random);
  const logger = createLogger(role, config.id, config.logLevel);
  const context: ServerContext = {
    id: config.id,
    folder: config.folder,
    commissionerKey: config.commissionerKey ?? identity.publicKey,
    identity,
    random,
    clock: systemClock,
    logger,
  };
  const { app, elections, close } = await build(config, context, new Metrics());
  await runServer(app, { host: config.host, port: config.port, logger }, async () => {
    await elections.close();
    await close?.();
  });
  elections.startTicking();
}

async function build(
  { role, folder }: ServerConfig,
  context: ServerContext,
  metrics: Metrics,
): Promise<Hosted> {
  if (role === 'administrator') return administratorApp(context, metrics, await loadMclBls());
  if (role === 'trustee') return trusteeApp(context, metrics);
  if (role === 'anonymizer') return anonymizerApp(context, metrics);
  if (role === 'counter') return counterApp(context, metrics);
  if (role === 'distributor') return distributorApp(context, metrics);
  const registry = new Registry(folder);
  const parts = {
    registry,
    directory: loadDirectory(join(folder, 'servers.json')),
    officerToken: readFileSync(join(folder, 'officer.token'), 'utf8').trim(),
  };
  return { ...commissionerApp(context, metrics, parts), close: () => registry.close() };
}
