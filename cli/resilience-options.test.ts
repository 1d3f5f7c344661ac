import assert from 'node:assert/strict';
import { InvalidArgumentError } from 'commander';
import { describe, test } from 'vitest';
import { ifMissed, rates, role, spans, time } from './resilience-options.ts';

const refused = (parse: () => unknown): void => assert.throws(parse, InvalidArgumentError);

test('times: a number with its unit, in whole ms', () => {
  assert.deepEqual(
    ['0s', '500ms', '90s', '1.5min', '24h', '7d', '4w', '2y', '1000y', '0.0005s'].map(time),
    [0, 500, 90_000, 90_000, 86_400_000, 604_800_000, 2_419_200_000, 63_072_000_000, 31_536_000_000_000, 1],
  );
  for (const text of [
    '',
    '5',
    '-3d',
    '+3d',
    '3 d',
    '3D',
    '1e3s',
    'd',
    '3days',
    '1001y',
    '1.d',
    'Infinityd',
    '3d4h',
  ])
    refused(() => time(text));
});

describe('times by name', () => {
  test('least, and greatest where it is known; one for all others', () => {
    const found = spans('System = X=2d', spans('A=1s..3s', spans('5s')));
    assert.deepEqual(found.others, { atLeast: 5_000 });
    assert.deepEqual(
      [...found.by],
      [
        ['A', { atLeast: 1_000, atMost: 3_000 }],
        ['System = X', { atLeast: 172_800_000 }],
      ],
    );
  });

  test('no span, or a name twice', () => {
    for (const text of ['A=', 'A', 'A=-3d', 'A=3d..2d', 'A=1d..2d..3d', '..3d', '3d..'])
      refused(() => spans(text));
    refused(() => spans('A=2d', spans('A=1d')));
    refused(() => spans('2d', spans('1d')));
    assert.deepEqual(spans('A=1d..1d').by.get('A'), { atLeast: 86_400_000, atMost: 86_400_000 });
  });
});

test('crashes in a year', () => {
  const found = rates('trustee-1=0.5', rates('4'));
  assert.equal(found.others, 4);
  assert.equal(found.by.get('trustee-1'), 0.5);
  for (const text of ['-1', 'x', '', 'a=-1', '1e9', '1/2']) refused(() => rates(text));
});

test('roles, and what they do when a renewal is missed', () => {
  assert.deepEqual(role('board', role('trustee', [])), ['trustee', 'board']);
  refused(() => role('counter', []));
  assert.deepEqual(ifMissed('board=alarm', ifMissed('trustee=poweroff', {})), {
    trustee: 'poweroff',
    board: 'alarm',
  });
  for (const text of ['trustee', 'trustee=stop', 'counter=alarm', 'trustee=alarm=x', '=alarm'])
    refused(() => ifMissed(text, {}));
});
