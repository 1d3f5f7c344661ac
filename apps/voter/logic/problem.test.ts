import assert from 'node:assert/strict';
import { test } from 'vitest';
import { fill } from '../../shared/i18n.ts';
import { en } from '../texts/en.ts';
import { type Circumstances, type ProblemId, problemOf } from './problem.ts';
import { problemValues } from './problem-values.ts';
import { signingOf } from './signing.ts';

const OPEN: Circumstances = { failures: {}, stage: 'openNow', online: true };

test('offline explains all else', () => {
  assert.equal(problemOf('voter-module/unreachable', { ...OPEN, online: false }), 'offline');
});

test('Distributors that are too few are no forgery; what nobody signed is one', () => {
  assert.equal(problemOf('distributors/too-few', OPEN), 'few-distributors');
  assert.equal(problemOf('voter-module/unreachable', OPEN), 'no-distributor');
  for (const code of ['signature/invalid', 'manifest/not-countersigned', 'ballot/other', 'jws/malformed'])
    assert.equal(problemOf(code, OPEN), 'not-genuine');
});

test('why a card ends a session is told in words: given up, full, failed', () => {
  assert.equal(problemOf('finlet/given-up', OPEN), 'given-up');
  assert.equal(problemOf('card/full', OPEN), 'card-full');
  for (const code of ['channel-lost', 'malformed-answer', 'memory', 'pin-required', 'refused'])
    assert.equal(problemOf(`card/${code}`, OPEN), 'card-failed');
  assert.equal(problemOf('terminal/of-tomorrow', OPEN), 'other');
});

test('too few servers: the reason that half of them give', () => {
  const code = 'voter-module/too-few-servers';
  const of = (failures: Record<string, string>, stage: Circumstances['stage'] = 'openNow') =>
    problemOf(code, { ...OPEN, failures, stage });
  assert.equal(of({ a1: 'voter-module/unreachable', a2: 'voter-module/unreachable' }), 'too-few-servers');
  assert.equal(
    of({ a1: 'time/closed', a2: 'time/closed', a3: 'voter-module/unreachable' }, 'mixing'),
    'closed',
  );
  assert.equal(of({ a1: 'time/not-open', a2: 'time/not-open' }), 'clock-wrong');
  assert.equal(of({ a1: 'cloned-card', a2: 'cloned-card' }), 'cloned-card');
  assert.equal(of({ a1: 'voter/unknown', a2: 'voter/unknown' }), 'not-on-roll');
  assert.equal(of({ a1: 'time/closed', a2: 'x', a3: 'x' }), 'too-few-servers', 'one false answer of three');
});

test('every problem can be told in full', () => {
  const administrators = [{ id: 'administrator-1', operator: 'University' }];
  const signing = {
    ...signingOf({ administrators, signingThreshold: 1 }),
    failures: { 'administrator-1': 'x', 'anonymizer-1': 'x' },
  };
  const election = {
    election: '',
    title: '',
    titles: {},
    trial: false,
    opens: 1,
    closes: 2,
    intakeEnds: 3,
    claimsEnd: 4,
  };
  const config = { distributors: ['http://d1', 'http://d2'], terminal: 'http://t' };
  for (const problem of Object.keys(en.problems) as ProblemId[]) {
    const values = problemValues(problem, {
      code: 'c',
      signing,
      election,
      config,
      now: 0,
      time: String,
      language: 'en',
    });
    const { what, why, next } = en.problems[problem];
    for (const text of [what, why, next]) assert.doesNotMatch(fill(text, values), /[{}]/);
    if (problem === 'no-distributor' || problem === 'few-distributors') assert.equal(values.all, 2);
    else assert.equal(values.failed, 'University (administrator-1) and anonymizer-1');
  }
});
