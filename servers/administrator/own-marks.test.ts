/**
 * An Administrator's marks, on a board in memory that may be cut off, with a store that cannot write, that crashes, or that is put
 * back: what it has forgotten it never signs again.
 */
import assert from 'node:assert/strict';
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, test } from 'vitest';
import { sealPrepare } from '../../protocol/2-vote-signing/request-signature.ts';
import type { ElectionLog } from '../../protocol/board/election-log.ts';
import type { Entry } from '../../protocol/board/entries.ts';
import type { MemoryBoard } from '../../protocol/board/memory-board-test-support.ts';
import { markStatement } from '../../protocol/board/post-messages.ts';
import { postOf } from '../../protocol/board/read-posts.ts';
import { parseTopic } from '../../protocol/board/topics.ts';
import { ProtocolError } from '../../protocol/errors.ts';
import { prepareBody } from '../../protocol/messages/prepare-request.ts';
import { toHex } from '../../protocol/primitives/bytes.ts';
import { peekStatement } from '../../protocol/primitives/statement-form.ts';
import { given, random } from '../../protocol/test-support.ts';
import { Poster } from '../shared/poster.ts';
import { plantKeys, removeFolder, serverContext, temporaryFolder } from '../shared/test-support.ts';
import { AdministratorElection } from './administrator-election.ts';
import { bls, fixture, entries as roll, rollPart, SELF, setUp } from './administrator-test-support.ts';

const OPENS = fixture.manifest.opens * 1000;
const [ana] = fixture.voters;

/** The board, for this test alone. */
let board: MemoryBoard;
let home: string;
let folder: string;
let election: AdministratorElection;
let log: ElectionLog;
let read: number;
let isCurrent: boolean;
/** Whether the server reaches the board. */
let isCut: boolean;
/** ms by which its clock is ahead. */
let ahead: number;
/** Marks that it has tried to post. */
let tries: number;
let logged: Record<string, unknown>[];

beforeEach(async () => {
  board = setUp.board.board.copy();
  board.now = OPENS;
  [isCut, ahead, tries, logged] = [false, 0, 0, []];
  home = temporaryFolder();
  folder = join(home, 'now');
  start();
  await election.acceptPlan(fixture.planDocument);
  await plantKeys(election, fixture);
  await election.acceptRollPart(rollPart(roll));
  await election.acceptManifest(fixture.manifestDocument);
});
afterEach(async () => {
  await election.close();
  removeFolder(home);
});

function start(): void {
  const logger = pino({ base: null }, { write: (line: string) => logged.push(JSON.parse(line)) });
  const clock = () => board.now + ahead;
  const context = { ...serverContext(fixture, SELF, folder, clock), logger };
  election = new AdministratorElection(context, toHex(fixture.plan.electionId), bls);
  const post = async (topic: string, tuple: readonly [string, string, Uint8Array]): Promise<void> => {
    if (topic.endsWith('/marks')) tries++;
    if (isCut) throw new ProtocolError('board/no-quorum', 'cut off');
    await board.post(fixture.server(SELF).key, topic, tuple);
  };
  const poster = new Poster({ election: setUp.board.name, signer: SELF, post, clock, logger });
  [log, read, isCurrent] = [setUp.board.readAgain(setUp.board.entries), setUp.board.entries.length, false];
  election.follow({ log, poster, past: board.pastLogs, isCurrent: () => isCurrent });
}

async function restart(meanwhile: () => void = () => undefined): Promise<void> {
  await election.close();
  meanwhile();
  start();
}

/** It is so many seconds after the opening, and the server has looked. */
async function at(seconds: number): Promise<void> {
  board.now = OPENS + seconds * 1000;
  for (let look = 0; look < 3; look++) {
    if (!isCut) readOn();
    await election.tick();
    await setImmediate();
  }
}

function readOn(): void {
  const fresh = board.entries.slice(read);
  for (const [topic, entries] of Map.groupBy(fresh, (entry: Entry) => entry.topic)) {
    const parsed = parseTopic(topic);
    if (parsed?.kind === 'election') log.add(parsed.name, entries);
  }
  read = board.entries.length;
  isCurrent = true;
}

/** Every second from one time to the other. */
async function pass(from: number, to: number): Promise<void> {
  for (let second = from; second <= to; second++) await at(second);
}

/** Its marks on the board, and when they were ordered: seconds after the opening. */
const marks = () =>
  board.entries
    .filter(({ topic }) => topic.endsWith('/marks'))
    .map((entry) => {
      const { content } = peekStatement(markStatement.content, given(postOf(entry)).content);
      return { mark: toHex(content.mark), at: (entry.time - OPENS) / 1000 };
    });
const times = () => marks().map((mark) => mark.at);
const stored = () =>
  election.store.db
    .prepare('SELECT mark FROM marks ORDER BY number')
    .all()
    .map(({ mark }) => toHex(new Uint8Array(mark as Uint8Array)));

/** Prepare for any M. */
async function prepare() {
  const { manifestHash } = fixture.election;
  const { id: voter, style, key } = given(ana);
  const fields = { manifestHash, administrator: SELF, voter, style, blinded: bls.hashToG1(random(32)) };
  const member = given(fixture.election.member('administrators', SELF));
  const request = { ...fields, signature: key.sign(prepareBody(fields)) };
  return election.prepare(await sealPrepare(fixture.election, member, request));
}
const refuses = async (code: string): Promise<void> => {
  await assert.rejects(prepare(), { code, status: 503 });
  await assert.rejects(election.sign(random(10)), { code, status: 503 });
};
const echoes = async (): Promise<void> => assert.ok((await prepare()).echo);

const keep = (): Promise<void> => restart(() => cpSync(folder, join(home, 'backup'), { recursive: true }));
const putBack = (): Promise<void> =>
  restart(() => {
    rmSync(folder, { recursive: true });
    cpSync(join(home, 'backup'), folder, { recursive: true });
  });
/** Its store is put back to before the voter's echo, and a mark is on the board since. */
async function forget(): Promise<void> {
  await at(1);
  await keep();
  await at(2);
  await echoes();
  await at(60);
  await putBack();
}

describe('marks', () => {
  test('are posted each M from the opening to C', async () => {
    await at(-1);
    assert.deepEqual(times(), []);
    const end = (election.times.claimsEnd - OPENS) / 1000;
    await at(0);
    await pass(58, 61);
    await at(end - 1);
    await pass(end, end + 2);
    assert.deepEqual(times(), [0, 60, end - 1]);
    assert.deepEqual(
      stored(),
      marks().map(({ mark }) => mark),
    );
  });

  test('one leaves only once it is stored', async () => {
    await at(1);
    election.store.db.exec('PRAGMA query_only = ON');
    board.now = OPENS + 60_000;
    for (let look = 0; look < 3; look++) await assert.rejects(election.tick());
    assert.deepEqual([times(), tries], [[1], 1]);
    election.store.db.exec('PRAGMA query_only = OFF');
    await at(64);
    assert.deepEqual(times(), [1, 64]);
  });

  test('one that was stored, and not posted before a crash, is posted after it', async () => {
    await at(1);
    isCut = true;
    await at(60);
    isCut = false;
    const before = stored();
    await restart();
    await at(61);
    assert.deepEqual(times(), [1, 61]);
    assert.deepEqual(
      marks().map(({ mark }) => mark),
      before,
    );
  });

  test('one that was posted, and not known to be before a crash, is not posted again', async () => {
    await at(1);
    await restart();
    await pass(2, 59);
    assert.equal(tries, 1);
    await at(60);
    assert.deepEqual(times(), [1, 60]);
  });

  test('one that the board refuses, as clocks differ, is posted later', async () => {
    await at(1);
    ahead = 10_000;
    await pass(50, 70);
    const [, second = 0, ...others] = times();
    assert.ok(second >= 56 && second < 60 && others.length === 0, String(times()));
    await echoes();
    await pass(71, 120);
    assert.equal(times().length, 3);
  });

  test('after a clock that was far ahead for a moment there are as many as before', async () => {
    await at(1);
    ahead = 600_000;
    await at(2);
    ahead = 0;
    await pass(3, 130);
    assert.equal(times().length, 3);
  });

  test('a board that does not answer keeps nobody from voting; afterwards the newest mark is posted', async () => {
    await at(1);
    isCut = true;
    await pass(59, 61);
    await pass(119, 121);
    await echoes();
    isCut = false;
    await pass(122, 170);
    assert.deepEqual(stored().length, 3);
    assert.deepEqual(
      marks().map(({ mark }) => mark),
      [0, 2].map((i) => stored()[i]),
    );
    assert.equal(election.alarm, undefined);
  });
});

describe('an old store', () => {
  test('is noticed: no echo, no signature, no mark; also after a restart, whatever that can read', async () => {
    await forget();
    await at(61);
    await refuses('store/put-back');
    assert.equal(election.turnout().prepared, 0, 'it would have echoed again');
    assert.equal(election.alarm, 'store/put-back');
    const alarms = () => logged.filter(({ code }) => code === 'store/put-back').length;
    assert.equal(alarms(), 1);
    isCut = true;
    await restart();
    assert.equal(alarms(), 2);
    await at(150);
    await refuses('store/put-back');
    isCut = false;
    await at(151);
    assert.deepEqual(times(), [1, 60]);
  });

  test('is noticed by the first who asks, before anything else is done', async () => {
    await forget();
    readOn();
    await refuses('store/put-back');
  });

  test('is noticed even when the alarm cannot be stored', async () => {
    await forget();
    readOn();
    election.store.db.exec('PRAGMA query_only = ON');
    await assert.rejects(election.tick());
    await refuses('store/put-back');
  });

  test('is noticed after many marks, all of which it lacks', async () => {
    await at(1);
    await keep();
    for (const second of [2, 60, 120, 180]) await at(second);
    assert.equal(times().length, 4);
    await putBack();
    await at(181);
    await refuses('store/put-back');
  });

  test('of before the opening is noticed', async () => {
    await at(-10);
    await keep();
    await at(1);
    await putBack();
    await at(2);
    await refuses('store/put-back');
  });

  test('gets no further than the start: it waits for the board, `phase` at most', async () => {
    await forget();
    isCut = true;
    await at(61);
    await refuses('service/busy');
    const { phase } = log.times;
    await at(60 + phase / 1000 - 0.001);
    await refuses('service/busy');
    // Nothing waits longer: the board may be down, and then nobody could vote.
    await at(60 + phase / 1000);
    await echoes();
    await at(125);
    assert.deepEqual(stored().length, 1, 'none is drawn before the board has been read');
    isCut = false;
    await at(126);
    await refuses('store/put-back');
    assert.deepEqual(times(), [1, 60], 'no new mark hides what the board has');
  });

  test('posts no ledger, which would count too few', async () => {
    await forget();
    const ledgers = () => board.entries.filter((entry) => postOf(entry)?.type === 'ledger').length;
    board.now = election.times.claimsEnd;
    board.tick(0);
    await at((board.now - OPENS) / 1000 + 1);
    assert.equal(log.haveClaimsEnded, true);
    assert.equal(ledgers(), 0);
  });

  test('a sound one posts its ledger once the board has been read', async () => {
    await at(1);
    const ledgers = () => board.entries.filter((entry) => postOf(entry)?.type === 'ledger').length;
    board.now = election.times.claimsEnd;
    board.tick(0);
    readOn();
    isCurrent = false;
    await election.tick();
    await setImmediate();
    assert.equal(ledgers(), 0);
    await at((board.now - OPENS) / 1000 + 1);
    assert.equal(ledgers(), 1);
  });

  test('that lost nothing but time is no old store', async () => {
    await at(1);
    await keep();
    await at(2);
    await putBack();
    await pass(3, 61);
    await echoes();
    assert.deepEqual(times(), [1, 60]);
    assert.equal(election.alarm, undefined);
  });
});

test('who was not told the `phase` waits for half a minute', async () => {
  await at(1);
  await election.close();
  const context = serverContext(fixture, SELF, folder, () => board.now);
  election = new AdministratorElection(context, toHex(fixture.plan.electionId), bls);
  board.now += 29_999;
  await refuses('service/busy');
  board.now += 1;
  await echoes();
});
