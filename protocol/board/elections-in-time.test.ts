/** Elections on the board as time goes by: what waits for what, ticks, the closing order. */
import assert from 'node:assert/strict';
import { test } from 'vitest';
import { ProvableTree } from '../primitives/merkle-proofs.ts';
import { Election } from './election.ts';
import {
  type Board,
  convened,
  convener,
  ELECTION,
  ids,
  keyOf,
  listed,
  MANIFEST,
  orderOf,
  PLAN,
  said,
  withManifest,
} from './elections-test-support.ts';

test('run, heads, marks and freeze wait for t and q countersignatures', () => {
  const few = withManifest([...ids('administrator', 3), ...ids('trustee', 2)]);
  const posts = (board: Board, time: number) =>
    [
      board.say('commissioner', 'run', 'close', { order: orderOf(20_000_000) }, 0),
      board.say('counter-1', 'run', 'close-head', {}, time),
      board.say('administrator-1', 'run', 'ledger', { about: '0' }, time),
      board.say('anonymizer-1', 'run', 'erasure', {}, time),
      board.say('administrator-1', 'marks', 'mark', {}, time),
      board.say('counter-1', 'freeze', 'final-head', {}, time),
      board.say('trustee-1', 'freeze', 'hold', { mask: 0, about: '0' }, time),
      board.say('trustee-1', 'freeze', 'root', { about: '0' }, time),
    ].join(' ');
  assert.equal(posts(few, 21_000_000), Array(8).fill('board/too-early').join(' '));
  assert.equal(posts(withManifest(), 21_000_000), Array(8).fill('').join(' '));
});

test('what belongs to the close or to the end of claims is refused before', () => {
  const board = withManifest();
  assert.equal(board.say('counter-1', 'run', 'close-head', {}, 19_999_999), 'board/too-early');
  assert.equal(board.say('counter-1', 'run', 'close-head', {}, 20_000_000), '');
  for (const [id, topic, type] of [
    ['administrator-1', 'run', 'ledger'],
    ['anonymizer-1', 'run', 'erasure'],
    ['counter-1', 'freeze', 'final-head'],
    ['trustee-1', 'freeze', 'root'],
  ] as const) {
    const about = type === 'root' || type === 'ledger' ? { about: '0' } : {};
    assert.equal(board.say(id, topic, type, about, 20_999_999), 'board/too-early', type);
    assert.equal(board.say(id, topic, type, about, 21_000_000), '', type);
    assert.equal(board.say(id, topic, type, about, 21_000_000), 'board/once', type);
  }
  assert.equal(board.say('trustee-1', 'dkg-trustee', 'complaint', {}, 20_000_000), 'board/too-late');
  assert.equal(board.say('trustee-1', 'dkg-trustee', 'repair', {}, 20_000_000), 'board/too-late');
  assert.equal(board.say('trustee-1', 'freeze', 'disclosure', {}, 21_000_000), 'board/too-early');
  for (const [id, topic, type] of [
    ['trustee-2', 'freeze', 'root'],
    ['administrator-2', 'run', 'ledger'],
  ] as const)
    assert.equal(board.say(id, topic, type, { about: '1' }, 21_000_000), 'board/refused', 'of no period');
});

test('a manifest waits for both outcomes, of which a holder signs one ever', () => {
  const board = convened();
  board.all([...ids('administrator'), ...ids('anonymizer')], 'setup', 'key');
  const manifest = () => board.say('commissioner', 'setup', 'manifest', { manifest: MANIFEST });
  assert.equal(manifest(), 'board/too-early');
  board.all(ids('administrator', 3), 'dkg-administrator', 'outcome');
  assert.equal(board.say('administrator-1', 'dkg-administrator', 'outcome', { context: 'y' }), 'board/once');
  board.all(ids('trustee', 3), 'dkg-trustee', 'outcome');
  assert.equal(manifest(), '');
});

test('heads are apart and grow, once the manifest stands', () => {
  const tree = new ProvableTree();
  for (let i = 0; i < 3; i++) tree.append(Uint8Array.of(i));
  const root = [...tree.root()];
  const post = (board: Board, time: number, size: number) => {
    const head = { size, root, proof: [] };
    return board.out(
      keyOf('counter-1'),
      `${ELECTION}/heads`,
      ['counter-head', 'counter-1', said({ context: 'm', says: 'h', head })],
      time,
    );
  };
  const board = withManifest();
  assert.deepEqual(
    [post(board, 0, 3), post(board, 54_999, 3), post(board, 55_000, 2), post(board, 55_000, 3)],
    ['', 'board/too-early', 'board/not-consistent', ''],
  );
  assert.equal(post(withManifest([]), 0, 3), 'board/too-early');
});

test('holds are taken from the end of claims on, while they grow', () => {
  const board = withManifest();
  const hold = (mask: number, time = 21_000_000, about = '0') =>
    board.say('trustee-1', 'freeze', 'hold', { mask, about }, time);
  assert.deepEqual(
    [hold(0, 20_999_999), hold(0), hold(0), hold(1), hold(3, 21_000_000, '1')],
    ['board/too-early', '', 'board/refused', '', 'board/refused'],
    'the last: of a period that there is not',
  );
});

test('marks and audit heads are apart', () => {
  const board = withManifest();
  const mark = (time: number) => board.say('administrator-1', 'marks', 'mark', {}, time);
  assert.deepEqual([mark(0), mark(54_999), mark(55_000)], ['', 'board/too-early', '']);
  const head = (size: number, time: number) =>
    board.out(
      convener,
      `${ELECTION}/audit`,
      ['head', 'commissioner', said({ context: 'm', says: 'h', head: { size } })],
      time,
    );
  assert.deepEqual(
    [head(1, 0), head(2, 599_999), head(1, 600_000), head(2, 600_000)],
    ['', 'board/too-early', 'board/not-consistent', ''],
  );
});

test('ticks come a quarter of a phase apart, in order of topic, till there is a manifest', () => {
  const board = listed();
  assert.equal(board.convene(100_000), '');
  const names = ['dkg-administrator', 'dkg-trustee', 'setup'];
  assert.deepEqual(board.tick(107_499), []);
  assert.deepEqual(board.tick(107_500), names);
  assert.deepEqual(board.tick(114_999), []);
  assert.deepEqual(board.tick(200_000), names);
  assert.deepEqual(board.tick(207_499), []);
  assert.deepEqual(withManifest([]).tick(100_000_000), []);
});

test('ticks stop where no fold can wait for them', () => {
  const board = convened();
  board.all([...ids('administrator'), ...ids('anonymizer')], 'setup', 'key');
  assert.deepEqual(board.tick(107_500), ['dkg-administrator', 'dkg-trustee'], 'all keys are there');
  board.all(ids('administrator', 3), 'dkg-administrator', 'outcome');
  assert.deepEqual(board.tick(200_000), ['dkg-trustee'], 't outcomes alike');
  board.all(ids('trustee', 2), 'dkg-trustee', 'outcome');
  assert.equal(board.say('trustee-3', 'dkg-trustee', 'outcome', { says: 'other' }), '');
  assert.deepEqual(board.tick(300_000), ['dkg-trustee'], 'the third says something else');
  assert.equal(board.say('trustee-4', 'dkg-trustee', 'outcome'), '');
  assert.deepEqual(board.tick(400_000), [], 'q outcomes alike');
});

test('an election that nobody sets up ticks for as long as its ceremonies could last', () => {
  const board = convened();
  let time = 0;
  const tick = () => {
    time += 7500;
    return board.tick(time).length;
  };
  for (let i = 1; i <= 81; i++) assert.equal(tick(), 3, 'keys end long after the plan');
  for (let i = 82; i <= 16 * 3 * 81; i++) assert.equal(tick(), 2);
  assert.equal(tick(), 0);
});

test('freezing ticks for grace, and for as long as the lists take', () => {
  const [none, one, all] = [withManifest(), withManifest(), withManifest()];
  const head = (size: number) => ({ head: { size, root: new Uint8Array(32), proof: [] } });
  const post = (board: Board, id: string, size: number) =>
    assert.equal(board.say(id, 'freeze', 'final-head', head(size), 21_000_000), '');
  post(one, 'counter-1', 75_000);
  for (const [i, size] of [0, 3750, 10 ** 9].entries()) post(all, `counter-${i + 1}`, size);
  // The longest list that can be is 3 * (64 * 100 + 2^20) packages; 3,750 packages have a tick.
  const longest = Math.ceil((2 * (3750 + 3 * (6400 + 2 ** 20))) / 7500);
  for (const [board, ticks] of [
    [none, 481],
    [one, 481 + 481 + 20],
    [all, 1 + 480 + 1 + longest],
  ] as const) {
    // With the first head came the first tick.
    board.tick(21_000_000);
    let count = 1;
    for (let time = 21_007_500; board.tick(time).length > 0; time += 7500) count += 1;
    assert.equal(count, ticks);
  }
});

test('keys end long after the plan, in ticks', () => {
  const board = convened();
  board.all(ids('administrator', 3), 'dkg-administrator', 'outcome');
  board.all(ids('trustee', 3), 'dkg-trustee', 'outcome');
  const manifest = () => board.say('commissioner', 'setup', 'manifest', { manifest: MANIFEST });
  for (let i = 1; i <= 80; i++) board.tick(i * 7500);
  assert.equal(manifest(), 'board/too-early');
  board.tick(81 * 7500);
  assert.equal(manifest(), '');
  assert.equal(manifest(), 'board/once');
});

test('freezing ticks from the end of claims till q roots', () => {
  const board = withManifest();
  assert.deepEqual(board.tick(20_999_999), []);
  assert.deepEqual(board.tick(21_000_000), ['freeze']);
  assert.deepEqual(board.tick(21_007_499), []);
  assert.deepEqual(board.tick(21_007_500), ['freeze']);
  for (const id of ids('trustee', 3))
    assert.equal(board.say(id, 'freeze', 'root', { about: '0' }, 21_007_500), '');
  assert.deepEqual(board.tick(22_000_000), []);
  assert.equal(board.say('trustee-1', 'freeze', 'disclosure', { about: '0' }, 22_000_000), '');
  assert.deepEqual(withManifest(ids('administrator', 3)).tick(30_000_000), []);
});

test('after grace, in ticks, no final head is taken once there is one', () => {
  const board = withManifest();
  for (let i = 0; i < 480; i++) assert.deepEqual(board.tick(21_000_000 + i * 7500), ['freeze']);
  const late = (id: string, time: number) => board.say(id, 'freeze', 'final-head', {}, time);
  assert.equal(late('counter-1', 24_599_999), '');
  assert.deepEqual(board.tick(24_600_000), ['freeze']);
  assert.equal(late('counter-2', 24_600_000), 'board/too-late');
});

const order = (board: Board, closes: number, time: number) =>
  board.say('commissioner', 'run', 'close', { order: orderOf(closes) }, time);

test('an order to close is in force with its tick, and moves what follows', () => {
  const board = withManifest();
  assert.equal(order(board, 15_000_000, 14_000_000), '');
  assert.equal(order(board, 15_000_000, 14_000_000), 'board/once');
  assert.deepEqual(board.tick(14_149_999), []);
  assert.equal(board.say('counter-1', 'run', 'close-head', {}, 14_149_999), 'board/too-early');
  assert.deepEqual(board.tick(14_150_000), ['run']);
  assert.deepEqual(board.tick(14_900_000), []);
  assert.equal(order(board, 16_000_000, 14_200_000), 'board/once');
  assert.equal(board.say('counter-1', 'run', 'close-head', {}, 15_000_000), '');
  assert.deepEqual(board.tick(15_999_999), []);
  assert.deepEqual(board.tick(16_000_000), ['freeze']);
});

test('an order to close waits for the tick of its own topic', () => {
  const election = new Election({ phase: 1, lead: 1, grace: 1 }, { plan: PLAN, planHash: 'p', posted: 0 });
  const post = { signer: 'commissioner', context: 'c', says: 's', time: 0, ticks: 0 };
  election.note('setup', { ...post, type: 'manifest', manifest: MANIFEST });
  election.note('run', { ...post, type: 'close', order: orderOf(15_000_000) });
  election.noteTick('freeze', 0);
  assert.equal(election.closing.step, 'pending');
  election.noteTick('run', 0);
  assert.equal(election.closing.step, 'in force');
});

test('an order whose tick comes later than half of lead before the close is void', () => {
  const [late, inTime] = [withManifest(), withManifest()];
  for (const [board, time, opens] of [
    [late, 14_700_001, 'board/too-early'],
    [inTime, 14_700_000, ''],
  ] as const) {
    assert.equal(order(board, 15_000_000, 14_000_000), '');
    assert.deepEqual(board.tick(time), ['run']);
    assert.equal(board.say('counter-1', 'run', 'close-head', {}, 15_000_000), opens);
  }
  assert.equal(order(late, 18_000_000, 15_000_000), '');
});
