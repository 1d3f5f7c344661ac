/** The review: every choice, page by page, then the confirmation. */

import { at } from '../../ballots/at.ts';
import type { Ballot } from '../../ballots/ballot.ts';
import type { ContestVote, Vote } from '../../ballots/vote-rules.ts';
import type { Screen } from '../display/lcd.ts';
import { type ContestView, contestName, contestView, optionName } from './contest-screens.ts';
import type { DialogueIo } from './dialogue-io.ts';
import { wrapLabelled } from './layout.ts';
import { askLeave } from './prompts.ts';
import type { Texts } from './screens.ts';

const LINES_ON_PAGE = 2;

/**
 * OK goes through the pages, all of which must have been shown before the last OK confirms. Correct: `change`.
 * Cancel asks whether to stop: `cancel`.
 */
export async function reviewVote(
  io: DialogueIo,
  texts: Texts,
  ballot: Ballot,
  vote: Vote,
): Promise<'confirm' | 'change' | 'cancel'> {
  const screens = [...reviewPages(texts, ballot, vote), texts.screen('confirm')];
  const last = screens.length - 1;
  let page = 0;
  for (;;) {
    io.show(at(screens, page));
    const key = await io.nextKey();
    if (key === 'ok' && page === last) return 'confirm';
    if (key === 'correct') return 'change';
    if (key === 'cancel' && (await askLeave(io, texts))) return 'cancel';
    if (key === 'ok' || key === 'down') page = Math.min(page + 1, last);
    if (key === 'up') page = Math.max(page - 1, 0);
  }
}

/** The screens of the review before the confirmation. */
export function reviewPages(texts: Texts, ballot: Ballot, vote: Vote): readonly Screen[] {
  return ballot.contests.flatMap((_, index) =>
    contestPages(contestView(texts, ballot, index), at(vote, index)),
  );
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
