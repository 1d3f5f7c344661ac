import assert from 'node:assert/strict';
import fc from 'fast-check';
import { test } from 'vitest';
import type { Role } from '../messages/plan.ts';
import { chanceInAny, chanceOfMoreThan, crashRisks } from './crash-risk.ts';
import type { Renewal } from './exhaustion-safety.ts';
import type { Setup } from './survival.ts';

const isNear = (found: number | undefined, expected: number): void =>
  assert.ok(found !== undefined && Math.abs(found - expected) <= 1e-12 * expected, `${found} is ${expected}`);

test('more than so many of independent events, by hand', () => {
  isNear(chanceOfMoreThan(0, [0.1, 0.2]), 1 - 0.9 * 0.8);
  isNear(chanceOfMoreThan(1, [0.1, 0.2]), 0.02);
  // 1/2 * 1/3 + 1/2 * 1/4 + 1/3 * 1/4 - 2 * 1/24 of three.
  isNear(chanceOfMoreThan(1, [1 / 2, 1 / 3, 1 / 4]), 7 / 24);
  assert.equal(chanceOfMoreThan(2, [0.1, 0.2]), 0);
  assert.equal(chanceOfMoreThan(1, [1, 1, 0]), 1);
  // Rounded sums must not exceed 1, of which no chance over several periods could be made.
  assert.equal(chanceOfMoreThan(0, Array(5).fill(0.9999)), 1);
});

test('small chances are not rounded away', () => {
  isNear(chanceOfMoreThan(1, [1e-10, 1e-10]), 1e-20);
  isNear(chanceInAny(1e-20, 1000), 1e-17);
  isNear(chanceInAny(0.5, 2), 0.75);
  assert.equal(chanceInAny(1, 3), 1);
  assert.equal(chanceInAny(0, 3), 0);
});

test('as every outcome says, added up one by one', () => {
  const chances = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 8 });
  fc.assert(
    fc.property(chances, fc.integer({ min: 0, max: 8 }), (each, spare) => {
      let sum = 0;
      for (let mask = 0; mask < 2 ** each.length; mask++) {
        const happened = each.map((_, i) => (mask >> i) % 2 === 1);
        if (happened.filter(Boolean).length > spare)
          sum += each.reduce((all, chance, i) => all * (happened[i] === true ? chance : 1 - chance), 1);
      }
      assert.ok(Math.abs(chanceOfMoreThan(spare, each) - sum) < 1e-12);
    }),
  );
});

function setupOf(N: number, t: number, n: number, k: number, board?: Setup['board']): Setup {
  const of = (role: Role, count: number) =>
    Array.from({ length: count }, (_, i) => ({ id: `${role}-${i}`, role, operator: '', system: '' }));
  return {
    thresholds: { signingThreshold: t, hostileTrustees: k, pathLength: 1, lyingDistributors: 0 },
    servers: [...of('administrator', N), ...of('trustee', n)],
    ...(board && { board }),
  };
}
const renewal: Renewal = {
  period: 90,
  deadline: 6,
  clockError: 1,
  ifMissed: 'poweroff',
  identityOffline: true,
};
const same = { rateOf: () => 0.001, repair: 4 };

test('n - q: of Trustees by their quorum, of Administrators by t, of the board by what stops it', () => {
  const board = {
    hostile: 1,
    down: 1,
    protect: 0,
    replicas: Array.from({ length: 7 }, (_, i) => ({ id: `board-${i}`, operator: `${i}`, system: `${i}` })),
  };
  const spare = (setup: Setup) =>
    crashRisks(setup, { mission: 1, renewals: {} }, same).map((risk) => [
      risk.role,
      risk.servers,
      risk.spare,
    ]);
  assert.deepEqual(spare(setupOf(4, 3, 5, 1)), [
    ['trustee', 5, 1],
    ['administrator', 4, 1],
  ]);
  // q = floor((9 + 2) / 2) + 1 = 6; the board's table: 7, 1, 1 has quorums of 5.
  assert.deepEqual(spare(setupOf(7, 5, 9, 2, board)), [
    ['trustee', 9, 3],
    ['administrator', 7, 2],
    ['board', 7, 2],
  ]);
});

test('u = 1 - e^(-lambda (T_P + T_D + repair)), more than n - q of them, in any period that has begun', () => {
  const [risk] = crashRisks(setupOf(4, 3, 4, 1), { mission: 181, renewals: { trustee: renewal } }, same);
  // lambda = 0.001, window 90 + 6 + 4 = 100: u = 1 - e^-0.1.
  const u = 1 - Math.exp(-0.1);
  assert.equal(risk?.window, 100);
  assert.equal(risk?.periods, 3);
  isNear(risk?.chances[0], u);
  const tail = 1 - (1 - u) ** 4 - 4 * u * (1 - u) ** 3;
  assert.ok(Math.abs((risk?.inOnePeriod ?? 0) - tail) < 1e-12);
  assert.ok(Math.abs((risk?.inMission ?? 0) - (1 - (1 - tail) ** 3)) < 1e-12);
});

test('without renewal those count that are down at once: that crashed in one of the spans of two repairs', () => {
  const spans = (mission: number, repair: number) => {
    const [risk] = crashRisks(setupOf(4, 3, 4, 1), { mission, renewals: {} }, { ...same, repair });
    return [risk?.window, risk?.periods];
  };
  assert.deepEqual(spans(181, 10), [20, 19]);
  assert.deepEqual(spans(7, 10), [17, 1]);
  assert.deepEqual(spans(181, 0), [0, 1]);
  assert.deepEqual(spans(0, 10), [10, 1]);
});

test('a mission of no time is within one period', () => {
  const [none] = crashRisks(setupOf(4, 3, 4, 1), { mission: 0, renewals: { trustee: renewal } }, same);
  assert.equal(none?.periods, 1);
});

test('each server with its own rate', () => {
  const rateOf = (id: string): number => (id === 'trustee-2' ? 0.5 : 0);
  const [risk] = crashRisks(setupOf(4, 3, 4, 1), { mission: 1, renewals: {} }, { rateOf, repair: 1 });
  assert.deepEqual(risk?.chances.slice(1), [0, 0, 0]);
  isNear(risk?.chances[0], 1 - Math.exp(-1));
  assert.equal(risk?.inMission, 0, 'one may be away');
});

test('rates and times that are none are refused', () => {
  const refused = (rate: number, repair: number): void =>
    assert.throws(
      () => crashRisks(setupOf(4, 3, 4, 1), { mission: 1, renewals: {} }, { rateOf: () => rate, repair }),
      { code: 'resilience/invalid' },
    );
  refused(-1, 1);
  refused(Number.NaN, 1);
  refused(1, -1);
});
