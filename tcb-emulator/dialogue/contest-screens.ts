/** Draws the states of contest-dialogue.ts, and the help for them. */

import { at } from '../../ballots/at.ts';
import type { Ballot, Contest } from '../../ballots/ballot.ts';
import { LCD_COLUMNS, type Screen } from '../display/lcd.ts';
import { asksEqualRank, type ContestState, effectInView, optionInView } from './contest-dialogue.ts';
import { textPages, wrapLabelled } from './layout.ts';
import type { ScreenId, Texts } from './screens.ts';

/** A contest as the voter meets it: on a ballot, in a language. */
export interface ContestView {
  readonly texts: Texts;
  readonly ballot: Ballot;
  /** Counts from 0. */
  readonly index: number;
  readonly contest: Contest;
}

export function contestView(texts: Texts, ballot: Ballot, index: number): ContestView {
  return { texts, ballot, index, contest: at(ballot.contests, index) };
}

export function contestName({ texts, ballot, contest }: ContestView): string {
  return texts.local(contest.short, ballot.languages);
}

export function optionName({ texts, ballot, contest }: ContestView, option: number): string {
  return texts.local(at(contest.options, option).short, ballot.languages);
}

export function drawContest(view: ContestView, state: ContestState): Screen {
  switch (state.view.at) {
    case 'home':
      return state.groups.length === 0 ? drawEmpty(view) : drawChosen(view, state);
    case 'list':
      return drawList(view, state, state.cursor ?? 0);
    case 'entry':
      return drawEntry(view, state, state.view.typed);
    case 'blank':
      return view.texts.screen('blank', { contest: contestName(view) });
    case 'too-few': {
      const counts = { min: view.contest.min, chosen: state.groups.flat().length };
      return view.texts.screen('too-few', { contest: contestName(view), ...counts });
    }
  }
}

/** With an option in view: its full text. Otherwise the contest's full title, then how to use the keys. */
export function helpPages(view: ContestView, state: ContestState): readonly Screen[] {
  const { texts, ballot, contest } = view;
  if (state.view.at === 'blank') return textPages(texts, texts.help('blank'));
  const option = optionInView(contest, state);
  if (option !== undefined) {
    return textPages(
      texts,
      `${option + 1} ${texts.local(at(contest.options, option).long, ballot.languages)}`,
    );
  }
  const ranks: readonly ScreenId[] = contest.kind === 'rank' ? ['help-rank'] : [];
  const equal: readonly ScreenId[] = contest.equalRanks ? ['help-equal'] : [];
  const help: readonly ScreenId[] = ['help-number', ...ranks, ...equal, 'help-list', 'help-undo'];
  const title = textPages(texts, texts.local(contest.title, ballot.languages));
  return [...title, ...help.map((id) => texts.screen(id))];
}

function drawEmpty(view: ContestView): Screen {
  const { contest, texts } = view;
  const params = { contest: contestName(view), position: position(view), rule: ruleOf(view) };
  if (contest.kind === 'rank') return texts.screen('rank-empty', params);
  const options = contest.options.map((_, option) => `${option + 1} ${optionName(view, option)}`).join('  ');
  return options.length <= LCD_COLUMNS
    ? texts.screen('choose-few', { ...params, options })
    : texts.screen('choose-empty', params);
}

function ruleOf({ texts, contest: { kind, min, max } }: ContestView): string {
  const verb = kind === 'rank' ? 'rank' : 'choose';
  if (min === max)
    return max === 1 && verb === 'choose' ? texts.rule('choose-one') : texts.rule(verb, { range: max });
  return min <= 1 ? texts.rule(`${verb}-up-to`, { max }) : texts.rule(verb, { range: `${min}-${max}` });
}

function drawChosen(view: ContestView, { groups }: ContestState): Screen {
  const chosen = groups.flat();
  const option = optionName(view, at(chosen, chosen.length - 1));
  const params = { contest: contestName(view), position: position(view), option };
  const { texts, contest } = view;
  const more = chosen.length < contest.max ? 'more' : 'chosen';
  if (contest.kind === 'rank') return texts.screen(`rank-${more}`, { ...params, rank: groups.length });
  return texts.screen(`choose-${more}`, { ...params, count: `${chosen.length}/${contest.max}` });
}

function drawEntry(view: ContestView, state: ContestState, typed: string): Screen {
  const { contest, texts } = view;
  const params = { contest: contestName(view), entry: typed };
  if (typed === '0' && contest.equalRanks) return texts.screen('entry-equal-start', params);
  const option = optionInView(contest, state);
  if (option === undefined) return texts.screen('entry-none', params);
  const effect = effectInView(contest, state);
  const id = effect === 'add' && asksEqualRank(state) ? 'entry-equal' : (`entry-${effect}` as const);
  return texts.screen(id, { ...params, ...facts(view, state, option), option: optionName(view, option) });
}

/** The option at the cursor, in one or two lines, and the next one if it fits below. */
function drawList(view: ContestView, state: ContestState, cursor: number): Screen {
  const lines = listLines(view, state, cursor, '>');
  const below = cursor + 1 < view.contest.options.length ? listLines(view, state, cursor + 1, ' ') : [];
  const shown = lines.length + below.length <= 2 ? [...lines, ...below] : lines;
  const [text1 = '', text2 = ''] = shown;
  const effect = effectInView(view.contest, state);
  const id = effect === 'none' ? 'list-add' : (`list-${effect}` as const);
  return view.texts.screen(id, { contest: contestName(view), ...facts(view, state, cursor), text1, text2 });
}

function listLines(view: ContestView, state: ContestState, option: number, mark: string): readonly string[] {
  const rank = state.groups.findIndex((group) => group.includes(option)) + 1;
  const sign = view.contest.kind === 'rank' ? ` (${rank})` : ' [x]';
  return wrapLabelled(`${mark}${option + 1} `, optionName(view, option), rank === 0 ? '' : sign);
}

function facts(view: ContestView, { groups }: ContestState, option: number): { rank: number; max: number } {
  return { rank: groups.findIndex((group) => group.includes(option)) + 1, max: view.contest.max };
}

function position({ ballot, index }: ContestView): string {
  return `${index + 1}/${ballot.contests.length}`;
}
