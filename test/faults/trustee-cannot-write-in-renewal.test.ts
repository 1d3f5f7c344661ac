/**
 * A Trustee whose disk takes nothing at one durable step of a renewal (trustees contract, section 2, Durable): what is not on disk
 * is not said, the others renew their shares, and once the disk writes again it comes after them. Nothing contradicts itself.
 */
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, test, vi } from 'vitest';
import { refreshOf } from '../../protocol/ceremony/election-periods.ts';
import type { RefreshLog } from '../../protocol/ceremony/refresh-log.ts';
import { readPost } from '../../protocol/ceremony/refresh-posts.ts';
import { toHex } from '../../protocol/primitives/bytes.ts';
import { sha256 } from '../../protocol/primitives/sha256.ts';
import { given, random } from '../../protocol/test-support.ts';
import { verifyFolder } from '../../record/verify-folder.ts';
import { tally } from '../../servers/commissioner/record/tally.ts';
import type * as SecretFile from '../../servers/shared/secret-file.ts';
import { giveOrder } from '../../warden/orders.ts';
import { FreezingRig } from '../support/freezing-rig.ts';
import { ids, OPENS } from '../support/setup-rig.ts';

/** Where secrets stand, with the fault of the test. */
const disk = vi.hoisted(() => ({ refuses: (_action: 'write' | 'erase', _path: string): boolean => false }));
vi.mock('../../servers/shared/secret-file.ts', async (importOriginal) => {
  const real = await importOriginal<typeof SecretFile>();
  const tryTo = (action: 'write' | 'erase', path: string): void => {
    if (disk.refuses(action, path))
      throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
  };
  return {
    ...real,
    writeSecretOnce: (path: string, content: Uint8Array): void => {
      tryTo('write', path);
      real.writeSecretOnce(path, content);
    },
    eraseSecret: (path: string): void => {
      tryTo('erase', path);
      real.eraseSecret(path);
    },
  };
});

/** Seconds; the board's ticks have one. */
const PERIOD = 60;
const CLOSES = OPENS + 30 * PERIOD;
const TRUSTEES = ids('trustee');
const VICTIM = 'trustee-2';
const INDEX = 1;
const OTHERS = [0, 2, 3];
const ALL = [0, 1, 2, 3];
const TOPIC = 'refresh-trustee';

let f: FreezingRig;
beforeAll(async () => {
  const times = { closes: CLOSES, intakeEnds: CLOSES + 10, claimsEnd: CLOSES + 20 };
  f = await FreezingRig.open(['ana'], { renewEvery: PERIOD, ...times });
  await f.rig.pass();
});
afterEach(() => {
  disk.refuses = () => false;
});
afterAll(() => f.rig.close());

const log = (): RefreshLog => given(f.election.log.renewal('trustee')?.log);
const folder = (): string => join(f.rig.folderOf(VICTIM), f.election.electionId);
const periodOf = (index: number): number | undefined => f.trustee(index + 1).holding()?.period.number;
const alerts = (): readonly string[] => f.trustee(INDEX + 1).renewal?.alerts ?? [];

/** The victim's disk refuses to do that to files of that kind. */
function fill(action: 'write' | 'erase', kind: string): void {
  const path = join(folder(), 'renewal', `${kind}.`);
  disk.refuses = (tried, at) => tried === action && at.startsWith(path);
}

/** What the victim has posted of that type in that ceremony, each content once. */
function said(type: 'state' | 'outcome', c: Uint8Array): string[] {
  const role = given(refreshOf('trustee', f.election.election));
  const posts = f.election.log
    .posts(TOPIC, type)
    .flatMap(({ content }) => readPost(role, type, content) ?? []);
  const own = posts.filter((post) => post.signer === INDEX && toHex(post.context) === toHex(c));
  return [...new Set(own.map(({ body }) => toHex(sha256(body))))];
}

const files = (): string[] => readdirSync(join(folder(), 'renewal')).sort();

/** The next slot; these come to the next period. */
async function renew(of: readonly number[]): Promise<Uint8Array> {
  const { c, opens, period } = log();
  f.rig.board.now = Math.max(f.rig.board.now, opens);
  const isThere = (): boolean => of.every((index) => periodOf(index) === period.number + 1);
  for (let tick = 0; tick < 100 && !isThere(); tick++) await f.rig.pass();
  assert.deepEqual(
    of.map(periodOf),
    of.map(() => period.number + 1),
  );
  await f.rig.pass();
  return c;
}

async function writesAgain(): Promise<void> {
  disk.refuses = () => false;
  await f.rig.pass();
  await f.rig.pass();
}

/** Its operator sees it in the server's health. */
const fails = (): void => assert.ok(alerts().includes('alert/renewal-failed'), alerts().join());

/** All as it should be: in the log's period, with its share alone. */
function isBack(): void {
  const { number } = log().period;
  assert.equal(periodOf(INDEX), number);
  assert.deepEqual(alerts(), []);
  const shares = files().filter((name) => name.startsWith('share.') || name.startsWith('seed.'));
  assert.deepEqual(shares, [`share.${number}`]);
}

test('the seed: it states nothing, misses the period, and is let in again', async () => {
  fill('write', 'seed');
  const c = await renew(OTHERS);
  assert.deepEqual(said('state', c), []);
  await writesAgain();
  assert.deepEqual(alerts(), ['alert/no-share']);
  giveOrder(folder(), 'rejoin');
  await f.rig.pass();
  await renew(ALL);
  isBack();
});

test('its new share: it signs no outcome; as soon as it can it takes the share of the period that the others have begun', async () => {
  fill('write', 'share');
  const c = await renew(OTHERS);
  assert.equal(said('state', c).length, 1);
  assert.deepEqual(said('outcome', c), []);
  assert.equal(periodOf(INDEX), undefined);
  fails();
  await writesAgain();
  isBack();
});

test('the outcome: it does not leave; the share is used once the others have certified it', async () => {
  fill('write', 'outcome');
  const c = await renew(ALL);
  assert.deepEqual(said('outcome', c), []);
  await writesAgain();
  isBack();
});

test('the certificate: it has signed, and does not go on before it can keep what others have signed', async () => {
  fill('write', 'certificate');
  const c = await renew(OTHERS);
  assert.equal(said('outcome', c).length, 1);
  assert.equal(periodOf(INDEX), undefined);
  fails();
  await writesAgain();
  isBack();
});

test('what is to be erased: it says nothing in the new period as long as the old share is there', async () => {
  fill('erase', 'share');
  const { number } = log().period;
  await renew(OTHERS);
  assert.ok(files().includes(`share.${number}`));
  fails();
  const c = await renew(OTHERS);
  assert.deepEqual(said('state', c), []);
  await writesAgain();
  giveOrder(folder(), 'rejoin');
  await f.rig.pass();
  await renew(ALL);
  isBack();
});

test('after a restart with a full disk, too, it says what it has said before, and nothing else', async () => {
  fill('write', 'outcome');
  const { c, opens, period } = log();
  f.rig.board.now = Math.max(f.rig.board.now, opens);
  await f.rig.passUntil(() => said('state', c).length > 0);
  await f.rig.restart(VICTIM);
  await f.rig.passUntil(() => OTHERS.every((index) => periodOf(index) === period.number + 1));
  await writesAgain();
  assert.equal(said('state', c).length, 1);
  assert.ok(said('outcome', c).length <= 1);
  isBack();
});

test('in the end all disclose, and the record verifies', async () => {
  const vote = await f.vote(random(3));
  for (const counter of [1, 2, 3]) await f.deliver(counter, [vote]);
  f.endClaims();
  await f.untilPosted('disclosure', TRUSTEES);
  await f.untilDisclosed();
  const results = await tally(f.election, () => undefined);
  const { commissionerKey } = f.election.context;
  const verified = await verifyFolder(f.election.recordFolder, commissionerKey, random, () => undefined);
  assert.deepEqual(verified.results, results);
});
