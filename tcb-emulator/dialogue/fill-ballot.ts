/**
 * The voting dialogue: fill in, review, confirm (protocol section 4, step 2.1).
 *
 * The choices live here, on the display, and in the value returned; they are neither logged nor part of an error.
 * Removal of the card or a time-out is a rejection of `io.nextKey`, which ends the dialogue and drops them.
 */

import { at } from '../../ballots/at.ts';
import type { Ballot } from '../../ballots/ballot.ts';
import type { Vote } from '../../ballots/vote-rules.ts';
import {
  type ContestState,
  contestVote,
  type Exit,
  goHome,
  pressInContest,
  startContest,
} from './contest-dialogue.ts';
import { type ContestView, contestView, drawContest, helpPages } from './contest-screens.ts';
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
  let vote = await fillBallot(io, texts, ballot);
  let from = 0;
  while (vote !== 'cancelled') {
    const decision = await reviewVote(io, texts, ballot, vote, from);
    if (decision === 'confirm') return vote;
    if (decision === 'cancel') return 'cancelled';
    const { change } = decision;
    from = change === 'all' ? 0 : change;
    vote =
      change === 'all'
        ? await fillBallot(io, texts, ballot, vote)
        : await changeContest(io, contestView(texts, ballot, change), vote);
  }
  return vote;
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
    const { exit, state } = await fillContest(io, contestView(texts, ballot, index), at(states, index));
    states[index] = state;
    if (exit === 'next') index += 1;
    else if (index > 0) index -= 1;
    else if (await askLeave(io, texts)) return 'cancelled';
  }
  return states.map((state, contest) => contestVote(at(ballot.contests, contest), state));
}

/** The vote with other choices in one contest; as it was if the voter goes back. */
async function changeContest(io: DialogueIo, view: ContestView, vote: Vote): Promise<Vote> {
  const { contest, index } = view;
  const { exit, state } = await fillContest(io, view, startContest(contest, at(vote, index)));
  return exit === 'next' ? vote.with(index, contestVote(contest, state)) : vote;
}

async function fillContest(
  io: DialogueIo,
  view: ContestView,
  start: ContestState,
): Promise<{ readonly exit: Exclude<Exit, 'help'>; readonly state: ContestState }> {
  let state = start;
  for (;;) {
    io.show(drawContest(view, state));
    const next = pressInContest(view.contest, state, await io.nextKey());
    if (next === 'help') await leafThrough(io, helpPages(view, state));
    else if (next === 'next' || next === 'previous') return { exit: next, state: goHome(state) };
    else state = next;
  }
}
