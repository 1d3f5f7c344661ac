/** Heads of the officers' log, as the Commissioner has posted them on the board (contract, section 4, `audit: head`). */
import { attempt } from '../../common/attempt.ts';
import { ProtocolError } from '../errors.ts';
import { COMMISSIONER } from '../messages/plan.ts';
import { toHex } from '../primitives/bytes.ts';
import type { Entry } from './entries.ts';
import { openPost, type PostContext } from './open-posts.ts';
import { auditHeadStatement } from './post-messages.ts';
import { postOf } from './read-posts.ts';

export interface PostedAuditHead {
  /** Number of entries. */
  readonly total: number;
  /** Hash of the newest (32 bytes, in hexadecimal). */
  readonly head: string;
  /** Of the batch, in Unix ms. */
  readonly time: number;
}

/** Those in entries of one election's `audit`, in order. */
export const auditHeadsIn = (
  entries: readonly Entry[],
  { plan, planHash }: Pick<PostContext, 'plan' | 'planHash'>,
): PostedAuditHead[] =>
  entries.flatMap((entry) => {
    const post = postOf(entry);
    if (post?.type !== 'head' || post.signer !== COMMISSIONER) return [];
    const opened = attempt(ProtocolError, () => openPost(auditHeadStatement, planHash, { plan, ...post }));
    return opened === undefined ? [] : { total: opened.size, head: toHex(opened.hash), time: entry.time };
  });
