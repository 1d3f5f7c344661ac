/** What a reader takes of a topic, check by check. */
import assert from 'node:assert/strict';
import { describe, test } from 'vitest';
import { utf8 } from '../primitives/bytes.ts';
import { ProvableTree } from '../primitives/merkle-proofs.ts';
import { given } from '../test-support.ts';
import type { Head } from './answers.ts';
import { type Entry, EntryLog, entryLeaf } from './entries.ts';
import { type EntriesWanted, takeEntries } from './read-entries.ts';

/** A log of these entries, with what may be wrong in it. */
function logOf(changes: (entry: Entry) => Entry = (entry) => entry) {
  const log = new EntryLog();
  const own = ['space/a', 'space/b', 'space/a', 'space/a', 'space/b'].map((topic, i) => {
    const honest = {
      position: i,
      topic,
      previous: [0, 0, 1, 3, 2][i] ?? 0,
      c: i,
      time: 10 * i,
      request: utf8(`${i}`),
    };
    return changes(honest);
  });
  // Appended as they are: what a hostile majority could have signed is tested too.
  const appended = own.map((entry) => log.append(entry.topic, entry.c, entry.time, entry.request));
  const head: Head = { c: 5, ...log.roots(), time: 40, now: 40 };
  const proved = appended.map((entry) => ({
    leaf: entryLeaf(entry),
    proof: log.tree.inclusion(entry.position),
  }));
  return { head, appended, proved };
}

const { head, appended, proved } = logOf();
const wanted: EntriesWanted = { topic: 'space/a', before: undefined, last: 3, head };
const leaves = (...positions: readonly number[]) => positions.map((i) => given(proved[i]));
const refuse = (what: ReturnType<typeof leaves>, terms: Partial<EntriesWanted> = {}): void =>
  assert.throws(() => takeEntries(what, { ...wanted, ...terms }), { code: 'board/not-consistent' });

describe('a topic', () => {
  test('is taken in parts, each from the last entry that is known', () => {
    assert.deepEqual(takeEntries(leaves(0, 2, 3), wanted), [appended[0], appended[2], appended[3]]);
    assert.deepEqual(takeEntries(leaves(0), wanted), [appended[0]]);
    assert.deepEqual(takeEntries(leaves(2, 3), { ...wanted, before: given(appended[0]) }), [
      appended[2],
      appended[3],
    ]);
  });

  test('is not taken with entries left out, first, amid, or all', () => {
    refuse(leaves(2, 3));
    refuse(leaves(0, 3));
    refuse([]);
  });

  test('is not taken twice, out of order, nor beyond what the topics name', () => {
    refuse(leaves(0, 0));
    refuse(leaves(2, 0), { before: given(appended[0]) });
    refuse(leaves(0, 2, 3), { last: 2 });
  });

  test('has no entries of another', () => refuse(leaves(1)));

  test('is under the HEAD, by proof', () => {
    refuse([{ ...given(proved[0]), proof: [] }]);
    refuse([{ ...given(proved[0]), proof: given(proved[2]).proof }]);
    const forged = { ...given(appended[0]), request: utf8('forged') };
    refuse([{ leaf: entryLeaf(forged), proof: given(proved[0]).proof }]);
    refuse(leaves(0), { head: { ...head, logRoot: new Uint8Array(32) } });
  });
});

describe('instances and times, even if the log had them wrong,', () => {
  const refuseAll = (change: (entry: Entry) => Entry): void => {
    const other = logOf(change);
    const all = [0, 2, 3].map((i) => given(other.proved[i]));
    assert.throws(() => takeEntries(all, { ...wanted, head: other.head }), { code: 'board/not-consistent' });
  };

  test('never go back', () => {
    refuseAll((entry) => (entry.position === 3 ? { ...entry, c: 1 } : entry));
    refuseAll((entry) => (entry.position === 3 ? { ...entry, time: 19 } : entry));
  });

  test('are not beyond the HEAD', () => {
    refuseAll((entry) => (entry.position === 3 ? { ...entry, c: 5 } : entry));
    refuseAll((entry) => (entry.position === 3 ? { ...entry, time: 41 } : entry));
  });
});

test('a chain that goes back in the log is refused', () => {
  const tree = new ProvableTree();
  const made = [0, 3, 1].map((previous, position) => {
    const entry = { position, topic: 'space/a', previous, c: 0, time: 0, request: utf8(`${position}`) };
    tree.append(entryLeaf(entry));
    return entryLeaf(entry);
  });
  const other: Head = { ...head, size: 3, logRoot: tree.root() };
  const chain = [0, 2, 1].map((i) => ({ leaf: given(made[i]), proof: tree.inclusion(i) }));
  refuse(chain, { last: 2, head: other });
  assert.equal(takeEntries(chain.slice(0, 2), { ...wanted, last: 2, head: other }).length, 2);
});
