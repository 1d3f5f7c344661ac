/** What a practised voter types: for demo, replay and tests. */

import { at } from '../../ballots/at.ts';
import type { Ballot, Contest } from '../../ballots/ballot.ts';
import type { ContestVote, Vote } from '../../ballots/vote-rules.ts';
import { digitKeys, type Key } from '../display/keys.ts';
import type { Language } from './languages.ts';
import { reviewPages } from './review-vote.ts';
import { textsIn } from './screens.ts';

/**
 * The keys from the first contest's first screen through the confirmation of the review (`completeBallot`).
 * @param vote one that the ballot allows
 * @param language that of the dialogue: names wrap differently, so the number of pages depends on it
 */
export function keysFor(ballot: Ballot, vote: Vote, language: Language = 'en'): readonly Key[] {
  const fill = ballot.contests.flatMap((contest, index) => keysForContest(contest, at(vote, index)));
  const review = reviewPages(textsIn(language), ballot, vote).map((): Key => 'ok');
  return [...fill, ...review, 'ok'];
}

function keysForContest(contest: Contest, vote: ContestVote): readonly Key[] {
  if (vote.length === 0) return ['ok', 'ok'];
  const sameRank = contest.kind === 'rank' ? '0' : '';
  const entries = vote.flatMap((group) =>
    group.map((option, index) => `${index === 0 ? '' : sameRank}${option + 1}`),
  );
  return [...entries.flatMap((entry): readonly Key[] => [...digitKeys(entry), 'ok']), 'ok'];
}
