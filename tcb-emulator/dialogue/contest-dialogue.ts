/**
 * How a voter fills in one contest, as a state machine: state, key -> state. Drawing it is contest-screens.ts.
 *
 * home   what is chosen so far. OK: finished. Digit: entry. Up, down: list. Correct: undoes the last choice.
 * entry  a number is typed, the option of that number is shown. OK: takes it if it can be taken, and back to home.
 * list   a cursor in the list of options. OK: likewise with the option at the cursor.
 * blank  nothing is chosen: a question. too-few: a notice.
 *
 * OK with nothing typed always means finished, and OK on an option always leads home: pressing OK twice never undoes a choice.
 */

import type { Contest } from '../../ballots/ballot.ts';
import type { ContestVote } from '../../ballots/vote-rules.ts';
import type { Key } from '../display/keys.ts';

export interface ContestState {
  /** Choices in the order of entry. Ranks share a group if equal; elsewhere each option has a group of its own. */
  readonly groups: ContestVote;
  /** Index of the option that the list shows, or showed last. */
  readonly cursor: number | undefined;
  readonly view: View;
}

export type View =
  | { readonly at: 'home' | 'list' | 'blank' | 'too-few' }
  /** `typed`: digits; a leading 0 asks for the same rank as the last choice, where ranks may be equal. */
  | { readonly at: 'entry'; readonly typed: string };

/** Where the dialogue of a contest leads out of it. */
export type Exit = 'next' | 'previous' | 'help';

/** What OK does with an option: takes it, takes it back, or nothing. */
export type Effect = 'add' | 'remove' | 'ranked' | 'full' | 'none';

const HOME: View = { at: 'home' };

export function startContest(contest: Contest, vote: ContestVote): ContestState {
  const groups = contest.kind === 'rank' ? vote : vote.flat().map((option) => [option]);
  return { groups, cursor: undefined, view: HOME };
}

/** The vote in its canonical form: the options of a group in ascending order. */
export function contestVote(contest: Contest, { groups }: ContestState): ContestVote {
  const canonical = contest.kind === 'rank' || groups.length === 0 ? groups : [groups.flat()];
  return canonical.map((group) => group.toSorted((a, b) => a - b));
}

export function goHome(state: ContestState): ContestState {
  return { ...state, view: HOME };
}

export function pressInContest(contest: Contest, state: ContestState, key: Key): ContestState | Exit {
  switch (state.view.at) {
    case 'home':
      return pressAtHome(contest, state, key);
    case 'list':
      return pressInList(contest, state, key);
    case 'entry':
      return pressInEntry(contest, state, state.view.typed, key);
    case 'blank':
      return key === 'ok' ? 'next' : pressInNotice(state, key);
    case 'too-few':
      return pressInNotice(state, key);
  }
}

/** The option that OK would take: at the cursor, or of the number typed; undefined if there is none. */
export function optionInView(contest: Contest, { view, cursor }: ContestState): number | undefined {
  if (view.at === 'list') return cursor;
  const number = view.at === 'entry' ? Number(view.typed) : 0;
  return number >= 1 && number <= contest.options.length ? number - 1 : undefined;
}

/** What OK would do with the option in view. */
export function effectInView(contest: Contest, state: ContestState): Effect {
  const option = optionInView(contest, state);
  if (option === undefined) return 'none';
  if (replaces(contest)) return 'add';
  const chosen = state.groups.flat();
  if (chosen.includes(option)) return contest.kind === 'rank' ? 'ranked' : 'remove';
  return chosen.length < contest.max ? 'add' : 'full';
}

/** Whether the number typed asks for the same rank as the last choice. */
export function asksEqualRank({ view }: ContestState): boolean {
  return view.at === 'entry' && view.typed.startsWith('0');
}

function pressAtHome(contest: Contest, state: ContestState, key: Key): ContestState | Exit {
  switch (key) {
    case 'ok':
      return finish(contest, state);
    case 'cancel':
      return 'previous';
    case 'correct':
      return { ...state, groups: withoutLast(state.groups) };
    case 'help':
      return 'help';
    case 'up':
    case 'down':
      return moveCursor(contest, state, key);
    default:
      return typeDigit(contest, state, '', key);
  }
}

function pressInList(contest: Contest, state: ContestState, key: Key): ContestState | Exit {
  switch (key) {
    case 'ok':
      return takeOption(contest, state);
    case 'cancel':
    case 'correct':
      return goHome(state);
    case 'help':
      return 'help';
    case 'up':
    case 'down':
      return moveCursor(contest, state, key);
    default:
      return typeDigit(contest, state, '', key);
  }
}

function pressInEntry(contest: Contest, state: ContestState, typed: string, key: Key): ContestState | Exit {
  switch (key) {
    case 'ok':
      return takeOption(contest, state);
    case 'cancel':
      return goHome(state);
    case 'correct':
      return typed.length > 1
        ? { ...state, view: { at: 'entry', typed: typed.slice(0, -1) } }
        : goHome(state);
    case 'help':
      return 'help';
    case 'up':
    case 'down':
      return { ...state, cursor: optionInView(contest, state) ?? 0, view: { at: 'list' } };
    default:
      return typeDigit(contest, state, typed, key);
  }
}

function pressInNotice(state: ContestState, key: Key): ContestState | Exit {
  if (key === 'help') return 'help';
  return key === 'ok' || key === 'cancel' || key === 'correct' ? goHome(state) : state;
}

function finish(contest: Contest, state: ContestState): ContestState | Exit {
  const chosen = state.groups.flat().length;
  if (chosen === 0 && contest.blankAllowed) return { ...state, view: { at: 'blank' } };
  return chosen < contest.min ? { ...state, view: { at: 'too-few' } } : 'next';
}

function takeOption(contest: Contest, state: ContestState): ContestState {
  const option = optionInView(contest, state);
  const effect = effectInView(contest, state);
  if (option === undefined || (effect !== 'add' && effect !== 'remove')) return goHome(state);
  if (effect === 'remove')
    return goHome({ ...state, groups: state.groups.filter(([only]) => only !== option) });
  if (replaces(contest)) return goHome({ ...state, groups: [[option]] });
  const last = state.groups.at(-1);
  const groups =
    asksEqualRank(state) && last !== undefined
      ? [...state.groups.slice(0, -1), [...last, option]]
      : [...state.groups, [option]];
  return goHome({ ...state, groups });
}

/** Where one option can be chosen, another one takes its place. */
function replaces(contest: Contest): boolean {
  return contest.kind !== 'rank' && contest.max === 1;
}

function withoutLast(groups: ContestVote): ContestVote {
  const last = groups.at(-1) ?? [];
  const others = groups.slice(0, -1);
  return last.length > 1 ? [...others, last.slice(0, -1)] : others;
}

function moveCursor(contest: Contest, state: ContestState, key: 'up' | 'down'): ContestState {
  const number = contest.options.length;
  const cursor =
    key === 'down' ? ((state.cursor ?? -1) + 1) % number : ((state.cursor ?? 0) - 1 + number) % number;
  return { ...state, cursor, view: { at: 'list' } };
}

/** A digit that no number of an option goes on with begins another number, after the 0 that asks for the same rank. */
function typeDigit(contest: Contest, state: ContestState, typed: string, digit: string): ContestState {
  const zero = contest.equalRanks && typed.startsWith('0') ? '0' : '';
  const number = typed.slice(zero.length);
  const goesOn = number !== '' && number !== '0' && Number(number + digit) <= contest.options.length;
  const next = goesOn ? number + digit : digit;
  return { ...state, view: { at: 'entry', typed: next === '0' ? next : zero + next } };
}
