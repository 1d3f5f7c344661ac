/**
 * The host of the voter app: its exported files, and /config.json, which tells the page where the electoral servers are.
 * It sees neither votes nor voters: the page talks to the servers directly.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { buildApp } from '../shared/http-server.ts';
import type { Logger } from '../shared/logger.ts';
import { addLogo } from '../shared/logo.ts';
import type { Metrics } from '../shared/metrics.ts';
import { reasonOf, StartupError } from '../shared/startup-error.ts';
import { addStaticFiles } from '../shared/static-files.ts';

/** A page has some 20 files, and many voters may share an address. */
const RATE_LIMIT = 1_000;
const Headers = Type.Record(Type.String(), Type.String());

export interface WebHost {
  readonly id: string;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** With config.json and headers.json, as `revs deploy` made them. */
  readonly folder: string;
  /** What `next build` exported; it may be missing. */
  readonly pages: string;
}

/** Builds the application, never listens. Errors: StartupError config/unreadable, config/invalid. */
export function webApp({ folder, pages, ...host }: WebHost): FastifyInstance {
  const app = buildApp({ ...host, role: 'web', rateLimit: RATE_LIMIT });
  // Read each time: `revs deploy` may make it again meanwhile.
  app.get('/config.json', async () => readJson(join(folder, 'config.json')));
  addLogo(app, folder);
  addStaticFiles(app, { folder: pages, headers: headersIn(join(folder, 'headers.json')) });
  return app;
}

function headersIn(path: string): Record<string, string> {
  const headers = readJson(path);
  if (Value.Check(Headers, headers)) return headers;
  throw new StartupError('config/invalid', `${path}: must be an object of header names and values`);
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new StartupError('config/unreadable', `${path}: ${reasonOf(error)}`);
  }
}
