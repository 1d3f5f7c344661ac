import assert from 'node:assert/strict';
import { test } from 'vitest';
import { humanTime } from './human-time.ts';

test('days, hours, minutes and seconds that there are; below a second in ms; rounded towards zero', () => {
  const HOUR = 3_600_000;
  assert.deepEqual(
    [0, 999.9, 1_000, 25 * HOUR + 10_000, 400 * 24 * HOUR, 61_999, -HOUR - 1, Number.POSITIVE_INFINITY].map(
      humanTime,
    ),
    ['0 ms', '999 ms', '1 s', '1 d 1 h 10 s', '400 d', '1 min 1 s', '-1 h', 'for ever'],
  );
});
