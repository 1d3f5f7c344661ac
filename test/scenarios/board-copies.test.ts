/**
 * Copies of a topic, as servers pass them on: two replicas of four that lie, one more than may, sign one of another log. A server
 * that holds a HEAD which no log can have together with the copy's refuses it, and has found a fork.
 */
import assert from 'node:assert/strict';
import { afterAll, beforeAll, describe, test, vi } from 'vitest';
import { type Head, headStatement } from '../../protocol/board/answers.ts';
import { EntryLog, entryLeaf } from '../../protocol/board/entries.ts';
import { encodeTopicCopy } from '../../protocol/board/topic-copy.ts';
import { given, random } from '../../protocol/test-support.ts';
import type { BoardClient } from '../../servers/shared/board-client/board-client.ts';
import { removeFolder, temporaryFolder } from '../../servers/shared/test-support.ts';
import { RealBoard } from '../support/real-board.ts';

const TOPIC = 'space/run';
const LIARS = [1, 2];
const folder = temporaryFolder();
let real: RealBoard;
/** How often it was handed entries. */
let handed = 0;

beforeAll(async () => {
  real = await RealBoard.open(folder, { t0: 200 });
  const poster = real.newClient();
  for (let i = 0; i < 3; i++) await poster.post(TOPIC, ['n', i]);
});
afterAll(async () => {
  await real.close();
  removeFolder(folder);
});

/** A client that believes some HEAD, and then hears no more of the board. */
async function holding(own = real.board.newKey(), path = real.newClientPath()): Promise<[BoardClient, Head]> {
  const client = real.newClient(own, path);
  handed = 0;
  client.follow(
    (topic) => topic === TOPIC,
    (_, entries) => {
      handed += entries.length;
    },
  );
  await vi.waitUntil(() => handed === 3 && client.isCurrent, { timeout: 50_000 });
  return [client, given(client.status().head)];
}

/** Of another log with so many entries, after as many instances more. */
function copyOf(held: Head, size: number, later: number): Uint8Array {
  const log = new EntryLog();
  const entries = Array.from({ length: size }, () => log.append(TOPIC, 0, 1, random(40)));
  const head = { c: held.c + later, ...log.roots(), time: held.time + later, now: Date.now() };
  return encodeTopicCopy({
    keys: [],
    heads: LIARS.map((index) => real.sign(index, headStatement, head)),
    entries: entries.map((entry) => ({
      leaf: entryLeaf(entry),
      proof: log.tree.inclusion(entry.position, size),
    })),
  });
}

describe('a copy whose HEAD', () => {
  test.each([
    ['is of the same instance, and another log', 3, 0],
    ['has fewer entries at a later instance', 2, 4],
    ['has more entries at an earlier instance', 4, -1],
  ])('%s is refused as a fork; both HEADs are kept, on disk', async (_, size, later) => {
    const [own, path] = [real.board.newKey(), real.newClientPath()];
    const [client, held] = await holding(own, path);
    await assert.rejects(client.opened(TOPIC, copyOf(held, size, later)), { code: 'board/fork' });
    const { kept, other } = given(client.status().fork);
    assert.deepEqual([kept.logRoot, other.c, other.size], [held.logRoot, held.c + later, size]);
    await assert.rejects(client.post(TOPIC, ['n', 9]), { code: 'board/fork' });
    await client.stop();
    const again = real.newClient(own, path);
    assert.deepEqual(again.status().fork, { kept, other });
    await assert.rejects(again.opened(TOPIC, copyOf(held, 3, 0)), { code: 'board/fork' });
    await again.stop();
  });

  test('may be of the same log, earlier or later, or of one of which nothing is known, opens', async () => {
    const [client, held] = await holding();
    const earlier = await client.copy(TOPIC, held.c - 2);
    assert.equal((await client.opened(TOPIC, earlier)).length, 2);
    assert.equal((await client.opened(TOPIC, await client.copy(TOPIC, held.c - 1))).length, 3);
    assert.equal((await client.opened(TOPIC, copyOf(held, 5, 5))).length, 5, 'a proof would tell');
    assert.equal((await real.newClient().opened(TOPIC, copyOf(held, 3, 0))).length, 3, 'who holds none');
    assert.equal(client.status().fork, undefined);
    await client.stop();
  });
});
