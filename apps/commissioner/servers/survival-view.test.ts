import assert from 'node:assert/strict';
import { test } from 'vitest';
import type { Role } from '../../../protocol/messages/plan.ts';
import type { Directory, DirectoryServer } from '../../../servers/commissioner/api/servers.ts';
import { allOf, groupWarnings, partOf, survivalIn, toggled } from './survival-view.ts';

const NONE: ReadonlySet<string> = new Set();
const OPERATORS = ['University', 'Students', 'Union', 'Notary'];
const of = (role: Role, count: number): DirectoryServer[] =>
  Array.from({ length: count }, (_, i) => ({
    id: `${role}-${i + 1}`,
    role,
    operator: OPERATORS[i] ?? '',
    system: 'Debian',
    url: '',
    publicKey: '',
  }));
const DIRECTORY: Directory = {
  thresholds: {
    signingThreshold: 3,
    hostileAdministrators: 1,
    hostileTrustees: 1,
    pathLength: 2,
    lyingDistributors: 1,
    poolSize: 3,
  },
  servers: [
    ...of('administrator', 4),
    ...of('trustee', 4),
    ...of('anonymizer', 3),
    ...of('counter', 3),
    ...of('distributor', 2),
  ],
};

test('servers that do not take part are left out', () => {
  const trial = { thresholds: DIRECTORY.thresholds, absent: new Set(['counter-1']), hostile: NONE };
  assert.equal(partOf(DIRECTORY, trial).servers.length, DIRECTORY.servers.length - 1);
});

test('nothing is said of thresholds that do not fit the servers', () => {
  assert.notEqual(survivalIn(DIRECTORY), undefined);
  const trial = { thresholds: DIRECTORY.thresholds, absent: new Set(['trustee-4']), hostile: NONE };
  assert.equal(survivalIn(partOf(DIRECTORY, trial)), undefined);
});

test('an operator or a system has one warning, with each property once', () => {
  const groups = groupWarnings(survivalIn(DIRECTORY)?.warnings ?? []);
  assert.deepEqual(
    groups.map(({ kind, name }) => [kind, name]),
    [
      ['operator', 'University'],
      ['operator', 'Students'],
      ['system', 'Debian'],
    ],
  );
  assert.deepEqual(groups[0]?.breaks, [{ property: 'availability', servers: ['distributor-1'] }]);
  const properties = groups[2]?.breaks.map(({ property }) => property);
  assert.deepEqual(properties, ['democracy', 'privacy', 'fairness', 'availability', 'completeness']);
});

test('how many there are of a unit', () => {
  const two = {
    ...DIRECTORY,
    servers: of('anonymizer', 3).map((server) => ({ ...server, operator: 'One' })),
  };
  assert.equal(allOf(two, 'anonymizer', 'servers'), 3);
  assert.equal(allOf(two, 'anonymizer', 'whole-operators'), 1);
});

test('a tick is set and taken away', () => {
  assert.deepEqual([...toggled(NONE, 'a')], ['a']);
  assert.deepEqual([...toggled(new Set(['a', 'b']), 'a')], ['b']);
});
