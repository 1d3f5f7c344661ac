/**
 * What a reader takes of a topic (board contract, section 4): entries that the log of a HEAD includes, in an unbroken chain from
 * the last that it has. With the topics' root, which names the topic's last entry, none can be left out.
 */
import { ensure } from '../errors.ts';
import { isIncluded, type MerkleProof } from '../primitives/merkle-proofs.ts';
import type { Head } from './answers.ts';
import { type Entry, openEntry } from './entries.ts';

export interface ProvedLeaf {
  readonly leaf: Uint8Array;
  readonly proof: MerkleProof;
}

/** The topic's entries after `before`; not beyond position `last`, its last at that HEAD. */
export interface EntriesWanted {
  readonly topic: string;
  readonly before: Entry | undefined;
  readonly last: number;
  readonly head: Head;
}

/** One at least. Errors: board/not-consistent unless they are what is wanted; those of cbor. */
export function takeEntries(leaves: readonly ProvedLeaf[], wanted: EntriesWanted): Entry[] {
  ensure(leaves.length > 0, 'board/not-consistent', 'entries of a topic are left out');
  const entries: Entry[] = [];
  for (const one of leaves) {
    const entry = openEntry(one.leaf);
    const isNext = follows(entry, entries.at(-1) ?? wanted.before, wanted);
    ensure(
      isNext && isInLog(entry, one, wanted.head),
      'board/not-consistent',
      'not the next entry of a topic',
    );
    entries.push(entry);
  }
  return entries;
}

/** Instances and times never go back, and a topic's first entry names none before it. */
function follows(entry: Entry, before: Entry | undefined, { topic, last, head }: EntriesWanted): boolean {
  const { position, c, time } = before ?? { position: -1, c: 0, time: 0 };
  return (
    entry.topic === topic &&
    entry.previous === position + 1 &&
    entry.position > position &&
    entry.position <= last &&
    entry.c >= c &&
    entry.c < head.c &&
    entry.time >= time &&
    entry.time <= head.time
  );
}

const isInLog = ({ position }: Entry, { leaf, proof }: ProvedLeaf, { size, logRoot }: Head): boolean =>
  isIncluded(leaf, position, { size, root: logRoot }, proof);
