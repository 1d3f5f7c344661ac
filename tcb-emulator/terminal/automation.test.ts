// biome-ignore-all lint/suspicious/noThenProperty: the word of the file format; it is never awaited
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { type TestContext, test } from 'vitest';
import type { Key } from '../display/keys.ts';
import { Panel } from '../display/panel.ts';
import { runAutomation } from './automation.ts';
import { parseRules, readRules } from './automation-rules.ts';
import { createHumanInterface } from './human-interface.ts';

const TOKEN = 'test-token-of-automation';

interface Running {
  readonly end: Promise<'exit' | 'stopped'>;
  stop(): void;
}

function run(t: TestContext, panel: Panel, ...rules: readonly object[]): Running {
  const stop = new AbortController();
  t.onTestFinished(() => stop.abort());
  const end = runAutomation(panel, parseRules({ version: 1, rules }), stop.signal);
  return { end, stop: () => stop.abort() };
}

/** Reads keys as a dialogue does, with a screen before each. */
async function ask(panel: Panel, screens: readonly string[]): Promise<readonly Key[]> {
  const keys: Key[] = [];
  for (const screen of screens) {
    panel.show([screen]);
    keys.push(await panel.nextKey());
  }
  return keys;
}

test('the documentation and its bounds: its example is read, and what is one more is refused', () => {
  const page = readFileSync(new URL('../../docs/terminal-automation.md', import.meta.url), 'utf8');
  const [, example = ''] = page.match(/```json\n([\s\S]*?)```/) ?? [];
  assert.equal(readRules(example).length, 2);
  assert.match(page, /64 KiB and 100 rules; a rule has 1 to 16 actions, `keys` 1 to 64 digits/);
  assert.match(page, /`Authorization: Bearer TOKEN`/);
  const rule = (actions: number, digits = 1) => ({
    text: 'x',
    then: Array.from({ length: actions }, () => ['keys', '1'.repeat(digits)]),
  });
  const read = (...rules: object[]) => parseRules({ version: 1, rules });
  read(rule(16, 64));
  read(...Array.from({ length: 100 }, () => rule(1)));
  const tooMany = [[rule(0)], [rule(17)], [rule(1, 65)], Array.from({ length: 101 }, () => rule(1))];
  for (const rules of tooMany) assert.throws(() => read(...rules), { code: 'automation/bad-rules' });
});

test('rules are tried on the screen that is already there, and on every one after it', async (t) => {
  const panel = new Panel();
  panel.show(['first']);
  const { end } = run(
    t,
    panel,
    { text: 'first', then: [['key', 'up']] },
    { regexp: '^sec+ond$', then: [['key', 'down']] },
    { text: 'leave', then: [['exit']] },
  );
  assert.equal(await panel.nextKey(), 'up');
  assert.deepEqual(await ask(panel, ['second']), ['down']);
  panel.show(['leave']);
  panel.show(['gone at once']);
  assert.equal(await end, 'exit');
});

test('a text is found wherever its lines break, and a regular expression sees one line', async (t) => {
  const panel = new Panel();
  run(
    t,
    panel,
    { text: 'vote is in the ballot', then: [['key', '1']] },
    { regexp: '^Wrong PIN Tries left: [0-9]$', then: [['key', '2']] },
  );
  panel.show(['Your vote is in', 'the ballot box.']);
  assert.equal(await panel.nextKey(), '1');
  panel.show(['Wrong PIN', '', 'Tries left:   2']);
  assert.equal(await panel.nextKey(), '2');
});

test('the first rule that matches acts, and no other', async (t) => {
  const panel = new Panel();
  run(t, panel, { text: 'Type', then: [['key', '1']] }, { text: 'Type PIN', then: [['key', '2']] });
  assert.deepEqual(await ask(panel, ['Type PIN', 'Type PIN']), ['1', '1']);
});

test('the keys of a rule are one action: the screens between them match nothing', async (t) => {
  const panel = new Panel();
  run(
    t,
    panel,
    {
      text: 'PIN',
      then: [
        ['keys', '4938'],
        ['key', 'ok'],
      ],
    },
    { text: 'Vote', then: [['key', 'down']] },
  );
  const typed = await ask(panel, ['PIN', 'PIN *', 'PIN **', 'PIN ***', 'PIN ****']);
  assert.deepEqual(typed, ['4', '9', '3', '8', 'ok']);
  // The card is at work, and only the lamp changes: the PIN is not typed again.
  panel.setMode('idle');
  panel.setMode('secure');
  assert.deepEqual(await ask(panel, ['Vote', 'PIN']), ['down', '4']);
});

test('a screen that is shown again is a new one, a change of the mode is none', async (t) => {
  const panel = new Panel();
  run(t, panel, { text: 'again', then: [['key', '1']] });
  panel.show(['again']);
  panel.setMode('secure');
  assert.equal(await panel.nextKey(), '1');
  panel.setMode('idle');
  const next = panel.nextKey();
  panel.press('9');
  assert.equal(await next, '9', 'the robot has pressed nothing for the mode');
  assert.deepEqual(await ask(panel, ['again']), ['1']);
});

test('a flag is false until it is set, and a rule waits for the state that it names', async (t) => {
  const panel = new Panel();
  run(
    t,
    panel,
    {
      text: 'ask',
      if: ['seen', true],
      then: [
        ['key', '2'],
        ['set', 'seen', false],
      ],
    },
    {
      text: 'ask',
      if: ['seen', false],
      then: [
        ['key', '1'],
        ['set', 'seen', true],
      ],
    },
  );
  assert.deepEqual(await ask(panel, ['ask', 'ask', 'ask']), ['1', '2', '1']);
  const panel2 = new Panel();
  run(
    t,
    panel2,
    { text: 'ask', if: ['__proto__', true], then: [['key', '1']] },
    { text: 'ask', then: [['key', '2']] },
  );
  assert.deepEqual(await ask(panel2, ['ask']), ['2']);
});

test('rules that are removed press nothing more', async (t) => {
  const panel = new Panel();
  const { end, stop } = run(t, panel, { text: 'ask', then: [['keys', '12']] });
  assert.deepEqual(await ask(panel, ['ask']), ['1']);
  stop();
  assert.equal(await end, 'stopped');
  assert.equal(panel.press('7').accepted, false);
  const key = panel.nextKey();
  panel.press('7');
  assert.equal(await key, '7');
});

test('a regular expression that takes too long is stopped, and ends the rules', async (t) => {
  const panel = new Panel();
  const fine = { text: 'never', then: [['exit']] };
  const { end } = run(t, panel, fine, { regexp: '^(a+ ?)+$', then: [['exit']] });
  panel.show(['a'.repeat(20), `${'a'.repeat(19)}!`]); // the Finlet that shows it goes on
  await assert.rejects(end, { code: 'automation/slow-regexp', message: /^rule 2:/ });
});

test('rules that are not as documented are refused by number, and nothing of them is repeated', () => {
  const good = { text: 'x', then: [['key', 'ok']] };
  const bad: readonly object[] = [
    { text: 'secret' },
    { then: [['exit']] },
    { text: 'secret', regexp: 'x', then: [['exit']] },
    { text: '', then: [['exit']] },
    { text: 'secret'.repeat(14), then: [['exit']] },
    { regexp: '(secret', then: [['exit']] },
    { regexp: 'x'.repeat(201), then: [['exit']] },
    { text: 'x', then: [] },
    { text: 'x', then: Array(17).fill(['exit']) },
    { text: 'x', then: [['key', 'secret']] },
    { text: 'x', then: [['keys', '12secret']] },
    { text: 'x', then: [['keys', '1'.repeat(65)]] },
    { text: 'x', then: [['exit', 'secret']] },
    { text: 'x', then: [['set', 'secret flag', true]] },
    { text: 'x', then: [['set', 'secret', 1]] },
    { text: 'x', if: ['secret'], then: [['exit']] },
    { text: 'x', then: [['exit']], secret: 1 },
    [],
  ];
  for (const rule of bad) {
    assert.throws(
      () => parseRules({ version: 1, rules: [good, rule] }),
      { code: 'automation/bad-rules', message: /^rule 2: (?!.*secret)/ },
      JSON.stringify(rule).slice(0, 80),
    );
  }
  for (const all of [
    null,
    [],
    {},
    { version: 2, rules: [good] },
    { version: 1, rules: [] },
    { version: 1, rules: Array(101).fill(good) },
    { version: 1, rules: [good], secret: 1 },
  ])
    assert.throws(() => parseRules(all), { code: 'automation/bad-rules', message: /^(?!.*secret)/ });
  assert.equal(parseRules({ version: 1, rules: Array(100).fill(good) }).length, 100);
});

test('an automation file is read up to 64 KiB', () => {
  const rules = '{"version":1,"rules":[{"text":"é","then":[["exit"]]}]}';
  const fill = ' '.repeat(64 * 1024 - Buffer.byteLength(rules));
  assert.equal(readRules(rules + fill).length, 1);
  assert.throws(() => readRules(`${rules}${fill} `), { code: 'automation/too-large' });
  assert.throws(() => readRules('{secret'), { code: 'automation/bad-rules', message: /^(?!.*secret)/ });
});

test('rules are loaded, watched and removed over the human interface', async (t) => {
  const panel = new Panel();
  const slot = { insert: async () => undefined, remove: () => undefined };
  const app = createHumanInterface({ panel, slot, token: TOKEN });
  t.onTestFinished(() => app.close());
  const call = async (method: 'GET' | 'POST' | 'DELETE', rules?: readonly object[]): Promise<unknown> => {
    const headers = { host: '127.0.0.1', authorization: `Bearer ${TOKEN}` };
    const body = rules === undefined ? {} : { payload: { version: 1, rules } };
    return (await app.inject({ method, url: '/automation', headers, ...body })).json();
  };
  const ended = async (): Promise<unknown> => {
    for (;;) {
      const now = await call('GET');
      if (!isDeepStrictEqual(now, { state: 'running' })) return now;
    }
  };
  assert.deepEqual(await call('GET'), { state: 'none' });
  panel.show(['ask']);
  const key = panel.nextKey();
  assert.deepEqual(await call('POST', [{ text: 'ask', then: [['keys', '12']] }]), { state: 'running' });
  assert.equal(await key, '1');
  // Loading replaces: the 2 of the first rules is never pressed.
  await call('POST', [{ text: 'more', then: [['key', '3']] }]);
  assert.deepEqual(await ask(panel, ['more']), ['3']);
  assert.deepEqual(await call('DELETE'), { state: 'none' });
  const last = ask(panel, ['more']);
  panel.press('9');
  assert.deepEqual(await last, ['9']);
  await call('POST', [{ text: 'more', then: [['exit']] }]);
  assert.deepEqual(await ended(), { state: 'exit' });
  panel.show(['a'.repeat(20), `${'a'.repeat(19)}!`]);
  await call('POST', [{ regexp: '^(a+ ?)+$', then: [['exit']] }]);
  assert.partialDeepStrictEqual(await ended(), { state: 'failed', code: 'automation/slow-regexp' });
  assert.deepEqual(await call('POST', [{ text: 'secret' }]), {
    code: 'automation/bad-rules',
    message: 'rule 1: not as documented',
  });
  // What is refused replaces nothing.
  assert.partialDeepStrictEqual(await call('GET'), { state: 'failed' });
});
