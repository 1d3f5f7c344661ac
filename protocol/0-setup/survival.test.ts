import assert from 'node:assert/strict';
import fc from 'fast-check';
import { test } from 'vitest';
import type { Role } from '../messages/plan.ts';
import { brokenBy, PROPERTIES, type Property, type Setup, survivalOf, type Weakness } from './survival.ts';

type Server = Setup['servers'][number];

/** Servers role-1, role-2, ..., each of the operator and on the system that is named for it; its own where none is. */
function servers(
  role: Role,
  count: number,
  operators: readonly string[] = [],
  systems: readonly string[] = [],
) {
  return Array.from({ length: count }, (_, i): Server => {
    const id = `${role}-${i + 1}`;
    return {
      id,
      role,
      operator: operators[i] ?? `operator of ${id}`,
      system: systems[i] ?? `system of ${id}`,
    };
  });
}

interface Sizes {
  /** Administrators, threshold; Trustees, hostile ones; Anonymizers, path; Counters; Distributors, lying ones. */
  readonly N: number;
  readonly t: number;
  readonly n: number;
  readonly k: number;
  readonly A: number;
  readonly L: number;
  readonly C: number;
  readonly D: number;
  readonly f: number;
}
const SMALLEST: Sizes = { N: 4, t: 3, n: 4, k: 1, A: 3, L: 2, C: 3, D: 3, f: 1 };

const thresholds = ({ t, k, L, f }: Sizes): Setup['thresholds'] => ({
  signingThreshold: t,
  hostileTrustees: k,
  pathLength: L,
  lyingDistributors: f,
});
const setupOf = (sizes: Sizes): Setup => ({
  thresholds: thresholds(sizes),
  servers: [
    ...servers('administrator', sizes.N),
    ...servers('trustee', sizes.n),
    ...servers('anonymizer', sizes.A),
    ...servers('counter', sizes.C),
    ...servers('distributor', sizes.D),
  ],
});

/** `role: servers`, as in the tables below. */
const counts = (weaknesses: readonly Weakness[]): Record<string, number> =>
  Object.fromEntries(weaknesses.map(({ role, servers: least }) => [role, least]));
const survived = (setup: Setup) => {
  const { weaknesses } = survivalOf(setup);
  return Object.fromEntries(PROPERTIES.map((property) => [property, counts(weaknesses[property])]));
};

const TABLE: readonly (readonly [what: string, Sizes, Record<Property, Record<string, number>>])[] = [
  [
    'the smallest balanced choice: one of each may be hostile',
    SMALLEST,
    {
      democracy: { administrator: 2 },
      privacy: { anonymizer: 2 },
      fairness: { trustee: 2 },
      availability: { administrator: 2, trustee: 2, anonymizer: 2, counter: 3, distributor: 2 },
      completeness: { anonymizer: 2, counter: 3, trustee: 3 },
    },
  ],
  [
    'seven Administrators and Trustees, two hostile; three hops of five',
    { N: 7, t: 5, n: 7, k: 2, A: 5, L: 3, C: 2, D: 5, f: 2 },
    {
      democracy: { administrator: 3 },
      privacy: { anonymizer: 3 },
      fairness: { trustee: 3 },
      availability: { administrator: 3, trustee: 3, anonymizer: 3, counter: 2, distributor: 3 },
      completeness: { anonymizer: 3, counter: 2, trustee: 5 },
    },
  ],
  [
    'a higher threshold: more hostile Administrators survived, fewer that are down',
    { ...SMALLEST, N: 5, t: 4 },
    {
      democracy: { administrator: 3 },
      privacy: { anonymizer: 2 },
      fairness: { trustee: 2 },
      availability: { administrator: 2, trustee: 2, anonymizer: 2, counter: 3, distributor: 2 },
      completeness: { anonymizer: 2, counter: 3, trustee: 3 },
    },
  ],
  [
    'nothing is replicated: each server alone breaks its property',
    { N: 1, t: 1, n: 1, k: 0, A: 1, L: 1, C: 1, D: 1, f: 0 },
    {
      democracy: { administrator: 1 },
      privacy: { anonymizer: 1 },
      fairness: { trustee: 1 },
      availability: { administrator: 1, trustee: 1, anonymizer: 1, counter: 1, distributor: 1 },
      completeness: { anonymizer: 1, counter: 1, trustee: 1 },
    },
  ],
  [
    'Distributors: f + 1 are enough for nothing to be believed, not for one to be down',
    { ...SMALLEST, D: 2, f: 1 },
    {
      democracy: { administrator: 2 },
      privacy: { anonymizer: 2 },
      fairness: { trustee: 2 },
      availability: { administrator: 2, trustee: 2, anonymizer: 2, counter: 3, distributor: 1 },
      completeness: { anonymizer: 2, counter: 3, trustee: 3 },
    },
  ],
  [
    'thresholds that no plan may have: democracy is broken by nobody at all, voting needs more than there are',
    { ...SMALLEST, t: 2, A: 1, L: 2 },
    {
      democracy: { administrator: 0 },
      privacy: {},
      fairness: { trustee: 2 },
      availability: { administrator: 3, trustee: 2, anonymizer: 0, counter: 3, distributor: 2 },
      completeness: { anonymizer: 0, counter: 3, trustee: 3 },
    },
  ],
];

for (const [what, sizes, expected] of TABLE)
  test(`servers that break each property: ${what}`, () => {
    assert.deepEqual(survived(setupOf(sizes)), expected);
  });

for (const [what, sizes, expected] of TABLE)
  test(`so many hostile servers of a role break it, and one fewer does not: ${what}`, () => {
    const setup = setupOf(sizes);
    const first = (role: string, count: number) =>
      new Set(Array.from({ length: count }, (_, i) => `${role}-${i + 1}`));
    for (const property of PROPERTIES) {
      if (brokenBy(setup, new Set()).includes(property)) continue;
      for (const [role, count] of Object.entries(expected[property])) {
        assert.ok(brokenBy(setup, first(role, count)).includes(property), `${count} ${role}: ${property}`);
        assert.ok(!brokenBy(setup, first(role, count - 1)).includes(property), `${count - 1} ${role}`);
      }
    }
  });

test('nobody hostile breaks nothing, everybody everything, and each property by its own role alone', () => {
  const setup = setupOf(SMALLEST);
  assert.deepEqual(brokenBy(setup, new Set()), []);
  assert.deepEqual(brokenBy(setup, new Set(setup.servers.map(({ id }) => id))), [...PROPERTIES]);
  assert.deepEqual(brokenBy(setup, new Set(['trustee-1', 'trustee-2'])), ['fairness', 'availability']);
});

test('who only fails breaks availability, and loses packages only if every Counter does', () => {
  const { weaknesses } = survivalOf(setupOf(SMALLEST));
  const failing = PROPERTIES.flatMap((property) =>
    weaknesses[property].filter(({ fault }) => fault === 'failed').map(({ role }) => `${property} ${role}`),
  );
  assert.deepEqual(failing.sort(), [
    'availability administrator',
    'availability anonymizer',
    'availability counter',
    'availability distributor',
    'availability trustee',
    'completeness counter',
  ]);
});

/** Four operators with one server of each role, and what is changed. */
function organisation(change: (server: Server) => Partial<Server> = () => ({})): Setup {
  const roles: readonly Role[] = ['administrator', 'trustee', 'anonymizer', 'counter', 'distributor'];
  const people = ['University', 'Students', 'Union', 'Notary'];
  const all = roles.flatMap((role) => servers(role, 4, people, ['Debian', 'FreeBSD', 'Alpine', 'OpenBSD']));
  return {
    thresholds: thresholds(SMALLEST),
    servers: all.map((server) => ({ ...server, ...change(server) })),
  };
}

const warnings = (setup: Setup): string[] =>
  survivalOf(setup).warnings.map(
    ({ kind, name, property, role, servers: own }) => `${kind} ${name}: ${property} ${role} ${own.length}`,
  );

test('four operators on four systems with one server of each role: nothing to warn of', () => {
  assert.deepEqual(warnings(organisation()), []);
});

test('every property that one operator or one system can break is named, with the role and the servers', () => {
  const twoRun = organisation(({ operator }) => (operator === 'Students' ? { operator: 'University' } : {}));
  assert.deepEqual(warnings(twoRun), [
    'operator University: democracy administrator 2',
    'operator University: fairness trustee 2',
    'operator University: availability administrator 2',
    'operator University: availability trustee 2',
  ]);
  const [first] = survivalOf(twoRun).warnings;
  assert.deepEqual(first?.servers, ['administrator-1', 'administrator-2']);
  const oneSystem = organisation(() => ({ system: 'Debian' }));
  assert.deepEqual(warnings(oneSystem), [
    'system Debian: democracy administrator 4',
    'system Debian: privacy anonymizer 4',
    'system Debian: fairness trustee 4',
    'system Debian: availability administrator 4',
    'system Debian: availability trustee 4',
    'system Debian: availability anonymizer 4',
    'system Debian: availability counter 4',
    'system Debian: availability distributor 4',
    'system Debian: completeness anonymizer 4',
    'system Debian: completeness counter 4',
    'system Debian: completeness trustee 4',
  ]);
});

test("what is broken already is nobody's power: no warning of it", () => {
  const setup = { ...organisation(), thresholds: { ...thresholds(SMALLEST), signingThreshold: 2 } };
  assert.equal(survivalOf(setup).weaknesses.democracy[0]?.count, 0);
  assert.deepEqual(warnings(setup), []);
});

test("an operator's Anonymizers are on no path twice; a system's may be", () => {
  const anonymizers = (operators: string[], systems: string[], pathLength: number): Setup => ({
    thresholds: { ...thresholds(SMALLEST), pathLength },
    servers: [
      ...organisation().servers.filter(({ role }) => role !== 'anonymizer'),
      ...servers('anonymizer', operators.length, operators, systems),
    ],
  });
  const three = ['Union', 'Union', 'Notary', 'University'];
  assert.deepEqual(warnings(anonymizers(three, ['Debian', 'Debian', 'Alpine', 'Plan 9'], 2)), []);
  assert.deepEqual(warnings(anonymizers(three, ['Debian', 'Alpine', 'Debian', 'Plan 9'], 2)), [
    'system Debian: privacy anonymizer 2',
  ]);
  // Two operators and paths of two: each is on every path, all of its Anonymizers together, whichever is drawn.
  assert.deepEqual(warnings(anonymizers(['Union', 'Union', 'Notary'], ['a', 'b', 'a'], 2)), [
    'operator Union: availability anonymizer 2',
    'operator Union: completeness anonymizer 2',
    'operator Notary: availability anonymizer 1',
    'operator Notary: completeness anonymizer 1',
    'system a: privacy anonymizer 2',
    'system a: availability anonymizer 2',
    'system a: completeness anonymizer 2',
  ]);
  assert.deepEqual(survived(anonymizers(['Union', 'Union', 'Notary'], [], 2)).availability?.anonymizer, 1);
  // Both have two Anonymizers: that others run one server of another role each does not count.
  const pairs = anonymizers(['Union', 'Union', 'Notary', 'Notary'], [], 2);
  assert.deepEqual(survived(pairs).availability?.anonymizer, 2);
  // Paths of one: whoever runs an Anonymizer sees who sent what.
  assert.deepEqual(
    warnings(anonymizers(['Union', 'Notary'], [], 1)).filter((text) => text.startsWith('operator')),
    ['operator Union: privacy anonymizer 1', 'operator Notary: privacy anonymizer 1'],
  );
});

test('what one operator that drops everything loses: both paths must lead through its Anonymizers', () => {
  const loss = (operators: readonly string[], pathLength: number): number => {
    const setup = {
      thresholds: { ...thresholds(SMALLEST), pathLength },
      servers: servers('anonymizer', operators.length, operators),
    };
    return survivalOf(setup).lossByOneOperator;
  };
  const near = (actual: number, expected: number) =>
    assert.ok(Math.abs(actual - expected) < 1e-12, `${actual} instead of ${expected}`);
  near(loss(['a', 'b', 'c'], 2), (2 / 3) ** 2);
  near(loss(['a', 'b'], 2), 1);
  near(loss([...'abcdefghijklmnop'], 5), (5 / 16) ** 2);
  near(loss([...'abcdefghijklmnop'], 16), 1);
  near(loss(['a', 'a', 'b'], 2), 1);
  // a is drawn first with 2/4; after b (1/4), or after c, with 2/3.
  near(loss(['a', 'a', 'b', 'c'], 2), (1 / 2 + (2 * (1 / 4) * 2) / 3) ** 2);
  // Of three is a's share largest: first (3/8), or after d (1/8), or after b or c (4/8).
  near(loss([...'aaabbccd'], 2), (3 / 8 + (1 / 8) * (3 / 7) + (4 / 8) * (3 / 6)) ** 2);
  assert.equal(loss(['a', 'a'], 2), 0, 'there is no path');
  const setup = organisation(({ role }) => (role === 'counter' ? { operator: 'Union' } : {}));
  near(survivalOf(setup).lossByOneOperator, (2 / 4) ** 2);
});

const anySetup: fc.Arbitrary<Setup> = fc.record({
  thresholds: fc.record({
    signingThreshold: fc.integer({ min: 1, max: 5 }),
    hostileTrustees: fc.integer({ min: 0, max: 2 }),
    pathLength: fc.integer({ min: 1, max: 3 }),
    lyingDistributors: fc.integer({ min: 0, max: 2 }),
  }),
  servers: fc
    .array(
      fc.record({
        role: fc.constantFrom<Role>('administrator', 'trustee', 'anonymizer', 'counter', 'distributor'),
        operator: fc.constantFrom('a', 'b', 'c'),
        system: fc.constantFrom('x', 'y'),
      }),
      { maxLength: 14 },
    )
    .map((all) => all.map((server, i) => ({ ...server, id: `server-${i}` }))),
});

test('monotone: one more hostile server repairs nothing', () => {
  fc.assert(
    fc.property(anySetup, fc.array(fc.nat(13)), fc.nat(13), (setup, some, more) => {
      const hostile = new Set(some.map((i) => `server-${i}`));
      const before = brokenBy(setup, hostile);
      const after = brokenBy(setup, hostile.add(`server-${more}`));
      for (const property of before) assert.ok(after.includes(property), property);
    }),
  );
});

test('a warning is given for exactly those who, hostile alone, break what was not broken', () => {
  fc.assert(
    fc.property(anySetup, (setup) => {
      const broken = brokenBy(setup, new Set());
      for (const kind of ['operator', 'system'] as const)
        for (const name of new Set(setup.servers.map((server) => server[kind]))) {
          const own = setup.servers.filter((server) => server[kind] === name).map(({ id }) => id);
          const breaks = brokenBy(setup, new Set(own)).filter((property) => !broken.includes(property));
          const warned = survivalOf(setup).warnings.filter((one) => one.kind === kind && one.name === name);
          const named = new Set(warned.map(({ property }) => property));
          assert.deepEqual(
            [...named].filter((property) => !broken.includes(property)),
            breaks,
          );
        }
    }),
  );
});

/** Every set of the servers, by ID. */
const subsets = (ids: readonly string[]): string[][] =>
  Array.from({ length: 2 ** ids.length }, (_, bits) => ids.filter((_id, i) => (bits >> i) % 2 === 1));

test('the number of servers is the size of the smallest set of that role that breaks the property', () => {
  fc.assert(
    fc.property(anySetup, (setup) => {
      const { weaknesses } = survivalOf(setup);
      for (const property of PROPERTIES) {
        if (brokenBy(setup, new Set()).includes(property)) continue;
        for (const role of ['administrator', 'trustee', 'anonymizer', 'counter', 'distributor'] as const) {
          const ids = setup.servers.filter((server) => server.role === role).map(({ id }) => id);
          const breaking = subsets(ids).filter((set) => brokenBy(setup, new Set(set)).includes(property));
          const smallest = Math.min(...breaking.map(({ length }) => length));
          const stated = weaknesses[property].find((weakness) => weakness.role === role)?.servers;
          assert.equal(stated ?? Number.POSITIVE_INFINITY, smallest, `${property} ${role}`);
        }
      }
    }),
    { numRuns: 30 },
  );
});

test('the board stops without a quorum of its replicas, and where one operator or system has too many', () => {
  const replicas = Array.from({ length: 4 }, (_, i) => ({
    id: `board-${i + 1}`,
    operator: i < 2 ? 'Union' : `o${i}`,
    system: `s${i}`,
  }));
  const board = { hostile: 1, down: 0, protect: 0, replicas };
  const setup = { ...setupOf(SMALLEST), board };
  const { weaknesses, warnings } = survivalOf(setup);
  assert.deepEqual(counts(weaknesses.availability).board, 2);
  assert.deepEqual(
    warnings.filter(({ role }) => role === 'board'),
    [
      {
        kind: 'operator',
        name: 'Union',
        property: 'availability',
        role: 'board',
        servers: ['board-1', 'board-2'],
      },
    ],
  );
  assert.deepEqual(brokenBy(setup, new Set(['board-3'])), []);
  assert.deepEqual(brokenBy(setup, new Set(['board-3', 'board-4'])), ['availability']);
  const apart = { ...setup, board: { ...board, protect: 0, replicas: replicas.slice(1) } };
  assert.deepEqual(
    survivalOf({ ...apart, board: { ...apart.board, hostile: 0 } }).weaknesses.availability.at(-1)?.count,
    1,
  );
});
