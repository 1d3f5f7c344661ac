import assert from 'node:assert/strict';
import type { FastifyInstance } from 'fastify';
import { type TestContext, test } from 'vitest';
import { createLabInterface, type Lab } from './lab-interface.ts';

const TOKEN = 'test-token-of-the-lab';

function served(t: TestContext): { readonly app: FastifyInstance; readonly done: unknown[] } {
  const done: unknown[] = [];
  const lab: Lab = {
    insert: async (path) => {
      if (path === 'damaged')
        throw Object.assign(new Error('the image is damaged'), { code: 'card/corrupted' });
      done.push(['insert', path]);
    },
    remove: () => void done.push('remove'),
    cutPower: () => void done.push('cut'),
    setClock: (offset) => void done.push(['clock', offset]),
    seedRandom: (seed) => void done.push(['seed', seed]),
  };
  const app = createLabInterface({ lab, token: TOKEN });
  t.onTestFinished(() => app.close());
  return { app, done };
}

async function post(app: FastifyInstance, url: string, payload: object): Promise<[number, string]> {
  const headers = { host: '127.0.0.1', authorization: `Bearer ${TOKEN}` };
  const { statusCode, body } = await app.inject({ method: 'POST', url, payload, headers });
  return [statusCode, body === '' ? '' : JSON.parse(body).code];
}

test('the lab does what no person can', async (t) => {
  const { app, done } = served(t);
  const orders: readonly [string, object][] = [
    ['/card', { insert: '/anywhere/a.card' }],
    ['/card', { remove: true }],
    ['/power', { off: true }],
    ['/clock', { offsetMs: -3_600_000 }],
    ['/random', { seed: 'same again' }],
  ];
  for (const [url, order] of orders) assert.deepEqual(await post(app, url, order), [204, ''], url);
  const expected = [
    ['insert', '/anywhere/a.card'],
    'remove',
    'cut',
    ['clock', -3_600_000],
    ['seed', 'same again'],
  ];
  assert.deepEqual(done, expected);
  assert.deepEqual(await post(app, '/card', { insert: 'damaged' }), [409, 'card/corrupted']);
});

test('the lab refuses what is not as documented', async (t) => {
  const { app, done } = served(t);
  const orders: readonly [string, object][] = [
    ['/card', {}],
    ['/card', { insert: 'a', remove: true }],
    ['/power', { off: false }],
    ['/power', {}],
    ['/clock', { offsetMs: 0.5 }],
    ['/clock', { offsetMs: '1' }],
    ['/clock', { offsetMs: 4e12 }],
    ['/random', { seed: '' }],
    ['/random', { seed: 'x'.repeat(65) }],
    ['/random', { seed: 7 }],
  ];
  for (const [url, order] of orders)
    assert.deepEqual(await post(app, url, order), [400, 'terminal/bad-request'], url + JSON.stringify(order));
  assert.deepEqual(done, []);
});
