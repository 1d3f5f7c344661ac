import assert from 'node:assert/strict';
import { test } from 'vitest';
import { Panel } from './panel.ts';

const BLANK = ' '.repeat(20);

test('a frame has four lines of exactly 20 columns and a growing sequence number', () => {
  const panel = new Panel();
  assert.deepEqual(panel.frame(), {
    ...{ sequence: 0, mode: 'idle', language: 'en' },
    lines: [BLANK, BLANK, BLANK, BLANK],
  });
  panel.show(['Olá', '↑↓']);
  assert.deepEqual(panel.frame().lines, ['Olá'.padEnd(20), '↑↓'.padEnd(20), BLANK, BLANK]);
  assert.equal(panel.frame().sequence, 1);
});

test('what does not fit is refused, not cut, and the refusal does not repeat it', () => {
  const panel = new Panel();
  const wide = `secret ${'x'.repeat(14)}`;
  assert.throws(() => panel.show([wide]), { name: 'RangeError', message: /^(?!.*secret)/ });
  assert.throws(() => panel.show(['', '', '', '', '']), RangeError);
  assert.throws(() => panel.show(['tab\t']), RangeError);
  assert.throws(() => panel.show(['\u202eabc']), RangeError);
  assert.equal(panel.frame().sequence, 0);
});

test('the mode is shown beside what the Finlet draws', () => {
  const panel = new Panel();
  panel.show(['text']);
  panel.setMode('secure');
  assert.deepEqual([panel.frame().mode, panel.frame().sequence], ['secure', 2]);
  assert.equal(panel.frame().lines[0].trim(), 'text');
});

test('a key counts only while a dialogue waits for one', async () => {
  const panel = new Panel();
  assert.equal(panel.press('ok').accepted, false);
  const key = panel.nextKey();
  assert.equal(panel.press('5').accepted, true);
  assert.equal(panel.press('6').accepted, false);
  assert.equal(await key, '5');
  const later = panel.nextKey();
  panel.press('7');
  assert.equal(await later, '7');
});

test('a dialogue that gives up reading takes no key, and one reader reads at a time', async () => {
  const panel = new Panel();
  const removed = new AbortController();
  const key = panel.nextKey(removed.signal);
  await assert.rejects(panel.nextKey(), /two readers/);
  removed.abort(new Error('card removed'));
  await assert.rejects(key, /card removed/);
  await assert.rejects(panel.nextKey(removed.signal), /card removed/);
  assert.equal(panel.press('ok').accepted, false);
});

test('typed keys wait for the dialogue, and two typists do not mix', async () => {
  const panel = new Panel();
  const typing = [panel.type(['1', '2', '3']), panel.type(['4', '5'])];
  const read: string[] = [];
  for (let i = 0; i < 5; i += 1) read.push(await panel.nextKey());
  assert.deepEqual(read, ['1', '2', '3', '4', '5']);
  assert.deepEqual(await Promise.all(typing), [3, 2]);
});

test('typing that is stopped says how many keys were accepted, and presses no more', async () => {
  const panel = new Panel();
  const gone = new AbortController();
  const typing = panel.type(['1', '2'], gone.signal);
  assert.equal(await panel.nextKey(), '1');
  gone.abort();
  assert.equal(await typing, 1);
  const key = panel.nextKey();
  assert.equal(await panel.type(['3'], gone.signal), 0);
  panel.press('4');
  assert.equal(await key, '4');
});

test('a frame is waited for by number', async () => {
  const panel = new Panel();
  const next = panel.afterFrame(0);
  panel.show(['one']);
  panel.show(['two']);
  assert.equal((await next).sequence, 1);
  assert.equal((await panel.afterFrame(1)).sequence, 2);
  await assert.rejects(panel.afterFrame(2, AbortSignal.abort(new Error('late'))), /late/);
});

test('a text is waited for, from the screen that is already there, and wherever its lines break', async () => {
  const panel = new Panel();
  panel.show(['Your vote is in', 'the ballot box.']);
  assert.equal((await panel.waitForText('vote is in the ballot')).sequence, 1);
  const brief = panel.waitForText('Wrong PIN');
  panel.show(['Wrong PIN']);
  panel.show(['gone at once']);
  assert.equal((await brief).sequence, 2);
});

test('every screen is seen by one who watches, those that are gone at once included; the mode is none', async () => {
  const panel = new Panel();
  const leave = new AbortController();
  const seen: string[] = [];
  const watching = (async () => {
    for await (const { lines } of panel.screens(leave.signal)) seen.push(lines[0].trim());
  })();
  for (const text of ['one', 'two', 'two']) panel.show([text]);
  panel.setMode('secure');
  panel.show(['three']);
  await panel.afterFrame(4);
  while (seen.length < 5) await Promise.resolve();
  assert.deepEqual(seen, ['', 'one', 'two', 'two', 'three']);
  leave.abort(new Error('seen enough'));
  await assert.rejects(watching, /seen enough/);
});

test('of the screens that nobody looks at the last 64 are kept', async () => {
  const panel = new Panel();
  const screens = panel.screens();
  assert.equal((await screens.next()).value.sequence, 0);
  for (let i = 1; i <= 100; i += 1) panel.show([String(i)]);
  for (let i = 37; i <= 100; i += 1) assert.equal((await screens.next()).value.sequence, i);
});

test('the frame on which the last key was accepted is known', async () => {
  const panel = new Panel();
  assert.equal(panel.keySequence(), -1);
  panel.show(['one']);
  const key = panel.nextKey();
  panel.press('1');
  panel.show(['two']);
  await key;
  panel.press('2');
  assert.equal(panel.keySequence(), 1);
});
