import assert from 'node:assert/strict';
import { test } from 'vitest';
import type { VoteProgress } from '../../../voter-module/voter-module.ts';
import { afterProgress, type Signing, signingOf, viewOf } from './signing.ts';

const administrators = ['a1', 'a2', 'a3', 'a4'].map((id) => ({ id, operator: id }));
const after = (...steps: VoteProgress[]): Signing =>
  steps.reduce(afterProgress, signingOf({ administrators, signingThreshold: 3 }));
const echo = (server: string): VoteProgress => ({ stage: 'echo', server, done: 0, needed: 3 });
const signature = (server: string): VoteProgress => ({ stage: 'signature', server, done: 0, needed: 3 });
const failed = (server: string): VoteProgress => ({ stage: 'failed', server, code: 'x' });

test('two rounds of t answers fill the bar, each by half', () => {
  assert.deepEqual(viewOf(after()), { round: 'agree', done: 0, share: 0, failed: 0, enough: true });
  const half = after(echo('a1'), echo('a2'), echo('a3'));
  assert.deepEqual(viewOf(half), { round: 'sign', done: 0, share: 0.5, failed: 0, enough: true });
  const whole = ['a1', 'a2', 'a3'].map(signature).reduce(afterProgress, half);
  assert.deepEqual(viewOf(whole), { round: 'sign', done: 3, share: 1, failed: 0, enough: true });
});

test('who fails in the second round does not bring back the first', () => {
  const all = ['a1', 'a2', 'a3', 'a4'];
  const { round, done, share } = viewOf(after(...all.map(echo), ...all.map(failed)));
  assert.deepEqual({ round, done, share }, { round: 'sign', done: 0, share: 0.5 });
});

test('a failure is forgotten once the server answers', () => {
  assert.equal(viewOf(after(failed('a1'))).enough, true);
  assert.equal(viewOf(after(failed('a1'), failed('a2'))).enough, false);
  const recovered = after(failed('a1'), failed('a2'), echo('a2'), failed('anonymizer-1'));
  assert.equal(viewOf(recovered).failed, 1);
  assert.deepEqual(Object.keys(recovered.failures), ['a1', 'anonymizer-1']);
});
