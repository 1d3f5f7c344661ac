/** The Commissioner's service from its configuration file: its key, its roll, its officers, its pages. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import { appFolder } from '../deployment/build-apps.ts';
import { commissionerSigner } from '../deployment/commissioner-key.ts';
import { commissionerApp } from '../servers/commissioner/app.ts';
import { AuditLog } from '../servers/commissioner/audit/audit-log.ts';
import { loadDirectory } from '../servers/commissioner/monitoring/directory.ts';
import { Officers } from '../servers/commissioner/officers/officers.ts';
import { Registry } from '../servers/commissioner/roll/registry.ts';
import { Templates } from '../servers/commissioner/templates/templates.ts';
import { loadGenesis } from '../servers/shared/genesis-file.ts';
import type { HostContext } from '../servers/shared/hosted-election.ts';
import { JoinedBoard, type Joining } from '../servers/shared/join-board.ts';
import { addLogo, logoIn } from '../servers/shared/logo.ts';
import type { Metrics } from '../servers/shared/metrics.ts';
import type { ServerConfig } from '../servers/shared/server-config.ts';
import { addStaticFiles, pageHeaders } from '../servers/shared/static-files.ts';

/** A server's application with what is to be stopped and closed. */
export interface Hosted {
  readonly app: FastifyInstance;
  readonly elections: Joining & { startTicking(): void; close(): Promise<void> };
  /** Begins to follow the board. */
  readonly join: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** How long giving the Commissioner's card back may take, in milliseconds. */
const CARD_LIMIT = 1_000;

export function buildCommissioner(
  { folder, url, port, fourEyes }: ServerConfig,
  host: Omit<HostContext, 'identity' | 'commissionerKey'>,
  metrics: Metrics,
): Hosted {
  const { signer, close: closeSigner } = commissionerSigner(folder, host.random);
  const context = { ...host, identity: signer, commissionerKey: signer.publicKey, url };
  const registry = new Registry(folder);
  const templates = new Templates(folder);
  const officers = new Officers(folder, context.clock, context.random, fourEyes);
  const audit = new AuditLog(folder, context.clock, context.logger);
  const board = new JoinedBoard(loadGenesis(folder), signer, context);
  const directory = loadDirectory(join(folder, 'servers.json'));
  const logo = logoIn(folder);
  const deps = {
    board,
    registry,
    templates,
    officers,
    audit,
    port,
    directory,
    organisation: { ...directory.organisation, ...(logo && { logo }) },
    officerToken: readFileSync(join(folder, 'officer.token'), 'utf8').trim(),
  };
  const close = async (): Promise<void> => {
    for (const store of [board, registry, templates, officers, audit]) await store.close();
    // While a PIN is awaited the card is busy; the end of the process resets it.
    await Promise.race([closeSigner(), setTimeout(CARD_LIMIT)]);
  };
  const hosted = commissionerApp(context, metrics, deps);
  addLogo(hosted.app, folder);
  addStaticFiles(hosted.app, { folder: appFolder('commissioner'), headers: pageHeaders([]) });
  return { ...hosted, join: () => board.follow('commissioner', context, hosted.elections), close };
}
