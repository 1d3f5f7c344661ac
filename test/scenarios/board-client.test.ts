/** A server's client of the board, against four real replicas of which one, or too many, lie or are silent. */
import assert from 'node:assert/strict';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, describe, test } from 'vitest';
import { answerCodec, MAX_REPLY, replyStatement, sequenceCodec } from '../../protocol/board/answers.ts';
import { TestBoard } from '../../protocol/board/board-test-support.ts';
import { encodeResult } from '../../protocol/board/operations.ts';
import { decode, encode } from '../../protocol/primitives/cbor.ts';
import { sha256 } from '../../protocol/primitives/sha256.ts';
import { signerOf } from '../../protocol/primitives/signer.ts';
import { BoardClient } from '../../servers/shared/board-client/board-client.ts';
import { systemClock } from '../../servers/shared/clock.ts';
import { removeFolder, temporaryFolder } from '../../servers/shared/test-support.ts';
import { huge, type Lie, RealBoard, rubbish, silent } from '../support/real-board.ts';

const folder = temporaryFolder();
const logger = pino({ level: 'silent' });
let real: RealBoard;

beforeAll(async () => {
  real = await RealBoard.open(folder, { t0: 200 });
});
afterEach(() => real.lies.clear());
afterAll(async () => {
  await real.close();
  removeFolder(folder);
});

const newPath = () => real.newClientPath();
const newClient = (...of: Parameters<RealBoard['newClient']>) => real.newClient(...of);

/** REPLYs of this replica, rightly signed, that say what is not so. */
const wrongResult =
  (index: number): Lie =>
  (path, answer, { body }) => {
    if (path === '/sequence') return encode(sequenceCodec, 1_000_000);
    return path === '/requests' ? falseReply(index, 0, body) : answer;
  };

/** By the key at that place of its list, of instance c. */
function falseReply(index: number, place: number, request: unknown, c = 0): Uint8Array {
  const result = encodeResult({ code: '', tuples: [['a lie']] });
  const content = {
    c,
    request: sha256(new Uint8Array(request as Buffer)),
    position: 99,
    result: sha256(result),
  };
  return encode(answerCodec, { reply: real.sign(index, replyStatement, content, place), result });
}

const NO_QUORUM = { code: 'board/no-quorum' };

describe('a post', () => {
  test('resolves to its position once a quorum has said so, one after the other in a topic', async () => {
    const client = newClient();
    const posted = await Promise.all([1, 2, 3].map((n) => client.post('space/posts', ['three', n])));
    assert.deepEqual(posted, [0, 1, 2]);
    assert.deepEqual(await client.read('space/posts', ['three', undefined]), ['three', 1]);
    assert.equal(await client.read('space/posts', ['four']), undefined);
  });

  test.each([
    ['silent', () => silent],
    ['a talker of rubbish', () => rubbish],
    ['a sender of huge answers', () => huge],
    ['a liar', wrongResult],
  ])('is ordered, and read, though one replica is %s', async (name, lieOf) => {
    for (const index of [0, 3]) {
      real.lies.clear();
      real.lies.set(index, lieOf(index));
      const client = newClient();
      assert.ok((await client.post('space/hostile', [name, index])) < 98);
      await client.post('space/hostile', [name, index, 'again']);
      assert.deepEqual(await client.read('space/hostile', [name, index]), [name, index]);
    }
  });

  test('is refused with the code that a quorum states, and the next is posted all the same', async () => {
    const client = newClient();
    await assert.rejects(client.post('nowhere/test', [1]), { code: 'board/unknown-topic' });
    await assert.rejects(client.read('nowhere/test', [1]), { code: 'board/unknown-topic' });
    await client.post('space/refused', [1]);
  });

  test('fails with board/no-quorum in time if too few answer', async () => {
    real.lies.set(1, silent).set(2, silent);
    const client = newClient();
    await assert.rejects(client.post('space/few', [1], AbortSignal.timeout(600)), {
      code: 'board/no-quorum',
    });
    await assert.rejects(client.read('space/few', [1], AbortSignal.timeout(600)), {
      code: 'board/no-quorum',
    });
    real.lies.clear();
    await client.post('space/few', [2]);
  });

  test('is proved by REPLYs to it alone, with their own result, whoever carries them', async () => {
    const client = newClient();
    const first = new Map<number, Uint8Array>();
    const replayed =
      (index: number): Lie =>
      (path, answer, { body }) => {
        // Answers to clients of earlier tests may be under way.
        const isOurs = path === '/requests' && (body as Buffer).includes('space/replay');
        if (!isOurs || answer.length === 0) return answer;
        first.set(index, first.get(index) ?? answer);
        return first.get(index) ?? answer;
      };
    for (const index of [0, 1, 2, 3]) real.lies.set(index, replayed(index));
    await client.post('space/replay', [1]);
    await assert.rejects(client.post('space/replay', [2], AbortSignal.timeout(600)), NO_QUORUM);
    const result = encodeResult({ code: '', tuples: [['a lie']] });
    const swapped: Lie = (path, answer) =>
      path === '/requests' && answer.length > 0
        ? encode(answerCodec, { ...decode(answerCodec, answer, MAX_REPLY), result })
        : answer;
    for (const index of [0, 1, 2, 3]) real.lies.set(index, swapped);
    await assert.rejects(client.read('space/replay', [1], AbortSignal.timeout(600)), NO_QUORUM);
  });

  test('goes on where a twin with the same key is, and after a restart', async () => {
    const [key, path] = [real.board.newKey(), newPath()];
    const [one, twin] = [newClient(key, path), newClient(key)];
    await one.post('space/twins', [1]);
    await twin.post('space/twins', [2]);
    await one.post('space/twins', [3]);
    await Promise.all([one.post('space/twins', [4]), twin.post('space/twins', [5])]);
    await one.stop();
    await newClient(key, path).post('space/twins', [6]);
    for (const n of [1, 2, 3, 4, 5, 6]) assert.deepEqual(await twin.read('space/twins', [n]), [n]);
  });
});

test('a store of another board is not taken', async () => {
  const path = newPath();
  await newClient(undefined, path).stop();
  const { opened: genesis } = new TestBoard(4, 1, 0, { name: 'another' });
  const options = { genesis, key: signerOf(real.board.newKey()), path, clock: systemClock, logger };
  assert.throws(() => new BoardClient(options), { code: 'board/genesis' });
});

describe('when keys are replaced', () => {
  test('a client goes on, one of before and a new one, and after a restart', async () => {
    const [key, path] = [real.board.newKey(), newPath()];
    const client = newClient(key, path);
    await client.post('space/keys', [1]);
    await real.rekey(2, 1);
    await client.post('space/keys', [2]);
    assert.equal(client.status().generation, 1);
    await client.stop();
    const again = newClient(key, path);
    assert.equal(again.status().generation, 1, 'on disk');
    await again.post('space/keys', [3]);
    const late = newClient();
    assert.equal(late.status().generation, 0);
    assert.deepEqual(await late.read('space/keys', [3]), [3]);
    assert.equal(late.status().generation, 1);
  });

  test('a REPLY of an instance before does not count, even under keys in force', async () => {
    const client = newClient();
    for (const index of [0, 1, 3])
      real.lies.set(index, (path, answer, { body }) =>
        path === '/requests' ? falseReply(index, 1, body) : answer,
      );
    await assert.rejects(client.post('space/keys', [4], AbortSignal.timeout(600)), NO_QUORUM);
  });

  test('REPLYs under keys of before do not count beside one under keys of now', async () => {
    const client = newClient();
    const asked = new Set<number>();
    // Two whose old keys were stolen; then, once they were heard, one that is hostile now.
    for (const index of [0, 1])
      real.lies.set(index, (path, answer, { body }) => {
        if (path !== '/requests') return answer;
        asked.add(index);
        return falseReply(index, 0, body);
      });
    real.lies.set(2, (path, answer) => (path === '/requests' ? 'silence' : answer));
    real.lies.set(3, (path, answer, { body }) => {
      if (path !== '/requests') return answer;
      return asked.size === 2 ? falseReply(3, 1, body, 1_000_000) : Uint8Array.of(0xff);
    });
    await assert.rejects(client.post('space/keys', [5], AbortSignal.timeout(2_000)), NO_QUORUM);
    assert.equal(client.status().generation, 1);
  });
});
