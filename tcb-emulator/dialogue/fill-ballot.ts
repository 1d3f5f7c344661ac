/**
 * The voting dialogue: fill in, review, confirm (protocol section 4, step 2.1).
 *
 * The choices live here, on the display, and in the value returned; they are neither logged nor part of an error.
 * Removal of the card or a time-out is a rejection of `io.nextKey`, which ends the dialogue and drops them.
 */

import { at } from '../../ballots/at.ts';
import type { Ballot } from '../../ballots/ballot.ts';
import type { Vote } from '../../ballots/vote-rules.ts';
import { contestVote, goHome, pressInContest, startContest } from './contest-dialogue.ts';
import { contestView, drawContest, helpPages } from './contest-screens.ts';
import type { DialogueIo } from './dialogue-io.ts';
import { askLeave, leafThrough } from './prompts.ts';
import { reviewVote } from './review-vote.ts';
import type { Texts } from './screens.ts';

/** From the first contest's first screen to a confirmed vote, or `cancelled`. */
export async function completeBallot(
  io: DialogueIo,
  texts: Texts,
  ballot: Ballot,
): Promise<Vote | 'cancelled'> {
  let start: Vote | undefined;
  for (;;) {
    const vote = await fillBallot(io, texts, ballot, start);
    if (vote === 'cancelled') return vote;
    const decision = await reviewVote(io, texts, ballot, vote);
    if (decision === 'confirm') return vote;
    if (decision === 'cancel') return 'cancelled';
    start = vote;
  }
}

/**
 * Takes the voter through all contests. Cancel goes back, and before the first contest asks whether to stop.
 * @param start choices to begin with, one entry for each contest
 * @returns a vote that the ballot allows, in canonical form
 */
export async function fillBallot(
  io: DialogueIo,
  texts: Texts,
  ballot: Ballot,
  start: Vote = [],
): Promise<Vote | 'cancelled'> {
  const states = ballot.contests.map((contest, index) => startContest(contest, start[index] ?? []));
  let index = 0;
  while (index < states.length) {
    const view = contestView(texts, ballot, index);
    const state = at(states, index);
    io.show(drawContest(view, state));
    const next = pressInContest(view.contest, state, await io.nextKey());
    if (next === 'help') {
      await leafThrough(io, helpPages(view, state));
    } else if (next === 'next') {
      states[index] = goHome(state);
      index += 1;
    } else if (next === 'previous') {
      if (index === 0 && (await askLeave(io, texts))) return 'cancelled';
      index = Math.max(index - 1, 0);
    } else {
      states[index] = next;
    }
  }
  return states.map((state, contest) => contestVote(at(ballot.contests, contest), state));
}
