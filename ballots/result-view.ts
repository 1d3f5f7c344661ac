/** What is shown of a contest's result: options in order of success, with their votes and what became of them. */
import { bestOf } from '../common/languages.ts';
import type { Ballot, Contest, Subject } from './ballot.ts';
import type { ContestResult } from './count/result.ts';

export interface OptionView {
  readonly id: string;
  readonly label: string;
  /** The length of the bar: votes, or for a comparison of pairs the options that it wins against. */
  readonly value: number;
  /** First preferences, where `value` is what the count ended with. */
  readonly first: number | undefined;
  readonly fate: 'elected' | 'tied' | undefined;
}

/** Winners first, then by value; without a ballot options bear their IDs. */
export function optionsOf(result: ContestResult, nameOf: (option: string) => string): readonly OptionView[] {
  const tied = new Set(result.rule === 'stv' ? [] : result.tie?.options);
  const elected = new Set(result.elected);
  const rank = (id: string): number => (elected.has(id) ? result.elected.indexOf(id) : result.elected.length);
  return valuesOf(result)
    .map(([id, value, first]) => ({
      id,
      label: nameOf(id),
      value,
      first,
      fate: elected.has(id) ? ('elected' as const) : tied.has(id) ? ('tied' as const) : undefined,
    }))
    .toSorted((a, b) => rank(a.id) - rank(b.id) || b.value - a.value);
}

/** What a full bar stands for: every vote that is not blank, or every other option. */
export const fullBar = (result: ContestResult): number =>
  Math.max(1, result.rule === 'condorcet' ? result.options.length - 1 : result.valid);

function valuesOf(result: ContestResult): (readonly [id: string, value: number, first?: number])[] {
  if (result.rule === 'condorcet')
    return result.options.map((id, i) => [id, winsOf(result.pairwise, i)] as const);
  if (result.rule === 'stv')
    return (result.stages.at(-1)?.options ?? []).map(
      ({ option, votes }, i) =>
        [option, Number(votes), Number(result.stages[0]?.options[i]?.votes ?? 0)] as const,
    );
  return result.options.map(({ option, votes }) => [option, votes] as const);
}

const winsOf = (pairwise: readonly (readonly number[])[], i: number): number =>
  pairwise.filter((row, j) => (pairwise[i]?.[j] ?? 0) > (row[i] ?? 0)).length;

export interface Names {
  readonly title: string;
  readonly nameOf: (option: string) => string;
  readonly subject: Subject;
  /** What is said of an option that won. */
  readonly outcome: 'elected' | 'approved' | 'chosen';
}

/** In the reader's language, or another of the ballot's; IDs if there is no such ballot. */
export function namesOf(ballot: Ballot | undefined, contestId: string, language: string): Names {
  const contest = ballot?.contests.find(({ id }) => id === contestId);
  if (ballot === undefined || contest === undefined)
    return { title: contestId, nameOf: (id) => id, subject: 'people', outcome: 'elected' };
  const tag = bestOf(ballot.languages, language);
  const names = new Map(contest.options.map(({ id, long }) => [id, long[tag] ?? id]));
  return {
    title: contest.title[tag] ?? contestId,
    nameOf: (id) => names.get(id) ?? id,
    subject: contest.subject,
    outcome: outcomeOf(contest),
  };
}

/** The answer to a question is chosen; people are elected, proposals approved. */
function outcomeOf({ kind, subject }: Contest): Names['outcome'] {
  if (kind === 'yes-no') return 'chosen';
  return subject === 'proposals' ? 'approved' : 'elected';
}
