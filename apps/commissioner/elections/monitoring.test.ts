import assert from 'node:assert/strict';
import { describe, test } from 'vitest';
import type { Role } from '../../../protocol/messages/plan.ts';
import type { ElectionSummary, Stage } from '../../../servers/commissioner/api/elections.ts';
import type { Health } from '../../../servers/commissioner/api/servers.ts';
import { alertsOf } from './monitoring.ts';

const HOUR = 3_600_000;
const COUNTS: readonly (readonly [Role, number])[] = [
  ['administrator', 4],
  ['trustee', 4],
  ['anonymizer', 4],
  ['counter', 2],
  ['distributor', 3],
];
const SERVERS = COUNTS.flatMap(([role, count]) =>
  Array.from({ length: count }, (_, i) => ({ id: `${role}-${i + 1}`, role })),
);
/** Anonymizers 1 and 2 are of one operator. */
const OPERATORS = new Map(SERVERS.map(({ id }) => [id, id === 'anonymizer-2' ? 'anonymizer-1' : id]));

const electionAt = (stage: Stage): ElectionSummary => ({
  election: 'e',
  title: 'Board',
  trial: false,
  archived: false,
  deletableFrom: null,
  renewEvery: null,
  dataDeletion: 'none',
  stage,
  manifestHash: '',
  fingerprint: '',
  opens: 10 * HOUR,
  closes: 20 * HOUR,
  intakeEnds: 21 * HOUR,
  claimsEnd: 22 * HOUR,
  voters: 10,
  styles: [],
  thresholds: {
    signingThreshold: 3,
    hostileAdministrators: 1,
    hostileTrustees: 1,
    pathLength: 2,
    lyingDistributors: 1,
    poolSize: 3,
  },
  servers: SERVERS.map(({ id }) => ({ id, url: '' })),
  contradicted: [],
  record: '',
});

const healthWithout = (...down: string[]): Health => ({
  now: 0,
  servers: SERVERS.map(({ id, role }) => ({
    id,
    role,
    up: !down.includes(id),
    problem: null,
    milliseconds: 3,
    clockSkew: down.includes(id) ? null : 0,
  })),
});

const idsAt = (stage: Stage, now: number, health?: Health): string[] =>
  alertsOf(electionAt(stage), health, OPERATORS, now).map((alert) =>
    alert.id === 'tight' ? `tight ${alert.need}` : alert.id,
  );

describe('times', () => {
  const all = healthWithout();
  test('an election to be opened, in time or too late', () => {
    assert.deepEqual(idsAt('created', 9 * HOUR, all), ['ready']);
    assert.deepEqual(idsAt('created', 10 * HOUR, all), ['notOpened']);
  });
  test('open: before the opening, in between, soon closing', () => {
    assert.deepEqual(idsAt('open', 9 * HOUR, all), ['opensAt']);
    assert.deepEqual(idsAt('open', 11 * HOUR, all), []);
    assert.deepEqual(idsAt('open', 19.5 * HOUR, all), ['closesSoon']);
  });
  test('after the close: claims, then every step can be done', () => {
    assert.deepEqual(idsAt('closing', 21 * HOUR, all), ['claims']);
    for (const stage of ['closing', 'frozen', 'disclosed', 'tallied'] as const)
      assert.deepEqual(idsAt(stage, 22 * HOUR, all), ['ready']);
    assert.deepEqual(idsAt('published', 22 * HOUR, all), []);
  });
  test('while health is unknown nothing is said of servers', () => {
    assert.deepEqual(idsAt('open', 11 * HOUR), []);
  });
});

test('Counters that contradict themselves are told first, and to the end', () => {
  const health = healthWithout('administrator-1');
  for (const stage of ['open', 'published'] as const) {
    const election = { ...electionAt(stage), contradicted: ['counter-2'] };
    const [first] = alertsOf(election, health, OPERATORS, 11 * HOUR);
    assert.deepEqual(first, { kind: 'danger', id: 'contradicted', servers: ['counter-2'] });
  }
});

describe('servers', () => {
  const open = (...down: string[]): string[] => idsAt('open', 11 * HOUR, healthWithout(...down));

  test('t Administrators are just enough, t - 1 are not', () => {
    assert.deepEqual(open('administrator-1'), ['tight signing', 'down']);
    assert.deepEqual(open('administrator-1', 'administrator-2'), ['signing', 'down']);
    const [alert] = alertsOf(
      electionAt('open'),
      healthWithout('administrator-1', 'administrator-2'),
      OPERATORS,
      11 * HOUR,
    );
    assert.deepEqual(alert, { kind: 'danger', id: 'signing', up: 2, needed: 3, all: 4 });
  });
  test('f + 1 Distributors, one Counter', () => {
    assert.deepEqual(open('distributor-1'), ['tight distribution', 'down']);
    assert.deepEqual(open('distributor-1', 'distributor-2'), ['distribution', 'down']);
    assert.deepEqual(open('counter-1'), ['tight intake', 'down']);
    assert.deepEqual(open('counter-1', 'counter-2'), ['intake', 'down']);
  });
  test('of Anonymizers the operators count', () => {
    assert.deepEqual(open('anonymizer-1'), ['down']);
    assert.deepEqual(open('anonymizer-1', 'anonymizer-2'), ['tight paths', 'down']);
    assert.deepEqual(open('anonymizer-3', 'anonymizer-4'), ['paths', 'down']);
  });
  test('Trustees matter when they are asked: q to freeze, k + 1 to open', () => {
    assert.deepEqual(open('trustee-1', 'trustee-2'), ['down']);
    const down = healthWithout('trustee-1', 'trustee-2');
    assert.deepEqual(idsAt('closing', 21 * HOUR, down), ['freezing', 'down', 'claims']);
    assert.deepEqual(idsAt('frozen', 23 * HOUR, down), ['tight disclosure', 'down', 'ready']);
  });
  test('clocks may be wrong by 5 seconds, not more', () => {
    const health = healthWithout();
    const skewed = (clockSkew: number): Health => ({
      ...health,
      servers: health.servers.map((server) =>
        server.id === 'counter-1' ? { ...server, clockSkew } : server,
      ),
    });
    assert.deepEqual(idsAt('open', 11 * HOUR, skewed(-5000)), []);
    assert.deepEqual(idsAt('open', 11 * HOUR, skewed(-5001)), ['clock']);
    assert.deepEqual(idsAt('tallied', 23 * HOUR, skewed(9000)), ['ready']);
  });
  test('servers of other elections are not of interest', () => {
    const health = healthWithout();
    const foreign = {
      id: 'counter-9',
      role: 'counter',
      up: false,
      problem: null,
      milliseconds: 0,
      clockSkew: null,
    } as const;
    assert.deepEqual(idsAt('open', 11 * HOUR, { ...health, servers: [...health.servers, foreign] }), []);
  });
});
