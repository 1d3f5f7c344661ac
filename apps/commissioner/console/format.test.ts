import assert from 'node:assert/strict';
import { test } from 'vitest';
import { inGroups } from '../../../common/in-groups.ts';
import { en } from '../elections/texts/en.ts';
import { turnoutOf } from '../elections/turnout.ts';
import { clockInWords } from './format.ts';

test('clocks in words, to the second', () => {
  const inWords = (skew: number | null): string => clockInWords(skew, en.monitoring, 'en');
  assert.deepEqual([null, 0, 499, -499, 7_400, -7_600].map(inWords), [
    'unknown',
    'right',
    'right',
    'right',
    '7 s ahead',
    '8 s behind',
  ]);
});

test('groups of four', () => {
  assert.equal(inGroups('XBGQ3Z5QDT'), 'XBGQ 3Z5Q DT');
});

test('turnout: the share of voters who have been signed for, and the newest number of votes', () => {
  const series = [
    { time: 1, packages: 2 },
    { time: 5, packages: 9 },
  ];
  assert.deepEqual(turnoutOf({ voters: 12, signedFor: 3, series }), {
    share: 0.25,
    arrived: 9,
    points: [
      { x: 1, y: 2 },
      { x: 5, y: 9 },
    ],
  });
  assert.deepEqual(turnoutOf({ voters: 0, signedFor: 0, series: [] }), { share: 0, arrived: 0, points: [] });
});
