/** What a replica signs for clients and readers (board contract, section 2): by its key in force as it is sent, context board. */
import { bytes, struct, uint, type ValueOf } from '../primitives/cbor.ts';
import { LABELS } from '../primitives/domain-labels.ts';
import type { StatementType } from '../primitives/statement-form.ts';

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

const headContent = struct({
  /** The log after c - 1 and before c. */
  c: uint(),
  size: uint(),
  logRoot: bytes(32),
  topicsRoot: bytes(32),
  /** Of the last batch, and the replica's own: ms. */
  time: uint(),
  now: uint(),
});
export const headStatement: StatementType<ValueOf<typeof headContent>> = {
  label: LABELS.boardHead,
  content: headContent,
  maxLength: 256,
};
