/** A server follows a board of four real replicas, of which one, or one too many, lie. */
import assert from 'node:assert/strict';
import { describe, test, vi } from 'vitest';
import { entryList, type Head, headCodec, headStatement, topicList } from '../../protocol/board/answers.ts';
import { decode, encode } from '../../protocol/primitives/cbor.ts';
import { peekStatement } from '../../protocol/primitives/statement-form.ts';
import { Replicas } from '../../servers/shared/board-client/replicas.ts';
import { huge, type Lie, rubbish } from '../support/real-board.ts';
import { FollowRig, tuples, until } from './support/follow-rig.ts';

const rig = new FollowRig();

describe('with one hostile replica a follower gets the same', () => {
  const others = (path: string): boolean => path === '/requests' || path === '/sequence';
  const about =
    (path: string, change: (answer: Uint8Array) => Uint8Array): Lie =>
    (asked, answer) =>
      asked === path ? change(answer) : answer;
  /** Its own signature on another HEAD. */
  const headOf = (index: number, change: (head: Head) => Head): Lie =>
    about('/head', (answer) => {
      const head = peekStatement(headCodec, answer).content;
      return rig.real.sign(index, headStatement, change(head));
    });
  const staleHead = (): Lie => {
    let first: Uint8Array | undefined;
    return about('/head', (answer) => (first ??= answer));
  };
  const forgedEntry = about('/entries', (answer) => {
    const entries = decode(entryList, answer, 10 ** 7);
    return encode(
      entryList,
      entries.map(({ leaf, proof }) => ({
        proof,
        leaf: leaf.map((byte, i) => (i === leaf.length - 1 ? byte ^ 1 : byte)),
      })),
    );
  });
  const leftOut = about('/entries', (answer) =>
    encode(entryList, decode(entryList, answer, 10 ** 7).slice(1)),
  );
  const invented = about('/topics', (answer) =>
    encode(topicList, [...decode(topicList, answer, 10 ** 7), ['space/zzz', 0]]),
  );
  const omitted = (topic: string): Lie =>
    about('/topics', (answer) =>
      encode(
        topicList,
        decode(topicList, answer, 10 ** 7).filter(([name]) => name !== topic),
      ),
    );

  test.each<[string, (index: number, topic: string) => Lie]>([
    ['silent', () => (path, answer) => (others(path) ? answer : 'silence')],
    ['rubbish', () => (path, answer, request) => (others(path) ? answer : rubbish(path, answer, request))],
    ['huge answers', () => (path, answer, request) => (others(path) ? answer : huge(path, answer, request))],
    ['a stale head', staleHead],
    ['a head far ahead', (index) => headOf(index, (head) => ({ ...head, c: head.c + 1000 }))],
    ['another head', (index) => headOf(index, (head) => ({ ...head, logRoot: new Uint8Array(32) }))],
    ['a clock that is wrong', (index) => headOf(index, (head) => ({ ...head, now: head.now + 3_600_000 }))],
    ['a forged entry', () => forgedEntry],
    ['an entry left out', () => leftOut],
    ['a topic invented', () => invented],
    ['a topic omitted', (_, topic) => omitted(topic)],
    ['a proof that is none', () => about('/consistency', () => Uint8Array.of(0x80))],
  ])('%s', async (name, lieOf) => {
    for (const index of [0, 3]) {
      rig.real.lies.clear();
      const topic = `space/${name.replaceAll(' ', '-')}-${index}`;
      rig.real.lies.set(index, lieOf(index, topic));
      await rig.postAll(topic, tuples(2));
      const seen = rig.follow(topic);
      await seen.until(topic, 2);
      await rig.postAll(topic, [['n', 2]]);
      await seen.until(topic, 3);
      assert.deepEqual(seen.of(topic), tuples(3));
      assert.equal(seen.client.status().fork, undefined);
      await seen.client.stop();
    }
  });

  test('one that stays behind is asked last', async () => {
    const putLast = vi.spyOn(Replicas.prototype, 'putLast');
    rig.real.lies.set(0, staleHead());
    const seen = rig.follow('space/behind');
    await rig.postAll('space/behind', tuples(2));
    await seen.until('space/behind', 2);
    await until(() => putLast.mock.calls.some(([index]) => index === 0));
    putLast.mockRestore();
    await seen.client.stop();
  });
});

describe('two replicas of four that lie, one more than may,', () => {
  const [key, topic] = ['space/fork', 'space/fork'];

  test.each([
    ['at the instance that the others are at', 0, 0],
    ['at a later instance, without a proof', 5, 5],
    ['at a later instance, with a log that has changed and not grown', 6, 0],
  ])(
    'are found out %s: both HEADs are kept, and the board is obeyed no longer',
    async (name, ahead, more) => {
      const path = rig.real.newClientPath();
      const own = rig.real.board.newKey();
      const seen = rig.follow(`${topic}-${ahead}`, own, path);
      await rig.postAll(`${topic}-${ahead}`, tuples(1));
      await seen.until(`${topic}-${ahead}`, 1);
      const head = seen.client.status().head ?? assert.fail(name + key);
      const other = {
        ...head,
        c: head.c + ahead,
        size: head.size + more,
        time: head.time,
        logRoot: new Uint8Array(32),
      };
      for (const index of [1, 2])
        rig.real.lies.set(index, (asked, answer) => {
          if (asked === '/head') return rig.real.sign(index, headStatement, { ...other, now: Date.now() });
          // No proof is asked for where none can be.
          if (asked === '/consistency') return more === 0 ? 'silence' : encode(topicList, []);
          return answer;
        });
      await until(() => seen.client.status().fork !== undefined);
      await assert.rejects(seen.client.post('space/fork', [1]), { code: 'board/fork' });
      await assert.rejects(seen.client.read('space/fork', [1]), { code: 'board/fork' });
      await assert.rejects(seen.client.logAfter(0), { code: 'board/fork' });
      await assert.rejects(seen.client.opened('space/fork', new Uint8Array()), { code: 'board/fork' });
      await seen.client.stop();
      rig.real.lies.clear();
      const again = rig.real.newClient(own, path);
      await assert.rejects(again.post('space/fork', [1]), { code: 'board/fork' });
      const { kept, other: evidence } = again.status().fork ?? assert.fail();
      const roots = [kept.logRoot, evidence.logRoot].map((root) => Buffer.from(root).toString('hex')).sort();
      assert.equal(roots[0], '00'.repeat(32));
      assert.equal(roots[1], Buffer.from(head.logRoot).toString('hex'));
      await again.stop();
    },
  );
});
