import assert from 'node:assert/strict';
import { afterAll, beforeAll, test } from 'vitest';
import { newKey } from '../../../protocol/test-support.ts';
import { testService } from '../test-support.ts';
import { Registry } from './registry.ts';
import { MAX_ROLL_LENGTH } from './roll-csv.ts';
import { addRollRoutes } from './roll-routes.ts';

const { app, folder, close } = testService();
const registry = new Registry(folder);
const key = newKey().publicKey;

beforeAll(async () => {
  addRollRoutes(app, registry);
  app.post('/other', async () => 'taken');
  await registry.importVoters([
    { voter: 'ana', style: 'member' },
    { voter: 'ben', style: 'member' },
  ]);
  await registry.registerCards([{ voter: 'ana', publicKey: key }], () => undefined);
});
afterAll(async () => {
  await registry.close();
  await close();
});

const csv = (path: string, payload: string) => post(path, payload, 'text/csv');

async function post(path: string, payload: string, type?: string) {
  const response = await app.inject({
    method: 'POST',
    url: path,
    payload,
    headers: type === undefined ? {} : { 'content-type': type },
  });
  return { status: response.statusCode, body: response.json<Record<string, unknown>>() };
}

test('a preview says what would change, and changes nothing', async () => {
  const before_ = registry.voters();
  const roll = 'voter,style\nana,member\nben,council\nzoe,__proto__\n';
  assert.deepEqual(await post('/officer/roll/preview', roll, 'text/csv; charset=utf-8'), {
    status: 200,
    body: {
      voters: 3,
      added: 1,
      changed: 1,
      styles: Object.fromEntries([
        ['member', 1],
        ['council', 1],
        ['__proto__', 1],
      ]),
      sample: [
        { voter: 'ana', style: 'member', line: 2 },
        { voter: 'ben', style: 'council', line: 3 },
        { voter: 'zoe', style: '__proto__', line: 4 },
      ],
      problems: [],
      problemCount: 0,
    },
  });
  assert.deepEqual(registry.voters(), before_);
});

test('a preview of many rows and many problems shows the first of each, and how many there are', async () => {
  const rows = Array.from({ length: 300 }, (_, i) => `v${i},m\nbad row,m\n`).join('');
  const { body } = await csv('/officer/roll/preview', `voter,style\n${rows}`);
  const { sample, problems } = body as { sample: { line: number }[]; problems: { line: number }[] };
  assert.deepEqual([body.voters, body.added, body.problemCount], [300, 300, 300]);
  assert.deepEqual([sample.length, sample.at(-1)?.line], [20, 40]);
  assert.deepEqual([problems.length, problems[0]?.line], [200, 3]);
});

test('one bad row, and nothing is imported', async () => {
  const before_ = registry.voters();
  const { status, body } = await csv('/officer/roll', 'voter,style\nnew,m\nb c,m\nd e,m\n');
  assert.deepEqual([status, body.code], [400, 'roll/bad-rows']);
  assert.match(String(body.message), /^nothing was imported: line 3: the voter ID .*, and 1 more$/);
  assert.deepEqual(registry.voters(), before_);
});

test('the ID of a test voter is not imported: its card would count for nothing in real elections', async () => {
  const { status, body } = await csv('/officer/roll', 'voter,style\nTEST-7,m\n');
  assert.deepEqual([status, body.code], [400, 'roll/bad-rows']);
  assert.match(String(body.message), /line 2: TEST-7 is the ID of a test voter/);
});

test('a good roll is imported; who is there already keeps the card', async () => {
  const answer = await csv('/officer/roll', 'voter,style\nana,council\nzoe,member\n');
  assert.deepEqual(answer, { status: 200, body: { imported: 2 } });
  assert.deepEqual(registry.voters(), [
    { voter: 'ana', style: 'council', publicKey: key },
    { voter: 'ben', style: 'member', publicKey: undefined },
    { voter: 'zoe', style: 'member', publicKey: undefined },
  ]);
});

test('what is not CSV is refused there, and CSV everywhere else', async () => {
  for (const path of ['/officer/roll', '/officer/roll/preview'])
    for (const type of ['application/json', 'application/cbor', 'text/plain']) {
      const { status, body } = await post(path, '{"voter":"ana"}', type);
      assert.deepEqual([status, body.code], [415, 'service/unsupported-type'], `${path} ${type}`);
      assert.match(String(body.message), /text\/csv/);
    }
  assert.equal((await post('/officer/roll', '')).status, 415);
  assert.equal((await csv('/officer/roll', '')).body.code, 'roll/bad-rows');
  assert.equal((await csv('/other', 'voter,style\n')).body.code, 'service/unsupported-type');
});

test('a roll that is too long is refused', async () => {
  const { status, body } = await csv('/officer/roll', ' '.repeat(MAX_ROLL_LENGTH + 1));
  assert.deepEqual([status, body.code], [413, 'service/too-large']);
});
