/** What replicas show of the log at a HEAD: whoever lies about it, or leaves something out, is passed over. */
import { entryList, type Head, MAX_ANSWER, topicList } from '../../../protocol/board/answers.ts';
import { type Entry, type TopicList, topicsRootOf } from '../../../protocol/board/entries.ts';
import { type ProvedLeaf, takeEntries } from '../../../protocol/board/read-entries.ts';
import { ensure } from '../../../protocol/errors.ts';
import { equalBytes } from '../../../protocol/primitives/bytes.ts';
import { decode } from '../../../protocol/primitives/cbor.ts';
import type { Replicas } from './replicas.ts';

/** Bytes of an answer, with what frames its entries and their proofs. */
const MAX_LENGTH = MAX_ANSWER + 2 ** 20;

/** All topics: they make the HEAD's root. Undefined if nobody serves them. */
export const readTopics = (
  replicas: Replicas,
  { c, topicsRoot }: Head,
  signal: AbortSignal,
): Promise<TopicList | undefined> =>
  replicas.firstOf(async (index, over) => {
    const answer = await replicas.get(index, `/topics?c=${c}`, MAX_LENGTH, over);
    const topics = decode(topicList, answer, MAX_LENGTH, 'topics');
    const isRight = equalBytes(topicsRootOf(topics), topicsRoot);
    ensure(isRight, 'board/not-consistent', 'these are not the topics');
    return topics;
  }, signal);

export interface ProvedEntries {
  readonly entries: readonly Entry[];
  readonly leaves: readonly ProvedLeaf[];
}

/** A part of a topic after `before`, up to position `last`, which is its last at the HEAD. Undefined if nobody serves it. */
export const readEntries = (
  replicas: Replicas,
  wanted: {
    readonly topic: string;
    readonly before: Entry | undefined;
    readonly last: number;
    readonly head: Head;
  },
  signal: AbortSignal,
): Promise<ProvedEntries | undefined> => {
  const { topic, before, head } = wanted;
  const path = `/entries?topic=${topic}&from=${(before?.position ?? -1) + 1}&size=${head.size}`;
  return replicas.firstOf(async (index, over) => {
    const answer = await replicas.get(index, path, MAX_LENGTH, over);
    const leaves = decode(entryList, answer, MAX_LENGTH, 'entries');
    return { leaves, entries: takeEntries(leaves, wanted) };
  }, signal);
};

/** A whole topic. Undefined if nobody serves it. */
export async function readWhole(
  replicas: Replicas,
  topic: string,
  last: number,
  head: Head,
  signal: AbortSignal,
): Promise<ProvedLeaf[] | undefined> {
  const leaves: ProvedLeaf[] = [];
  for (let before: Entry | undefined; (before?.position ?? -1) < last; ) {
    const part = await readEntries(replicas, { topic, before, last, head }, signal);
    if (part === undefined) return undefined;
    leaves.push(...part.leaves);
    before = part.entries.at(-1);
  }
  return leaves;
}
