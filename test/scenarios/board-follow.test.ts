/** A server follows the board: four real replicas, of which one, or too many, lie or are silent. */
import assert from 'node:assert/strict';
import { afterAll, afterEach, beforeAll, describe, test, vi } from 'vitest';
import { entryList, type Head, headCodec, headStatement, topicList } from '../../protocol/board/answers.ts';
import type { Entry } from '../../protocol/board/entries.ts';
import { out } from '../../protocol/board/machine-test-support.ts';
import { decodeOperation, encodeOperation, type Tuple } from '../../protocol/board/operations.ts';
import { openRequest, signRequest } from '../../protocol/board/requests.ts';
import { decode, encode } from '../../protocol/primitives/cbor.ts';
import { peekStatement } from '../../protocol/primitives/statement-form.ts';
import type { BoardClient } from '../../servers/shared/board-client/board-client.ts';
import { ClientStore } from '../../servers/shared/board-client/client-store.ts';
import { Replicas } from '../../servers/shared/board-client/replicas.ts';
import { getBytes, postCbor } from '../../servers/shared/http-client.ts';
import { storeError } from '../../servers/shared/service-error.ts';
import { removeFolder, temporaryFolder } from '../../servers/shared/test-support.ts';
import { huge, type Lie, RealBoard, rubbish, silent } from '../support/real-board.ts';

const folder = temporaryFolder();
const until = (condition: () => boolean) => vi.waitUntil(condition, { timeout: 50_000, interval: 20 });

let real: RealBoard;
/** Who posts, and is lied to by nobody: lies are about reading only. */
let poster: BoardClient;

beforeAll(async () => {
  real = await RealBoard.open(folder, { t0: 200 });
  poster = real.newClient();
});
afterEach(() => real.lies.clear());
afterAll(async () => {
  await real.close();
  removeFolder(folder);
});

/** What a client has handed over. */
class Seen {
  readonly client: BoardClient;
  readonly parts: { readonly topic: string; readonly entries: readonly Entry[]; readonly head: Head }[] = [];

  constructor(client: BoardClient, wants: (topic: string) => boolean) {
    this.client = client;
    client.follow(wants, (topic, entries, head) => void this.parts.push({ topic, entries, head }));
  }

  of = (topic: string): Tuple[] =>
    this.parts
      .filter((part) => part.topic === topic)
      .flatMap(({ entries }) => entries)
      .map(({ request }) => decodeOperation(openRequest(real.board.opened, request).op).tuple);

  until = (topic: string, count: number) => until(() => this.of(topic).length >= count);
}

const follow = (topic: string, ...of: Parameters<RealBoard['newClient']>): Seen =>
  new Seen(real.newClient(...of), (name) => name === topic);
const tuples = (count: number): Tuple[] => Array.from({ length: count }, (_, i) => ['n', i]);
async function postAll(topic: string, some: readonly Tuple[]): Promise<void> {
  for (const tuple of some) await poster.post(topic, tuple);
}

describe('a follower', () => {
  test('gets the entries of what it wants, in order, with the HEAD at which they are all', async () => {
    await postAll('space/one', tuples(3));
    const seen = follow('space/one');
    await seen.until('space/one', 3);
    await postAll('space/other', [['not wanted']]);
    await postAll('space/one', [['n', 3]]);
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
    await postAll('space/second', [['later']]);
    await postAll('space/first', [['space/second'], ['space/never']]);
    const wanted = new Set(['space/first']);
    const client = real.newClient();
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
    const seen = follow('space/roots');
    await postAll('space/roots', tuples(2));
    await seen.until('space/roots', 2);
    const [first] = seen.parts.flatMap(({ entries }) => entries);
    await postAll('space/roots', tuples(1));
    assert.ok(first !== undefined);
    const head = await seen.client.logAfter(first.c).then((log) => log.head);
    const { log } = real.replicas[0]?.machine ?? assert.fail();
    assert.deepEqual({ c: head.c, size: head.size }, { c: first.c + 1, size: first.position + 1 });
    assert.deepEqual(log.roots(head.size), {
      size: head.size,
      logRoot: head.logRoot,
      topicsRoot: head.topicsRoot,
    });
  });

  test('is handed what is on disk after a restart, without network', async () => {
    const [key, path] = [real.board.newKey(), real.newClientPath()];
    await postAll('space/restart', tuples(2));
    const before = follow('space/restart', key, path);
    await before.until('space/restart', 2);
    await before.client.stop();
    for (const index of [0, 1, 2, 3]) real.lies.set(index, silent);
    const after = follow('space/restart', key, path);
    await after.until('space/restart', 2);
    assert.deepEqual(after.of('space/restart'), tuples(2));
    assert.deepEqual(after.client.status().head, before.client.status().head);
    real.lies.clear();
    await postAll('space/restart', [['n', 2]]);
    await after.until('space/restart', 3);
    assert.deepEqual(after.of('space/restart'), tuples(3));
  });

  test.each(['/head', '/topics', '/entries'])(
    'is current once all has been handed over that the board had when it began, not while %s is false',
    async (route) => {
      const topic = `space/current${route.replace('/', '-')}`;
      const [key, path] = [real.board.newKey(), real.newClientPath()];
      await postAll(topic, tuples(2));
      const before = follow(topic, key, path);
      await before.until(topic, 2);
      await until(() => before.client.isCurrent);
      await before.client.stop();
      await postAll(topic, [['n', 2]]);
      let told = 0;
      const lie: Lie = (at, answer) => {
        if (at !== route) return answer;
        told++;
        return Uint8Array.of(0xff);
      };
      for (const index of [0, 1, 2, 3]) real.lies.set(index, lie);
      const after = follow(topic, key, path);
      await after.until(topic, 2);
      await until(() => told > 8);
      assert.equal(after.client.isCurrent, false);
      real.lies.clear();
      await until(() => after.client.isCurrent);
      assert.deepEqual(after.of(topic), tuples(3));
    },
  );

  test('is handed again what it could not take', async () => {
    await postAll('space/again', tuples(2));
    const client = real.newClient();
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
      await postAll(topic, tuples(2));
      const fault = vi.spyOn(ClientStore.prototype, method).mockRejectedValue(storeError('store/full'));
      const seen = follow(topic);
      await until(() => fault.mock.calls.length > 0);
      assert.deepEqual(seen.parts, []);
      fault.mockRestore();
      await seen.until(topic, 2);
      assert.deepEqual(seen.of(topic), tuples(2));
    },
  );
});

test('a topic of more entries than one answer holds is read in parts, and batches are handed over whole', async () => {
  const keys = Array.from({ length: 19 }, () => real.board.newKey());
  const op = encodeOperation(out(['many']));
  for (const seq of Array.from({ length: 16 }, (_, i) => i + 1))
    await Promise.all(
      keys.map((key) => {
        const request = signRequest(real.board.opened.board, { topic: 'space/many', seq, op }, key);
        const patient = { timeoutMs: 120_000 };
        return Promise.all(
          [0, 1, 2, 3].map((index) => postCbor(`${real.url(index)}/requests`, request, patient)),
        );
      }),
    );
  const [key, path] = [real.board.newKey(), real.newClientPath()];
  for (const isAgain of [false, true]) {
    const seen = follow('space/many', key, path);
    await seen.until('space/many', 304);
    assert.equal(seen.of('space/many').length, 304);
    assert.ok(seen.parts.length > 1, `in parts, ${isAgain ? 'from disk' : 'from the board'}`);
    for (const [i, { entries }] of seen.parts.entries())
      assert.notEqual(entries.at(-1)?.c, seen.parts[i + 1]?.entries[0]?.c, 'a batch was cut');
    await seen.client.stop();
  }
});

describe('a replica tells readers', () => {
  const get = (path: string) => getBytes(`${real.url(1)}${path}`);
  const NOT_FOUND = { code: 'service/not-found' };
  const BAD = { code: 'service/bad-request' };

  test('nothing of what is not yet in the log', async () => {
    const { c } = real.replicas[1]?.state ?? assert.fail();
    const size = real.replicas[1]?.machine.log.tree.size ?? 0;
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
    const size = real.replicas[1]?.machine.log.tree.size;
    const answer = await get(`/entries?topic=space/many&from=0&size=${size}`);
    assert.equal(decode(entryList, answer, 10 ** 7).length, 256);
  });

  test('the newest HEAD as soon as there is one after the one that is known', async () => {
    const { c } = real.replicas[1]?.state ?? assert.fail();
    const asked = get(`/head?after=${c}`);
    await poster.post('space/woken', [1]);
    const { content } = peekStatement(headCodec, await asked);
    assert.ok(content.c > c);
    assert.equal(peekStatement(headCodec, await get(`/head?after=${content.c - 1}`)).content.c, content.c);
  });
});

const tupleOf = ({ request }: Entry): Tuple =>
  decodeOperation(openRequest(real.board.opened, request).op).tuple;

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
      return real.sign(index, headStatement, change(head));
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
      real.lies.clear();
      const topic = `space/${name.replaceAll(' ', '-')}-${index}`;
      real.lies.set(index, lieOf(index, topic));
      await postAll(topic, tuples(2));
      const seen = follow(topic);
      await seen.until(topic, 2);
      await postAll(topic, [['n', 2]]);
      await seen.until(topic, 3);
      assert.deepEqual(seen.of(topic), tuples(3));
      assert.equal(seen.client.status().fork, undefined);
      await seen.client.stop();
    }
  });

  test('one that stays behind is asked last', async () => {
    const putLast = vi.spyOn(Replicas.prototype, 'putLast');
    real.lies.set(0, staleHead());
    const seen = follow('space/behind');
    await postAll('space/behind', tuples(2));
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
      const path = real.newClientPath();
      const own = real.board.newKey();
      const seen = follow(`${topic}-${ahead}`, own, path);
      await postAll(`${topic}-${ahead}`, tuples(1));
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
        real.lies.set(index, (asked, answer) => {
          if (asked === '/head') return real.sign(index, headStatement, { ...other, now: Date.now() });
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
      real.lies.clear();
      const again = real.newClient(own, path);
      await assert.rejects(again.post('space/fork', [1]), { code: 'board/fork' });
      const { kept, other: evidence } = again.status().fork ?? assert.fail();
      const roots = [kept.logRoot, evidence.logRoot].map((root) => Buffer.from(root).toString('hex')).sort();
      assert.equal(roots[0], '00'.repeat(32));
      assert.equal(roots[1], Buffer.from(head.logRoot).toString('hex'));
      await again.stop();
    },
  );
});

test('when keys are replaced a follower goes on, and one that starts then gets all', async () => {
  const seen = follow('space/keys');
  await postAll('space/keys', tuples(2));
  await seen.until('space/keys', 2);
  await real.rekey(2, 1);
  await postAll('space/keys', [['n', 2]]);
  await seen.until('space/keys', 3);
  assert.equal(seen.client.status().generation, 1);
  const late = follow('space/keys');
  await late.until('space/keys', 3);
  assert.deepEqual([late.of('space/keys'), seen.of('space/keys')], [tuples(3), tuples(3)]);
  // To a server that does not reach the board, and knows its genesis alone.
  const [last] = seen.parts.flatMap(({ entries }) => entries).slice(-1);
  const copy = await seen.client.copy('space/keys', last?.c ?? 0);
  assert.deepEqual(
    await real.newClient().opened('space/keys', copy),
    seen.parts.flatMap(({ entries }) => entries),
  );
  vi.spyOn(ClientStore.prototype, 'keyDecisions').mockReturnValueOnce([]);
  await assert.rejects(seen.client.copy('space/keys', last?.c ?? 0), { code: 'signature/invalid' });
});

/** Another log, told by whoever has a key that was stolen before a KEY, then by one that is hostile now; the others come last. */
async function tellAnotherLog(): Promise<Head> {
  const { content: head } = peekStatement(headCodec, await getBytes(`${real.url(1)}/head`));
  const spoken = new Set<number>();
  const liar =
    (index: number, place: number, after: readonly number[]): Lie =>
    (path, answer, request) => {
      if (path !== '/head') return answer;
      if (!after.every((one) => spoken.has(one))) return rubbish(path, answer, request);
      spoken.add(index);
      return real.sign(
        index,
        headStatement,
        { ...head, logRoot: new Uint8Array(32), now: Date.now() },
        place,
      );
    };
  real.lies.set(0, liar(0, 0, []));
  real.lies.set(3, liar(3, 1, [0]));
  for (const index of [1, 2])
    real.lies.set(index, (path, answer, request) =>
      path === '/head' && !spoken.has(3) ? rubbish(path, answer, request) : answer,
    );
  return head;
}

test('HEADs under keys of before are not added to those under keys of now', async () => {
  await postAll('space/mixed', tuples(2));
  const head = await tellAnotherLog();
  const seen = follow('space/mixed');
  await seen.until('space/mixed', 2);
  const { fork, generation } = seen.client.status();
  assert.deepEqual([fork, generation], [undefined, 1]);
  await seen.client.stop();
  await tellAnotherLog();
  const late = real.newClient();
  const after = await late.logAfter(head.c - 1);
  assert.deepEqual(after.head.logRoot, head.logRoot);
});
