/** Who may ask the PC interface; what it answers is tested with a Finlet, in test/. */

import assert from 'node:assert/strict';
import type { FastifyInstance } from 'fastify';
import { type TestContext, test } from 'vitest';
import { nobleBls } from '../../protocol/primitives/bls-noble.ts';
import { seededRandom } from '../../protocol/seeded-random-test-support.ts';
import { TERMINAL } from '../card/test-support.ts';
import { Panel } from '../display/panel.ts';
import { FinreadTerminal } from './finread-terminal.ts';
import { createPcInterface } from './pc-interface.ts';

const VOTERS_PAGE = 'https://vote.example.org';
const HOST = '127.0.0.1:8600';

function served(t: TestContext): FastifyInstance {
  const terminal = new FinreadTerminal({
    panel: new Panel(),
    random: seededRandom('terminal'),
    bls: nobleBls,
    clock: () => 0,
    identity: TERMINAL,
    openCard: async () => assert.fail('no card is put in'),
  });
  const loadFinlet = async () => assert.fail('no Finlet is uploaded');
  const app = createPcInterface(terminal, loadFinlet, [VOTERS_PAGE]);
  t.onTestFinished(() => app.close());
  return app;
}

test('programs, pages on loopback and the pages that it was started for are answered', async (t) => {
  const app = served(t);
  for (const origin of [undefined, `http://${HOST}`, 'http://localhost:3000', VOTERS_PAGE]) {
    const headers = { host: HOST, ...(origin === undefined ? {} : { origin }) };
    assert.equal((await app.inject({ url: '/card', headers })).statusCode, 200, origin);
  }
  const preflight = { host: HOST, origin: VOTERS_PAGE };
  const { statusCode, headers } = await app.inject({ method: 'OPTIONS', url: '/finlet', headers: preflight });
  assert.deepEqual([statusCode, headers['access-control-allow-origin']], [204, VOTERS_PAGE]);
});

test('any other page, and any other name, is refused', async (t) => {
  const app = served(t);
  const refusal = async (headers: Record<string, string>): Promise<unknown[]> => {
    const answer = await app.inject({ method: 'POST', url: '/finlet/start', headers });
    return [answer.statusCode, answer.json().code, answer.headers['access-control-allow-origin']];
  };
  const notLoopback = [403, 'terminal/not-loopback', undefined];
  assert.deepEqual(await refusal({ host: 'evil.example' }), notLoopback);
  assert.deepEqual(await refusal({ host: 'evil.example', origin: VOTERS_PAGE }), notLoopback);
  for (const origin of ['https://evil.example', 'http://vote.example.org', 'https://localhost', 'null'])
    assert.deepEqual(await refusal({ host: HOST, origin }), [403, 'terminal/bad-origin', undefined], origin);
});
