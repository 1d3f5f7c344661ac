import assert from 'node:assert/strict';
import { describe, test } from 'vitest';
import { signingKey } from '../primitives/p256-signature.ts';
import { signStatement } from '../primitives/statement.ts';
import { REFRESH_STATEMENTS } from './refresh-messages.ts';
import { readPost } from './refresh-posts.ts';
import { RefreshWorld } from './refresh-test-support.ts';

const world = new RefreshWorld({ participants: 4, quorum: 3, thresholds: [2] });

describe('a statement of a refresh', () => {
  test('is read with its signer’s index, and is by the key that signed it only', () => {
    const { statement } = world.say(2, 'ok', { dealers: 3 });
    const post = readPost(world.role, 'ok', statement);
    assert.deepEqual([post?.signer, post?.content], [2, { dealers: 3 }]);
    const [own, other] = [world.first.period.keys.get(2), world.first.period.keys.get(1)];
    assert.ok(post !== undefined && own !== undefined && other !== undefined);
    assert.deepEqual([post.isBy(own), post.isBy(other), post.isBy(own)], [true, false, true]);
  });

  test('of another type, though of the same form, is none', () => {
    const { statement } = world.say(2, 'ok', { dealers: 3 });
    assert.equal(readPost(world.role, 'tick', statement), undefined);
    assert.notEqual(readPost(world.role, 'tick', world.say(2, 'tick', { phase: 3 }).statement), undefined);
  });

  test('of somebody who takes no part is none', () => {
    const key = signingKey(world.random(32));
    const statement = signStatement(REFRESH_STATEMENTS.ok, world.log.c, { dealers: 3 }, 'stranger', key);
    assert.equal(readPost(world.role, 'ok', statement), undefined);
  });

  test('that cannot be read is none', () => {
    for (const bytes of [new Uint8Array(), world.random(300), new Uint8Array(1_000_000)])
      assert.equal(readPost(world.role, 'ok', bytes), undefined);
  });
});
