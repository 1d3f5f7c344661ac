import assert from 'node:assert/strict';
import { type ClientRequest, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { afterAll, test } from 'vitest';
import { buildApp } from './http-server.ts';
import { limitInFlight } from './in-flight.ts';
import { createLogger } from './logger.ts';
import { Metrics } from './metrics.ts';

const waiting: (() => void)[] = [];
const app = buildApp({
  role: 'administrator',
  id: 'administrator-1',
  logger: createLogger('administrator', 'administrator-1', 'silent'),
  metrics: new Metrics(),
});
app.get(
  '/costly',
  { onRequest: limitInFlight(2) },
  () => new Promise((resolve) => waiting.push(() => resolve({}))),
);
await app.listen({ host: '127.0.0.1', port: 0 });
const { port } = app.server.address() as AddressInfo;
let over = false;
afterAll(() => {
  over = true;
  return app.close();
});

/** As a proxy on this machine says whom it asks for. Resolves to the status; 0 if the client gave up. */
function ask(from: string): { request: ClientRequest; status: Promise<number> } {
  const headers = { 'x-forwarded-for': from };
  const request = httpRequest({ host: '127.0.0.1', port, path: '/costly', headers, agent: false });
  const status = new Promise<number>((resolve) => {
    request.on('response', (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode ?? 0));
    });
    request.on('error', () => resolve(0));
  });
  request.end();
  return { request, status };
}

async function underWay(count: number): Promise<void> {
  while (!over && waiting.length < count) await setTimeout(5);
}

/** The status, or that it was let in as one of `count` that are under way. */
const refusedOrIn = (from: string, count: number): Promise<number | string> =>
  Promise.race([ask(from).status, underWay(count).then(() => 'let in')]);

test('a network has so many requests under way and no more; the others are not refused', async () => {
  const first = [ask('203.0.113.7'), ask('203.0.113.7')];
  await underWay(2);
  assert.equal(await refusedOrIn('203.0.113.7', 3), 503);
  const other = ask('198.51.100.1');
  await underWay(3);
  for (const answer of waiting.splice(0)) answer();
  assert.deepEqual(await Promise.all([...first, other].map(({ status }) => status)), [200, 200, 200]);
});

test('what has ended makes room for as many as it was', async () => {
  const first = [ask('203.0.113.9'), ask('203.0.113.9')];
  await underWay(2);
  waiting.shift()?.();
  const ended = await Promise.race(first.map(({ status }) => status));
  assert.equal(ended, 200);
  let next = ask('203.0.113.9');
  // The count goes down when the connection is done with the answer, which may be after the client has it.
  while (waiting.length < 2) {
    const answered = await Promise.race([next.status, underWay(2).then(() => undefined)]);
    if (answered === 503) next = ask('203.0.113.9');
  }
  assert.equal(await refusedOrIn('203.0.113.9', 3), 503);
  for (const answer of waiting.splice(0)) answer();
  await Promise.all([...first, next].map(({ status }) => status));
});

test('what has ended makes room, whether it was answered or given up', async () => {
  const given = [ask('203.0.113.8'), ask('203.0.113.8')];
  await underWay(2);
  for (const { request } of given) request.destroy();
  await Promise.all(given.map(({ status }) => status));
  waiting.splice(0);
  let again = ask('203.0.113.8');
  // The server learns of the closed connections in its own time.
  while (waiting.length === 0) {
    const answered = await Promise.race([again.status, underWay(1).then(() => undefined)]);
    if (answered === 503) again = ask('203.0.113.8');
  }
  for (const answer of waiting.splice(0)) answer();
  assert.equal(await again.status, 200);
});

test('all addresses of one IPv6 network count together', async () => {
  const first = [ask('2001:db8:1:2::1'), ask('2001:db8:1:2::2')];
  await underWay(2);
  assert.equal(await refusedOrIn('2001:db8:1:2:ffff::3', 3), 503);
  for (const answer of waiting.splice(0)) answer();
  await Promise.all(first.map(({ status }) => status));
});
