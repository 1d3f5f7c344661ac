/** When a renewal is late (trustees contract, section 4, S): counted from its slot, whatever is tried again. */
import assert from 'node:assert/strict';
import { test } from 'vitest';
import type { Ended } from '../messages/period-chain.ts';
import { random } from '../test-support.ts';
import { encodePeriod, type PeriodRecord } from './period-record.ts';
import { isUnderWay, missedSlot } from './refresh-course.ts';
import type { Stated } from './refresh-log.ts';

const TIMES = { first: 1_000, every: 100, deadline: 30, phase: 5, clockError: 1 };

function ended(slot: number, members: PeriodRecord['members']): Ended {
  const content = { manifestHash: random(32), role: 'trustee', period: 1, previous: random(32) } as const;
  const record = encodePeriod({ ...content, slot, members, dealers: 0, keys: [] });
  return { c: random(32), record, statements: [], commitments: [] };
}
const MEMBER = { index: 1, state: new Uint8Array(32), periodKey: new Uint8Array(33) };
const made = (slot: number) => ended(slot, [MEMBER]);
const empty = (slot: number) => ended(slot, []);
const abandoned: Ended = { c: random(32), record: undefined, statements: [], commitments: [] };

test('before the first slot, and until its deadline has passed, none is late', () => {
  assert.deepEqual(
    [0, 1_000, 1_029, 1_030].map((now) => missedSlot({ ended: [] }, TIMES, now)),
    [undefined, undefined, undefined, 0],
  );
});

test('what was made for the slot, or a later one, is in time; what is void or abandoned is nothing', () => {
  assert.equal(missedSlot({ ended: [made(0)] }, TIMES, 1_129), undefined);
  assert.equal(missedSlot({ ended: [made(0)] }, TIMES, 1_130), 1);
  assert.equal(missedSlot({ ended: [made(0), empty(1), abandoned] }, TIMES, 1_130), 1);
  assert.equal(missedSlot({ ended: [made(0), empty(1), made(1), abandoned] }, TIMES, 1_130), undefined);
});

test('a renewal is under way from the first STATE that counts', () => {
  const state = { step: 'state', began: 0 } as const;
  assert.equal(isUnderWay({ ceremony: { ...state, stated: [] } }), false);
  assert.equal(isUnderWay({ ceremony: { ...state, stated: [{} as Stated] } }), true);
  assert.equal(isUnderWay({ ceremony: { step: 'elsewhere' } }), true);
});
