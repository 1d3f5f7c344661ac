/**
 * Trustees renew their shares beside a hostile one, which deals badly, contradicts itself, accuses, is silent at any step, or brings
 * a certificate before others have signed; beside one that is away; and while votes are frozen and shares disclosed. In process.
 */
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, test } from 'vitest';
import { decodeShareFile, FILES } from '../../protocol/ceremony/ceremony-files.ts';
import { refreshOf } from '../../protocol/ceremony/election-periods.ts';
import type { RefreshLog } from '../../protocol/ceremony/refresh-log.ts';
import {
  REFRESH_STATEMENTS,
  type RefreshContent,
  type RefreshType,
} from '../../protocol/ceremony/refresh-messages.ts';
import type { RefreshRole } from '../../protocol/ceremony/refresh-role.ts';
import { ProtocolError } from '../../protocol/errors.ts';
import { statementSetCodec } from '../../protocol/messages/freezing.ts';
import type { Ended } from '../../protocol/messages/period-chain.ts';
import { EMPTY } from '../../protocol/primitives/bytes.ts';
import { encode } from '../../protocol/primitives/cbor.ts';
import { signingKey } from '../../protocol/primitives/p256-signature.ts';
import { signStatement } from '../../protocol/primitives/statement.ts';
import type { StatementType } from '../../protocol/primitives/statement-form.ts';
import { given, random } from '../../protocol/test-support.ts';
import { RECORD_FILES } from '../../record/files.ts';
import { verifyFolder } from '../../record/verify-folder.ts';
import { writePart } from '../../record/write-record.ts';
import { renewalsOf } from '../../servers/commissioner/monitoring/renewals.ts';
import { tally } from '../../servers/commissioner/record/tally.ts';
import { CeremonyFolder } from '../../warden/ceremony-folder.ts';
import { giveOrder, takes } from '../../warden/orders.ts';
import { type Forgery, refusedRecord, withChain } from '../support/forged-record.ts';
import { FreezingRig } from '../support/freezing-rig.ts';
import { ids, type Lie, OPENS } from '../support/setup-rig.ts';

/** Seconds; the board's ticks have one. */
const PERIOD = 60;
/** In which something is tried, and those after them in which the hostile one is given a share again. */
const PERIODS = 40;
const CLOSES = OPENS + PERIOD * PERIODS;
const TRUSTEES = ids('trustee');
/** The fourth. */
const HOSTILE = 3;
const HOSTILE_ID = given(TRUSTEES[HOSTILE]);
const HONEST = [0, 1, 2];
const ALL = [...HONEST, HOSTILE];
const TOPIC = 'refresh-trustee';

let f: FreezingRig;
let role: RefreshRole;
let period = 0;
beforeAll(async () => {
  const times = { closes: CLOSES, intakeEnds: CLOSES + 10, claimsEnd: CLOSES + 20 };
  f = await FreezingRig.open(['ana'], { renewEvery: PERIOD, ...times });
  role = given(refreshOf('trustee', f.election.election));
  await f.rig.pass();
});
afterAll(() => f.rig.close());

const folderOf = (index: number): string =>
  join(f.rig.folderOf(given(TRUSTEES[index])), f.election.electionId);
const periodOf = (index: number): number | undefined => f.trustee(index + 1).holding()?.period.number;
const alertsOf = (index: number): readonly string[] => f.trustee(index + 1).renewal?.alerts ?? [];
const logNow = (): RefreshLog => given(f.election.log.renewal('trustee')?.log);

/** With its own key of the period whose renewal is under way. */
function signed<T extends RefreshType>(type: T, content: RefreshContent<T>): Uint8Array {
  const file = given(new CeremonyFolder(join(folderOf(HOSTILE), 'renewal')).read(FILES.share(period - 1)));
  const { periodKey } = decodeShareFile(role, HOSTILE, file);
  const form = REFRESH_STATEMENTS[type] as StatementType<RefreshContent<T>>;
  return signStatement(form, logNow().c, content, HOSTILE_ID, signingKey(periodKey));
}

/** The next slot comes, and these come to the next period. */
async function nextPeriod(of: readonly number[]): Promise<void> {
  period += 1;
  f.rig.board.now = Math.max(f.rig.board.now, logNow().opens);
  for (let tick = 0; tick < 60 && of.some((index) => periodOf(index) !== period); tick++) await f.rig.pass();
  assert.deepEqual(
    of.map(periodOf),
    of.map(() => period),
  );
}

const honest: Lie = (_id, _topic, tuple) => tuple;

/** What the hostile Trustee says in the place of what it would. */
async function withLie(
  say: (type: string, content: Uint8Array, topic: string) => ReturnType<Lie>,
): Promise<void> {
  f.rig.lie = (id, topic, tuple) =>
    id === HOSTILE_ID && topic.endsWith(TOPIC) ? say(tuple[0], tuple[2], topic) : tuple;
  await nextPeriod(HONEST);
  await f.rig.pass();
  f.rig.lie = honest;
}

/** It has no share, and gets one in the next period, once its operator has it rejoin. */
async function rejoins(): Promise<void> {
  assert.equal(periodOf(HOSTILE), undefined);
  assert.deepEqual(alertsOf(HOSTILE), ['alert/no-share']);
  assert.deepEqual(given(renewalsOf(f.election, 'trustee', f.rig.board.now)).without, [HOSTILE_ID]);
  giveOrder(folderOf(HOSTILE), 'rejoin');
  giveOrder(folderOf(HOSTILE), 'rejoin');
  await f.rig.pass();
  assert.ok(!takes(folderOf(HOSTILE), 'rejoin'));
  assert.equal(f.trustee(HOSTILE + 1).renewal?.isRejoining, true);
  await nextPeriod(ALL);
  assert.equal(f.trustee(HOSTILE + 1).renewal?.isRejoining, false);
  assert.deepEqual(alertsOf(HOSTILE), []);
}

const tuple = (type: string, content: Uint8Array) => [type, HOSTILE_ID, content] as const;

test.each(['deal', 'ok', 'outcome', 'tick'])(
  'it withholds its %s: the others go on, and so does it',
  async (held) => {
    await withLie((type, content) => (type === held ? undefined : tuple(type, content)));
    assert.equal(periodOf(HOSTILE), period);
  },
);

test('it states nothing: the others go on, it rejoins', async () => {
  await withLie((type, content) => (type === 'state' ? undefined : tuple(type, content)));
  await rejoins();
});

test('it is away for a whole renewal, and rejoins', async () => {
  f.rig.away.add(HOSTILE_ID);
  await nextPeriod(HONEST);
  f.rig.away.delete(HOSTILE_ID);
  await f.rig.pass();
  await rejoins();
});

test('it seals what does not fit: it is convicted, and has no share', async () => {
  await withLie((type, content) => {
    if (type !== 'deal') return tuple(type, content);
    const seals = TRUSTEES.map((_, i) => (i === HOSTILE ? EMPTY : random(1200)));
    const [, G] = f.election.election.manifest.electionCommitments;
    return tuple('deal', signed('deal', { keys: [[given(G)]], seals }));
  });
  await rejoins();
});

test('it accuses who has dealt well: it is convicted itself', async () => {
  await withLie((type, content) =>
    type === 'ok'
      ? tuple('complaint', signed('complaint', { dealer: 0, seed: random(32) }))
      : tuple(type, content),
  );
  await rejoins();
});

test('it states two different things: neither counts', async () => {
  let isSecond = false;
  await withLie((type, content, topic) => {
    if (type === 'state' && !isSecond) {
      isSecond = true;
      const kemKeys = TRUSTEES.map((_, i) => (i === HOSTILE ? EMPTY : random(1216)));
      const other = signed('state', { kemKeys, periodKey: random(33), possession: random(64) });
      assert.equal(f.rig.board.say(f.rig.keyOf(HOSTILE_ID), topic, tuple('state', other)), '');
    }
    return tuple(type, content);
  });
  await rejoins();
});

test('it brings a certificate before the last honest one has signed: renewals go on', async () => {
  const last = given(TRUSTEES[2]);
  let brought = 0;
  f.rig.lie = (id, topic, said) => {
    if (!topic.endsWith(TOPIC) || said[0] !== 'outcome' || brought > 0) return said;
    if (id === last) return undefined;
    if (id !== HOSTILE_ID) return said;
    const { ceremony } = logNow();
    assert.ok(ceremony.step === 'outcome');
    const outcomes = [...ceremony.outcomes.values()].map(({ bytes }) => bytes);
    if (outcomes.length < 2) throw new ProtocolError('board/no-quorum', 'waits for two');
    brought++;
    return tuple('period', signed('period', { record: ceremony.record, outcomes: [...outcomes, said[2]] }));
  };
  await nextPeriod(ALL);
  assert.equal(brought, 1);
  f.rig.lie = honest;
  await nextPeriod(ALL);
});

test('it floods the topic with what is not: nothing of it stands in the way', async () => {
  const taken: string[] = [];
  await withLie((type, content, topic) => {
    const say = (one: RefreshType, junk: Uint8Array) =>
      taken.push(f.rig.board.say(f.rig.keyOf(HOSTILE_ID), topic, tuple(one, junk)));
    if (type === 'state' && taken.length === 0) {
      say('outcome', signed('outcome', { hash: random(32) }));
      say('outcome', signed('outcome', { hash: random(32) }));
      say(
        'abandon',
        signStatement(REFRESH_STATEMENTS.abandon, logNow().c, {}, HOSTILE_ID, f.rig.keyOf(HOSTILE_ID)),
      );
      say(
        'abandon',
        signStatement(REFRESH_STATEMENTS.abandon, random(32), {}, HOSTILE_ID, f.rig.keyOf(HOSTILE_ID)),
      );
      say('deal', random(1000));
      say('period', signed('period', { record: random(100), outcomes: [random(100)] }));
    }
    return tuple(type, content);
  });
  assert.deepEqual(taken, ['', 'board/once', '', 'board/refused', 'board/refused', '']);
  assert.equal(periodOf(HOSTILE), period);
});

test('what the board does not take at first is said again', async () => {
  const tried = new Set<string>();
  f.rig.lie = (id, topic, said) => {
    const name = `${id} ${said[0]}`;
    if (!topic.endsWith(TOPIC) || tried.has(name)) return said;
    tried.add(name);
    throw new ProtocolError('board/no-quorum', 'the board is down');
  };
  await nextPeriod(ALL);
  f.rig.lie = honest;
  assert.ok(tried.size >= TRUSTEES.length * 4, 'of everybody state, deal, ok and outcome');
});

test('after the deadline of a renewal that has come to nothing there is an alarm, until the next certificate', async () => {
  const { deadline } = given(f.election.election.plan.trusteeRenewal);
  f.rig.lie = (_id, topic, said) => (topic.endsWith(TOPIC) && said[0] === 'state' ? undefined : said);
  const slot = logNow().opens;
  f.rig.board.now = slot + deadline - 2_000;
  await f.rig.pass();
  for (const index of ALL) assert.deepEqual(alertsOf(index), []);
  f.rig.board.now = slot + deadline;
  await f.rig.pass();
  for (const index of ALL) assert.deepEqual(alertsOf(index), ['alert/renewal-late']);
  f.rig.lie = honest;
  for (const id of TRUSTEES) await f.rig.restart(id);
  await nextPeriod(ALL);
  for (const index of ALL) assert.deepEqual(alertsOf(index), []);
});

test('an order to abandon is obeyed once, also if the process ended before it was removed', async () => {
  const { c } = logNow();
  giveOrder(folderOf(HOSTILE), 'abandon');
  await f.rig.pass();
  assert.ok(!takes(folderOf(HOSTILE), 'abandon'));
  const files = new CeremonyFolder(join(folderOf(HOSTILE), 'renewal'));
  const promise = given(files.read(FILES.abandoned(c)));
  giveOrder(folderOf(HOSTILE), 'abandon');
  await f.rig.pass();
  assert.deepEqual(files.read(FILES.abandoned(c)), promise);
  await nextPeriod(HONEST);
  assert.deepEqual(alertsOf(HOSTILE), ['alert/abandoned']);
  giveOrder(folderOf(HOSTILE), 'rejoin');
  await f.rig.pass();
  await nextPeriod(ALL);
});

/** The last slot comes shortly before claims end. */
test('votes are opened while a renewal is under way, though disclosures are of two periods', async () => {
  const { claimsEnd } = f.election.times;
  f.rig.board.now =
    logNow().opens + PERIOD * 1000 * Math.floor((claimsEnd - logNow().opens) / (PERIOD * 1000));
  const [first, ...others] = TRUSTEES;
  let isHeld = true;
  f.rig.lie = (id, topic, said) => {
    const isLate =
      isHeld && (topic.endsWith(TOPIC) ? said[0] === 'outcome' : said[0] === 'disclosure' && id !== first);
    if (isLate) throw new ProtocolError('board/no-quorum', 'slow');
    return said;
  };
  await f.rig.passUntil(() => logNow().ceremony.step === 'outcome');
  // A damaged disk: it takes no part in renewals any more, and in freezing all the same.
  new CeremonyFolder(join(folderOf(HOSTILE), 'renewal')).write(FILES.share(period), random(10));
  f.endClaims();
  await f.untilFrozen();
  await f.untilPosted('disclosure', [given(first)]);
  await f.untilPosted('root', TRUSTEES);
  isHeld = false;
  f.rig.lie = (id, topic, said) =>
    said[0] === 'disclosure' && others.includes(id) && logNow().period.number === period
      ? undefined
      : honest(id, topic, said);
  await f.rig.passUntil(() => f.election.documents.get('disclosures') !== undefined);
  assert.equal(logNow().period.number, period + 1);
  const results = await tally(f.election, () => undefined);
  const { commissionerKey } = f.election.context;
  const verified = await verifyFolder(f.election.recordFolder, commissionerKey, random, () => undefined);
  assert.deepEqual(verified.results, results);
  const signers = f.posted('disclosure');
  assert.ok(signers.filter((id) => id === first).length === 2, 'of two periods');
});

test("a hostile Commissioner's record: its chain of periods is whole, and its shares are of one of them", async () => {
  const { trusteePeriods, disclosures } = RECORD_FILES;
  const refused = (forge: Forgery, part: string, code: string) => refusedRecord(f, forge, part, code);
  await refused((record) => rmSync(join(record, trusteePeriods)), trusteePeriods, 'record/missing');
  await refused((record) => writePart(record, trusteePeriods, EMPTY), trusteePeriods, 'cbor/malformed');
  const forgeries: readonly ((links: readonly Ended[]) => readonly Ended[])[] = [
    (links) => links.slice(1),
    ([first, second, ...rest]) => [given(second), given(first), ...rest],
    ([first, ...rest]) => [{ ...given(first), c: random(32) }, ...rest],
    ([first, ...rest]) => [{ ...given(first), statements: given(first).statements.slice(1) }, ...rest],
    ([first, ...rest]) => [{ ...given(first), record: given(rest[0]).record }, ...rest],
    ([first, ...rest]) => [{ ...given(first), record: undefined }, ...rest],
    ([first, ...rest]) => [{ ...given(first), commitments: given(rest[0]).commitments }, ...rest],
  ];
  for (const forgery of forgeries)
    await refused(withChain('trustee', forgery), trusteePeriods, 'period/invalid');
  await refused(
    withChain('trustee', (links) => links.slice(0, -1)),
    disclosures,
    'share/invalid',
  );
  const all = f.election.log.posts('freeze', 'disclosure');
  const [own] = all.filter(({ signer }) => signer === TRUSTEES[0]);
  const posted = [given(own), given(all.find(({ signer }) => signer !== TRUSTEES[0]))].map(
    ({ content }) => content,
  );
  await refused(
    (record) => writePart(record, disclosures, encode(statementSetCodec, posted)),
    disclosures,
    'share/too-few',
  );
});
