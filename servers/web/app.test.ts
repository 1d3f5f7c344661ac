import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { pino } from 'pino';
import { afterAll, test } from 'vitest';
import { Metrics } from '../shared/metrics.ts';
import { pageHeaders } from '../shared/static-files.ts';
import { webApp } from './app.ts';

const folder = mkdtempSync(join(tmpdir(), 'revs-web-'));
const pages = join(folder, 'out');
const headers = pageHeaders(['https://counter.example.org']);
const write = (name: string, value: unknown): void =>
  writeFileSync(join(folder, name), typeof value === 'string' ? value : JSON.stringify(value));
mkdirSync(pages);
write('out/index.html', '<p>vote');
// An export that brings a file of this name does not tell voters where the servers are.
write('out/config.json', { distributors: ['https://evil.example.org'] });
write('config.json', { distributors: ['https://a.example.org'] });
write('headers.json', headers);
const host = (): FastifyInstance =>
  webApp({ id: 'web', logger: pino({ level: 'silent' }), metrics: new Metrics(), folder, pages });
afterAll(() => rmSync(folder, { recursive: true }));

test('pages have the headers of the deployment; /config.json is the one of the deployment, always the newest', async () => {
  const app = host();
  const page = await app.inject('/');
  assert.equal(page.payload, '<p>vote');
  for (const [name, value] of Object.entries(headers)) assert.equal(page.headers[name], value);
  for (const distributors of [['https://a.example.org'], ['https://b.example.org']]) {
    write('config.json', { distributors });
    const config = await app.inject('/config.json');
    assert.deepEqual(config.json(), { distributors });
    assert.equal(config.headers['cache-control'], 'no-store');
  }
  assert.equal((await app.inject('/health')).json().role, 'web');
  assert.equal((await app.inject('/headers.json')).statusCode, 404);
  await app.close();
});

test('the logo of the organisation, if there is one', async () => {
  const app = host();
  assert.equal((await app.inject('/logo.png')).statusCode, 404);
  write('logo.png', 'picture');
  const logo = await app.inject('/logo.png');
  assert.deepEqual([logo.statusCode, logo.headers['content-type'], logo.body], [200, 'image/png', 'picture']);
  assert.equal(logo.headers['x-content-type-options'], 'nosniff');
  await app.close();
});

test('headers that are none, or not there, stop it at the start', () => {
  const refused = (code: string): void =>
    assert.throws(
      host,
      (error: Error & { code?: string }) => error.code === code && /headers\.json/.test(error.message),
    );
  for (const value of [['x'], { a: 1 }, 'null']) {
    write('headers.json', value);
    refused('config/invalid');
  }
  write('headers.json', '{');
  refused('config/unreadable');
  rmSync(join(folder, 'headers.json'));
  refused('config/unreadable');
});
