import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { test } from 'vitest';
import { random } from '../../../protocol/test-support.ts';
import { Sessions } from './sessions.ts';

const MINUTE = 60_000;
let now = 1_000_000;
const newSessions = (): Sessions => new Sessions(() => now, random);

test('a token is 32 random bytes and is good for its session alone', () => {
  const sessions = newSessions();
  const ana = sessions.start('ana', 'c').token;
  const ben = sessions.start('ben', 'c').token;
  assert.equal(Buffer.from(ana, 'base64url').length, 32);
  assert.notEqual(ana, ben);
  assert.equal(sessions.use(ana)?.officer, 'ana');
  assert.equal(sessions.use(ben)?.officer, 'ben');
  for (const wrong of ['', 'x', `${ana}A`, '__proto__']) assert.equal(sessions.use(wrong), undefined);
});

test('memory does not have the token', () => {
  const sessions = newSessions();
  const { token } = sessions.start('ana', 'c');
  const seen = inspect(sessions, { showHidden: true, depth: 9 }) + inspect(sessions.use(token));
  assert.ok(!seen.includes(token));
});

test('30 minutes without a request end it; each request prolongs it', () => {
  const sessions = newSessions();
  const { token, session } = sessions.start('ana', 'c');
  assert.equal(session.expires, now + 30 * MINUTE);
  now += 30 * MINUTE - 1;
  assert.equal(sessions.use(token)?.expires, now + 30 * MINUTE);
  now += 30 * MINUTE;
  assert.equal(sessions.use(token), undefined);
  now -= MINUTE;
  assert.equal(sessions.use(token), undefined, 'ended is ended');
});

test('12 hours after the log-in it ends, however busy it was', () => {
  const sessions = newSessions();
  const { token } = sessions.start('ana', 'c');
  const end = now + 12 * 60 * MINUTE;
  for (; now < end - 20 * MINUTE; now += 20 * MINUTE) assert.ok(sessions.use(token));
  assert.equal(sessions.use(token)?.expires, end);
  now = end - 1;
  assert.ok(sessions.use(token));
  now = end;
  assert.equal(sessions.use(token), undefined);
});

test('it ends by its token, and no other with it', () => {
  const sessions = newSessions();
  const [first, second] = ['ana', 'ana'].map((name) => sessions.start(name, 'c').token);
  assert.ok(first && second);
  sessions.end(first);
  assert.equal(sessions.use(first), undefined);
  assert.ok(sessions.use(second));
});

test('there are at most 256: the one idle longest ends', () => {
  const sessions = newSessions();
  const tokens = Array.from({ length: 256 }, () => sessions.start('ana', 'c').token);
  const [first = '', second = ''] = tokens;
  assert.ok(sessions.use(first));
  sessions.start('ben', 'c');
  assert.equal(sessions.use(second), undefined);
  for (const token of tokens) if (token !== second) assert.ok(sessions.use(token));
});
