/**
 * What a replica answers clients and readers (board contract, section 2). REPLY and HEAD are signed by its key in force as they
 * are sent, context board; the rest proves itself under a HEAD.
 */
import { bytes, type Codec, list, struct, uint, type ValueOf } from '../primitives/cbor.ts';
import { LABELS } from '../primitives/domain-labels.ts';
import type { StatementType } from '../primitives/statement-form.ts';
import { MAX_LEAF } from './entries.ts';
import { topicCodec } from './topics.ts';

const replyContent = struct({
  /** The open instance. */
  c: uint(),
  /** Hash of the request's signed bytes. */
  request: bytes(32),
  /** Of its entry, + 1; 0 if it made none. */
  position: uint(),
  /** SHA-256 of the result, which stands beside the reply. */
  result: bytes(32),
});
export const replyStatement: StatementType<ValueOf<typeof replyContent>> = {
  label: LABELS.boardReply,
  content: replyContent,
  maxLength: 256,
};

const MAX_RESULT = 2 ** 21;
/** A REPLY, and the result whose hash it has. */
export const answerCodec = struct({ reply: bytes(1, 512), result: bytes(1, MAX_RESULT) });
/** Bytes. */
export const MAX_REPLY = MAX_RESULT + 1024;

export const headCodec = struct({
  /** The log after c - 1 and before c. */
  c: uint(),
  size: uint(),
  logRoot: bytes(32),
  topicsRoot: bytes(32),
  /** Of the last batch, and the replica's own: ms. */
  time: uint(),
  now: uint(),
});
export const headStatement: StatementType<ValueOf<typeof headCodec>> = {
  label: LABELS.boardHead,
  content: headCodec,
  maxLength: 256,
};
export type Head = ValueOf<typeof headCodec>;

/** Bytes of one answer to a reader, about. */
export const MAX_ANSWER = 4 * 2 ** 20;
/** Topics of a board: 4,096 spaces, those of elections, replicas' keys and the directory. */
const MAX_TOPICS = 32_768;
const topicAndLast: Codec<readonly [string, number]> = {
  toCbor: ([topic, last]) => [topicCodec.toCbor(topic), uint().toCbor(last)],
  fromCbor: (value, path) => {
    const { topic, last } = struct({ topic: topicCodec, last: uint() }).fromCbor(value, path);
    return [topic, last];
  },
};
/** All of them: the reader computes topicsRoot, so that it sees what is absent too. */
export const topicList = list(topicAndLast, MAX_TOPICS);

/** Hashes from the leaf upwards. */
export const proofCodec = list(bytes(32), 64);
/** Entries in one answer, as leaves, each with the proof that the log of the size asked for includes it. */
export const MAX_ENTRIES = 256;
export const entryList = list(struct({ leaf: bytes(1, MAX_LEAF), proof: proofCodec }), MAX_ENTRIES);

/** DECISIONs of KEYs in one answer, 16 KiB and 256 hashes each at most. */
export const MAX_KEYS = 64;
export const keyDecisionList = list(bytes(1, 65_536), MAX_KEYS);

/** Of the client's last request that was ordered in the topic; 0 before the first. */
export const sequenceCodec = uint();
