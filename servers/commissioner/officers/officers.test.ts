import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, test, vi } from 'vitest';
import { random } from '../../../protocol/test-support.ts';
import { Officers } from './officers.ts';

const RIGHT = 'the right passphrase';
const WRONG = 'some other passphrase';
const HERE = '192.0.2.1';
const ELSEWHERE = '192.0.2.2';
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
  await officers.add('ana', 'office', RIGHT);
});
afterEach(async () => {
  await officers.close();
  rmSync(folder, { recursive: true });
});

async function failTimes(times: number, name = 'ana'): Promise<void> {
  for (let i = 0; i < times; i++) await assert.rejects(officers.verify(name, WRONG, HERE), REFUSED);
}

test('an officer is verified by the passphrase alone', async () => {
  await officers.verify('ana', RIGHT, HERE);
  await assert.rejects(officers.verify('ana', WRONG, HERE), REFUSED);
  assert.deepEqual(officers.list(), [{ name: 'ana', role: 'office', created: now, lockedUntil: null }]);
});

test('an unknown name and a wrong passphrase are refused in the same words', async () => {
  const refusal = (name: string) => officers.verify(name, WRONG, HERE).catch((error: Error) => error.message);
  assert.equal(await refusal('nobody'), await refusal('ana'));
  await assert.rejects(officers.verify('nobody', '', HERE), REFUSED, "the decoy's own passphrase is none");
});

test('a name is taken once, and never that of the token', async () => {
  const taken = { code: 'officer/exists', status: 409 };
  await assert.rejects(officers.add('ana', 'office', WRONG), taken);
  await assert.rejects(officers.add('token', 'office', RIGHT), taken);
  const both = await Promise.allSettled([
    officers.add('ben', 'office', RIGHT),
    officers.add('ben', 'office', WRONG),
  ]);
  assert.deepEqual(both.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
  await officers.verify('ana', RIGHT, HERE);
});

test('a weak passphrase makes no officer and replaces none', async () => {
  const weak = { code: 'officer/weak-passphrase', status: 400 };
  await assert.rejects(officers.add('ben', 'office', 'eleven char'), weak);
  assert.equal(officers.has('ben'), false);
  await assert.rejects(officers.changePassphrase('ana', RIGHT, 'eleven char'), weak);
  await officers.verify('ana', RIGHT, HERE);
});

for (const name of ['ana', 'nobody'])
  test(`the fifth wrong passphrase in a row locks ${name} for 15 minutes`, async () => {
    await failTimes(4, name);
    await assert.rejects(officers.verify(name, WRONG, HERE), LOCKED);
    now += LOCK - 1;
    await assert.rejects(officers.verify(name, RIGHT, HERE), LOCKED, 'even the right one');
    assert.throws(() => officers.requireUnlocked(name, HERE), { ...LOCKED, message: /2027-01-01T00:15:00/ });
    now += 1;
    officers.requireUnlocked(name, HERE);
    await failTimes(4, name);
    await assert.rejects(officers.verify(name, WRONG, HERE), LOCKED);
  });

test('the right passphrase begins the count again, and is good at the fifth attempt', async () => {
  for (let round = 0; round < 2; round++) {
    await failTimes(4);
    await officers.verify('ana', RIGHT, HERE);
  }
  officers.requireUnlocked('ana', HERE);
  assert.equal(officers.list()[0]?.lockedUntil, null);
});

test('count and lock outlast a restart', async () => {
  await failTimes(4);
  await officers.close();
  officers = open();
  await assert.rejects(officers.verify('ana', WRONG, HERE), LOCKED);
  await officers.close();
  officers = open();
  await assert.rejects(officers.verify('ana', RIGHT, HERE), LOCKED);
  assert.equal(officers.list()[0]?.lockedUntil, now + LOCK);
  now += LOCK;
  assert.equal(officers.list()[0]?.lockedUntil, null);
});

test('who guesses locks nobody out elsewhere, also over a restart', async () => {
  await failTimes(4);
  await assert.rejects(officers.verify('ana', WRONG, HERE), LOCKED);
  await officers.verify('ana', RIGHT, ELSEWHERE);
  await officers.close();
  officers = open();
  await officers.verify('ana', RIGHT, ELSEWHERE);
  officers.requireUnlocked('ana', ELSEWHERE);
  await assert.rejects(
    officers.verify('ana', RIGHT, HERE),
    LOCKED,
    'the right one elsewhere ends no lock here',
  );
});

test('whoever is logged in changes the passphrase while the name is locked everywhere else', async () => {
  await failTimes(4);
  await assert.rejects(officers.verify('ana', WRONG, HERE), LOCKED);
  await officers.changePassphrase('ana', RIGHT, 'a new passphrase');
  const guess = () => officers.changePassphrase('ana', WRONG, 'another passphrase');
  for (let i = 0; i < 4; i++) await assert.rejects(guess(), REFUSED);
  await assert.rejects(guess(), LOCKED, 'a stolen session does not guess without end either');
  await officers.verify('ana', 'a new passphrase', ELSEWHERE);
});

test('a name is unlocked everywhere, over a restart, and it alone', async () => {
  await officers.add('ben', 'office', RIGHT);
  for (const name of ['ana', 'ben']) {
    await failTimes(4, name);
    await assert.rejects(officers.verify(name, WRONG, HERE), LOCKED);
  }
  await officers.unlock('ana');
  await officers.close();
  officers = open();
  await officers.verify('ana', RIGHT, HERE);
  await assert.rejects(officers.verify('ben', RIGHT, HERE), LOCKED);
  assert.deepEqual(
    officers.list().map(({ lockedUntil }) => lockedUntil),
    [null, now + LOCK],
  );
  await assert.rejects(officers.unlock('cyd'), { code: 'officer/unknown', status: 404 });
});

test('wrong ones are forgotten after 15 minutes without another', async () => {
  await failTimes(4);
  now += LOCK;
  await failTimes(4);
  assert.equal(officers.list()[0]?.lockedUntil, null);
});

test('attempts have a bounded number of rows: those over are gone, and then the oldest', async () => {
  const rows = (sql: string): unknown[] => {
    const db = new DatabaseSync(join(folder, 'officers.db'));
    const found = db.prepare(sql).all();
    db.close();
    return found;
  };
  rows(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 12000)
        INSERT INTO attempts SELECT 'ana', CAST(i AS BLOB), 1, ${now} + i - 500 FROM n`);
  await assert.rejects(officers.verify('ana', WRONG, HERE), REFUSED);
  const [{ kept, first } = {}] = rows(
    `SELECT count(*) AS kept, min(until) - ${now} AS first FROM attempts`,
  ) as { kept: number; first: number }[];
  assert.deepEqual([kept, first], [10_000, 1_502]);
  now += LOCK - 1;
  await assert.rejects(officers.verify('ana', WRONG, HERE), REFUSED);
  assert.deepEqual(
    rows('SELECT wrong FROM attempts').map((row) => ({ ...(row as object) })),
    [{ wrong: 2 }],
  );
});

test('many attempts at once are no more guesses than one after the other', async () => {
  const results = await Promise.allSettled(
    Array.from({ length: 20 }, () => officers.verify('ana', WRONG, HERE)),
  );
  const codes = results.map((result) => (result.status === 'rejected' ? result.reason.code : 'right'));
  assert.equal(codes.filter((code) => code === 'officer/wrong-passphrase').length, 4);
  assert.equal(codes.filter((code) => code === 'officer/locked').length, 16);
});

test('of more than 34 at once, the rest are refused as busy, and do not count', async () => {
  const results = await Promise.allSettled(
    Array.from({ length: 40 }, () => officers.verify('ana', RIGHT, HERE)),
  );
  const refused = results.flatMap((result) => (result.status === 'rejected' ? [result.reason.code] : []));
  assert.deepEqual(refused, Array(6).fill('service/busy'));
  await officers.verify('ana', RIGHT, HERE);
});

test('a new passphrase needs the old one, and ends its use', async () => {
  await assert.rejects(officers.changePassphrase('ana', WRONG, 'a new passphrase'), REFUSED);
  await officers.verify('ana', RIGHT, HERE);
  await officers.changePassphrase('ana', RIGHT, 'a new passphrase');
  await assert.rejects(officers.verify('ana', RIGHT, HERE), REFUSED);
  await officers.verify('ana', 'a new passphrase', HERE);
});

test('a passphrase that changes while it is verified is wrong', async () => {
  await officers.verify('ana', RIGHT, HERE);
  const late = officers.verify('ana', RIGHT, HERE);
  const db = new DatabaseSync(join(folder, 'officers.db'));
  db.exec('UPDATE officers SET hash = randomblob(32)');
  db.close();
  await assert.rejects(late, REFUSED);
});

test('officers are removed, but not the last one', async () => {
  await assert.rejects(officers.remove('ana'), { code: 'officer/last', status: 409 });
  await assert.rejects(officers.remove('ben'), { code: 'officer/unknown', status: 404 });
  await officers.add('ben', 'office', RIGHT);
  await officers.remove('ana');
  await assert.rejects(officers.verify('ana', RIGHT, HERE), REFUSED);
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

test('with four eyes, until two officers can approve, an observer is removed as before', async () => {
  await officers.close();
  officers = new Officers(folder, () => now, random, true);
  await officers.add('ben', 'observer', RIGHT);
  await officers.remove('ben');
  assert.deepEqual([officers.has('ben'), officers.canApprove()], [false, false]);
});

test('where nobody has the role office, roles change as before, and two who could approve have nobody who asks', async () => {
  await officers.close();
  officers = new Officers(mkdtempSync(join(folder, 'new-')), () => now, random, true);
  for (const name of ['ben', 'eva']) await officers.add(name, 'approver', RIGHT);
  assert.equal(officers.canApprove(), false);
  await officers.changeRole('ben', 'observer');
  assert.equal(officers.list().find(({ name }) => name === 'ben')?.role, 'observer');
});

test('an officer who is removed while a new passphrase is made has none', async () => {
  await officers.add('ben', 'office', RIGHT);
  const verify = officers.verify.bind(officers);
  let removing: Promise<void> | undefined;
  vi.spyOn(officers, 'verify').mockImplementation(async (...typed) => {
    const found = await verify(...typed);
    removing = officers.remove('ben');
    return found;
  });
  const changing = officers.changePassphrase('ben', RIGHT, 'a new passphrase of hers');
  await assert.rejects(changing, { code: 'officer/unknown' });
  await removing;
});

test('whoever gets the name of one who was removed has another account', async () => {
  await officers.add('ben', 'approver', RIGHT);
  const before = officers.accountOf('ben');
  assert.equal(officers.accountOf('ben'), before);
  await officers.remove('ben');
  now += 1;
  await officers.add('ben', 'approver', RIGHT);
  assert.notEqual(officers.accountOf('ben'), before);
});

test('the half of a first passphrase that a second officer gave is in no file', async () => {
  const hashed = await officers.hashed('the first half of it');
  const code = await officers.addInHalves('ben', 'approver', hashed, () => undefined);
  await officers.verify('ben', `the first half of it ${code}`, HERE);
  for (const file of readdirSync(folder)) assert.ok(!readFileSync(join(folder, file)).includes(code), file);
});
