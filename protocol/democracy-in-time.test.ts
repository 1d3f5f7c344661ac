/**
 * Democracy while keys are renewed (trustees contract, section 3): voters with broken cards, and b Administrators that are hostile in
 * each period, others in another one, get no second vote. A search of everything that can happen, with the deployed merge.
 */
import assert from 'node:assert/strict';
import { test } from 'vitest';
import { type Search, secondVote } from './mobile-adversary-test-support.ts';

const of = (N: number, t: number, b: number, merge: Search['merge'], messages = 2): number | undefined =>
  secondVote({ N, t, b, merge, messages });

test('without the merge a second vote is had in the end, whatever t is', () => {
  assert.equal(of(4, 3, 1, 'none'), 1);
  assert.equal(of(5, 4, 1, 'none'), 2);
});

test('with 2t > N + 2b there is none, whatever the network does', () => {
  assert.equal(of(5, 4, 1, 'enough'), undefined);
});

test('with 2t > N + b there is none if all clean Administrators answer, and may be one if they do not', () => {
  assert.equal(of(4, 3, 1, 'all'), undefined);
  assert.equal(of(4, 3, 1, 'all', 3), undefined);
  assert.equal(of(4, 3, 1, 'enough'), 1);
});

test('with no more than 2t = N + b two votes are had at once', () => {
  assert.equal(of(5, 3, 1, 'all'), 0);
});
