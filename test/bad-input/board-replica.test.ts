/**
 * Bad input at a board replica's HTTP interface: four real replicas on loopback, and a stranger who may also be one of the
 * replicas. Everything is refused with a stable code or dropped, changes nothing, and the board goes on.
 */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, test, vi } from 'vitest';
import { answerCodec, MAX_REPLY } from '../../protocol/board/answers.ts';
import { BoardCodec, type WireMessage } from '../../protocol/board/codec.ts';
import { out, probe, wait } from '../../protocol/board/machine-test-support.ts';
import type { Contents, SignedKind } from '../../protocol/board/messages.ts';
import { decodeResult, encodeOperation } from '../../protocol/board/operations.ts';
import { signRequest } from '../../protocol/board/requests.ts';
import { decode, encode } from '../../protocol/primitives/cbor.ts';
import { MAX_BODY, MAX_LIST, MAX_LIST_LENGTH, messageList } from '../../servers/board/message-list.ts';
import { removeFolder, temporaryFolder } from '../../servers/shared/test-support.ts';
import { RealBoard } from '../support/real-board.ts';
import { MONSTERS, mutantsOf } from './support/malformed.ts';
import { type Call, refusal, send, stateOf } from './support/refusals.ts';

const CBOR = 'application/cbor';
const RUNS = 100;
const folder = temporaryFolder();
let real: RealBoard;
let codec: BoardCodec;

beforeAll(async () => {
  real = await RealBoard.open(folder, { t0: 200 });
  codec = new BoardCodec(real.board.opened);
});
afterAll(async () => {
  await real.close();
  removeFolder(folder);
});

const KINDS = [
  'request',
  'propose',
  'write',
  'accept',
  'stop',
  'stopdata',
  'status',
  'ask',
  'fetch',
  'batch',
  'decision',
] as const;
/** Each of the four, by path. */
const post = (path: string, body: Uint8Array, index = 0): Call => ({
  method: 'POST',
  url: `${real.url(index)}${path}`,
  type: CBOR,
  body,
});
const requestOf = (key = real.board.newKey(), seq = 1): Uint8Array => {
  const content = { topic: 'space/test', seq, op: encodeOperation(out(['a tuple'])) };
  return signRequest(real.board.opened.board, content, key);
};
/** As replica 3 may sign it. */
const signed = <K extends SignedKind>(kind: K, content: Contents[K]): WireMessage => {
  const key = real.board.keyList(3, 0)[0] ?? assert.fail();
  const message = { kind, from: 3, content, signature: key.sign(codec.bodyOf(kind, content)) };
  return codec.encode(message as Parameters<BoardCodec['encode']>[0]);
};

/** As a peer sends it; the status of the answer. */
const give = async (messages: readonly WireMessage[]): Promise<number> =>
  (await send(post('/messages', encode(messageList, messages)))).status;

/** Everybody has stored what is ordered so far. */
async function quiet(): Promise<void> {
  await vi.waitUntil(() => new Set(real.replicas.map(({ state }) => state.c)).size === 1, {
    timeout: 50_000,
  });
  for (const replica of real.replicas) await replica.settled();
}

/** Nothing is ordered or stored by it; what is posted then is ordered. */
async function changesNothing(attack: () => Promise<void>): Promise<void> {
  await quiet();
  const before = stateOf(folder);
  await attack();
  for (const replica of real.replicas) await replica.settled();
  assert.equal(stateOf(folder), before);
  await goesOn([0, 1, 2, 3]);
}

async function goesOn(indices: readonly number[]): Promise<void> {
  await real.newClient().post('space/after', ['goes on']);
  for (const index of indices) assert.ok((await fetch(`${real.url(index)}/health`)).ok);
}

describe('POST /requests', () => {
  test('what is no request, and every mutant of one, is refused', () =>
    changesNothing(async () => {
      for (const [name, body] of MONSTERS) await refusal(post('/requests', body), name);
      const valid = requestOf();
      await fc.assert(
        fc.asyncProperty(mutantsOf(valid), async (body) => {
          await refusal(post('/requests', body), 'a mutant');
        }),
        { numRuns: RUNS },
      );
    }));

  test('one that is longer than may be is refused before it is read', () =>
    changesNothing(async () => {
      const body = new Uint8Array(210 * 1024);
      assert.equal(await refusal(post('/requests', body), 'too long'), 'service/too-large');
    }));

  test('one that is posted as anything but CBOR is refused', () =>
    changesNothing(async () => {
      for (const type of ['application/json', 'text/plain', 'application/octet-stream'])
        for (const path of ['/requests', '/messages'])
          assert.match(await refusal({ ...post(path, requestOf()), type }, type), /^service\//);
    }));
});

describe('POST /messages', () => {
  test('what is no list is refused', () =>
    changesNothing(async () => {
      for (const [name, body] of MONSTERS)
        assert.match(await refusal(post('/messages', body), name), /^(cbor|service)\//);
      const stranger = encode(messageList, [{ kind: 'ask', bytes: Uint8Array.of(1) }]);
      const unknown = stranger.map((byte, i) => (i === 3 ? byte + 1 : byte));
      assert.match(await refusal(post('/messages', unknown), 'an unknown kind'), /^cbor\//);
    }));

  test('a list too long, in bytes or messages, is refused', () =>
    changesNothing(async () => {
      const body = new Uint8Array(MAX_BODY + 1);
      assert.equal(await refusal(post('/messages', body), 'too long'), 'service/too-large');
      const one = encode(messageList, [{ kind: 'ask', bytes: Uint8Array.of(1) }]).subarray(1);
      const items = Buffer.concat(Array.from({ length: MAX_LIST + 1 }, () => one));
      const list = Buffer.concat([Uint8Array.of(0x99, 1, 1), items]);
      assert.match(await refusal(post('/messages', new Uint8Array(list)), 'too many'), /^cbor\//);
    }));

  test('messages of every kind that do not open are dropped, and stop none of those beside them', () =>
    changesNothing(async () => {
      const rubbish = KINDS.flatMap((kind) =>
        MONSTERS.filter(([, { length }]) => length > 0).map(([, bytes]) => ({ kind, bytes })),
      );
      for (let from = 0; from < rubbish.length; from += 10)
        assert.equal(await give(rubbish.slice(from, from + 10)), 204);
      const largest = { kind: 'batch', bytes: new Uint8Array(MAX_LIST_LENGTH) } as const;
      assert.equal(await give([largest]), 204);
    }));

  test('mutants of what a replica says are dropped or refused', () =>
    changesNothing(async () => {
      const { c } = real.replicas[0]?.state ?? assert.fail();
      const valid = signed('status', { c, r: 0, size: 0 });
      await fc.assert(
        fc.asyncProperty(mutantsOf(valid.bytes), async (bytes) => {
          if (bytes.length > 0) assert.equal(await give([{ ...valid, bytes }]), 204);
        }),
        { numRuns: RUNS },
      );
      await fc.assert(
        fc.asyncProperty(mutantsOf(encode(messageList, [valid])), async (body) => {
          const { status } = await send(post('/messages', body));
          assert.ok(status === 204 || (status >= 400 && status < 500), `${status}`);
        }),
        { numRuns: RUNS },
      );
    }));
});

describe('GET', () => {
  const PATHS = [
    '/head',
    '/topics',
    '/consistency',
    '/entries',
    '/sequence',
    '/keys',
    '/decisions',
    '/status',
  ];
  const get = (path: string): Call => ({ method: 'GET', url: `${real.url(0)}${path}` });

  test('no other method or path is there', async () => {
    for (const path of [...PATHS, '/messages', '/requests'])
      for (const method of ['PUT', 'DELETE'] as const)
        assert.equal(await refusal({ method, url: `${real.url(0)}${path}` }, path), 'service/not-found');
    for (const path of PATHS)
      assert.equal(await refusal(post(path, Uint8Array.of(1)), path), 'service/not-found');
    for (const path of ['/messages', '/requests', '/', '/head/1', '/elections', '//head'])
      assert.equal(await refusal(get(path), path), 'service/not-found');
  });

  test('queries of another form are refused', async () => {
    const client = '02'.repeat(33);
    const wrong = [
      ...['-1', '1e9', 'x', '', '1.5', '0x1', '1'.repeat(16), '1&c=2'].flatMap((c) => [
        `/head?c=${c}`,
        `/topics?c=${c}`,
      ]),
      ...['-1', 'x', '1e3'].flatMap((n) => [`/head?after=${n}`, `/keys?from=${n}`, `/decisions?from=${n}`]),
      '/head?x=1',
      '/topics',
      '/topics?c=0&x=1',
      '/consistency',
      '/consistency?from=0',
      '/consistency?from=0&to=-1',
      '/entries?from=0&size=0',
      '/entries?topic=a&size=0',
      '/entries?topic=a&from=0',
      '/entries?topic=&from=0&size=0',
      `/entries?topic=${'a'.repeat(97)}&from=0&size=0`,
      '/entries?topic=a%20b&from=0&size=0',
      "/entries?topic=a'--&from=0&size=0",
      '/entries?topic=%00&from=0&size=0',
      '/entries?topic=a&topic=b&from=0&size=0',
      '/sequence?topic=a',
      `/sequence?client=${client}`,
      `/sequence?client=${client}0&topic=a`,
      `/sequence?client=${client.toUpperCase().replace('02', 'AB')}&topic=a`,
      '/keys',
      '/decisions?limit=1e9',
      '/decisions?from=1&from=2',
      '/decisions?c=1',
    ];
    for (const path of wrong) assert.equal(await refusal(get(path), path), 'service/bad-request', path);
  });

  test('what lies beyond the log is not there, or an empty list', async () => {
    await real.newClient().post('space/some', [1]);
    const size = real.replicas[0]?.machine.log.tree.size ?? assert.fail();
    const far = '9'.repeat(15);
    for (const path of [
      `/head?c=${far}`,
      `/topics?c=${far}`,
      `/consistency?from=0&to=${far}`,
      `/consistency?from=${far}&to=${size}`,
      `/entries?topic=space/some&from=0&size=${far}`,
    ])
      assert.equal(await refusal(get(path), path), 'service/not-found', path);
    const client = '02'.repeat(33);
    for (const path of [
      `/entries?topic=space/some&from=${far}&size=${size}`,
      '/entries?topic=space/some&from=0&size=0',
      '/entries?topic=space/none&from=0&size=1',
      '/consistency?from=0&to=0',
      `/consistency?from=0&to=${size}`,
      `/consistency?from=${size}&to=${size}`,
      `/keys?from=${far}`,
      '/decisions?from=999999999',
      '/decisions?limit=0',
      `/sequence?client=${client}&topic=nowhere`,
      '/topics?c=0',
      '/head?c=0',
    ]) {
      const answer = await send(get(path));
      assert.equal(answer.status, 200, path);
    }
  });

  test('so many readers wait for the next HEAD and no more; a batch wakes them all', async () => {
    const app = real.apps[0] ?? assert.fail();
    const { c } = real.replicas[0]?.state ?? assert.fail();
    const ask = (reader: number) =>
      app.inject({ url: `/head?after=${c}`, remoteAddress: `10.0.${reader >> 8}.${reader & 255}` });
    const readers = Array.from({ length: 1_025 }, (_, reader) => ask(reader));
    const refused = await Promise.race(readers);
    assert.deepEqual([refused.statusCode, refused.json<{ code: string }>().code], [503, 'service/busy']);
    await real.newClient().post('space/woken', [1]);
    const answers = await Promise.all(readers);
    assert.equal(answers.filter(({ statusCode }) => statusCode === 200).length, 1_024);
    assert.equal((await ask(0)).statusCode, 200);
  });

  test('one address asks for so many proofs in a second and no more; another is answered', async () => {
    const app = real.apps[0] ?? assert.fail();
    const ask = (remoteAddress: string) => app.inject({ url: '/topics?c=0', remoteAddress });
    const answers = await Promise.all(Array.from({ length: 501 }, () => ask('10.9.0.1')));
    const refused = answers.filter(({ statusCode }) => statusCode !== 200);
    assert.ok(refused.length > 0);
    for (const answer of refused) assert.equal(answer.json<{ code: string }>().code, 'service/rate-limited');
    assert.equal((await ask('10.9.0.2')).statusCode, 200);
  });
});

test('unordered reads that are none are refused with a code, and change nothing', () =>
  changesNothing(async () => {
    const key = real.board.newKey();
    const ask = async (op: Uint8Array, topic = 'space/test') => {
      const request = signRequest(real.board.opened.board, { topic, seq: 0, op }, key);
      const answer = await (await send(post('/requests', request))).bytes();
      return decodeResult(decode(answerCodec, answer, MAX_REPLY).result).code;
    };
    for (const operation of [out(['a']), probe('inp', [undefined]), wait('rd', [undefined], 50)])
      assert.equal(await ask(encodeOperation(operation)), 'board/refused', operation.name);
    assert.equal(await ask(Uint8Array.of(1)), 'board/refused');
    assert.equal(
      await ask(encodeOperation(probe('rdp', [undefined])), 'nowhere/test'),
      'board/unknown-topic',
    );
  }));

// The last one: replica 3 is shown what it never said, and signs nothing more.
test('what a hostile replica signs of instances and regencies that are far away moves nobody', async () => {
  const h = '00'.repeat(32);
  const { c } = real.replicas[0]?.state ?? assert.fail();
  const far = [Number.MAX_SAFE_INTEGER, c + 1, c].flatMap((at) =>
    [0, 1, 2 ** 32].flatMap((r) => [
      signed('write', { c: at, r, h }),
      signed('accept', { c: at, r, h }),
      signed('stop', { c: at, r }),
      signed('stopdata', { c: at, r, lock: undefined, last: undefined }),
      signed('status', { c: at, r, size: Number.MAX_SAFE_INTEGER }),
      signed('propose', { c: at, r, batch: { proposer: 3, time: 0, requests: [] }, sync: [] }),
    ]),
  );
  assert.equal(await give(far), 204);
  await goesOn([0, 1, 2]);
});
