/**
 * The board's log (contract, section 4). Each entry names its predecessor in its topic, and the topics' root names the last
 * entry of each, so that nobody can leave one out: a whole chain under both roots is all that a topic holds.
 */
import { bytes, encode, oneOf, struct, uint } from '../primitives/cbor.ts';
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
const topicLeafCodec = struct({ label: oneOf(LABELS.boardTopic), topic: topicCodec, last: uint() });

/** The leaf of the log. */
export const entryLeaf = (entry: Entry): Uint8Array =>
  encode(entryCodec, { label: LABELS.boardEntry, ...entry });

/** The leaf of the topics' tree; `last` is the position of the topic's last entry. */
export const topicLeaf = (topic: string, last: number): Uint8Array =>
  encode(topicLeafCodec, { label: LABELS.boardTopic, topic, last });

export class EntryLog {
  readonly #tree = new ProvableTree();
  readonly #lastOf = new Map<string, number>();

  append(topic: string, c: number, time: number, request: Uint8Array): Entry {
    const position = this.#tree.size;
    const entry = { position, topic, previous: (this.#lastOf.get(topic) ?? -1) + 1, c, time, request };
    this.#tree.append(entryLeaf(entry));
    this.#lastOf.set(topic, position);
    return entry;
  }

  get roots(): LogRoots {
    return { size: this.#tree.size, logRoot: this.#tree.root(), topicsRoot: merkleRoot(this.#topicLeaves()) };
  }

  /** For proofs of entries and of growth. */
  get tree(): Pick<ProvableTree, 'size' | 'root' | 'inclusion' | 'consistency'> {
    return this.#tree;
  }

  /** Position of the topic's last entry, with the proof of its leaf under topicsRoot; undefined if it has none. */
  lastIn(topic: string) {
    const last = this.#lastOf.get(topic);
    if (last === undefined) return undefined;
    const tree = new ProvableTree();
    for (const leaf of this.#topicLeaves()) tree.append(leaf);
    const index = this.#sorted().indexOf(topic);
    return { last, index, topics: tree.size, proof: tree.inclusion(index) };
  }

  *#topicLeaves(): Iterable<Uint8Array> {
    for (const topic of this.#sorted()) yield topicLeaf(topic, this.#lastOf.get(topic) ?? 0);
  }

  /** By their bytes: topics are ASCII, where the order of characters is that of bytes. */
  #sorted(): string[] {
    return [...this.#lastOf.keys()].sort();
  }
}
