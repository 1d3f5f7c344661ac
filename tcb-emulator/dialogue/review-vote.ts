/** The review: every choice, page by page, then the confirmation. */

import { at } from '../../ballots/at.ts';
import type { Ballot } from '../../ballots/ballot.ts';
import type { ContestVote, Vote } from '../../ballots/vote-rules.ts';
import type { Screen } from '../display/lcd.ts';
import { type ContestView, contestName, contestView, optionName } from './contest-screens.ts';
import type { DialogueIo } from './dialogue-io.ts';
import { wrapLabelled } from './layout.ts';
import { askLeave, showHelp } from './prompts.ts';
import type { Texts } from './screens.ts';

const LINES_ON_PAGE = 2;

/** What the voter wants to change: one contest, or `all` from the first on. */
export interface Change {
  readonly change: number | 'all';
}

/**
 * OK goes through the pages, all of which must have been shown before the last OK confirms. Correct: `change`, of the contest
 * whose page it is. Cancel asks whether to stop: `cancel`.
 * @param from the contest to begin with: those before it have been reviewed
 */
export async function reviewVote(
  io: DialogueIo,
  texts: Texts,
  ballot: Ballot,
  vote: Vote,
  from = 0,
): Promise<'confirm' | 'cancel' | Change> {
  const pages = reviewByContest(texts, ballot, vote);
  const screens = [...pages.flat(), texts.screen('confirm')];
  const last = screens.length - 1;
  let page = pages.slice(0, from).flat().length;
  for (;;) {
    io.show(at(screens, page));
    const key = await io.nextKey();
    if (key === 'ok' && page === last) return 'confirm';
    if (key === 'correct') return { change: contestOnPage(pages, page) ?? 'all' };
    if (key === 'help') await showHelp(io, texts, page === last ? 'confirm' : 'review');
    if (key === 'cancel' && (await askLeave(io, texts))) return 'cancel';
    if (key === 'ok' || key === 'down') page = Math.min(page + 1, last);
    if (key === 'up') page = Math.max(page - 1, 0);
  }
}

/** The screens of the review before the confirmation, of each contest. */
export function reviewByContest(texts: Texts, ballot: Ballot, vote: Vote): readonly (readonly Screen[])[] {
  return ballot.contests.map((_, index) => contestPages(contestView(texts, ballot, index), at(vote, index)));
}

/** All of them. */
export const reviewPages = (texts: Texts, ballot: Ballot, vote: Vote): readonly Screen[] =>
  reviewByContest(texts, ballot, vote).flat();

/** `undefined` beyond the last: at the confirmation. */
export function contestOnPage(pages: readonly (readonly Screen[])[], page: number): number | undefined {
  const index = pages.findIndex((_, contest) => page < pages.slice(0, contest + 1).flat().length);
  return index < 0 ? undefined : index;
}

function contestPages(view: ContestView, vote: ContestVote): readonly Screen[] {
  const contest = contestName(view);
  if (vote.length === 0) return [view.texts.screen('review-blank', { contest })];
  const choices = vote.flatMap((group, rank) =>
    group.map((option) => {
      const label = view.contest.kind === 'rank' ? `${rank + 1}. ` : `${option + 1} `;
      return wrapLabelled(label, optionName(view, option));
    }),
  );
  return packPages(choices).map(([text1 = '', text2 = '']) =>
    view.texts.screen('review-page', { contest, text1, text2 }),
  );
}

/** Choices of one line share a page. */
function packPages(choices: readonly (readonly string[])[]): readonly (readonly string[])[] {
  const pages: (readonly string[])[] = [];
  for (const lines of choices) {
    const page = pages.at(-1);
    if (page !== undefined && page.length + lines.length <= LINES_ON_PAGE)
      pages.splice(-1, 1, [...page, ...lines]);
    else pages.push(lines);
  }
  return pages;
}
