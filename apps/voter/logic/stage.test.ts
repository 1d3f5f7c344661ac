import assert from 'node:assert/strict';
import { test } from 'vitest';
import { stageOf } from './stage.ts';

test('stages change at the second', () => {
  const election = {
    election: '',
    title: '',
    titles: {},
    trial: false,
    opens: 100,
    closes: 110,
    intakeEnds: 120,
    claimsEnd: 130,
  };
  assert.deepEqual(
    [99, 100, 109, 110, 129, 130].map((now) => stageOf(election, now)),
    ['before', 'openNow', 'openNow', 'mixing', 'mixing', 'counting'],
  );
});
