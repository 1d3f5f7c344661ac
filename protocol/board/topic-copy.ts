/**
 * A topic's entries with all that proves them to whoever has the genesis, for servers that do not reach the board (board contract,
 * section 6: order, tick, HEADs, proofs): KEYs from the genesis on, HEADs signed under the last of them, entries that their log
 * includes. What a whole chain says at an instance no later entry takes back.
 */
import { ensure, fail } from '../errors.ts';
import { bytes, decode, encode, list, struct, type ValueOf } from '../primitives/cbor.ts';
import { openStatement } from '../primitives/statement.ts';
import { MAX_REPLICAS } from '../quorums/quorum-system.ts';
import { type Head, headStatement, MAX_ENTRIES, proofCodec } from './answers.ts';
import { type Entry, MAX_LEAF } from './entries.ts';
import { keysAfterDecision, keysOfGenesis } from './follow-keys.ts';
import type { CheckedGenesis } from './genesis.ts';
import { keyOf } from './keys-in-force.ts';
import { takeEntries } from './read-entries.ts';
import { agreedHeads, type ShownHead } from './read-head.ts';

/** KEYs that a copy can hold: more than a board of the smallest office makes in years. */
const MAX_KEYS = 256;
/** Bytes of a copy: orders are short, and few came to nothing before. */
export const MAX_TOPIC_COPY = 2 ** 18;

const copyCodec = struct({
  /** DECISIONs of KEYs, shortened, of generation 1 on. */
  keys: list(bytes(1, 65_536), MAX_KEYS),
  /** As replicas signed them, alike but for when. */
  heads: list(bytes(1, 512), MAX_REPLICAS, 1),
  /** The topic's entries from its first on, each with the proof that those HEADs' log includes it. */
  entries: list(struct({ leaf: bytes(1, MAX_LEAF), proof: proofCodec }), MAX_ENTRIES, 1),
});

export const encodeTopicCopy = (copy: ValueOf<typeof copyCodec>): Uint8Array => encode(copyCodec, copy);

export interface OpenedCopy {
  /** Of that topic, up to some point. */
  readonly entries: readonly Entry[];
  /** That of the log which has them, and as some replicas, not all of them hostile, have signed it. */
  readonly head: Head;
  readonly signed: Uint8Array[];
}

/**
 * Errors: board/no-quorum if all who signed can be hostile; board/not-consistent for entries that are not the topic's first ones;
 * those of keysAfterDecision, statements and cbor.
 */
export function openTopicCopy(genesis: CheckedGenesis, topic: string, input: Uint8Array): OpenedCopy {
  const { keys, heads, entries } = decode(copyCodec, input, MAX_TOPIC_COPY, 'copy of a topic');
  const known = keys.reduce((before, key) => keysAfterDecision(genesis, before, key), keysOfGenesis(genesis));
  const shown = heads.map((signed): ShownHead => {
    const opened = openStatement(headStatement, genesis.board, signed, (id) => {
      const index = indexOf(genesis, id);
      return index < 0 ? undefined : keyOf(known.keys, index);
    });
    return { from: indexOf(genesis, opened.signer), head: opened.content, bytes: signed };
  });
  const [group = []] = agreedHeads(shown, genesis.quorums);
  const [first = fail('board/no-quorum', 'a copy is signed by too few')] = group;
  const { head } = first;
  ensure(head.size > 0, 'board/not-consistent', 'a copy of an empty log');
  return {
    entries: takeEntries(entries, { topic, before: undefined, last: head.size - 1, head }),
    head,
    signed: group.map((one) => one.bytes),
  };
}

const indexOf = ({ genesis }: CheckedGenesis, id: string): number =>
  genesis.replicas.findIndex((replica) => replica.id === id);
