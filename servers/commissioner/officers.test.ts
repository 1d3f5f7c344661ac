import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, test } from 'node:test';
import { random } from '../../protocol/test-support.ts';
import { Officers } from './officers.ts';

const RIGHT = 'the right passphrase';
const WRONG = 'some other passphrase';
const LOCK = 15 * 60_000;
const REFUSED = { code: 'officer/wrong-passphrase', status: 401 };
const LOCKED = { code: 'officer/locked', status: 429 };

let folder = '';
let now = 0;
let officers: Officers;
const open = (): Officers => new Officers(folder, () => now, random);

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'revs-officers-'));
  now = Date.UTC(2027, 0, 1);
  officers = open();
  await officers.add('ana', RIGHT);
});
afterEach(async () => {
  await officers.close();
  rmSync(folder, { recursive: true });
});

async function failTimes(times: number, name = 'ana'): Promise<void> {
  for (let i = 0; i < times; i++) await assert.rejects(officers.verify(name, WRONG), REFUSED);
}

test('an officer is verified by the passphrase alone', async () => {
  await officers.verify('ana', RIGHT);
  await assert.rejects(officers.verify('ana', WRONG), REFUSED);
  assert.deepEqual(officers.list(), [{ name: 'ana', created: now, lockedUntil: null }]);
});

test('an unknown name and a wrong passphrase are refused in the same words', async () => {
  const refusal = (name: string) => officers.verify(name, WRONG).catch((error: Error) => error.message);
  assert.equal(await refusal('nobody'), await refusal('ana'));
  await assert.rejects(officers.verify('nobody', ''), REFUSED, "the decoy's own passphrase is none");
});

test('a name is taken once, and never that of the token', async () => {
  const taken = { code: 'officer/exists', status: 409 };
  await assert.rejects(officers.add('ana', WRONG), taken);
  await assert.rejects(officers.add('token', RIGHT), taken);
  const both = await Promise.allSettled([officers.add('ben', RIGHT), officers.add('ben', WRONG)]);
  assert.deepEqual(both.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
  await officers.verify('ana', RIGHT);
});

test('a weak passphrase makes no officer and replaces none', async () => {
  const weak = { code: 'officer/weak-passphrase', status: 400 };
  await assert.rejects(officers.add('ben', 'eleven char'), weak);
  assert.equal(officers.has('ben'), false);
  await assert.rejects(officers.changePassphrase('ana', RIGHT, 'eleven char'), weak);
  await officers.verify('ana', RIGHT);
});

for (const name of ['ana', 'nobody'])
  test(`the fifth wrong passphrase in a row locks ${name} for 15 minutes`, async () => {
    await failTimes(4, name);
    await assert.rejects(officers.verify(name, WRONG), LOCKED);
    now += LOCK - 1;
    await assert.rejects(officers.verify(name, RIGHT), LOCKED, 'even the right one');
    assert.throws(() => officers.requireUnlocked(name), { ...LOCKED, message: /2027-01-01T00:15:00/ });
    now += 1;
    officers.requireUnlocked(name);
    await failTimes(4, name);
    await assert.rejects(officers.verify(name, WRONG), LOCKED);
  });

test('the right passphrase begins the count anew, and is good at the fifth attempt', async () => {
  for (let round = 0; round < 2; round++) {
    await failTimes(4);
    await officers.verify('ana', RIGHT);
  }
  officers.requireUnlocked('ana');
  assert.equal(officers.list()[0]?.lockedUntil, null);
});

test('count and lock outlast a restart', async () => {
  await failTimes(4);
  await officers.close();
  officers = open();
  await assert.rejects(officers.verify('ana', WRONG), LOCKED);
  await officers.close();
  officers = open();
  await assert.rejects(officers.verify('ana', RIGHT), LOCKED);
  assert.equal(officers.list()[0]?.lockedUntil, now + LOCK);
});

test('many attempts at once are no more guesses than one after the other', async () => {
  const results = await Promise.allSettled(Array.from({ length: 20 }, () => officers.verify('ana', WRONG)));
  const codes = results.map((result) => (result.status === 'rejected' ? result.reason.code : 'right'));
  assert.equal(codes.filter((code) => code === 'officer/wrong-passphrase').length, 4);
  assert.equal(codes.filter((code) => code === 'officer/locked').length, 16);
});

test('of more than 34 at once, the rest are refused as busy, and do not count', async () => {
  const results = await Promise.allSettled(Array.from({ length: 40 }, () => officers.verify('ana', RIGHT)));
  const refused = results.flatMap((result) => (result.status === 'rejected' ? [result.reason.code] : []));
  assert.deepEqual(refused, Array(6).fill('service/busy'));
  await officers.verify('ana', RIGHT);
});

test('a new passphrase needs the old one, and ends its use', async () => {
  await assert.rejects(officers.changePassphrase('ana', WRONG, 'a new passphrase'), REFUSED);
  await officers.verify('ana', RIGHT);
  await officers.changePassphrase('ana', RIGHT, 'a new passphrase');
  await assert.rejects(officers.verify('ana', RIGHT), REFUSED);
  await officers.verify('ana', 'a new passphrase');
});

test('a passphrase that changes while it is verified is wrong', async () => {
  await officers.verify('ana', RIGHT);
  const late = officers.verify('ana', RIGHT);
  const db = new DatabaseSync(join(folder, 'officers.db'));
  db.exec('UPDATE officers SET hash = randomblob(32)');
  db.close();
  await assert.rejects(late, REFUSED);
});

test('officers are removed, but not the last one', async () => {
  await assert.rejects(officers.remove('ana'), { code: 'officer/last', status: 409 });
  await assert.rejects(officers.remove('ben'), { code: 'officer/unknown', status: 404 });
  await officers.add('ben', RIGHT);
  await officers.remove('ana');
  await assert.rejects(officers.verify('ana', RIGHT), REFUSED);
  assert.deepEqual(
    officers.list().map(({ name }) => name),
    ['ben'],
  );
});

test('no file has a passphrase, nor a name that is no officer’s: it may be a passphrase', async () => {
  await failTimes(1, 'correct-horse-battery-staple');
  for (const file of readdirSync(folder)) {
    const content = readFileSync(join(folder, file));
    assert.ok(!content.includes(RIGHT) && !content.includes(WRONG), file);
    assert.ok(!content.includes('correct-horse'), file);
  }
});
