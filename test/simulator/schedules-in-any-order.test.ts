/** Random schedules of the board's agreement: messages in any order, lost or late, crashes and lies between them. */
import assert from 'node:assert/strict';
import { test } from 'vitest';
import { PLANS } from './support/plans.ts';
import { runPlans } from './support/run-plans.ts';

runPlans('soup');

test('the shares make a hundred', () => {
  assert.equal(
    PLANS.reduce((sum, { share }) => sum + share, 0),
    100,
  );
});
