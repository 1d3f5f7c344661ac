import assert from 'node:assert/strict';
import { test } from 'vitest';
import type { ServerHealth } from '../servers/commissioner/api/servers.ts';
import { rowOf, type ServerState, statesOf, turnoutLine } from './server-states.ts';

const state = (of: Partial<ServerState>): ServerState => ({
  id: 'counter-1',
  ok: true,
  problem: null,
  clockSkew: 0,
  ...of,
});

test('a clock is shown ahead or behind, in seconds; below half a second it is right; without an answer it is not known', () => {
  const clock = (clockSkew: number | null) => rowOf(state({ clockSkew }))[2];
  assert.deepEqual([0, 499, -499, 59_600, -9_401, null].map(clock), [
    'ok',
    'ok',
    'ok',
    '60 s ahead',
    '9 s behind',
    '',
  ]);
});

test('health: ok, down, or what fails', () => {
  assert.deepEqual(rowOf(state({})), ['counter-1', 'ok', 'ok', '']);
  assert.equal(rowOf(state({ ok: false, clockSkew: null }))[1], 'DOWN');
  assert.equal(rowOf(state({ ok: false, problem: 'store/full' }))[1], 'FAILING: store/full');
  assert.equal(rowOf(state({ signed: 3 }))[3], 3);
});

test('each server of the election with its health and clock, Administrators with how many they say that they signed for', () => {
  const servers = ['a1', 'a2', 'c1', 'c2'].map((id) => ({ id, url: '' }));
  const health = (id: string, clockSkew: number): ServerHealth => ({
    id,
    role: 'counter',
    up: true,
    problem: null,
    milliseconds: 1,
    clockSkew,
  });
  const states = [health('c1', -2_000), health('other', 9_000), health('a1', 61_000), health('a2', 0)];
  const administrators = [
    { id: 'a1', signed: 5 },
    { id: 'a2', signed: null },
  ];
  assert.deepEqual(statesOf({ servers }, states, { administrators }), [
    state({ id: 'a1', clockSkew: 61_000, signed: 5 }),
    state({ id: 'a2' }),
    state({ id: 'c1', clockSkew: -2_000 }),
    state({ id: 'c2', ok: false, clockSkew: null }),
  ]);
});

test('turnout: how many voters have been signed for, and how many votes have arrived; nothing before the opening', () => {
  const turnout = { voters: 14, signedFor: 5, administrators: [], counters: [] };
  const series = [{ time: 1, packages: 3 }];
  const line = 'signed for 5 of 14 voters (35.7 %), 3 votes arrived at a Counter';
  assert.equal(turnoutLine({ stage: 'open' }, { ...turnout, series }), line);
  assert.match(
    String(turnoutLine({ stage: 'closing' }, { ...turnout, voters: 0, signedFor: 0, series: [] })),
    /0 of 0 voters \(0 %\), 0 votes/,
  );
  assert.equal(turnoutLine({ stage: 'created' }, { ...turnout, series }), undefined);
});
