/** Rule 11: what STOPDATAs force. Four replicas: three report, one C1 (all), one may be hostile. */
import assert from 'node:assert/strict';
import { test } from 'vitest';
import { quorumSystem } from '../../quorums/quorum-system.ts';
import type { Report } from '../messages.ts';
import { choose } from './11-choose.ts';

const FOUR = quorumSystem({ replicas: 4, hostile: 1, down: 0, groups: [] });
const SEVEN = quorumSystem({ replicas: 7, hostile: 1, down: 1, groups: [] });
const NOTHING = {};
type Told = { readonly lock?: [r: number, h: string]; readonly last?: [r: number, h: string] };

/** Reports of replicas 0, 1, … */
const forced = (told: readonly Told[], quorums = FOUR): string | undefined =>
  choose(
    quorums,
    told.map(({ lock, last }, from): Report => {
      const content = {
        c: 0,
        r: 9,
        lock: lock && { r: lock[0], h: lock[1], signatures: [] },
        last: last && { r: last[0], h: last[1] },
      };
      return { from, content, signature: new Uint8Array() };
    }),
  );

test('nothing, if nobody locked or wrote', () => {
  assert.equal(forced([NOTHING, NOTHING, NOTHING]), undefined);
});

test('the highest lock, in whatever order they are reported', () => {
  const locks: Told[] = [{ lock: [1, 'v'] }, { lock: [3, 'w'] }, { lock: [2, 'u'] }];
  assert.equal(forced(locks), 'w');
  assert.equal(forced(locks.toReversed()), 'w');
});

test('what all but one who may be hostile wrote', () => {
  assert.equal(forced([NOTHING, { last: [0, 'v'] }, { last: [0, 'v'] }]), 'v');
  assert.equal(forced([NOTHING, NOTHING, { last: [0, 'v'] }]), undefined);
});

test('WRITEs of different batches are not added up', () => {
  assert.equal(forced([NOTHING, { last: [0, 'v'] }, { last: [0, 'w'] }]), undefined);
});

test('WRITEs below a lock, or in its regency, do not count; those above it win', () => {
  const wrote = (r: number): Told[] => [{ lock: [1, 'w'] }, { last: [r, 'v'] }, { last: [r, 'v'] }];
  assert.equal(forced(wrote(0)), 'w');
  assert.equal(forced(wrote(1)), 'w');
  assert.equal(forced(wrote(2)), 'v');
});

test('with one more that may be down, class 1 is any six of seven: three that wrote are enough', () => {
  const wrote = (count: number): Told[] =>
    [0, 1, 2, 3, 4].map((i) => (i < count ? { last: [0, 'v'] } : NOTHING));
  assert.equal(forced(wrote(3), SEVEN), 'v');
  assert.equal(forced(wrote(2), SEVEN), undefined);
});
