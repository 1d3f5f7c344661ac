/** What the theorems of paper 000 say, with numbers worked out by hand. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, test } from 'vitest';
import type { Role } from '../messages/plan.ts';
import {
  type Assumptions,
  exhaustionSafety,
  judge,
  type Lasting,
  longestMission,
  longestPeriod,
  type Renewal,
  windowOf,
} from './exhaustion-safety.ts';
import type { Setup } from './survival.ts';

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;
const DAY = 24 * HOUR;
/** The contract's table (section 4): 24 h, 1 h. */
const RENEWAL: Renewal = {
  period: 24 * HOUR,
  deadline: HOUR,
  clockError: 5 * SECOND,
  ifMissed: 'poweroff',
  identityOffline: true,
};
const WINDOW = 25 * HOUR + 10 * SECOND;
const YEAR = 365 * DAY;
const said = (...args: Parameters<typeof judge>): string => {
  const { verdict, proof } = judge(...args);
  return `${verdict}: ${proof}`;
};

test('T_P + T_D + 2e', () => {
  assert.equal(windowOf(RENEWAL), WINDOW);
});

describe('with renewal, offline identities and poweroff', () => {
  test('Theorem 3: safe if and only if the window is shorter than the quickest attack, for any mission', () => {
    assert.equal(said(WINDOW + 1, undefined, YEAR, RENEWAL), 'safe: theorem 3');
    assert.equal(said(WINDOW, undefined, YEAR, RENEWAL), 'unknown: none');
  });

  test('a mission that ends before any attack needs no renewal', () => {
    assert.equal(said(10 * HOUR, undefined, 10 * HOUR - 1, RENEWAL), 'safe: mission');
    assert.equal(said(10 * HOUR, undefined, 10 * HOUR, RENEWAL), 'unknown: none');
  });

  test('Theorem 2: unsafe if an attack surely ends within T_P + T_D and the mission', () => {
    assert.equal(said(HOUR, 25 * HOUR, YEAR, RENEWAL), 'unsafe: theorem 2');
    // Between T_P + T_D and T_P + T_D + 2e nothing is proved, as the clocks may be right.
    assert.equal(said(HOUR, 25 * HOUR + 1, YEAR, RENEWAL), 'unknown: none');
    assert.equal(said(HOUR, 20 * HOUR, 20 * HOUR, RENEWAL), 'unsafe: theorem 2');
    assert.equal(said(HOUR, 20 * HOUR, 20 * HOUR - 1, RENEWAL), 'unknown: none');
  });

  test('the margin: above 0 where it is safe', () => {
    assert.deepEqual(judge(WINDOW + 7, undefined, YEAR, RENEWAL), {
      verdict: 'safe',
      proof: 'theorem 3',
      exposure: WINDOW,
      margin: 7,
    });
    assert.equal(judge(WINDOW, undefined, YEAR, RENEWAL).margin, 0);
    assert.equal(judge(9 * HOUR, undefined, 10 * HOUR, RENEWAL).margin, -HOUR);
  });
});

describe('where nothing bounds how long captures add up', () => {
  test('Corollary 2: a refresh that only alarms may be missed for ever', () => {
    const alarm = { ...RENEWAL, ifMissed: 'alarm' } as const;
    assert.equal(said(WINDOW + 1, undefined, YEAR, alarm), 'unsafe: corollary 2');
    assert.equal(said(YEAR, undefined, YEAR, alarm), 'unsafe: corollary 2');
    assert.equal(said(YEAR + 1, undefined, YEAR, alarm), 'safe: mission');
    assert.equal(judge(WINDOW, undefined, YEAR, alarm).exposure, YEAR);
  });

  test('identity keys that are online: captures add up over the mission', () => {
    const online = { ...RENEWAL, identityOffline: false };
    assert.equal(said(WINDOW + 1, undefined, YEAR, online), 'unknown: none');
    assert.equal(said(YEAR + 1, undefined, YEAR, online), 'safe: mission');
    assert.equal(judge(DAY, undefined, YEAR, online).margin, DAY - YEAR);
    // No renewal cuts it short, so the mission alone counts, as without any.
    assert.equal(said(DAY, YEAR, YEAR, online), 'unsafe: property 1');
    assert.equal(said(DAY, 2 * DAY, YEAR, online), 'unsafe: property 1');
  });

  test('no renewal: safe while the mission is shorter than the quickest attack, and Property 1', () => {
    assert.equal(said(30 * DAY, undefined, 30 * DAY - 1, undefined), 'safe: mission');
    assert.equal(said(30 * DAY, undefined, 30 * DAY, undefined), 'unknown: none');
    assert.equal(said(30 * DAY, 40 * DAY, 40 * DAY - 1, undefined), 'unknown: none');
    assert.equal(said(30 * DAY, 40 * DAY, 40 * DAY, undefined), 'unsafe: property 1');
  });
});

test('safe where the margin is above 0, and nowhere else, whatever is assumed', () => {
  const hours = fc.integer({ min: 0, max: 60 });
  const renewal = fc.record({
    period: fc.integer({ min: 2, max: 30 }),
    deadline: fc.constant(1),
    clockError: fc.constantFrom(0, 1),
    ifMissed: fc.constantFrom('alarm' as const, 'poweroff' as const),
    identityOffline: fc.boolean(),
  });
  fc.assert(
    fc.property(
      hours,
      hours,
      hours,
      fc.option(renewal, { nil: undefined }),
      (least, more, mission, renewed) => {
        const { verdict, margin } = judge(least, least + more, mission, renewed);
        assert.equal(verdict === 'safe', margin > 0);
      },
    ),
  );
});

test('the longest period and the longest mission are safe, and 1 ms more is not', () => {
  for (const least of [3 * DAY, 3 * DAY + 0.5]) {
    const period = longestPeriod(least, RENEWAL) ?? 0;
    assert.equal(said(least, undefined, YEAR, { ...RENEWAL, period }), 'safe: theorem 3');
    assert.equal(said(least, undefined, YEAR, { ...RENEWAL, period: period + 1 }), 'unknown: none');
    const mission = longestMission(least);
    assert.equal(said(least, undefined, mission, undefined), 'safe: mission');
    assert.equal(said(least, undefined, mission + 1, undefined), 'unknown: none');
  }
  assert.equal(longestPeriod(3 * DAY, RENEWAL), 3 * DAY - HOUR - 10 * SECOND - 1);
  assert.equal(longestPeriod(2 * HOUR + 10 * SECOND + 2, RENEWAL), HOUR + 1);
  assert.equal(longestPeriod(2 * HOUR + 10 * SECOND + 1, RENEWAL), undefined, 'not after the deadline');
});

/** N Administrators, n Trustees, replicas, each of an operator of its own that takes a day. */
function deployment(N: number, t: number, n: number, k: number, protect = 0): Setup {
  const of = (role: Role, count: number) =>
    Array.from({ length: count }, (_, i) => ({
      id: `${role}-${i}`,
      role,
      operator: `o${i}`,
      system: `s${i}`,
    }));
  const replicas = Array.from({ length: 7 }, (_, i) => ({
    id: `board-${i}`,
    operator: `o${i >> 1}`,
    system: `s${i}`,
  }));
  return {
    thresholds: { signingThreshold: t, hostileTrustees: k, pathLength: 2, lyingDistributors: 1 },
    servers: [...of('administrator', N), ...of('trustee', n)],
    board: { hostile: 1, down: 0, protect, replicas },
  };
}
const attackers = (atMost?: number) => ({
  teams: 1,
  groups: Array.from({ length: 16 }, (_, i) => ({
    kind: 'operator' as const,
    name: `o${i}`,
    atLeast: DAY,
    ...(atMost === undefined ? {} : { atMost }),
  })),
});
const assumed = (more: Partial<Assumptions> = {}): Assumptions => ({
  attackers: attackers(),
  mission: YEAR,
  networkMayFail: false,
  renewals: { trustee: RENEWAL, administrator: RENEWAL, board: RENEWAL },
  ...more,
});
const of = (setup: Setup, property: Lasting, assumptions: Assumptions) => {
  const found = exhaustionSafety(setup, assumptions).find((safety) => safety.property === property);
  assert.ok(found !== undefined);
  return found;
};
const servers = (setup: Setup, property: Lasting, more: Partial<Assumptions> = {}): number =>
  of(setup, property, assumed(more)).servers;

describe('s, how many servers', () => {
  test('fairness: k + 1 Trustees; issuance: t Administrators; board: k’ + 1 replicas', () => {
    const setup = deployment(5, 4, 9, 2);
    assert.equal(servers(setup, 'fairness'), 3);
    assert.equal(servers(setup, 'issuance'), 4);
    assert.equal(servers(setup, 'board'), 2);
  });

  /** N, t; min(2t - N, ceil(t / 2)); t - floor(N / 2); in one period 2t - N. */
  test.for([
    [4, 3, 2, 1, 2],
    [5, 4, 2, 2, 3],
    [6, 5, 3, 2, 4],
    [7, 5, 3, 2, 3],
    [7, 6, 3, 3, 5],
    [3, 2, 1, 1, 1],
  ] as const)('democracy, N = %i, t = %i: %i; %i if the network may fail; %i without renewal', (row) => {
    const [N, t, sound, failing, once] = row;
    const setup = deployment(N, t, 4, 1);
    assert.equal(servers(setup, 'democracy'), sound);
    assert.equal(servers(setup, 'democracy', { networkMayFail: true }), failing);
    for (const networkMayFail of [false, true])
      assert.equal(servers(setup, 'democracy', { renewals: { trustee: RENEWAL }, networkMayFail }), once);
  });

  test('so many servers take so many days, if each falls in a day', () => {
    const setup = deployment(5, 4, 9, 2);
    const days = exhaustionSafety(setup, assumed()).map(({ property, quickest, servers: s }) => [
      property,
      (quickest?.time ?? 0) / DAY,
      s,
    ]);
    // Two replicas are one operator's.
    assert.deepEqual(days, [
      ['fairness', 3, 3],
      ['issuance', 4, 4],
      ['democracy', 2, 2],
      ['board', 1, 2],
    ]);
  });

  test('a board may lose an operator whole that it protects against: two of them are needed', () => {
    const { quickest } = of(deployment(4, 3, 4, 1, 1), 'board', assumed());
    assert.deepEqual(
      quickest?.groups.map(({ name }) => name),
      ['o0', 'o1'],
    );
  });

  test('without a board there is nothing to say of it', () => {
    const { board: _, ...setup } = deployment(4, 3, 4, 1);
    assert.deepEqual(
      exhaustionSafety(setup, assumed()).map(({ property }) => property),
      ['fairness', 'issuance', 'democracy'],
    );
  });
});

test('each role is judged by its own renewal, and by what its own servers take', () => {
  const alarm: Renewal = { ...RENEWAL, ifMissed: 'alarm' };
  const verdicts = exhaustionSafety(
    deployment(4, 3, 4, 1),
    assumed({ renewals: { trustee: RENEWAL, administrator: alarm }, attackers: attackers(3 * DAY) }),
  ).map(({ property, verdict, proof }) => `${property} ${verdict}: ${proof}`);
  assert.deepEqual(verdicts, [
    'fairness safe: theorem 3',
    'issuance unsafe: corollary 2',
    'democracy unsafe: corollary 2',
    'board unsafe: property 1',
  ]);
});

test('what the attackers surely have is judged by the times that are sure', () => {
  const { surest, verdict } = of(
    deployment(4, 3, 4, 1),
    'fairness',
    assumed({ attackers: attackers(12 * HOUR + DAY), renewals: {}, mission: 3 * DAY }),
  );
  assert.equal(surest?.time, 3 * DAY);
  assert.equal(verdict, 'unsafe');
});

describe('refused', () => {
  const refuses = (more: Partial<Assumptions>, message: RegExp): void =>
    assert.throws(() => exhaustionSafety(deployment(4, 3, 4, 1), assumed(more)), {
      code: 'resilience/invalid',
      message,
    });
  const renewed = (more: Partial<Renewal>) => ({ renewals: { trustee: { ...RENEWAL, ...more } } });

  test('times that are none', () => {
    refuses({ mission: -1 }, /mission/);
    refuses({ mission: Number.NaN }, /mission/);
    for (const bad of [-1, Number.NaN])
      for (const name of ['period', 'deadline', 'clockError', 'longestRun'])
        refuses(renewed({ [name]: bad }), /no times/);
  });

  test('T_Xmax < T_D < T_P (Definition 9)', () => {
    refuses(renewed({ deadline: 24 * HOUR }), /before the next slot/);
    refuses(renewed({ longestRun: HOUR }), /may take/);
    assert.equal(
      exhaustionSafety(deployment(4, 3, 4, 1), assumed(renewed({ longestRun: HOUR - 1 }))).length,
      4,
    );
  });
});
