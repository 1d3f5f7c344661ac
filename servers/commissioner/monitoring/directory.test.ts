import assert from 'node:assert/strict';
import { Value } from 'typebox/value';
import { test } from 'vitest';
import { type Directory, thresholdsSchema } from '../api/servers.ts';
import { chosenFrom } from './directory.ts';

const directory: Directory = {
  thresholds: {
    signingThreshold: 3,
    hostileAdministrators: 1,
    hostileTrustees: 1,
    pathLength: 2,
    lyingDistributors: 1,
    poolSize: 10,
  },
  servers: ['a', 'b', 'c'].map((id) => ({
    id,
    role: 'counter',
    operator: 'Union',
    system: 'Debian',
    url: `http://${id}.example`,
    publicKey: '02'.repeat(33),
  })),
};

test('without a choice an election has all servers and the thresholds of the directory', () => {
  assert.deepEqual(chosenFrom(directory, {}), directory);
});

test('chosen servers take part, in the order of the directory, under the chosen thresholds', () => {
  const thresholds = { ...directory.thresholds, pathLength: 3 };
  const chosen = chosenFrom(directory, { thresholds, servers: ['c', 'a'] });
  assert.deepEqual(
    chosen.servers.map(({ id }) => id),
    ['a', 'c'],
  );
  assert.equal(chosen.thresholds, thresholds);
});

test('a server that is not in the directory is refused, and named', () => {
  assert.throws(() => chosenFrom(directory, { servers: ['a', 'nobody'] }), {
    code: 'service/bad-request',
    message: 'there is no server nobody',
  });
});

test('no election is offered a pool that keeps nobody', () => {
  const allows = (poolSize: number) => Value.Check(thresholdsSchema, { ...directory.thresholds, poolSize });
  assert.deepEqual([0, 1].map(allows), [false, true]);
});
