// biome-ignore-all lint/suspicious/noThenProperty: the word of the file format; it is never awaited
/** Three channels that never mix: the PC's, the person's, the lab's. */
import assert from 'node:assert/strict';
import type { FastifyInstance } from 'fastify';
import { type TestContext, test, vi } from 'vitest';
import { askPin } from '../dialogue/prompts.ts';
import { textsIn } from '../dialogue/screens.ts';
import { digitKeys } from '../display/keys.ts';
import { Panel } from '../display/panel.ts';
import { createHumanInterface } from './human-interface.ts';
import { createLabInterface } from './lab-interface.ts';

const HUMAN_TOKEN = 'the-token-of-a-person';
const LAB_TOKEN = 'the-token-of-a-test-lab';
/** Eight digits that occur nowhere by chance. */
const PIN = '73914628';

function channels(t: TestContext) {
  const panel = new Panel();
  const lab = {
    insert: async () => undefined,
    remove: () => undefined,
    cutPower: () => undefined,
    setClock: () => undefined,
    seedRandom: () => undefined,
  };
  const human = createHumanInterface({ panel, slot: lab, token: HUMAN_TOKEN });
  const laboratory = createLabInterface({ lab, token: LAB_TOKEN });
  t.onTestFinished(async () => {
    await Promise.all([human.close(), laboratory.close()]);
  });
  return { panel, human, laboratory };
}

const ask = (
  app: FastifyInstance,
  method: 'GET' | 'POST' | 'DELETE',
  url: string,
  token: string | undefined,
  payload?: string | object,
) => {
  const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const headers = { host: '127.0.0.1', 'content-type': 'application/json', ...authorization };
  return app.inject({ method, url, headers, ...(payload === undefined ? {} : { payload }) });
};

const HUMAN_ROUTES = [
  ['GET', '/display'],
  ['GET', '/cards'],
  ['GET', '/automation'],
  ['DELETE', '/automation'],
  ['POST', '/automation'],
  ['POST', '/keys'],
  ['POST', '/wait'],
  ['POST', '/card'],
] as const;
const LAB_ROUTES = [
  ['POST', '/card'],
  ['POST', '/power'],
  ['POST', '/clock'],
  ['POST', '/random'],
] as const;

test('the token of one channel opens no other, and the PC, which has none, opens neither', async (t) => {
  const { human, laboratory } = channels(t);
  for (const token of [LAB_TOKEN, undefined])
    for (const [method, url] of HUMAN_ROUTES)
      assert.equal((await ask(human, method, url, token)).statusCode, 401, `human ${method} ${url}`);
  for (const token of [HUMAN_TOKEN, undefined])
    for (const [method, url] of LAB_ROUTES)
      assert.equal((await ask(laboratory, method, url, token)).statusCode, 401, `lab ${method} ${url}`);
});

test('a channel has nothing of another', async (t) => {
  const { human, laboratory } = channels(t);
  for (const url of ['/', '/terminal.js', '/display', '/cards', '/automation'])
    assert.equal((await ask(laboratory, 'GET', url, LAB_TOKEN)).statusCode, 404, `lab ${url}`);
  for (const url of ['/keys', '/wait', '/automation'])
    assert.equal((await ask(laboratory, 'POST', url, LAB_TOKEN, {})).statusCode, 404, `lab ${url}`);
  for (const url of ['/power', '/clock', '/random', '/status', '/voting', '/checking', '/challenge'])
    assert.equal((await ask(human, 'POST', url, HUMAN_TOKEN, {})).statusCode, 404, `human ${url}`);
});

test('the PIN appears in no frame, no answer and no log', async (t) => {
  const { panel, human } = channels(t);
  const said: string[] = [];
  const logs = [process.stdout, process.stderr].map((stream) => vi.spyOn(stream, 'write').mock);

  const typed = askPin(panel, textsIn('en'));
  const history = [panel.frame()];
  for (const key of [...digitKeys(PIN), 'correct', ...digitKeys(PIN.slice(-1)), 'ok']) {
    const watching = ask(human, 'GET', `/display?after=${panel.frame().sequence}`, HUMAN_TOKEN);
    said.push((await ask(human, 'POST', '/keys', HUMAN_TOKEN, { keys: [key] })).body);
    if (key !== 'ok') said.push((await watching).body);
    history.push(panel.frame());
  }
  assert.equal(await typed, PIN);

  const again = askPin(panel, textsIn('en'));
  const rules = [
    {
      text: 'PIN',
      then: [
        ['keys', PIN],
        ['key', 'ok'],
      ],
    },
  ];
  said.push((await ask(human, 'POST', '/automation', HUMAN_TOKEN, { version: 1, rules })).body);
  assert.equal(await again, PIN);
  said.push((await ask(human, 'GET', '/automation', HUMAN_TOKEN)).body);

  const refused: readonly [string, string | object][] = [
    ['/keys', { keys: [PIN] }],
    ['/keys', `{"keys":["${PIN}"`],
    ['/wait', { text: PIN, timeoutSeconds: 0 }],
    ['/card', { insert: [PIN] }],
    ['/automation', { version: 1, rules: [{ text: 'PIN', then: [['keys', `${PIN}x`]] }] }],
    [`/${PIN}`, {}],
  ];
  for (const [url, payload] of refused) {
    const { statusCode, body } = await ask(human, 'POST', url, HUMAN_TOKEN, payload);
    assert.ok(statusCode >= 400, url);
    said.push(body);
  }
  process.stdout.write('the search sees what is logged');
  const logged = logs.flatMap(({ calls }) => calls.map(([text]) => String(text))).join('');
  assert.ok(logged.includes('sees what is logged'));
  assert.ok(!logged.includes(PIN));
  assert.ok(history.some(({ lines }) => lines.join().includes('********')));
  assert.ok(
    said.some((text) => text.includes('********')),
    'the search sees what is shown',
  );
  const everything = JSON.stringify(history) + said.join('\n');
  // Not in whole, nor any four digits of it in a row.
  for (let i = 0; i + 4 <= PIN.length; i += 1) assert.ok(!everything.includes(PIN.slice(i, i + 4)), `${i}`);
});
