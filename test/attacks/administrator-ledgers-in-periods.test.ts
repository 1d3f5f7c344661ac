/**
 * Ledgers where Administrators renew their keys: an intruder posts some in the names of those whose keys it has carried away, and one
 * Administrator misses the last renewal. What counts is signed with keys of the last period; who has none counts as one without.
 */
import assert from 'node:assert/strict';
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, test, vi } from 'vitest';
import { signLedger } from '../../protocol/4-vote-tallying/close-ledger.ts';
import { decodeShareFile, FILES } from '../../protocol/ceremony/ceremony-files.ts';
import { ProtocolError } from '../../protocol/errors.ts';
import type { Ended } from '../../protocol/messages/period-chain.ts';
import { EMPTY } from '../../protocol/primitives/bytes.ts';
import { type SigningKey, signingKey } from '../../protocol/primitives/p256-signature.ts';
import { given, random } from '../../protocol/test-support.ts';
import { RECORD_FILES } from '../../record/files.ts';
import { verifyFolder } from '../../record/verify-folder.ts';
import { writePart } from '../../record/write-record.ts';
import type { AdministratorElection } from '../../servers/administrator/administrator-election.ts';
import { tally } from '../../servers/commissioner/record/tally.ts';
import type * as SecretFile from '../../servers/shared/secret-file.ts';
import { CeremonyFolder } from '../../warden/ceremony-folder.ts';
import { disk, soundDisk } from '../faults/support/full-disk.ts';
import { type Forgery, refusedRecord, withChain } from '../support/forged-record.ts';
import { FreezingRig } from '../support/freezing-rig.ts';
import { ids, OPENS } from '../support/setup-rig.ts';

vi.mock('../../servers/shared/secret-file.ts', async (original) => {
  const { withFaults } = await import('../faults/support/full-disk.ts');
  return withFaults(await original<typeof SecretFile>());
});

/** Seconds. */
const PERIOD = 60;
const RENEWALS = 3;
const CLOSES = OPENS + PERIOD * (RENEWALS + 1);
const ADMINISTRATORS = ids('administrator');
const [THIEFS = '', FORGED = '', SLOW = '', LATE = ''] = ADMINISTRATORS;

let f: FreezingRig;
beforeAll(async () => {
  const times = { closes: CLOSES, intakeEnds: CLOSES + 60, claimsEnd: CLOSES + 120 };
  f = await FreezingRig.open(['ana', 'ben'], { renewEvery: PERIOD, ...times });
});
afterAll(() => f.rig.close());

const administrator = (id: string) => f.rig.election(id) as AdministratorElection;
const periodOf = (id: string): number | undefined => administrator(id).renewal?.period;

/** The slot of that renewal begins; until these are in its period. */
async function come(period: number, of: readonly string[]): Promise<void> {
  f.rig.board.now = 1000 * (OPENS + (period + 0.5) * PERIOD);
  for (let tick = 0; tick < 40 && of.some((id) => periodOf(id) !== period); tick++) await f.rig.pass();
  assert.deepEqual(
    of.map(periodOf),
    of.map(() => period),
  );
}

const renewalFolder = (id: string): string => join(f.rig.folderOf(id), f.election.electionId, 'renewal');
const sharesOf = (id: string): string[] =>
  readdirSync(renewalFolder(id)).filter((name) => name.startsWith('share.'));

/** A key of the last period but one, as it lay on that Administrator's disk. */
function stolenKey(id: string, period: number): SigningKey {
  const { role } = given(f.election.log.renewal('administrator'));
  const folder = new CeremonyFolder(renewalFolder(id));
  const file = decodeShareFile(role, ADMINISTRATORS.indexOf(id), given(folder.read(FILES.share(period))));
  return signingKey(file.periodKey);
}

/** One that counts nobody. */
const emptyLedger = (id: string, period: number, key: SigningKey): Uint8Array =>
  signLedger(f.election.election, { period, counts: [{ style: 'all', signed: 0 }] }, [], id, key);

let votes: Uint8Array[];
let old: SigningKey;

test('in the last renewal one is away, and one goes away as soon as it has signed its outcome', async () => {
  await f.rig.pass();
  votes = [await f.cast('ana', random(3)), await f.cast('ben', random(3))];
  for (let period = 1; period < RENEWALS; period++) await come(period, ADMINISTRATORS);
  old = stolenKey(THIEFS, RENEWALS - 1);
  f.rig.away.add(LATE);
  f.rig.lie = (id, _topic, tuple) => {
    if (id === SLOW && tuple[0] === 'outcome') f.rig.away.add(SLOW);
    return tuple;
  };
  await come(RENEWALS, [THIEFS, FORGED]);
  assert.equal(periodOf(SLOW), RENEWALS - 1);
  for (const counter of [1, 2, 3]) await f.deliver(counter, votes);
});

test('a ledger is signed with the key of the last period, and comes though the share is erased and the server started anew', async () => {
  f.rig.lie = (id, _topic, tuple) => {
    if (tuple[0] !== 'ledger') return tuple;
    if (id === THIEFS) return ['ledger', id, emptyLedger(id, RENEWALS - 1, old)];
    if (id === FORGED) return ['ledger', id, emptyLedger(id, RENEWALS, f.rig.keyOf(id))];
    throw new ProtocolError('board/no-quorum', 'lost');
  };
  const hasEnded = (): boolean => administrator(SLOW).documents.get('ledger') !== undefined;
  f.endClaims();
  f.rig.away.clear();
  // Nothing freezes yet.
  for (const id of ids('trustee')) f.rig.away.add(id);
  // Its disk takes no certificate: it stays in the period before, and signs nothing by its key.
  disk.refuses = (_action, path) => path.startsWith(renewalFolder(SLOW));
  for (let look = 0; look < 20; look++) await f.rig.look();
  assert.ok(!hasEnded());
  soundDisk();
  await f.rig.passUntil(() => hasEnded() && sharesOf(SLOW).length === 0);
  const lies = f.rig.lie;
  f.rig.lie = (id, topic, tuple) => (id === SLOW ? tuple : lies(id, topic, tuple));
  await f.rig.restart(SLOW);
  await f.rig.passUntil(() => f.posted('ledger', 'run').includes(SLOW));
  assert.deepEqual(
    f.posted('ledger', 'run'),
    [THIEFS, FORGED, SLOW],
    'who was away in the renewal has no key',
  );
  await administrator(LATE).beforeDeletion();
  f.rig.away.clear();
});

test('ledgers by old keys and by identity keys count for nothing', async () => {
  await f.untilFrozen();
  await f.untilDisclosed();
  const results = await tally(f.election, () => undefined);
  assert.equal(results.packages, votes.length);
  const { commissionerKey } = f.election.context;
  const verified = await verifyFolder(f.election.recordFolder, commissionerKey, random, () => undefined);
  assert.deepEqual(verified.results, results);
  const absent = verified.absent.filter(({ kind }) => kind === 'ledger');
  assert.deepEqual(
    absent.map(({ server }) => server),
    [THIEFS, FORGED, LATE],
  );
});

test("a hostile Commissioner's record has the Administrators' periods, whole, as they are on the board", async () => {
  const { administratorPeriods: path } = RECORD_FILES;
  const refused = (forge: Forgery, code: string) => refusedRecord(f, forge, path, code);
  await refused((record) => rmSync(join(record, path)), 'record/missing');
  await refused((record) => writePart(record, path, EMPTY), 'cbor/malformed');
  const forged = (change: (links: readonly Ended[]) => readonly Ended[], code: string) =>
    refused(withChain('administrator', change), code);
  await forged((links) => links.slice(1), 'period/invalid');
  await forged(
    ([first, ...rest]) => [{ ...given(first), statements: given(first).statements.slice(2) }, ...rest],
    'period/invalid',
  );
  await forged((links) => links.slice(0, -1), 'record/not-named');
});
