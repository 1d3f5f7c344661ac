/** A server follows the board: four real replicas, some of which are silent, restarted, rekeyed. */
import assert from 'node:assert/strict';
import { describe, test, vi } from 'vitest';
import { entryList, type Head, headCodec, headStatement } from '../../protocol/board/answers.ts';
import type { Entry } from '../../protocol/board/entries.ts';
import { out } from '../../protocol/board/machine-test-support.ts';
import { decodeOperation, encodeOperation, type Tuple } from '../../protocol/board/operations.ts';
import { openRequest, signRequest } from '../../protocol/board/requests.ts';
import { decode } from '../../protocol/primitives/cbor.ts';
import { peekStatement } from '../../protocol/primitives/statement-form.ts';
import { ClientStore } from '../../servers/shared/board-client/client-store.ts';
import { getBytes, postCbor } from '../../servers/shared/http-client.ts';
import { storeError } from '../../servers/shared/service-error.ts';
import { type Lie, rubbish, silent } from '../support/real-board.ts';
import { FollowRig, tuples, until } from './support/follow-rig.ts';

const rig = new FollowRig();

describe('a follower', () => {
  test('gets the entries of what it wants, in order, with the HEAD at which they are all', async () => {
    await rig.postAll('space/one', tuples(3));
    const seen = rig.follow('space/one');
    await seen.until('space/one', 3);
    await rig.postAll('space/other', [['not wanted']]);
    await rig.postAll('space/one', [['n', 3]]);
    await seen.until('space/one', 4);
    assert.deepEqual(seen.of('space/one'), tuples(4));
    assert.deepEqual(seen.of('space/other'), []);
    for (const { entries, head } of seen.parts)
      for (const { position, c } of entries) assert.ok(position < head.size && c < head.c);
    const { head, fork, generation } = seen.client.status();
    assert.ok(head !== undefined && fork === undefined && generation === 0);
    await until(() => seen.client.status().replicas.every(({ c }) => (c ?? 0) >= head.c));
  });

  test('wants another topic once an entry has told it so; one that is not there is no error', async () => {
    await rig.postAll('space/second', [['later']]);
    await rig.postAll('space/first', [['space/second'], ['space/never']]);
    const wanted = new Set(['space/first']);
    const client = rig.real.newClient();
    const parts: string[] = [];
    client.follow(
      (topic) => wanted.has(topic),
      (topic, entries) => {
        parts.push(topic);
        for (const entry of entries) wanted.add(String(tupleOf(entry)[0]));
      },
    );
    await until(() => parts.includes('space/second'));
    assert.equal(parts[0], 'space/first');
  });

  test('gives the log as it was right after an instance', async () => {
    const seen = rig.follow('space/roots');
    await rig.postAll('space/roots', tuples(2));
    await seen.until('space/roots', 2);
    const [first] = seen.parts.flatMap(({ entries }) => entries);
    await rig.postAll('space/roots', tuples(1));
    assert.ok(first !== undefined);
    const head = await seen.client.logAfter(first.c).then((log) => log.head);
    const { log } = rig.real.replicas[0]?.machine ?? assert.fail();
    assert.deepEqual({ c: head.c, size: head.size }, { c: first.c + 1, size: first.position + 1 });
    assert.deepEqual(log.roots(head.size), {
      size: head.size,
      logRoot: head.logRoot,
      topicsRoot: head.topicsRoot,
    });
  });

  test('is handed what is on disk after a restart, without network', async () => {
    const [key, path] = [rig.real.board.newKey(), rig.real.newClientPath()];
    await rig.postAll('space/restart', tuples(2));
    const before = rig.follow('space/restart', key, path);
    await before.until('space/restart', 2);
    await before.client.stop();
    for (const index of [0, 1, 2, 3]) rig.real.lies.set(index, silent);
    const after = rig.follow('space/restart', key, path);
    await after.until('space/restart', 2);
    assert.deepEqual(after.of('space/restart'), tuples(2));
    assert.deepEqual(after.client.status().head, before.client.status().head);
    rig.real.lies.clear();
    await rig.postAll('space/restart', [['n', 2]]);
    await after.until('space/restart', 3);
    assert.deepEqual(after.of('space/restart'), tuples(3));
  });

  test.each(['/head', '/topics', '/entries'])(
    'is current once all has been handed over that the board had when it began, not while %s is false',
    async (route) => {
      const topic = `space/current${route.replace('/', '-')}`;
      const [key, path] = [rig.real.board.newKey(), rig.real.newClientPath()];
      await rig.postAll(topic, tuples(2));
      const before = rig.follow(topic, key, path);
      await before.until(topic, 2);
      await until(() => before.client.isCurrent);
      await before.client.stop();
      await rig.postAll(topic, [['n', 2]]);
      let told = 0;
      const lie: Lie = (at, answer) => {
        if (at !== route) return answer;
        told++;
        return Uint8Array.of(0xff);
      };
      for (const index of [0, 1, 2, 3]) rig.real.lies.set(index, lie);
      const after = rig.follow(topic, key, path);
      await after.until(topic, 2);
      await until(() => told > 8);
      assert.equal(after.client.isCurrent, false);
      rig.real.lies.clear();
      await until(() => after.client.isCurrent);
      assert.deepEqual(after.of(topic), tuples(3));
    },
  );

  test('is handed again what it could not take', async () => {
    await rig.postAll('space/again', tuples(2));
    const client = rig.real.newClient();
    const taken: number[] = [];
    let failures = 0;
    client.follow(
      (topic) => topic === 'space/again',
      (_, entries) => {
        if (failures++ === 0) throw storeError('store/full');
        taken.push(entries.length);
      },
    );
    await until(() => taken.length > 0);
    assert.equal(
      taken.reduce((sum, count) => sum + count),
      2,
    );
  });

  test.each(['keepHead', 'keepEntries'] as const)(
    'hands over nothing that is not on disk, and goes on when it is: %s',
    async (method) => {
      const topic = `space/${method}`;
      await rig.postAll(topic, tuples(2));
      const fault = vi.spyOn(ClientStore.prototype, method).mockRejectedValue(storeError('store/full'));
      const seen = rig.follow(topic);
      await until(() => fault.mock.calls.length > 0);
      assert.deepEqual(seen.parts, []);
      fault.mockRestore();
      await seen.until(topic, 2);
      assert.deepEqual(seen.of(topic), tuples(2));
    },
  );
});

test('a topic of more entries than one answer holds is read in parts, and batches are handed over whole', async () => {
  const keys = Array.from({ length: 19 }, () => rig.real.board.newKey());
  const op = encodeOperation(out(['many']));
  for (const seq of Array.from({ length: 16 }, (_, i) => i + 1))
    await Promise.all(
      keys.map((key) => {
        const request = signRequest(rig.real.board.opened.board, { topic: 'space/many', seq, op }, key);
        const patient = { timeoutMs: 120_000 };
        return Promise.all(
          [0, 1, 2, 3].map((index) => postCbor(`${rig.real.url(index)}/requests`, request, patient)),
        );
      }),
    );
  const [key, path] = [rig.real.board.newKey(), rig.real.newClientPath()];
  for (const isAgain of [false, true]) {
    const seen = rig.follow('space/many', key, path);
    await seen.until('space/many', 304);
    assert.equal(seen.of('space/many').length, 304);
    assert.ok(seen.parts.length > 1, `in parts, ${isAgain ? 'from disk' : 'from the board'}`);
    for (const [i, { entries }] of seen.parts.entries())
      assert.notEqual(entries.at(-1)?.c, seen.parts[i + 1]?.entries[0]?.c, 'a batch was cut');
    await seen.client.stop();
  }
});

describe('a replica tells readers', () => {
  const get = (path: string) => getBytes(`${rig.real.url(1)}${path}`);
  const NOT_FOUND = { code: 'service/not-found' };
  const BAD = { code: 'service/bad-request' };

  test('nothing of what is not yet in the log', async () => {
    const { c } = rig.real.replicas[1]?.state ?? assert.fail();
    const size = rig.real.replicas[1]?.machine.log.tree.size ?? 0;
    await assert.rejects(get(`/head?c=${c + 1}`), NOT_FOUND);
    await assert.rejects(get(`/topics?c=${c + 1}`), NOT_FOUND);
    await assert.rejects(get(`/entries?topic=space/many&from=0&size=${size + 1}`), NOT_FOUND);
    await assert.rejects(get(`/consistency?from=0&to=${size + 1}`), NOT_FOUND);
    await assert.rejects(get('/consistency?from=2&to=1'), NOT_FOUND);
  });

  test('nothing that is asked for in another form', async () => {
    for (const path of [
      '/topics',
      '/head?c=-1',
      '/entries?topic=a&from=0',
      '/sequence?client=ab&topic=a',
      '/keys',
    ])
      await assert.rejects(get(path), BAD, path);
  });

  test('at most 256 entries at once', async () => {
    const size = rig.real.replicas[1]?.machine.log.tree.size;
    const answer = await get(`/entries?topic=space/many&from=0&size=${size}`);
    assert.equal(decode(entryList, answer, 10 ** 7).length, 256);
  });

  test('the newest HEAD as soon as there is one after the one that is known', async () => {
    const { c } = rig.real.replicas[1]?.state ?? assert.fail();
    const asked = get(`/head?after=${c}`);
    await rig.poster.post('space/woken', [1]);
    const { content } = peekStatement(headCodec, await asked);
    assert.ok(content.c > c);
    assert.equal(peekStatement(headCodec, await get(`/head?after=${content.c - 1}`)).content.c, content.c);
  });
});

const tupleOf = ({ request }: Entry): Tuple =>
  decodeOperation(openRequest(rig.real.board.opened, request).op).tuple;

test('when keys are replaced a follower goes on, and one that starts then gets all', async () => {
  const seen = rig.follow('space/keys');
  await rig.postAll('space/keys', tuples(2));
  await seen.until('space/keys', 2);
  await rig.real.rekey(2, 1);
  await rig.postAll('space/keys', [['n', 2]]);
  await seen.until('space/keys', 3);
  assert.equal(seen.client.status().generation, 1);
  const late = rig.follow('space/keys');
  await late.until('space/keys', 3);
  assert.deepEqual([late.of('space/keys'), seen.of('space/keys')], [tuples(3), tuples(3)]);
  // To a server that does not reach the board, and knows its genesis alone.
  const [last] = seen.parts.flatMap(({ entries }) => entries).slice(-1);
  const copy = await seen.client.copy('space/keys', last?.c ?? 0);
  assert.deepEqual(
    await rig.real.newClient().opened('space/keys', copy),
    seen.parts.flatMap(({ entries }) => entries),
  );
  vi.spyOn(ClientStore.prototype, 'keyDecisions').mockReturnValueOnce([]);
  await assert.rejects(seen.client.copy('space/keys', last?.c ?? 0), { code: 'signature/invalid' });
});

/** Another log, told by whoever has a key that was stolen before a KEY, then by one that is hostile now; the others come last. */
async function tellAnotherLog(): Promise<Head> {
  const { content: head } = peekStatement(headCodec, await getBytes(`${rig.real.url(1)}/head`));
  const spoken = new Set<number>();
  const liar =
    (index: number, place: number, after: readonly number[]): Lie =>
    (path, answer, request) => {
      if (path !== '/head') return answer;
      if (!after.every((one) => spoken.has(one))) return rubbish(path, answer, request);
      spoken.add(index);
      return rig.real.sign(
        index,
        headStatement,
        { ...head, logRoot: new Uint8Array(32), now: Date.now() },
        place,
      );
    };
  rig.real.lies.set(0, liar(0, 0, []));
  rig.real.lies.set(3, liar(3, 1, [0]));
  for (const index of [1, 2])
    rig.real.lies.set(index, (path, answer, request) =>
      path === '/head' && !spoken.has(3) ? rubbish(path, answer, request) : answer,
    );
  return head;
}

test('HEADs under keys of before are not added to those under keys of now', async () => {
  await rig.postAll('space/mixed', tuples(2));
  const head = await tellAnotherLog();
  const seen = rig.follow('space/mixed');
  await seen.until('space/mixed', 2);
  const { fork, generation } = seen.client.status();
  assert.deepEqual([fork, generation], [undefined, 1]);
  await seen.client.stop();
  await tellAnotherLog();
  const late = rig.real.newClient();
  const after = await late.logAfter(head.c - 1);
  assert.deepEqual(after.head.logRoot, head.logRoot);
});
