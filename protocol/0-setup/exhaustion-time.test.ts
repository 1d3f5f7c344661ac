/** Texhaustmin and Texhaustmax, by hand and against every set of groups there is. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, test } from 'vitest';
import { type Attackers, type Group, isIn, type Member, quickestAttack } from './exhaustion-time.ts';

const DAY = 86_400_000;

/** Each of an operator named like `A`, on a system of its own that nobody attacks. */
const runBy = (operators: string): Member[] =>
  [...operators].map((operator, i) => ({ id: `${operator}${i}`, operator, system: `system ${i}` }));
/** Days. */
const operators = (days: Readonly<Record<string, number | readonly [number, number]>>): Group[] =>
  Object.entries(days).map(([name, time]) => {
    const [atLeast, atMost] = typeof time === 'number' ? [time] : time;
    return {
      kind: 'operator',
      name,
      atLeast: atLeast * DAY,
      ...(atMost === undefined ? {} : { atMost: atMost * DAY }),
    };
  });
const size = (mask: number): number => mask.toString(2).replaceAll('0', '').length;
const atLeast =
  (servers: number) =>
  (mask: number): boolean =>
    size(mask) >= servers;
/** Its time in days, and who falls. */
function quickest(
  members: readonly Member[],
  servers: number,
  attackers: Attackers,
  bound: 'atLeast' | 'atMost' = 'atLeast',
) {
  const attack = quickestAttack(members, atLeast(servers), attackers, bound);
  return attack && [attack.time / DAY, attack.groups.map(({ name }) => name).join(' ')];
}

describe('max(max c, sum of c / a)', () => {
  const groups = operators({ A: 2, B: 3, C: 4, D: 9 });
  test.for([
    [1, 2, 5, 'A B'],
    [2, 2, 3, 'A B'],
    // Two teams have (2 + 3 + 4) / 2 days of work each, by handing over; three are bound by the longest.
    [2, 3, 4.5, 'A B C'],
    [3, 3, 4, 'A B C'],
    // 9 days for D, whoever helps.
    [2, 4, 9, 'A B C D'],
    [9, 4, 9, 'A B C D'],
  ] as const)('%i teams, %i servers: %d days', ([teams, servers, days, names]) => {
    assert.deepEqual(quickest(runBy('ABCD'), servers, { teams, groups }), [days, names]);
  });

  test('one group with two servers, or two with one each: whichever is quicker', () => {
    const large = operators({ A: 5, B: 3, C: 3 });
    assert.deepEqual(quickest(runBy('AABC'), 2, { teams: 1, groups: large }), [5, 'A']);
    assert.deepEqual(quickest(runBy('AABC'), 2, { teams: 2, groups: large }), [3, 'B C']);
  });

  test('of two that are as quick the one with less work', () => {
    const groups = operators({ A: 1, B: 5, C: 1 });
    assert.deepEqual(quickest(runBy('ABC'), 2, { teams: 1, groups }), [2, 'A C']);
    assert.deepEqual(quickest(runBy('ABBC'), 3, { teams: 9, groups }), [5, 'A B']);
    assert.deepEqual(quickest(runBy('ABBBC'), 3, { teams: 9, groups }), [5, 'B']);
    // C and two more, all in 5 days: A and B are 4 days of work, D is 3.
    const late = { teams: 9, groups: operators({ A: 2, B: 2, D: 3, C: 5 }) };
    assert.deepEqual(quickest(runBy('ABDDCCCCC'), 7, late), [5, 'D C']);
  });
});

test('all servers on one system fall together, whoever runs them; a server in two groups counts once', () => {
  const members = [
    { id: 'one', operator: 'A', system: 'Debian' },
    { id: 'two', operator: 'B', system: 'Debian' },
    { id: 'three', operator: 'A', system: 'OpenBSD' },
  ];
  const groups: Group[] = [
    ...operators({ A: 2, B: 2 }),
    { kind: 'system', name: 'Debian', atLeast: 3 * DAY },
    { kind: 'system', name: 'A', atLeast: 0 },
  ];
  const attackers = { teams: 1, groups };
  assert.deepEqual(quickest(members, 2, attackers), [2, 'A']);
  assert.deepEqual(quickest(members, 3, attackers), [4, 'A B']);
  const [a] = groups;
  assert.deepEqual(quickest(members, 2, { teams: 1, groups: groups.filter((group) => group !== a) }), [
    3,
    'Debian',
  ]);
  assert.deepEqual(quickestAttack(members, atLeast(2), attackers, 'atLeast')?.servers, ['one', 'three']);
});

test('the time by when they surely have it: only of groups of which it is known', () => {
  const attackers = { teams: 1, groups: operators({ A: [1, 8], B: 1, C: [2, 5], D: [6, 9] }) };
  assert.deepEqual(quickest(runBy('ABCD'), 2, attackers), [2, 'A B']);
  assert.deepEqual(quickest(runBy('ABCD'), 2, attackers, 'atMost'), [13, 'C A']);
  assert.equal(quickest(runBy('ABCD'), 4, attackers, 'atMost'), undefined);
});

test('what nobody needs to attack takes no time; what no groups break, is broken by none', () => {
  const attackers = { teams: 1, groups: operators({ A: 1 }) };
  assert.deepEqual(quickest(runBy('AB'), 0, attackers), [0, '']);
  assert.equal(quickest(runBy('AB'), 2, attackers), undefined);
});

test('as every set of groups says, tried one by one', () => {
  const member = fc.record({
    operator: fc.constantFrom('A', 'B', 'C', 'D'),
    system: fc.constantFrom('x', 'y', 'z'),
  });
  const costs = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 7, maxLength: 7 });
  const names = ['A', 'B', 'C', 'D', 'x', 'y', 'z'];
  fc.assert(
    fc.property(
      fc.array(member, { minLength: 1, maxLength: 7 }),
      costs,
      fc.integer({ min: 1, max: 4 }),
      fc.integer({ min: 1, max: 7 }),
      (hosts, times, teams, servers) => {
        const members = hosts.map((host, i) => ({ id: `${i}`, ...host }));
        const groups = names.map((name, i): Group => {
          const kind = i < 4 ? 'operator' : 'system';
          return { kind, name, atLeast: times[i] ?? 0 };
        });
        const found = quickestAttack(members, atLeast(servers), { teams, groups }, 'atLeast');
        assert.equal(found?.time, byTrying(members, servers, teams, groups));
      },
    ),
  );
});

function byTrying(members: readonly Member[], servers: number, teams: number, groups: readonly Group[]) {
  const times = Array.from({ length: 2 ** groups.length }, (_, mask) =>
    groups.filter((_, i) => (mask >> i) % 2 === 1),
  )
    .filter((set) => members.filter((member) => set.some((group) => isIn(group, member))).length >= servers)
    .map((set) => set.map((group) => group.atLeast))
    .map((all) => Math.max(0, ...all, all.reduce((sum, time) => sum + time, 0) / teams));
  return times.length === 0 ? undefined : Math.min(...times);
}

test('sixteen servers at sixteen operators on sixteen systems: the largest there are', () => {
  const members = Array.from({ length: 16 }, (_, i) => ({ id: `${i}`, operator: `o${i}`, system: `s${i}` }));
  const groups = members.flatMap(({ operator, system }, i): Group[] => [
    { kind: 'operator', name: operator, atLeast: 100 + i },
    { kind: 'system', name: system, atLeast: 200 + i },
  ]);
  // 100 + ... + 110.
  assert.equal(quickestAttack(members, atLeast(11), { teams: 1, groups }, 'atLeast')?.time, 1155);
  assert.throws(
    () => quickestAttack([...members, ...members], atLeast(11), { teams: 1, groups }, 'atLeast'),
    {
      code: 'resilience/invalid',
    },
  );
});

test('times and teams that are none are refused', () => {
  const refused = (attackers: Attackers): void =>
    assert.throws(() => quickestAttack(runBy('A'), atLeast(1), attackers, 'atLeast'), {
      code: 'resilience/invalid',
    });
  for (const teams of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY]) refused({ teams, groups: [] });
  for (const days of [
    -1,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    [3, 2],
    [-1, 2],
    [1, Number.POSITIVE_INFINITY],
  ] as const)
    refused({ teams: 1, groups: operators({ A: days }) });
});
