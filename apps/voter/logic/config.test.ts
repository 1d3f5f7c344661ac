import assert from 'node:assert/strict';
import { test } from 'vitest';
import { parseConfig } from './config.ts';

const KEY = `02${'ab'.repeat(32)}`;
const GOOD = {
  distributors: ['http://127.0.0.1:1/'],
  commissioner: 'https://office.example',
  commissionerKey: KEY,
};

test('the terminal is the one on this machine unless told', () => {
  assert.deepEqual(parseConfig(GOOD), {
    distributors: ['http://127.0.0.1:1'],
    commissioner: 'https://office.example',
    commissionerKey: new Uint8Array(Buffer.from(KEY, 'hex')),
    terminal: 'http://127.0.0.1:8600',
  });
});

test('whose elections they are', () => {
  const parsed = (organisation: unknown) => parseConfig({ ...GOOD, organisation }).organisation;
  assert.deepEqual(parsed({ name: 'Union', help: 'Room 12', hasLogo: true }), {
    ...{ name: 'Union', help: 'Room 12', hasLogo: true },
  });
  const both = { name: { de: 'Verein', en: 'Union' }, help: { de: 'Zimmer 12' }, hasLogo: false };
  assert.deepEqual(parsed(both), both);
  assert.deepEqual(parsed({ name: 'Union', help: 7, more: 1 }), { name: 'Union', hasLogo: false });
});

test('how long personal data are kept', () => {
  assert.equal(parseConfig({ ...GOOD, retentionDays: 90 }).retentionDays, 90);
  assert.equal('retentionDays' in parseConfig({ ...GOOD, retentionDays: '90' }), false);
});

test('what is wrong is named', () => {
  const cases: readonly (readonly [unknown, RegExp])[] = [
    [null, /object/],
    [{ ...GOOD, distributors: [] }, /distributors/],
    [{ ...GOOD, distributors: ['javascript:alert(1)'] }, /distributors/],
    [{ ...GOOD, commissioner: 'office.example' }, /commissioner/],
    [{ ...GOOD, commissionerKey: KEY.slice(2) }, /commissionerKey/],
    [{ ...GOOD, commissionerKey: undefined }, /commissionerKey/],
    [{ ...GOOD, organisation: null }, /organisation/],
    [{ ...GOOD, organisation: { name: 7 } }, /organisation/],
    [{ ...GOOD, terminal: 8600 }, /terminal/],
    [{ ...GOOD, terminal: 'http://127.0.0.1:8601/#token=secret' }, /terminal/],
  ];
  for (const [config, message] of cases) assert.throws(() => parseConfig(config), message);
});
