import assert from 'node:assert/strict';
import { test } from 'vitest';
import { canRepeat, failuresOf, isDataDue, milestones, nextStep, STAGES } from './next-step.ts';

test('each stage has its step; after publishing there is none', () => {
  assert.deepEqual(
    STAGES.map((stage) => nextStep({ stage, claimsEnd: 1 })?.job),
    ['open', 'close', 'tally', 'tally', 'tally', 'publish', undefined],
  );
});

test('only counting has to wait, for the end of claims', () => {
  assert.deepEqual(
    STAGES.map((stage) => nextStep({ stage, claimsEnd: 77 })?.from),
    [0, 0, 77, 0, 0, 0, undefined],
  );
});

test('opening, ending the vote and publishing ask once more', () => {
  const final = STAGES.filter((stage) => nextStep({ stage, claimsEnd: 0 })?.isFinal);
  assert.deepEqual(final, ['created', 'open', 'tallied']);
});

test('the stage is current, what came before is done', () => {
  assert.deepEqual(
    milestones('closing').map(({ state }) => state),
    ['done', 'done', 'current', 'todo', 'todo', 'todo', 'todo'],
  );
  assert.ok(milestones('published').every(({ state }) => state === 'done'));
});

test('servers that missed a step, and whether it is sent to them again', () => {
  assert.deepEqual(
    [...failuresOf('open', { 'counter-1': 'cannot reach the server' })],
    [['counter-1', 'cannot reach the server']],
  );
  assert.equal(failuresOf('tally', { title: 'Results' }).size, 0);
  assert.equal(failuresOf('publish', null).size, 0);
  assert.deepEqual([canRepeat('open'), canRepeat('close'), canRepeat('tally')], [true, true, false]);
});

test('personal data are due from their time on, until every server has deleted them; never where no time is set', () => {
  const due = (deletableFrom: number | null, dataDeletion: 'none' | 'begun' | 'done', now = 5) =>
    isDataDue({ deletableFrom, dataDeletion }, now);
  assert.deepEqual([due(6, 'none'), due(5, 'none'), due(5, 'begun')], [false, true, true]);
  assert.deepEqual([due(5, 'done'), due(null, 'none')], [false, false]);
});
