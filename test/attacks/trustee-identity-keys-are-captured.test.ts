/**
 * An intruder who has come by the identity keys of q Trustees over time, and by the period keys of some in different periods
 * (trustees contract, sections 1 and 3): it says what is held and what is frozen in their place. No false root becomes final, the
 * votes are opened all the same, and the record is verified. Real servers in process.
 */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { afterAll, beforeAll, test } from 'vitest';
import { openFinalRoot } from '../../protocol/4-vote-tallying/freeze-bulletin-board.ts';
import { trusteePeriodsOf } from '../../protocol/4-vote-tallying/trustee-period.ts';
import type { Frozen } from '../../protocol/board/folds/freeze.ts';
import { holdStatement, rootStatement } from '../../protocol/board/folds/freeze-messages.ts';
import { decodeShareFile, FILES } from '../../protocol/ceremony/ceremony-files.ts';
import { periodsOf, refreshOf } from '../../protocol/ceremony/election-periods.ts';
import { statementSetCodec } from '../../protocol/messages/freezing.ts';
import { finalRootsCodec, MAX_FINAL_ROOTS_LENGTH } from '../../protocol/messages/period-chain.ts';
import { trusteeQuorum } from '../../protocol/messages/plan.ts';
import { toHex, utf8 } from '../../protocol/primitives/bytes.ts';
import { decode, encode } from '../../protocol/primitives/cbor.ts';
import { signingKey } from '../../protocol/primitives/p256-signature.ts';
import { signStatement } from '../../protocol/primitives/statement.ts';
import { given, random } from '../../protocol/test-support.ts';
import { RECORD_FILES, type RecordError } from '../../record/files.ts';
import { verifyFolder } from '../../record/verify-folder.ts';
import { writePart } from '../../record/write-record.ts';
import { renewalsOf } from '../../servers/commissioner/monitoring/renewals.ts';
import { tally } from '../../servers/commissioner/record/tally.ts';
import { CeremonyFolder } from '../../warden/ceremony-folder.ts';
import { FreezingRig } from '../support/freezing-rig.ts';
import { ids, type Lie, OPENS } from '../support/setup-rig.ts';

/** Seconds; the board's ticks have one. */
const PERIOD = 60;
const CLOSES = OPENS + 10 * PERIOD;
const TRUSTEES = ids('trustee');
const TOPIC = '/freeze';

let f: FreezingRig;
/** Captured: by Trustee, with the period in which it serves. */
const captured = new Map<string, { readonly period: number; readonly secret: Uint8Array }>();
let quorum: readonly string[];

const periodOf = (index: number): number | undefined => f.trustee(index + 1).holding()?.period.number;

/** The next slot comes, and all come to the next period. */
async function nextPeriod(): Promise<void> {
  const { period, opens } = given(f.election.log.renewal('trustee')?.log);
  f.rig.board.now = Math.max(f.rig.board.now, opens);
  const isThere = () => TRUSTEES.every((_, index) => periodOf(index) === period.number + 1);
  for (let tick = 0; tick < 60 && !isThere(); tick++) await f.rig.pass();
  assert.ok(isThere(), `period ${period.number + 1}`);
}

/** What the server at that place has on its disk. */
function capture(index: number): void {
  const role = given(refreshOf('trustee', f.election.election));
  const id = given(TRUSTEES[index]);
  const period = given(periodOf(index));
  const files = new CeremonyFolder(join(f.rig.folderOf(id), f.election.electionId, 'renewal'));
  const { periodKey } = decodeShareFile(role, index, given(files.read(FILES.share(period))));
  captured.set(id, { period, secret: periodKey });
}

const frozen = (): Frozen => {
  const { freeze } = f.election.log;
  assert.ok(freeze?.step === 'frozen');
  return freeze;
};

beforeAll(async () => {
  const times = { closes: CLOSES, intakeEnds: CLOSES + 10, claimsEnd: CLOSES + 200 };
  f = await FreezingRig.open(['ana'], { renewEvery: PERIOD, ...times });
  quorum = TRUSTEES.slice(0, trusteeQuorum(f.election.election.plan));
  await f.rig.pass();
  for (const index of [0, 1]) {
    await nextPeriod();
    capture(index);
  }
  await nextPeriod();
  const vote = await f.vote(utf8('ana'));
  for (const i of [1, 2, 3]) await f.deliver(i, [vote]);
});
afterAll(() => f.rig.close());

const wrong = { x: toHex(random(32)), size: 1, root: toHex(random(32)) };
const current = (): number => given(f.election.log.renewal('trustee')?.log).period.number;
const honest: Lie = (_id, _topic, tuple) => tuple;

/** In the place of q Trustees, by their identity keys. */
const inTheirNames =
  (say: 'hold' | 'root'): Lie =>
  (id, topic, tuple) => {
    const [type, signer] = tuple;
    if (!topic.endsWith(TOPIC) || type !== say || !quorum.includes(id)) return tuple;
    const period = current();
    return type === 'hold'
      ? [type, signer, f.sign(id, holdStatement, { period, counters: 7 })]
      : [type, signer, f.sign(id, rootStatement, { period, ...wrong })];
  };

test('holds by identity keys freeze nothing; in the next period the Trustees’ own do', async () => {
  f.rig.lie = inTheirNames('hold');
  f.endClaims();
  await f.untilPosted('hold', TRUSTEES);
  await f.pass(10);
  assert.equal(f.election.log.freeze?.step, 'gathering', 'one Trustee is believed, the fourth');
  f.rig.lie = inTheirNames('root');
  await nextPeriod();
  await f.untilFrozen();
});

test('a false root by q identity keys is not final, nor with keys of different periods', async () => {
  await f.untilPosted('root', TRUSTEES);
  await f.pass(3);
  assert.equal(frozen().final, undefined);
  assert.deepEqual(f.posted('disclosure'), []);
  const { election, log } = f.election;
  const signatures = [...captured].map(([id, { period, secret }]) =>
    signStatement(rootStatement, election.manifestHash, { period, ...wrong }, id, signingKey(secret)),
  );
  const posted = log.posts('freeze', 'root').map(({ content }) => content);
  const all = [
    ...signatures,
    ...posted,
    ...quorum.map((id) => f.sign(id, rootStatement, { period: 0, ...wrong })),
  ];
  assert.throws(() => openFinalRoot(election, all, log.trusteePeriods), { code: 'freeze/not-final' });
});

test('in the next period all sign the right one again', async () => {
  f.rig.lie = honest;
  await nextPeriod();
  await f.until(() => frozen().final !== undefined, 'a final root');
  assert.equal(frozen().final?.size, 1);
  assert.notEqual(frozen().final?.root, wrong.root);
});

test('the votes are opened and the record verifies; terminals are given what shows whose the roots are', async () => {
  await f.rig.passUntil(() => f.election.documents.get('disclosures') !== undefined);
  const { election, context, recordFolder } = f.election;
  const later = f.rig.board.now + 1000 * PERIOD * 100;
  assert.equal(given(renewalsOf(f.election, 'trustee', later)).isLate, false, 'none is due any more');
  const results = await tally(f.election, () => undefined);
  const verified = await verifyFolder(recordFolder, context.commissionerKey, random, () => undefined);
  assert.deepEqual(verified.results, results);
  const published = given(f.election.documents.get('final-roots-published'));
  const { roots, chain } = decode(finalRootsCodec, published, MAX_FINAL_ROOTS_LENGTH);
  assert.ok(chain.length >= 4 && chain.every(({ commitments }) => commitments.length === 0));
  const role = given(refreshOf('trustee', election));
  const periods = trusteePeriodsOf(role, periodsOf(role, election, chain));
  assert.deepEqual(openFinalRoot(election, roots, periods), frozen().final);
});

test('a record whose final roots identity keys have signed is refused', async () => {
  const { recordFolder, context } = f.election;
  const path = RECORD_FILES.finalRoots;
  const final = given(frozen().final);
  const period = current();
  const forged = quorum.map((id) => f.sign(id, rootStatement, { period, ...final }));
  await writePart(recordFolder, path, encode(statementSetCodec, forged));
  await f.sealAgain(recordFolder);
  await assert.rejects(
    verifyFolder(recordFolder, context.commissionerKey, random, () => undefined),
    ({ part, code }: RecordError) => part === path && code === 'freeze/not-final',
  );
});
