import assert from 'node:assert/strict';
import fc from 'fast-check';
import { test } from 'vitest';
import { EMPTY, utf8 } from '../primitives/bytes.ts';
import { isConsistent, isIncluded } from '../primitives/merkle-proofs.ts';
import { merkleRoot } from '../primitives/merkle-tree.ts';
import { given } from '../test-support.ts';
import { type Entry, EntryLog, entryLeaf, openEntry, topicLeaf, topicsRootOf } from './entries.ts';
import { MAX_REQUEST } from './forms.ts';

const TOPICS = ['directory', 'space/a', 'space/b', 'keys/x'];

/** A log of requests in these topics, and its entries. */
function logOf(topics: readonly string[]) {
  const log = new EntryLog();
  const entries = topics.map((topic, i) => log.append(topic, i >> 1, 1000 + i, utf8(`request ${i}`)));
  return { log, entries };
}

/** The roots as the contract defines them. */
const rootsOf = (entries: readonly Entry[]) => {
  const last = new Map(entries.map(({ topic, position }) => [topic, position]));
  const topics = [...last].sort(([a], [b]) => Buffer.compare(utf8(a), utf8(b)));
  return {
    size: entries.length,
    logRoot: merkleRoot(entries.map(entryLeaf)),
    topicsRoot: merkleRoot(topics.map(([topic, position]) => topicLeaf(topic, position))),
  };
};

const someTopics = fc.array(fc.constantFrom(...TOPICS), { minLength: 1, maxLength: 40 });

test('leaves have the form that the contract gives', () => {
  const entry = { position: 3, topic: 'keys/x', previous: 2, c: 5, time: 7, request: Uint8Array.of(9) };
  assert.equal(
    Buffer.from(entryLeaf(entry)).toString('hex'),
    `8773${Buffer.from('revs/board-entry/v1').toString('hex')}` +
      `0366${Buffer.from('keys/x').toString('hex')}0205074109`,
  );
  assert.equal(
    Buffer.from(topicLeaf('keys/x', 3)).toString('hex'),
    `8373${Buffer.from('revs/board-topic/v1').toString('hex')}66${Buffer.from('keys/x').toString('hex')}03`,
  );
});

test('positions count from 0, and each entry names the one before in its topic', () => {
  const { entries } = logOf(['space/a', 'space/b', 'space/a', 'space/a']);
  assert.deepEqual(
    entries.map(({ position, previous }) => [position, previous]),
    [
      [0, 0],
      [1, 0],
      [2, 1],
      [3, 3],
    ],
  );
});

test('both roots are those of the definition', () => {
  fc.assert(
    fc.property(someTopics, (topics) => {
      const { log, entries } = logOf(topics);
      assert.deepEqual(log.roots(), rootsOf(entries));
    }),
    { numRuns: 50 },
  );
});

test('a log without its last entry in some topic has another topics root', () => {
  fc.assert(
    fc.property(someTopics, (topics) => {
      const { log, entries } = logOf(topics);
      for (const topic of new Set(topics)) {
        const omitted = given(entries.findLast((entry) => entry.topic === topic));
        const without = rootsOf(entries.filter((entry) => entry !== omitted));
        assert.notDeepEqual(without.topicsRoot, log.roots().topicsRoot);
      }
    }),
    { numRuns: 50 },
  );
});

test('roots, topics and positions of every earlier size are those that the log had then', () => {
  fc.assert(
    fc.property(someTopics, fc.nat(40), fc.nat(40), (topics, one, other) => {
      const { log, entries } = logOf(topics);
      const size = Math.min(one, entries.length);
      const then = entries.slice(0, size);
      assert.deepEqual(log.roots(size), rootsOf(then));
      assert.deepEqual(topicsRootOf(log.topics(size)), rootsOf(then).topicsRoot);
      for (const topic of TOPICS) {
        const own = then.filter((entry) => entry.topic === topic && entry.position >= other);
        assert.deepEqual(
          log.positions(topic, other, size, 3),
          own.slice(0, 3).map(({ position }) => position),
        );
      }
    }),
    { numRuns: 50 },
  );
});

test("a topic's chain, read back from its last entry, is all of its entries", () => {
  fc.assert(
    fc.property(someTopics, fc.constantFrom(...TOPICS), (topics, topic) => {
      const { log, entries } = logOf(topics);
      const [, last] = log.topics().find(([name]) => name === topic) ?? [];
      const own = entries.filter((entry) => entry.topic === topic);
      if (last === undefined) return assert.equal(own.length, 0);
      const chain: Entry[] = [];
      for (let at = last + 1; at > 0; at = given(chain[0]).previous) chain.unshift(given(entries[at - 1]));
      assert.deepEqual(chain, own);
    }),
    { numRuns: 50 },
  );
});

test('an entry is read back from its leaf', () => {
  const [, entry] = logOf(['space/a', 'space/b']).entries;
  assert.deepEqual(openEntry(entryLeaf(given(entry))), entry);
  assert.throws(() => openEntry(topicLeaf('space/b', 1)), { code: 'cbor/wrong-type' });
});

test('entries and growth are proved under the log root', () => {
  const { log, entries } = logOf(['space/a', 'space/b', 'keys/x', 'space/a', 'directory']);
  const now = { size: 5, root: log.roots().logRoot };
  for (const entry of entries)
    assert.ok(isIncluded(entryLeaf(entry), entry.position, now, log.tree.inclusion(entry.position)));
  const before = { size: 3, root: log.tree.root(3) };
  assert.ok(isConsistent(before, now, log.tree.consistency(3)));
});

test('a tick is an entry without a request; a request beyond its bound is none', () => {
  const log = new EntryLog();
  assert.equal(log.append('space/a', 0, 0, EMPTY).request.length, 0);
  assert.throws(() => log.append('space/a', 0, 0, new Uint8Array(MAX_REQUEST + 1)), {
    code: 'cbor/out-of-bounds',
  });
});
