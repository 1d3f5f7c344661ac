import assert from 'node:assert/strict';
import { test } from 'vitest';
import type { Role } from '../../../protocol/messages/plan.ts';
import type { Directory, DirectoryServer, Thresholds } from '../../../servers/commissioner/api/servers.ts';
import { checkSetup, ROLES, rangesOf } from './check-setup.ts';

const NUMBERS = { administrator: 4, trustee: 4, anonymizer: 3, counter: 3, distributor: 2 };
const thresholds: Thresholds = {
  signingThreshold: 3,
  hostileAdministrators: 1,
  hostileTrustees: 1,
  pathLength: 2,
  lyingDistributors: 1,
  poolSize: 10,
};

function setup(numbers: Partial<typeof NUMBERS> = {}, change: Partial<Thresholds> = {}): Directory {
  const wanted = { ...NUMBERS, ...numbers };
  const servers = ROLES.flatMap((role) =>
    Array.from(
      { length: wanted[role] },
      (_, i): DirectoryServer => ({
        id: `${role}-${i}`,
        role,
        operator: `${i}`,
        system: `${i}`,
        url: '',
        publicKey: '',
      }),
    ),
  );
  return { servers, thresholds: { ...thresholds, ...change } };
}

/** The rules of check-plan.ts, for a number of servers of each role at different operators. */
function fits({
  servers,
  thresholds: { signingThreshold: t, hostileAdministrators: b, ...rest },
}: Directory): boolean {
  const of = (role: Role): number => servers.filter((server) => server.role === role).length;
  return (
    2 * t > of('administrator') + b &&
    t <= of('administrator') - b &&
    of('trustee') >= 3 * rest.hostileTrustees + 1 &&
    of('distributor') >= rest.lyingDistributors + 1 &&
    of('anonymizer') >= rest.pathLength
  );
}

test('what is allowed is what the plan allows', () => {
  const numbers = [1, 2, 3, 4, 5, 6, 7];
  for (const administrator of numbers)
    for (const signingThreshold of numbers)
      for (const hostileAdministrators of [0, 1, 2, 3]) {
        const one = setup({ administrator }, { signingThreshold, hostileAdministrators });
        assert.equal(
          checkSetup(one).length === 0,
          fits(one),
          JSON.stringify([one.thresholds, administrator]),
        );
      }
  for (const many of numbers)
    for (const number of [0, 1, 2, 3]) {
      const of = [
        setup({ trustee: many }, { hostileTrustees: number }),
        setup({ distributor: many }, { lyingDistributors: number }),
        setup({ anonymizer: many }, { pathLength: Math.max(1, number) }),
      ];
      for (const one of of) assert.equal(checkSetup(one).length === 0, fits(one), JSON.stringify(one));
    }
});

test('a role without servers, or with too many, is said first', () => {
  assert.deepEqual(checkSetup(setup({ counter: 0 })), [{ path: 'counter', code: 'role-none' }]);
  assert.deepEqual(checkSetup(setup({ counter: 17 })), [
    { path: 'counter', code: 'role-many', values: { number: 17, most: 16 } },
  ]);
});

test('a wrong number is marked with the numbers that are right', () => {
  assert.deepEqual(checkSetup(setup({}, { signingThreshold: 2 })), [
    { path: 'signingThreshold', code: 'range', values: { least: 3, most: 3 } },
  ]);
  assert.deepEqual(checkSetup(setup({}, { pathLength: Number.NaN })), [
    { path: 'pathLength', code: 'range', values: { least: 1, most: 3 } },
  ]);
});

test('Anonymizers of one operator count once on a path', () => {
  const { servers, thresholds: given } = setup();
  const together = servers.map((server) => ({ ...server, operator: 'one' }));
  assert.equal(rangesOf({ servers: together, thresholds: given }).pathLength.most, 1);
});
