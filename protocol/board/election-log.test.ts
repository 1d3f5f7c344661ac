/** A whole setup on the deployed state machine, with the deployed duties, readers and folds. */
import assert from 'node:assert/strict';
import { describe, test } from 'vitest';
import { attemptHash } from '../ceremony/generate-judges.ts';
import { CEREMONY_STATEMENTS } from '../ceremony/generate-messages.ts';
import { LONG } from '../folds/spans.ts';
import { given, random } from '../test-support.ts';
import { ElectionOnBoard } from './board-election-test-support.ts';

const settledOf = (election: ElectionOnBoard, role: 'administrator' | 'trustee') => {
  const ceremony = election.log.ceremony(role);
  assert.ok(ceremony.step === 'outcome', ceremony.step);
  return ceremony;
};

describe('a ceremony of real holders on the board', () => {
  test('with all up certifies keys that all hold', async () => {
    const election = await ElectionOnBoard.open({ styles: [{ style: 'a', voters: 1 }] });
    for (const role of ['administrator', 'trustee'] as const) {
      await election.perform(role);
      const { isCertified, holders, dealers, attempt } = settledOf(election, role);
      assert.deepEqual([isCertified, holders, dealers, attempt], [true, 0b1111, 0b1111, 1]);
      for (const id of election.log.rules(role).participants) assert.equal(election.shares(role, id).size, 4);
    }
    assert.equal(
      election.entries.filter(({ request }) => request.length === 0).length,
      0,
      'no tick was needed',
    );
  });

  test('goes on without who is away for long', async () => {
    const election = await ElectionOnBoard.open();
    const ids = ['trustee-1', 'trustee-2', 'trustee-4'];
    await election.perform('trustee', ids);
    election.tick(LONG);
    await election.perform('trustee', ids);
    assert.equal(election.log.ceremony('trustee').step, 'state');
    election.tick();
    await election.perform('trustee', ids);
    const { isCertified, holders, dealers } = settledOf(election, 'trustee');
    assert.deepEqual([isCertified, holders, dealers], [true, 0b1011, 0b1011]);
    assert.deepEqual(election.duties('trustee', 'trustee-3'), [], 'who came too late has no part');
  });

  test('puts out who deals rubbish to one that is away, who complains when it is back', async () => {
    const election = await ElectionOnBoard.open();
    const cheat = 'trustee-4';
    const honest = ['trustee-1', 'trustee-2', 'trustee-3'];
    const ids = [...honest, cheat];
    for (const id of ids) assert.equal(await election.perform1('trustee', id, { type: 'state' }), '');
    const dealt = election.log.ceremony('trustee');
    assert.ok(dealt.step === 'deal');
    const x = attemptHash(election.log.rules('trustee'), 1);
    const deal = await election.holder('trustee', cheat).deal(dealt);
    const seals = deal.seals.map((sealed, receiver) => (receiver === 2 ? random(sealed.length) : sealed));
    const bad = election.sign(cheat, CEREMONY_STATEMENTS.deal, { ...deal, seals }, x);
    assert.equal(election.say(cheat, 'dkg-trustee', 'deal', bad), '');
    for (const id of honest) await election.perform1('trustee', id, { type: 'deal' });
    await election.perform('trustee', ['trustee-1', 'trustee-2', cheat]);
    election.tick(5);
    // tau + f = 3 oks for all: X stands, and the third's share is repaired afterwards.
    const settled = settledOf(election, 'trustee');
    assert.deepEqual([settled.dealers, settled.isCertified], [0b1111, false]);
    await election.perform('trustee', ids);
    const { cheats, isCertified } = settledOf(election, 'trustee');
    assert.deepEqual([cheats, isCertified], [0b1000, true]);
    assert.equal(election.shares('trustee', 'trustee-3').size, 4, 'repaired');
  });
});

describe('what the log says to nobody', () => {
  test('statements of another attempt, and of an Administrator in the Trustees’ ceremony', async () => {
    const election = await ElectionOnBoard.open();
    const state = election.holder('trustee', 'trustee-1').state();
    const x = attemptHash(election.log.rules('trustee'), 2);
    const other = election.sign('trustee-1', CEREMONY_STATEMENTS.state, state, x);
    assert.equal(election.say('trustee-1', 'dkg-trustee', 'state', other), '');
    const ceremony = election.log.ceremony('trustee');
    assert.ok(ceremony.step === 'state' && ceremony.states.size === 0);
    assert.equal(
      election.say(
        'administrator-1',
        'dkg-trustee',
        'state',
        election.sign('administrator-1', CEREMONY_STATEMENTS.state, state, x),
      ),
      'board/wrong-key',
    );
  });

  test('an entry that no replica should have taken: its signature is looked at again', async () => {
    const election = await ElectionOnBoard.open();
    await election.perform('trustee', ['trustee-1']);
    const [entry] = election.log.entries('dkg-trustee');
    const { log } = await ElectionOnBoard.open();
    log.add('dkg-trustee', [given(entry)]);
    const ceremony = log.ceremony('trustee');
    assert.ok(ceremony.step === 'state' && ceremony.states.size === 0, 'of another plan');
  });
});

describe('keys', () => {
  test('end when all have stated theirs; the URL must be the directory’s', async () => {
    const election = await ElectionOnBoard.open();
    const ids = [...election.plan.plan.administrators, ...election.plan.plan.anonymizers].map(({ id }) => id);
    for (const id of ids.slice(1)) assert.equal(election.stateKey(id), '');
    assert.equal(election.stateKey('administrator-1', { url: 'https://elsewhere.example' }), '');
    const { setup } = election.log;
    assert.ok(setup.step === 'manifest');
    assert.deepEqual([...setup.keys.administrator].map(([at, stated]) => [at, stated?.id]).sort(), [
      [0, undefined],
      [1, 'administrator-2'],
      [2, 'administrator-3'],
      [3, 'administrator-4'],
    ]);
  });

  test('of low order or not reduced are none', async () => {
    const election = await ElectionOnBoard.open();
    const { publicKey } = given(election.server('administrator-1').traffic);
    const lowOrder = publicKey.with(0, 0).fill(0, publicKey.length - 32);
    assert.equal(election.stateKey('administrator-1', { trafficKey: lowOrder }), '');
    const { setup } = election.log;
    assert.ok(setup.step === 'keys' && setup.keys.administrator.has(0));
    assert.equal(setup.keys.administrator.get(0), undefined);
  });
});

test('a request whose tuple is no post says nothing, and stops nobody', async () => {
  const election = await ElectionOnBoard.open();
  const { log } = election;
  const before = log.setup;
  const noise = { position: 99, topic: '', previous: 0, c: 99, time: 0, request: Uint8Array.of(1, 2, 3) };
  log.add('setup', [noise]);
  assert.deepEqual(log.setup, before);
});
