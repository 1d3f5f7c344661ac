/** What a holder has to post next, at every step (board contract, section 5). The simulator drives the same function. */
import assert from 'node:assert/strict';
import { describe, test } from 'vitest';
import type { Ceremony, Forms, OpenAttempt, Settled } from './generate.ts';
import { dutiesOf } from './generate-duties.ts';

const none = { right: 0, signed: undefined };
const dealt = { attempt: 1, states: new Map([0, 1, 2].map((i) => [i, '']) as [number, string][]) };
const open: OpenAttempt<Forms> = {
  ...dealt,
  step: 'complaint',
  deals: new Map([0, 1, 2].map((i) => [i, ''])),
  ticks: 0,
  began: 0,
  out: 0,
  oks: new Map(),
};
const settled: Settled<Forms> = {
  ...dealt,
  step: 'outcome',
  deals: open.deals,
  holders: 0b111,
  dealers: 0b111,
  hash: 'x',
  signers: 0,
  isCertified: false,
  cheats: 0,
  repairs: new Map(),
};

describe('before X', () => {
  test('a holder states and deals what the log lacks of it', () => {
    assert.deepEqual(dutiesOf({ ...open, step: 'state', states: new Map() }, 0, none), [{ type: 'state' }]);
    assert.deepEqual(dutiesOf({ ...open, step: 'state' }, 0, none), []);
    assert.deepEqual(dutiesOf({ ...open, step: 'deal', deals: new Map() }, 0, none), [{ type: 'deal' }]);
    assert.deepEqual(dutiesOf({ ...open, step: 'deal' }, 0, none), []);
  });

  test('it complains about all wrong deals, then says which are right', () => {
    assert.deepEqual(dutiesOf(open, 0, { ...none, right: 0b101 }), [
      { type: 'complaint', dealer: 1 },
      { type: 'ok', dealers: 0b101 },
    ]);
    const proven = { ...open, out: 0b010 };
    assert.deepEqual(dutiesOf(proven, 0, { ...none, right: 0b101 }), [{ type: 'ok', dealers: 0b101 }]);
    const said = { ...open, oks: new Map([[0, 0b101]]) };
    assert.deepEqual(dutiesOf(said, 0, { ...none, right: 0b111 }), []);
  });

  test('who is out, or was not in S, has nothing to say; nor has anyone once it has failed', () => {
    const failed: Ceremony<Forms> = { step: 'failed' };
    assert.deepEqual(dutiesOf(failed, 0, none), []);
    assert.deepEqual(dutiesOf({ ...open, out: 0b001 }, 0, none), []);
    assert.deepEqual(dutiesOf({ ...open, step: 'state', states: new Map(), out: 0b001 }, 0, none), []);
    assert.deepEqual(dutiesOf(open, 3, none), []);
    assert.deepEqual(dutiesOf({ ...open, step: 'deal' }, 3, none), []);
  });
});

describe('after X', () => {
  test('with right shares of all of D a holder signs the outcome, once', () => {
    const own = { right: 0b111, signed: undefined };
    assert.deepEqual(dutiesOf(settled, 0, own), [{ type: 'outcome', hash: 'x' }]);
    assert.deepEqual(dutiesOf(settled, 0, { ...own, signed: 'x' }), [{ type: 'outcome', hash: 'x' }]);
    assert.deepEqual(dutiesOf(settled, 0, { ...own, signed: 'another' }), []);
    assert.deepEqual(dutiesOf({ ...settled, signers: 0b001 }, 0, own), []);
    assert.deepEqual(dutiesOf({ ...settled, holders: 0b110 }, 0, own), []);
  });

  test('who lacks a share complains late, and waits for the repairs', () => {
    const own = { right: 0b110, signed: undefined };
    assert.deepEqual(dutiesOf(settled, 0, own), [{ type: 'complaint', dealer: 0 }]);
    assert.deepEqual(dutiesOf({ ...settled, cheats: 0b001 }, 0, own), []);
    assert.deepEqual(dutiesOf({ ...settled, dealers: 0b110 }, 0, own), [{ type: 'outcome', hash: 'x' }]);
  });

  test('every holder with right shares of a cheat shows them, once', () => {
    const own = { right: 0b111, signed: 'x' };
    const cheated = { ...settled, cheats: 0b001, signers: 0b111 };
    assert.deepEqual(dutiesOf(cheated, 1, own), [{ type: 'repair', dealer: 0 }]);
    const repairs = new Map([[0, new Map([[1, '']])]]);
    assert.deepEqual(dutiesOf({ ...cheated, repairs }, 1, own), []);
    assert.deepEqual(dutiesOf({ ...cheated, repairs }, 2, own), [{ type: 'repair', dealer: 0 }]);
  });
});
