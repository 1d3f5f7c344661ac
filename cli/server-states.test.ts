import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, test } from 'vitest';
import type { ServerHealth } from '../servers/commissioner/api.ts';
import { rowOf, type ServerState, statesOf } from './server-states.ts';

const state = (of: Partial<ServerState>): ServerState => ({
  id: 'counter-1',
  ok: true,
  problem: null,
  clockSkew: 0,
  ...of,
});

test('a clock is shown ahead or behind, in seconds; below half a second it is right; without an answer it is not known', () => {
  const clock = (clockSkew: number | null) => rowOf(state({ clockSkew }))[2];
  assert.deepEqual([0, 499, -499, 59_600, -9_401, null].map(clock), [
    'ok',
    'ok',
    'ok',
    '60 s ahead',
    '9 s behind',
    '',
  ]);
});

test('health: ok, down, or what fails', () => {
  assert.deepEqual(rowOf(state({})), ['counter-1', 'ok', 'ok', '']);
  assert.equal(rowOf(state({ ok: false, clockSkew: null }))[1], 'DOWN');
  assert.equal(rowOf(state({ ok: false, problem: 'store/full' }))[1], 'FAILING: store/full');
  assert.equal(rowOf(state({ signed: 3 }))[3], 3);
});

const asked: string[] = [];
const server: Server = createServer((request, response) => {
  asked.push(String(request.url));
  if (request.url?.startsWith('/a2')) response.writeHead(503);
  response.end(JSON.stringify({ signed: 5 }));
});
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

test('each server of the election with its health and clock; Administrators alone say how many they signed for', async () => {
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const servers = ['a1', 'a2', 'c1', 'c2'].map((id) => ({ id, url: `${base}/${id}` }));
  const health = (id: string, clockSkew: number): ServerHealth => ({
    id,
    role: 'counter',
    up: true,
    problem: null,
    milliseconds: 1,
    clockSkew,
  });
  const states = [health('c1', -2_000), health('other', 9_000), health('a1', 61_000), health('a2', 0)];
  assert.deepEqual(await statesOf({ servers, administrators: ['a1', 'a2'], election: 'e' }, states), [
    state({ id: 'a1', clockSkew: 61_000, signed: 5 }),
    state({ id: 'a2' }),
    state({ id: 'c1', clockSkew: -2_000 }),
    state({ id: 'c2', ok: false, clockSkew: null }),
  ]);
  assert.deepEqual(asked.toSorted(), ['/a1/elections/e/status', '/a2/elections/e/status']);
});
