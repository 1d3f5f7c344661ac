/**
 * Counters' heads on the board while voting goes on (board contract, sections 4 and 7), with real servers in process: a Counter
 * that drops, changes or forks its list contradicts what it has signed, and is named, with both heads; it stops nothing.
 */
import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'vitest';
import { headsIn, type SeenHead } from '../../protocol/board/counter-heads.ts';
import { finalHeadStatement } from '../../protocol/board/folds/freeze-messages.ts';
import { counterHeadForm } from '../../protocol/board/post-messages.ts';
import { ProtocolError } from '../../protocol/errors.ts';
import { closeHeadStatement, treeHeadStatement } from '../../protocol/messages/tree-head.ts';
import { toHex } from '../../protocol/primitives/bytes.ts';
import { encode } from '../../protocol/primitives/cbor.ts';
import { given, random } from '../../protocol/test-support.ts';
import { CommissionerElection } from '../../servers/commissioner/election/commissioner-election.ts';
import { FreezingRig, GRACE } from '../support/freezing-rig.ts';

/** M of an election that is shorter than a week, in ms. */
const M = 60_000;
const COUNTERS = ['counter-1', 'counter-2', 'counter-3'];

let f: FreezingRig;
beforeEach(async () => {
  f = await FreezingRig.open();
});
afterEach(() => f.close());

/** Heads of a Counter on the board, by the Commissioner's log. */
const headsOf = (counter: string): SeenHead[] =>
  headsIn(f.election.log.entries('heads'), f.election.election).flatMap((seen) =>
    seen.counter === counter ? seen.head : [],
  );
const sizesOf = (counter: string): number[] => headsOf(counter).map(({ size }) => size);
const untilHeads = (counter: string, sizes: readonly number[]): Promise<void> =>
  f.until(() => `${sizesOf(counter)}` === `${sizes}`, `${counter}: ${sizes}`);
const found = (): string[] =>
  f.election.lists.contradictions.map(({ counter, reason }) => `${counter} ${reason}`);
const untilFound = (what: string): Promise<void> => f.until(() => found().includes(what), what);
const evidence = (of: string) => given(f.election.lists.contradictions.find(({ counter }) => counter === of));
const kinds = (of: string): string[] => [evidence(of).earlier.kind, evidence(of).later.kind];

/** So many looks of everybody, in which what is not to come could come. */
async function looks(): Promise<void> {
  for (let look = 0; look < 20; look++) await f.rig.look();
}

/** A Counter's list is another one from now on, as after a break-in or an old copy. */
async function replaceList(counter: number, packages: readonly Uint8Array[]): Promise<void> {
  const { store } = f.counter(counter);
  await store.write(() => store.db.exec('DELETE FROM packages'));
  if (packages.length > 0) await f.deliver(counter, packages);
  await f.rig.restart(`counter-${counter}`);
  await f.until(() => f.counter(counter).isFollowed, 'its log again');
}

describe('heads of an honest Counter', () => {
  test('are posted as its list grows, M apart, also after a restart, until the final head', async () => {
    await f.deliver(1, f.junk(3));
    await untilHeads('counter-1', [3]);
    await f.rig.restart('counter-1');
    await f.until(() => f.counter(1).isFollowed, 'its log again');
    await f.deliver(1, f.junk(2));
    f.rig.board.now += M - 1;
    await looks();
    assert.deepEqual(sizesOf('counter-1'), [3], 'too soon');
    f.rig.board.now += 1;
    await untilHeads('counter-1', [3, 5]);
    f.rig.board.now += M;
    await looks();
    assert.deepEqual(sizesOf('counter-1'), [3, 5], 'the list has not grown');

    let isDown = true;
    f.rig.lie = (_id, _topic, tuple) => {
      if (isDown && tuple[0] === 'counter-head') throw new ProtocolError('board/no-quorum', 'down');
      return tuple;
    };
    await f.deliver(1, f.junk(1));
    f.endClaims();
    await f.untilPosted('final-head', COUNTERS);
    isDown = false;
    f.rig.board.now += M;
    await f.untilDisclosed();
    await looks();
    assert.deepEqual(sizesOf('counter-1'), [3, 5], 'the final head has said all');
    assert.deepEqual(sizesOf('counter-2'), [], 'there is nothing to say of an empty list');
    assert.deepEqual(f.posted('close-head', 'run'), COUNTERS);
    assert.deepEqual(found(), []);
  });

  test('wait for nothing, nor does intake: while the board is down, while the store is full', async () => {
    await f.counter(2).store.write(() =>
      f.counter(2).store.db.exec(
        `CREATE TRIGGER full BEFORE INSERT ON packages WHEN (SELECT count(*) FROM packages) > 0
         BEGIN SELECT RAISE(FAIL, 'database or disk is full'); END`,
      ),
    );
    let isDown = true;
    f.rig.lie = (id, _topic, tuple) => {
      if (isDown && id === 'counter-1') throw new ProtocolError('board/no-quorum', 'down');
      return tuple;
    };
    for (const counter of [1, 2]) await f.deliver(counter, f.junk(1));
    await untilHeads('counter-2', [1]);
    await f.deliver(1, f.junk(1));
    await assert.rejects(f.deliver(2, f.junk(1)));
    assert.deepEqual(
      [1, 2].map((counter) => f.counter(counter).size),
      [2, 1],
    );
    f.rig.board.now += M;
    await looks();
    assert.deepEqual([...sizesOf('counter-1'), ...sizesOf('counter-2')], [1]);
    isDown = false;
    f.rig.board.now += 2_000;
    await untilHeads('counter-1', [2]);
  });

  test('wait for its close-head, which would seem to have shrunk', async () => {
    let isDown = true;
    f.rig.lie = (id, _topic, tuple) => {
      if (isDown && id === 'counter-1' && tuple[0] === 'close-head')
        throw new ProtocolError('board/no-quorum', 'down');
      return tuple;
    };
    f.rig.board.now = f.election.times.closes;
    await looks();
    await f.deliver(1, f.junk(1));
    await looks();
    assert.deepEqual(sizesOf('counter-1'), []);
    isDown = false;
    f.rig.board.now += 2_000;
    await untilHeads('counter-1', [1]);
    assert.deepEqual(found(), []);
  });

  test('are not posted of a list that was put back, be it shorter or another', async () => {
    await f.deliver(1, f.junk(1));
    await untilHeads('counter-1', [1]);
    f.rig.board.now += M;
    let posts = 0;
    f.rig.lie = (id, _topic, tuple) => {
      if (id === 'counter-1' && tuple[0] === 'counter-head') posts++;
      return tuple;
    };
    for (const list of [[], f.junk(2)]) {
      await replaceList(1, list);
      await f.until(() => f.counter(1).alarm === 'store/put-back', 'its health says so');
      await looks();
    }
    assert.equal(posts, 0);
  });
});

describe('a Counter that lies is named, with both heads, and stops nothing:', () => {
  test('while voting goes on', async () => {
    for (const counter of [1, 2, 3]) await f.deliver(counter, f.junk(1));
    const old = f.counter(2).head();
    await f.deliver(2, f.junk(1));
    for (const [counter, size] of [1, 2, 1].entries()) await untilHeads(`counter-${counter + 1}`, [size]);
    assert.deepEqual(found(), []);

    const other = f.sign('counter-1', treeHeadStatement, { size: 1, root: random(32) });
    const served: Record<string, Uint8Array> = { 'counter-1': other, 'counter-2': old };
    f.rig.serve = (id, path) => (path.endsWith('/head') ? served[id] : undefined);
    const answers: string[] = [];
    f.rig.lie = (id, topic, [type, signer, content]) => {
      if (id !== 'counter-3' || type !== 'counter-head') return [type, signer, content];
      const head = f.sign(id, treeHeadStatement, { size: 2, root: random(32) });
      const forged = encode(counterHeadForm, { head, proof: [random(32)] });
      answers.push(f.rig.board.say(f.rig.keyOf(id), topic, [type, signer, forged]));
      return undefined;
    };
    await f.deliver(3, f.junk(1));
    f.rig.board.now += M;
    await f.until(() => answers.length > 0, 'the post of counter 3');
    assert.deepEqual(answers, ['board/not-consistent'], 'what is on the board goes together');
    assert.deepEqual(sizesOf('counter-3'), [1]);

    await untilFound('counter-1 other-root');
    const fork = evidence('counter-1');
    assert.deepEqual([fork.earlier.kind, fork.later.kind], ['counter-head', 'served']);
    assert.equal(fork.earlier.statement, toHex(given(headsOf('counter-1')[0]).statement));
    assert.equal(fork.later.statement, toHex(other));
    await untilFound('counter-2 shrunk');
    assert.deepEqual([evidence('counter-2').earlier.size, evidence('counter-2').later.size], [2, 1]);
    for (const counter of [1, 2, 3]) await f.deliver(counter, f.junk(1));
    f.endClaims();
    await f.untilDisclosed();
    assert.deepEqual(f.frozen, [1, 2, 3]);
  });

  test('at the close, and when it freezes', async () => {
    for (const counter of [1, 2, 3]) await f.deliver(counter, f.junk(2));
    for (const counter of COUNTERS) await untilHeads(counter, [2]);
    await replaceList(3, f.junk(3));
    f.rig.lie = (id, _topic, [type, signer, content]) => {
      if (id === 'counter-1' && type === 'close-head')
        return [type, signer, f.sign(id, closeHeadStatement, { size: 1, root: random(32) })];
      if (id === 'counter-2' && type === 'final-head')
        return [type, signer, f.sign(id, finalHeadStatement, { size: 1, root: toHex(random(32)) })];
      return [type, signer, content];
    };
    f.rig.board.now = f.election.times.closes;
    await untilFound('counter-1 shrunk');
    assert.deepEqual(kinds('counter-1'), ['counter-head', 'close-head']);
    await f.untilPosted('close-head', COUNTERS, 'run');
    f.endClaims();
    await untilFound('counter-2 shrunk');
    assert.deepEqual(kinds('counter-2'), ['counter-head', 'final-head']);
    await untilFound('counter-3 not-continued');
    assert.deepEqual(kinds('counter-3'), ['counter-head', 'final-head']);
    await f.pass(2 * GRACE);
    await f.untilDisclosed();
    assert.deepEqual(f.frozen, [1, 3], 'nobody has the list that counter 2 has signed');
  });
});

describe('the alert', () => {
  /** Counter 1 shows the monitor another list than it posted. */
  async function contradict(): Promise<void> {
    await f.deliver(1, f.junk(2));
    await untilHeads('counter-1', [2]);
    const other = f.sign('counter-1', treeHeadStatement, { size: 2, root: random(32) });
    f.rig.serve = (id, path) => (id === 'counter-1' && path.endsWith('/head') ? other : undefined);
    f.rig.board.now += 30_000;
  }

  /** As the service would find it after a restart. */
  async function onDisk(): Promise<string[]> {
    const { context, audit } = f.rig.service;
    const again = new CommissionerElection(context, f.election.electionId, audit);
    const reasons = again.lists.contradictions.map(({ counter, reason }) => `${counter} ${reason}`);
    await again.close();
    return reasons;
  }

  test('is raised once, also by a service that cannot write, and stays after its restart', async () => {
    const { db } = f.election.store;
    db.exec(
      `CREATE TRIGGER full BEFORE INSERT ON contradictions BEGIN SELECT RAISE(FAIL, 'database or disk is full'); END`,
    );
    await contradict();
    await untilFound('counter-1 other-root');
    await looks();
    assert.deepEqual(await onDisk(), []);
    db.exec(
      `DROP TRIGGER full;
       CREATE TABLE tries (one INTEGER);
       CREATE TRIGGER tried BEFORE INSERT ON contradictions BEGIN INSERT INTO tries VALUES (1); END`,
    );
    await looks();
    assert.deepEqual(await onDisk(), ['counter-1 other-root']);
    assert.equal(db.prepare('SELECT count(*) AS tries FROM tries').get()?.tries, 1);
    assert.equal(f.election.lists.contradictions.length, 1);
  });

  test('knows the heads that were served before a restart, too', async () => {
    await f.deliver(1, f.junk(2));
    f.rig.board.now += 30_000;
    const other = f.sign('counter-1', treeHeadStatement, { size: 5, root: random(32) });
    f.rig.serve = (id, path) => (id === 'counter-1' && path.endsWith('/head') ? other : undefined);
    await f.until(() => f.election.lists.largest('counter-1')?.size === 5, 'the head that was served');
    await looks();
    const { context, audit } = f.rig.service;
    const again = new CommissionerElection(context, f.election.electionId, audit);
    assert.equal(again.lists.largest('counter-1')?.size, 5);
    await again.close();
  });
});
