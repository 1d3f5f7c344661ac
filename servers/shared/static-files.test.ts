import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { LightMyRequestResponse } from 'fastify';
import { pino } from 'pino';
import { afterAll, test } from 'vitest';
import { buildApp } from './http-server.ts';
import { Metrics } from './metrics.ts';
import { addStaticFiles, contentSecurityPolicy, pageHeaders } from './static-files.ts';

const home = mkdtempSync(join(tmpdir(), 'revs-static-'));
const folder = join(home, 'out');
const CHUNK = '_next/static/chunks/pages/[id]-1f.js';
const FILES: Readonly<Record<string, string | Buffer>> = {
  'index.html': '<p>home',
  'elections.html': '<p>elections',
  'elections/new.html': '<p>new',
  '404.html': '<p>missing',
  'icon.svg': '<svg/>',
  [CHUNK]: 'run()',
  '_next/static/big.js': 'long script',
  '_next/static/big.js.gz': gzipSync('long script'),
  '.env': 'SECRET',
  '.git/config': 'SECRET',
  '_next/.cache/x': 'SECRET',
};
for (const [name, content] of Object.entries(FILES)) {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), content);
}
writeFileSync(join(home, 'outside.txt'), 'SECRET');
symlinkSync(join(home, 'outside.txt'), join(folder, 'link.txt'));
symlinkSync(home, join(folder, 'up'));

function host(pages = folder, rateLimit = 1_000) {
  const options = { role: 'web', id: 'web', logger: pino({ level: 'silent' }), metrics: new Metrics() };
  const app = buildApp({ ...options, rateLimit });
  app.get('/api/:name', async () => ({ isApi: true }));
  addStaticFiles(app, { folder: pages, headers: pageHeaders(['https://counter.example.org/revs']) });
  return app;
}

const app = host();
afterAll(async () => {
  await app.close();
  rmSync(home, { recursive: true });
});
const get = (url: string, headers = {}): Promise<LightMyRequestResponse> => app.inject({ url, headers });

for (const [url, body, type, cache] of [
  ['/', '<p>home', 'text/html', 'no-store'],
  ['/?language=pt', '<p>home', 'text/html', 'no-store'],
  ['/elections', '<p>elections', 'text/html', 'no-store'],
  ['/elections.html', '<p>elections', 'text/html', 'no-store'],
  ['/elections/new', '<p>new', 'text/html', 'no-store'],
  ['/icon.svg', '<svg/>', 'image/svg+xml', 'no-cache'],
  [`/${encodeURI(CHUNK)}`, 'run()', 'application/javascript', 'public, max-age=31536000, immutable'],
] as const)
  test(`${url} is a file, with its type, its time to live and the headers of all`, async () => {
    const response = await get(url);
    assert.deepEqual([response.statusCode, response.payload], [200, body]);
    assert.match(String(response.headers['content-type']), new RegExp(`^${type.replace('+', '.')}`));
    assert.equal(response.headers['cache-control'], cache);
    for (const [name, value] of Object.entries(pageHeaders(['https://counter.example.org'])))
      assert.equal(response.headers[name], value);
    const head = await app.inject({ method: 'HEAD', url });
    assert.deepEqual([head.statusCode, head.payload], [200, '']);
  });

for (const url of [
  '/.env',
  '/.git/config',
  '/_next/.cache/x',
  '/link.txt',
  '/up/outside.txt',
  '/../outside.txt',
  '/%2e%2e/outside.txt',
  '/..%2foutside.txt',
  '/elections/../../outside.txt',
  '//etc/passwd',
  '/_next/static',
  '/_next/static/',
  '/elections/',
  '/INDEX.html',
  '/nothing',
])
  test(`${url} is not there`, async () => {
    const response = await get(url);
    assert.deepEqual([response.statusCode, response.json().code], [404, 'service/not-found']);
    const page = await get(url, { accept: 'text/html,*/*' });
    assert.deepEqual([page.statusCode, page.payload], [404, '<p>missing']);
    assert.equal(
      page.headers['content-security-policy'],
      contentSecurityPolicy(['https://counter.example.org']),
    );
  });

test('a path that cannot be decoded is refused', async () => {
  assert.equal((await get('/%ff')).statusCode, 400);
});

test('routes of the server itself come first, and other methods find nothing', async () => {
  assert.deepEqual((await get('/api/x')).json(), { isApi: true });
  assert.equal((await get('/health')).json().status, 'ok');
  const response = await app.inject({ method: 'POST', url: '/', payload: '' });
  assert.deepEqual([response.statusCode, response.json().code], [404, 'service/not-found']);
});

test('a compressed file beside the file is what browsers get that take it', async () => {
  const response = await get('/_next/static/big.js', { 'accept-encoding': 'gzip, br' });
  assert.equal(response.headers['content-encoding'], 'gzip');
  assert.match(String(response.headers['content-type']), /^application\/javascript/);
  assert.deepEqual(response.rawPayload, FILES['_next/static/big.js.gz']);
  assert.equal((await get('/_next/static/big.js')).payload, 'long script');
  assert.equal((await get('/', { 'accept-encoding': 'gzip' })).payload, '<p>home');
});

test('a file that the browser has is not sent again', async () => {
  const { etag } = (await get('/icon.svg')).headers;
  const again = await get('/icon.svg', { 'if-none-match': etag });
  assert.deepEqual([again.statusCode, again.payload], [304, '']);
});

test('the policy allows scripts, styles and connections of ours alone', () => {
  const policy = contentSecurityPolicy([
    'https://a.example.org/revs',
    'https://a.example.org',
    'http://10.0.0.1:8001',
  ]);
  assert.equal(
    policy,
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; font-src 'self'; " +
      "connect-src 'self' http://127.0.0.1:* https://a.example.org http://10.0.0.1:8001; " +
      "frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
  );
});

test('files count for the limit of requests', async () => {
  const limited = host(folder, 3);
  const statuses = [];
  for (const url of ['/', '/icon.svg', '/nothing', '/'])
    statuses.push((await limited.inject(url)).statusCode);
  assert.deepEqual(statuses, [200, 200, 404, 429]);
  await limited.close();
});

test('an app that is not built says so', async () => {
  const empty = host(join(home, 'nothing'));
  const response = await empty.inject('/');
  assert.equal(response.statusCode, 503);
  assert.match(response.payload, /\.\/revs build/);
  assert.equal((await empty.inject('/elections')).statusCode, 404);
  assert.equal((await empty.inject('/api/x')).statusCode, 200);
  await empty.close();
});
