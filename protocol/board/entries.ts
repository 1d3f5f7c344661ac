/**
 * The board's log (contract, section 4). Each entry names its predecessor in its topic, and the topics' root names the last
 * entry of each, so that nobody can leave one out: a whole chain under both roots is all that a topic holds.
 */
import { bytes, decode, encode, oneOf, struct, uint } from '../primitives/cbor.ts';
import { LABELS } from '../primitives/domain-labels.ts';
import { ProvableTree } from '../primitives/merkle-proofs.ts';
import { merkleRoot } from '../primitives/merkle-tree.ts';
import { MAX_REQUEST } from './forms.ts';
import { topicCodec } from './topics.ts';

export interface Entry {
  /** From 0. */
  readonly position: number;
  readonly topic: string;
  /** Position + 1 of the topic's entry before; 0 if this is its first. */
  readonly previous: number;
  /** Instance whose batch made the entry, and that batch's time in ms. */
  readonly c: number;
  readonly time: number;
  /** The whole signed request; empty: a tick. */
  readonly request: Uint8Array;
}

export interface LogRoots {
  /** Entries. */
  readonly size: number;
  /** RFC 9162, over the entries' leaves and over the topics' (32 bytes each). */
  readonly logRoot: Uint8Array;
  readonly topicsRoot: Uint8Array;
}

const entryCodec = struct({
  label: oneOf(LABELS.boardEntry),
  position: uint(),
  topic: topicCodec,
  previous: uint(),
  c: uint(),
  time: uint(),
  request: bytes(0, MAX_REQUEST),
});
/** Bytes of a leaf at most. */
export const MAX_LEAF = MAX_REQUEST + 256;
const topicLeafCodec = struct({ label: oneOf(LABELS.boardTopic), topic: topicCodec, last: uint() });

/** The leaf of the log. */
export const entryLeaf = (entry: Entry): Uint8Array =>
  encode(entryCodec, { label: LABELS.boardEntry, ...entry });

/** The leaf of the topics' tree; `last` is the position of the topic's last entry. */
export const topicLeaf = (topic: string, last: number): Uint8Array =>
  encode(topicLeafCodec, { label: LABELS.boardTopic, topic, last });

/** Each topic and the position of its last entry, in the order of the topics' bytes. */
export type TopicList = readonly (readonly [topic: string, last: number])[];

/** RFC 9162 over the topics' leaves, in the order given: the root binds the order too. */
export const topicsRootOf = (topics: TopicList): Uint8Array =>
  merkleRoot(topics.map(([topic, last]) => topicLeaf(topic, last)));

/** An entry from its leaf. Errors: those of {@link decode}. */
export function openEntry(leaf: Uint8Array): Entry {
  const { label, ...entry } = decode(entryCodec, leaf, MAX_LEAF, 'entry');
  return entry;
}

export class EntryLog {
  readonly #tree = new ProvableTree();
  /** Of each topic, ascending. */
  readonly #positionsOf = new Map<string, number[]>();

  append(topic: string, c: number, time: number, request: Uint8Array): Entry {
    const position = this.#tree.size;
    const own = this.#positionsOf.get(topic) ?? [];
    const entry = { position, topic, previous: (own.at(-1) ?? -1) + 1, c, time, request };
    this.#tree.append(entryLeaf(entry));
    own.push(position);
    this.#positionsOf.set(topic, own);
    return entry;
  }

  /** Of the first `size` entries. Errors: RangeError if there are fewer. */
  roots(size = this.#tree.size): LogRoots {
    return { size, logRoot: this.#tree.root(size), topicsRoot: topicsRootOf(this.topics(size)) };
  }

  /** For proofs of entries and of growth. */
  get tree(): Pick<ProvableTree, 'size' | 'root' | 'inclusion' | 'consistency'> {
    return this.#tree;
  }

  /** Those with entries among the first `size`. Topics are ASCII, where the order of characters is that of bytes. */
  topics(size = this.#tree.size): TopicList {
    return [...this.#positionsOf]
      .flatMap(([topic, own]): [string, number][] => {
        const last = own[placeOf(own, size) - 1];
        return last === undefined ? [] : [[topic, last]];
      })
      .sort(([a], [b]) => (a < b ? -1 : 1));
  }

  /** Positions of the topic's entries from `from` on and below `below`, ascending: at most `count`. */
  positions(topic: string, from: number, below: number, count: number): readonly number[] {
    const own = this.#positionsOf.get(topic) ?? [];
    const first = placeOf(own, from);
    return own.slice(first, Math.min(placeOf(own, below), first + count));
  }
}

/** How many of these, which ascend, are below. */
function placeOf(ascending: readonly number[], below: number): number {
  let [low, high] = [0, ascending.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ascending[middle] ?? 0) < below) low = middle + 1;
    else high = middle;
  }
  return low;
}
