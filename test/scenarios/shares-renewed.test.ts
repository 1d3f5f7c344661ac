/**
 * Trustees renew their shares of the election key while the election runs, with real servers in process on the deployed state
 * machine of the board: ten times, one captured in each period, one crashing in each renewal, one installed anew. What they
 * disclose in the end opens the votes, the record says how, and nothing old is on any disk.
 */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, test } from 'vitest';
import { parseBallot } from '../../ballots/parse-ballot.ts';
import { encodeVote } from '../../ballots/vote-encoding.ts';
import { attempt } from '../../common/attempt.ts';
import { recoverElectionKey } from '../../protocol/4-vote-tallying/disclose-key.ts';
import { ElectionLog } from '../../protocol/board/election-log.ts';
import { RenewalLog } from '../../protocol/board/renewal-log.ts';
import { decodeShareFile, FILES, type ShareFile } from '../../protocol/ceremony/ceremony-files.ts';
import { periodsOf, refreshOf } from '../../protocol/ceremony/election-periods.ts';
import { ProtocolError } from '../../protocol/errors.ts';
import { type Manifest, manifestCodec } from '../../protocol/messages/manifest.ts';
import type { Ended } from '../../protocol/messages/period-chain.ts';
import { bytesToScalar } from '../../protocol/primitives/bytes.ts';
import { encode } from '../../protocol/primitives/cbor.ts';
import { P256 } from '../../protocol/primitives/prime-group.ts';
import { given, random } from '../../protocol/test-support.ts';
import { verifyFolder } from '../../record/verify-folder.ts';
import { renewalsOf } from '../../servers/commissioner/monitoring/renewals.ts';
import { tally } from '../../servers/commissioner/record/tally.ts';
import { Intruder } from '../../simulation/intruder.ts';
import { CeremonyFolder } from '../../warden/ceremony-folder.ts';
import { giveOrder } from '../../warden/orders.ts';
import { FreezingRig } from '../support/freezing-rig.ts';
import { ids, OPENS } from '../support/setup-rig.ts';

/** Seconds. */
const PERIOD = 60;
const REFRESHES = 10;
const CLOSES = OPENS + PERIOD * (REFRESHES + 1);
const TRUSTEES = ids('trustee');
/** After this renewal it is installed anew. */
const REINSTALLED = { index: 2, period: 4 };

let f: FreezingRig;
beforeAll(async () => {
  const times = { closes: CLOSES, intakeEnds: CLOSES + 60, claimsEnd: CLOSES + 120 };
  f = await FreezingRig.open(['ana', 'ben', 'eva'], { renewEvery: PERIOD, ...times });
});
afterAll(() => f.rig.close());

const folderOf = (id: string): string => join(f.rig.folderOf(id), f.election.electionId);
const shareOf = (index: number, period: number): ShareFile | undefined => {
  const { election } = f.election;
  const content = new CeremonyFolder(join(folderOf(given(TRUSTEES[index])), 'renewal')).read(
    FILES.share(period),
  );
  return content && decodeShareFile(given(refreshOf('trustee', election)), index, content);
};
const periodOf = (index: number): number | undefined => f.trustee(index + 1).holding()?.period.number;

/** Until these have come to that period. */
async function untilPeriod(period: number, of: readonly number[]): Promise<void> {
  for (let tick = 0; tick < 100 && of.some((index) => periodOf(index) !== period); tick++) await f.rig.pass();
  assert.deepEqual(
    of.map(periodOf),
    of.map(() => period),
  );
}

/** Every byte that the server has on its disk. */
function diskOf(id: string): Buffer {
  const folder = folderOf(id);
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  return Buffer.concat(files.map(({ parentPath, name }) => readFileSync(join(parentPath, name))));
}

/** What the intruder has seen: shares of all that it has captured, each in another period. */
const captured: { readonly index: number; readonly period: number; readonly share: Uint8Array }[] = [];

function capture(index: number, period: number): void {
  const share = given(given(shareOf(index, period)).shares[0]);
  assert.ok(diskOf(given(TRUSTEES[index])).includes(Buffer.from(share)), 'what it holds is on its disk');
  captured.push({ index, period, share });
}

const keyOf = (shares: readonly { readonly index: number; readonly share: Uint8Array }[]) =>
  attempt(ProtocolError, () =>
    recoverElectionKey(
      f.election.election,
      shares.map(({ index, share }) => ({ index: index + 1, share: bytesToScalar(share) })),
    ),
  );

test('ten renewals, with a crash in each, one Trustee captured in each period, and one installed anew', async () => {
  await f.rig.pass();
  capture(0, 0);
  assert.notEqual(
    keyOf([given(captured[0]), { index: 1, share: given(given(shareOf(1, 0)).shares[0]) }]),
    undefined,
  );
  for (let period = 1; period <= REFRESHES; period++) {
    f.rig.board.now = 1000 * (OPENS + period * PERIOD);
    for (let looks = 0; looks < period; looks++) await f.rig.look();
    await f.rig.restart(given(TRUSTEES[(period + 1) % TRUSTEES.length]));
    await untilPeriod(period, [0, 1, 2, 3]);
    capture(period % TRUSTEES.length, period);
    if (period !== REINSTALLED.period) continue;
    const id = given(TRUSTEES[REINSTALLED.index]);
    await f.rig.restart(id, () => rmSync(folderOf(id), { recursive: true }));
    await f.rig.passUntil(() => f.rig.hosts(id) && f.rig.election(id).isOpen);
    await f.rig.pass();
    assert.deepEqual(f.trustee(REINSTALLED.index + 1).renewal?.alerts, ['alert/no-share']);
    giveOrder(folderOf(id), 'rejoin');
    await f.rig.pass();
    const { alerts, isRejoining } = given(f.trustee(REINSTALLED.index + 1).renewal);
    assert.deepEqual([alerts, isRejoining], [[], true]);
  }
});

test('whoever breaks into one after the other has the key as soon as it has k + 1 shares of one period, and not before', () => {
  const intruder = new Intruder(given(refreshOf('trustee', f.election.election)), f.election.election, (id) =>
    join(folderOf(id), 'renewal'),
  );
  const [one = '', two = ''] = TRUSTEES;
  assert.deepEqual([intruder.best, intruder.key], [{ period: 0, shares: 0 }, undefined]);
  assert.deepEqual(intruder.breakInto(one), [REFRESHES]);
  assert.deepEqual(intruder.breakInto(one), [REFRESHES], 'the same once more is no more');
  assert.deepEqual([intruder.best, intruder.key], [{ period: REFRESHES, shares: 1 }, undefined]);
  assert.deepEqual(intruder.breakInto(two), [REFRESHES]);
  assert.deepEqual([intruder.stolenFrom(one), intruder.stolenFrom('nobody')], [[REFRESHES], []]);
  assert.deepEqual(P256.fromSecret(given(intruder.key)), f.election.election.electionKey);
  assert.deepEqual(intruder.breakInto('nobody'), []);
});

test('what was captured in different periods is nothing together, and is on no disk any more', () => {
  const last = captured.at(-1);
  for (const one of captured)
    for (const other of captured) if (one.index !== other.index) assert.equal(keyOf([one, other]), undefined);
  for (const id of TRUSTEES) {
    const disk = diskOf(id);
    for (const one of captured)
      if (one !== last) assert.ok(!disk.includes(Buffer.from(one.share)), `${id}, period ${one.period}`);
  }
});

test('officers see in which period the Trustees are, since when, and who holds no share of it', () => {
  const now = f.rig.board.now;
  const { period, needed, without, last, isLate, isUnderWay, next } = given(
    renewalsOf(f.election, 'trustee', now),
  );
  assert.deepEqual([period, needed, without, isLate, isUnderWay], [REFRESHES, 3, [], false, false]);
  assert.equal(next, 1000 * (OPENS + (REFRESHES + 1) * PERIOD));
  assert.deepEqual(
    last.map((one) => one.period),
    Array.from({ length: 10 }, (_, i) => REFRESHES - i),
  );
  for (const one of last) {
    const slot = 1000 * (OPENS + one.period * PERIOD);
    assert.ok(given(one.time) >= slot && given(one.time) < slot + 1000 * PERIOD, `period ${one.period}`);
    assert.deepEqual(one.holders, TRUSTEES);
  }
  const { deadline } = given(f.election.election.plan.trusteeRenewal);
  assert.equal(given(renewalsOf(f.election, 'trustee', given(next) + deadline)).isLate, true);
});

test('a log in which another manifest stands than the server has opened has no periods', () => {
  const { log, election } = f.election;
  const { plan, times, urlOf } = log;
  const opened = (manifest: Manifest): ElectionLog => {
    const own = new ElectionLog({ plan, times, urlOf, manifest: encode(manifestCodec, manifest) });
    for (const topic of ['setup', 'refresh-trustee'] as const) own.add(topic, log.entries(topic));
    return own;
  };
  assert.equal(opened(election.manifest).renewal('trustee')?.log.period.number, REFRESHES);
  assert.equal(opened({ ...election.manifest, title: 'Another' }).renewal('trustee'), undefined);
});

test('what freezes is not complete before the topic of renewals is', () => {
  const { log } = f.election;
  const topics = ['setup', 'run', 'freeze', 'refresh-trustee'] as const;
  const lasts = topics.map((topic) => [log.topic(topic), log.entries(topic).at(-1)?.position ?? -1] as const);
  assert.equal(log.isComplete(lasts), true);
  const more = lasts.map(([topic, last], i) => [topic, i === 3 ? last + 1 : last] as const);
  assert.equal(log.isComplete(more), false);
});

test('the chain is whole, in its order and signed by q of the period before; a log read in parts comes to the same', () => {
  const { election } = f.election;
  const role = given(refreshOf('trustee', election));
  const entries = f.election.log.entries('refresh-trustee');
  const { ended, period } = given(f.election.log.renewal('trustee')?.log);
  assert.equal(period.number, REFRESHES);
  const inParts = new RenewalLog(role, election);
  const batches = [...Map.groupBy(entries, ({ c }) => c).values()];
  const whole = new RenewalLog(role, election);
  whole.read(entries);
  for (let i = 1; i <= batches.length; i += 3) {
    inParts.read(batches.slice(0, i).flat());
    // Read to its end, it still tells which periods there were by then.
    const { c } = given(batches[i - 1]?.[0]);
    const known = whole.periodsAt(c).map(({ number }) => number);
    assert.deepEqual(known, [...Array(inParts.log.period.number + 1).keys()]);
  }
  inParts.read(entries);
  assert.deepEqual(inParts.log.ended, ended);
  const periods = periodsOf(role, election, ended);
  assert.deepEqual(
    periods.map(({ number }) => number),
    Array.from({ length: REFRESHES + 1 }, (_, i) => i),
  );
  const [first, second, ...rest] = ended.map(given);
  const [one, two] = [given(first), given(second)];
  const broken: readonly (readonly Ended[])[] = [
    [two, ...rest],
    [two, one, ...rest],
    [one, one],
    [{ ...one, statements: one.statements.slice(1) }],
    [{ ...one, statements: [...one.statements.slice(1), given(one.statements[1])] }],
    [{ ...one, statements: two.statements }],
    [{ ...one, record: two.record }],
    [{ ...one, c: two.c }],
    [{ ...one, commitments: two.commitments }],
    [{ ...one, record: undefined }],
  ];
  for (const links of broken)
    assert.throws(() => periodsOf(role, election, links), { code: 'period/invalid' });
});

test('votes are opened with shares of the last period, and the record shows all of them', async () => {
  const ballot = parseBallot(given([...f.election.ballots().values()][0]));
  const votes: Uint8Array[] = [];
  for (const [voter, choice] of [
    ['ana', 0],
    ['ben', 1],
    ['eva', 1],
  ] as const)
    votes.push(
      await f.cast(
        voter,
        encodeVote(
          ballot,
          ballot.contests.map(() => [[choice]]),
        ),
      ),
    );
  for (const counter of [1, 2, 3]) await f.deliver(counter, votes);
  f.endClaims();
  await f.untilFrozen();
  await f.untilDisclosed();
  const results = await tally(f.election, () => undefined);
  assert.equal(results.packages, 3);
  const { commissionerKey } = f.election.context;
  const verified = await verifyFolder(f.election.recordFolder, commissionerKey, random, () => undefined);
  assert.deepEqual(verified.results, results);
});

test('a Trustee that was away from the opening until after the close has its share still, and discloses it', async () => {
  const away = await FreezingRig.open(['ana'], { renewEvery: 86_400 });
  try {
    const id = given(TRUSTEES[0]);
    away.rig.board.now = away.election.times.claimsEnd;
    // As if it had ended before its first look at the open election.
    await away.rig.restart(id, (folder) =>
      rmSync(join(folder, 'elections', away.election.electionId, 'renewal'), { recursive: true }),
    );
    away.endClaims();
    await away.untilPosted('disclosure', TRUSTEES);
  } finally {
    await away.rig.close();
  }
});

test('an election for whose renewals the board has no room is refused before keys are made', async () => {
  const { entries } = f.rig.board;
  const before = entries.length;
  const times = { closes: OPENS + 86_400, intakeEnds: OPENS + 86_500, claimsEnd: OPENS + 86_600 };
  const making = f.rig.create(['ana'], undefined, { ...times, renewEvery: 20 });
  await assert.rejects(making, { code: 'service/bad-request', status: 400 });
  assert.equal(entries.length, before);
});
