import assert from 'node:assert/strict';
import { test } from 'vitest';
import { LANGUAGES } from './languages.ts';
import {
  askNewPin,
  askPin,
  askPuk,
  askResume,
  chooseLanguage,
  keysForLanguage,
  keysForPin,
  showCheckResult,
  showFingerprint,
  showText,
} from './prompts.ts';
import { textsIn } from './screens.ts';
import { drive, screenAfter } from './test-support.ts';

const EN = textsIn('en');

test('a digit chooses the language', async () => {
  for (const language of LANGUAGES) {
    const { result } = await drive(chooseLanguage, ['9', 'ok', ...keysForLanguage(language)]);
    assert.equal(result === 'cancelled' ? result : result.language, language);
  }
  assert.equal((await drive(chooseLanguage, ['cancel'])).result, 'cancelled');
});

test('the PIN is shown as stars only', async () => {
  const { result, shown } = await drive((io) => askPin(io, EN), keysForPin('4831'));
  assert.equal(result, '4831');
  assert.deepEqual(
    shown.map(([, stars]) => stars),
    ['', '*', '**', '***', '****'],
  );
  for (const screen of shown) assert.doesNotMatch(screen.join(''), /\d/);
});

test('a PIN has 4 to 8 digits, correct takes back one, and cancel leaves', async () => {
  assert.equal((await screenAfter((io) => askPin(io, EN), keysForPin('123')))[2], 'It has 4 to 8 digits');
  assert.equal(
    (await drive((io) => askPin(io, EN), ['9', 'correct', ...keysForPin('123456789')])).result,
    '12345678',
  );
  assert.equal((await drive((io) => askPin(io, EN), ['1', '2', '3', '4', 'cancel'])).result, 'cancelled');
});

test('the tries left are shown', async () => {
  assert.equal((await screenAfter((io) => askPin(io, EN, 2), []))[2], 'Tries left: 2');
});

test('the fingerprint is shown in 8 groups of 4', async () => {
  const { result, shown } = await drive(
    (io) => showFingerprint(io, EN, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'),
    ['ok'],
  );
  assert.equal(result, 'same');
  assert.deepEqual(shown[0]?.slice(1, 3), ['ABCD EFGH IJKL MNOP', 'QRST UVWX YZ23 4567']);
  await assert.rejects(
    showFingerprint({ show: () => undefined, nextKey: async () => 'ok' }, EN, 'ABCD'),
    RangeError,
  );
});

test('an unfinished vote is resumed with OK only', async () => {
  const resume = (keys: readonly ('ok' | 'cancel' | '5')[], isSent: boolean) =>
    drive((io) => askResume(io, EN, '12:04', isSent), keys);
  for (const isSent of [true, false]) {
    assert.equal((await resume(['5', 'ok'], isSent)).result, 'resume');
    assert.equal((await resume(['cancel'], isSent)).result, 'cancelled');
  }
  assert.match((await resume(['ok'], true)).shown.join(), /was sent/);
  assert.match((await resume(['ok'], false)).shown.join(), /is not finished/);
});

test('results and long texts fit and wait for OK', async () => {
  const included = await drive(
    (io) => showCheckResult(io, EN, { result: 'included', leaves: 29988 }),
    ['ok'],
  );
  assert.equal(included.shown[0]?.[2], '29988 packages');
  await drive((io) => showCheckResult(io, EN, { result: 'invalid' }), ['ok']);
  const text = await drive((io) => showText(io, EN, 'word '.repeat(100).trim()), Array(9).fill('ok'));
  assert.equal(text.result, 'read');
});

test('a new PIN is typed twice alike', async () => {
  const { result, shown } = await drive(
    (io) => askNewPin(io, EN),
    [...keysForPin('1234'), ...keysForPin('1235'), 'ok', ...keysForPin('5678'), ...keysForPin('5678')],
  );
  assert.equal(result, '5678');
  assert.ok(shown.some(([first]) => first === 'These were not the'));
  for (const screen of shown) assert.doesNotMatch(screen[1] ?? '', /\d/);
  assert.equal((await drive((io) => askNewPin(io, EN), ['cancel'])).result, 'cancelled');
});

test('the PUK is shown as stars only', async () => {
  const { result, shown } = await drive((io) => askPuk(io, EN), keysForPin('31415926'));
  assert.equal(result, '31415926');
  assert.equal(shown.at(-1)?.[1], '********');
});
