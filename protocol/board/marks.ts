/**
 * Marks (board contract, section 4): each Administrator stores a random number, then posts it, at a steady pace, so that marks say
 * nothing of how many have voted. One on the board that its store lacks shows that an older store was put back, which has
 * forgotten voters that the Administrator has echoed.
 */
import { attempt } from '../../common/attempt.ts';
import { ProtocolError } from '../errors.ts';
import type { Entry } from './entries.ts';
import { openPost, type PostContext } from './open-posts.ts';
import { markPace } from './policies.ts';
import { markStatement } from './post-messages.ts';
import type { ManifestTerms } from './posts.ts';
import { postOf } from './read-posts.ts';

/**
 * Number, from 0, of the mark for that time: one for each M since the opening, whatever happens. Undefined before the opening, and
 * from C on, which an order to close moves. Times in ms; `terms` are the manifest's.
 */
export function markDue(
  terms: Pick<ManifestTerms, 'opens' | 'claimsEnd'>,
  claimsEnd: number,
  now: number,
): number | undefined {
  if (now < terms.opens || now >= claimsEnd) return undefined;
  return Math.floor((now - terms.opens) / markPace(terms));
}

/** Marks (32 bytes) that this Administrator has posted, among these entries of the topic. What it has not signed is no mark of its. */
export const marksOf = (
  administrator: string,
  entries: readonly Pick<Entry, 'request'>[],
  { plan, manifestHash }: Pick<PostContext, 'plan'> & { readonly manifestHash: Uint8Array },
): Uint8Array[] =>
  entries.flatMap((entry) => {
    const post = postOf(entry);
    if (post?.type !== 'mark' || post.signer !== administrator) return [];
    const opened = attempt(ProtocolError, () => openPost(markStatement, manifestHash, { plan, ...post }));
    return opened === undefined ? [] : [opened.mark];
  });
