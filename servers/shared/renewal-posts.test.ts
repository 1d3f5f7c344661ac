/** What a server says in renewals is said until the board has it, and no longer than it is of use. */
import assert from 'node:assert/strict';
import { test } from 'vitest';
import type { RefreshLog } from '../../protocol/ceremony/refresh-log.ts';
import type { Poster } from './poster.ts';
import { RenewalPosts } from './renewal-posts.ts';

const cOf = (n: number): Uint8Array => new Uint8Array(32).fill(n);
/** In that ceremony, after those before it. */
const logAt = (n: number, period = 0): RefreshLog =>
  ({
    c: cOf(n),
    period: { number: period },
    ended: n === 0 ? [] : [{ c: cOf(n - 1) }],
  }) as unknown as RefreshLog;

/** What it says now, by type, with the first byte of each. */
function saidBy(posts: RenewalPosts, log: RefreshLog): string[] {
  const said: string[] = [];
  const say: Poster['say'] = (_topic, type, _about, make) =>
    void said.push(`${type} ${(make() as Uint8Array)[0]}`);
  posts.say({ say } as Poster, log);
  return said;
}

test('again and again, while its ceremony is under way', () => {
  const posts = new RenewalPosts('refresh-trustee');
  posts.add('state', Uint8Array.of(1), logAt(0));
  posts.add('deal', Uint8Array.of(2), logAt(0));
  for (let look = 0; look < 3; look++) assert.deepEqual(saidBy(posts, logAt(0)), ['state 1', 'deal 2']);
  assert.deepEqual(saidBy(posts, logAt(1)), []);
});

test('an outcome also while the next one is', () => {
  const posts = new RenewalPosts('refresh-trustee');
  posts.add('ok', Uint8Array.of(1), logAt(0));
  posts.add('outcome', Uint8Array.of(2), logAt(0));
  assert.deepEqual(saidBy(posts, logAt(1, 1)), ['outcome 2']);
  assert.deepEqual(saidBy(posts, logAt(2, 2)), []);
});

test('a REJOIN through all ceremonies of its period', () => {
  const posts = new RenewalPosts('refresh-trustee');
  posts.add('rejoin', Uint8Array.of(1), logAt(0, 3));
  assert.deepEqual(saidBy(posts, logAt(5, 3)), ['rejoin 1']);
  assert.deepEqual(saidBy(posts, logAt(6, 4)), []);
});

test('of ticks the last one', () => {
  const posts = new RenewalPosts('refresh-trustee');
  posts.add('tick', Uint8Array.of(1), logAt(0));
  posts.add('state', Uint8Array.of(2), logAt(0));
  posts.add('tick', Uint8Array.of(3), logAt(0));
  assert.deepEqual(saidBy(posts, logAt(0)), ['state 2', 'tick 3']);
});
