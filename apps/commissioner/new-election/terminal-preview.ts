/** The terminal's dialogue with one ballot, for the preview: the same screens and answers to keys as in the terminal. */
import type { Ballot, Contest, LocalText } from '../../../ballots/ballot.ts';
import { MAX_SHORT_TEXT } from '../../../ballots/ballot.ts';
import { collapseSpace, isDisplayable } from '../../../ballots/text.ts';
import type { Vote } from '../../../ballots/vote-rules.ts';
import {
  type ContestState,
  contestVote,
  goHome,
  pressInContest,
  startContest,
} from '../../../tcb-emulator/dialogue/contest-dialogue.ts';
import { contestView, drawContest, helpPages } from '../../../tcb-emulator/dialogue/contest-screens.ts';
import { textPages } from '../../../tcb-emulator/dialogue/layout.ts';
import { contestOnPage, reviewByContest } from '../../../tcb-emulator/dialogue/review-vote.ts';
import type { Texts } from '../../../tcb-emulator/dialogue/screens.ts';
import type { Key } from '../../../tcb-emulator/display/keys.ts';
import type { Screen } from '../../../tcb-emulator/display/lcd.ts';

export interface Preview {
  readonly states: readonly ContestState[];
  /** Of the contest shown; as many as there are contests: the review. */
  readonly contest: number;
  /** The page of help that covers it, or of the review. */
  readonly page: number | undefined;
  /** The page of help that covers the review. */
  readonly help?: number;
  /** While one contest is changed from the review: the states before, to which X goes back. */
  readonly before?: readonly ContestState[];
}

export function startPreview(ballot: Ballot, contest = 0): Preview {
  return { states: ballot.contests.map((one) => startContest(one, [])), contest, page: undefined };
}

/** The same place in a ballot that has been changed: what was chosen is kept where the contest still has the same form. */
export function continuePreview(before: Ballot, after: Ballot, preview: Preview): Preview {
  const forms = before.contests.map(formOf);
  const states = after.contests.map((contest, index) => {
    const state = forms[index] === formOf(contest) ? preview.states[index] : undefined;
    return state ?? startContest(contest, []);
  });
  const isSame = forms.join() === after.contests.map(formOf).join();
  if (isSame) return { ...preview, states };
  return {
    states,
    contest: Math.max(0, Math.min(preview.contest, after.contests.length - 1)),
    page: undefined,
  };
}

export function screenOf(texts: Texts, ballot: Ballot, preview: Preview): Screen {
  const { contest, page, help } = preview;
  const covering = help === undefined ? undefined : reviewHelp(texts, ballot, preview)[help];
  if (covering !== undefined) return covering;
  if (page !== undefined) return pagesOf(texts, ballot, preview)[page] ?? texts.screen('confirm');
  const view = contestView(texts, ballot, contest);
  return drawContest(view, stateOf(preview, contest));
}

export function press(texts: Texts, ballot: Ballot, preview: Preview, key: Key): Preview {
  const { contest, page, states, help } = preview;
  if (help !== undefined) return pressOnHelp(reviewHelp(texts, ballot, preview).length, preview, help, key);
  if (page !== undefined) return pressOnPage(texts, ballot, preview, page, key);
  const one = ballot.contests[contest];
  if (one === undefined) return preview;
  const next = pressInContest(one, stateOf(preview, contest), key);
  if (next === 'help') return { ...preview, page: 0 };
  const { before } = preview;
  if (next === 'previous' && before !== undefined) return reviewFrom(texts, ballot, before, contest);
  if (next === 'previous') return { ...preview, contest: Math.max(0, contest - 1) };
  if (next !== 'next') return { ...preview, states: states.with(contest, next) };
  const left = states.with(contest, goHome(stateOf(preview, contest)));
  if (before !== undefined) return reviewFrom(texts, ballot, left, contest);
  return { states: left, contest: contest + 1, page: contest + 1 < states.length ? undefined : 0 };
}

/** As leafThrough and reviewVote leaf; after the confirmation it begins again, for nothing is cast here. */
function pressOnPage(texts: Texts, ballot: Ballot, preview: Preview, page: number, key: Key): Preview {
  const pages = pagesOf(texts, ballot, preview).length;
  const isReview = preview.contest >= ballot.contests.length;
  if (key === 'up') return { ...preview, page: Math.max(0, page - 1) };
  if (key === 'down') return { ...preview, page: Math.min(page + 1, pages - 1) };
  if (key === 'ok' && page + 1 < pages) return { ...preview, page: page + 1 };
  if (isReview && key === 'ok') return startPreview(ballot);
  if (isReview && key === 'correct') return changeFrom(texts, ballot, preview, page);
  if (isReview && key === 'help') return { ...preview, help: 0 };
  if (isReview) return key === 'cancel' ? { ...preview, contest: 0, page: undefined } : preview;
  return key === 'ok' || key === 'cancel' || key === 'help' ? { ...preview, page: undefined } : preview;
}

/** As leafThrough leafs through help. */
function pressOnHelp(pages: number, preview: Preview, help: number, key: Key): Preview {
  const { help: _, ...left } = preview;
  if (key === 'up') return { ...left, help: Math.max(0, help - 1) };
  if (key === 'down') return { ...left, help: Math.min(help + 1, pages - 1) };
  if (key === 'ok' && help + 1 < pages) return { ...left, help: help + 1 };
  return key === 'ok' || key === 'cancel' || key === 'help' ? left : preview;
}

/** What `?` says at the review, and at the confirmation after it. */
function reviewHelp(texts: Texts, ballot: Ballot, preview: Preview): readonly Screen[] {
  const isLast = preview.page === pagesOf(texts, ballot, preview).length - 1;
  return textPages(texts, texts.help(isLast ? 'confirm' : 'review'));
}

/** The contest of that page alone, or from the confirmation all from the first on. */
function changeFrom(texts: Texts, ballot: Ballot, preview: Preview, page: number): Preview {
  const { states } = preview;
  const contest = contestOnPage(reviewByContest(texts, ballot, voteOf(ballot, states)), page);
  return contest === undefined
    ? { states, contest: 0, page: undefined }
    : { states, contest, page: undefined, before: states };
}

/** The review, at the first page of a contest. */
function reviewFrom(texts: Texts, ballot: Ballot, states: readonly ContestState[], contest: number): Preview {
  const before = reviewByContest(texts, ballot, voteOf(ballot, states)).slice(0, contest);
  return { states, contest: states.length, page: before.flat().length };
}

function pagesOf(texts: Texts, ballot: Ballot, preview: Preview): readonly Screen[] {
  const { contest, states } = preview;
  if (contest < ballot.contests.length)
    return helpPages(contestView(texts, ballot, contest), stateOf(preview, contest));
  return [...reviewByContest(texts, ballot, voteOf(ballot, states)).flat(), texts.screen('confirm')];
}

const voteOf = (ballot: Ballot, states: readonly ContestState[]): Vote =>
  ballot.contests.map((one, index) => contestVote(one, states[index] ?? startContest(one, [])));

function stateOf({ states }: Preview, contest: number): ContestState {
  const state = states[contest];
  if (state === undefined) throw new RangeError(`no contest ${contest}`);
  return state;
}

const formOf = ({ kind, min, max, blankAllowed, equalRanks, options }: Contest): string =>
  [kind, min, max, blankAllowed, equalRanks, ...options.map(({ id }) => id)].join(' ');

/**
 * A ballot that the dialogue can show, of one that is not finished: texts that are too long are cut, characters that
 * the display lacks become question marks, numbers are brought within bounds. Contests without options are left out.
 */
export function showable(ballot: Ballot): Ballot {
  const contests = ballot.contests
    .filter(({ options }) => options.length > 0)
    .map((contest) => {
      const most = contest.options.length;
      const max = within(contest.max, most);
      const options = contest.options.map((option) => ({ ...option, short: shown(option.short) }));
      return { ...contest, short: shown(contest.short), max, min: within(contest.min, max), options };
    });
  return { ...ballot, contests };
}

const within = (value: number, most: number): number =>
  Number.isInteger(value) ? Math.max(1, Math.min(value, most)) : most;

const shown = (text: LocalText): LocalText =>
  Object.fromEntries(
    Object.entries(text).map(([language, value]) => {
      const characters = [...collapseSpace(value)].slice(0, MAX_SHORT_TEXT);
      return [language, characters.map((one) => (isDisplayable(one) ? one : '?')).join('')];
    }),
  );
