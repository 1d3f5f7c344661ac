/** Plurality: each ballot names one option; the options with the most votes win the seats. */

import type { Contest } from '../ballot.ts';
import { countMostVotes } from './most-votes.ts';
import type { MostVotesResult } from './result.ts';
import type { VoteSource } from './source.ts';

export function countPlurality(contest: Contest, source: VoteSource): MostVotesResult {
  return countMostVotes(contest, source, 'plurality');
}
