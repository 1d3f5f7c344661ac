/** Everything that is wrong with a draft, each with its place, so that it can be marked there while the officer types. */
import {
  type Background,
  type Ballot,
  type Contest,
  type LocalText,
  MAX_BALLOT_BYTES,
  MAX_CONTESTS,
  MAX_OPTIONS,
  MAX_VOTE_BYTES,
} from '../../../ballots/ballot.ts';
import { DETAILS, LINK, LONG_TEXT, SHORT_TEXT, type TextLimits } from '../../../ballots/local-text.ts';
import { parseBallot } from '../../../ballots/parse-ballot.ts';
import { codePoints, collapseSpace, findForbidden, isDisplayable, isLink } from '../../../ballots/text.ts';
import { maxVoteLength } from '../../../ballots/vote-encoding.ts';
import { writeBallot } from '../../../ballots/write-ballot.ts';
import type { Draft, TimeName } from './draft.ts';

export type ProblemCode =
  | 'text-empty'
  | 'text-long'
  | 'text-forbidden'
  | 'text-display'
  | 'text-link'
  | 'text-twice'
  | 'number'
  | 'min-max'
  | 'max-options'
  | 'seats-options'
  | 'two-options'
  | 'no-options'
  | 'many-options'
  | 'no-contests'
  | 'many-contests'
  | 'vote-long'
  | 'ballot-large'
  | 'ballot-refused'
  | 'time-missing'
  | 'closes-past'
  | 'closes-order'
  | 'intake-order'
  | 'claims-order'
  | 'no-voters'
  | 'no-test-voters'
  | 'role-none'
  | 'role-many'
  | 'range'
  | 'no-range';

export interface Problem {
  /** Of the field: `title`, `contests/0/options/2/short`. */
  readonly path: string;
  /** Of a text in several languages: the one that it is wrong in. */
  readonly language?: string;
  readonly code: ProblemCode;
  readonly values?: Readonly<Record<string, string | number>>;
}

/** Characters of an election's title (protocol/messages/manifest.ts). */
const TITLE: TextLimits = { longest: 200, form: 'line' };

/** `styles`: of those who take part. */
export function checkVoters({ trial }: Draft, { length }: readonly string[]): readonly Problem[] {
  if (length > 0) return [];
  return [{ path: 'trial', code: trial === 'test-cards' ? 'no-test-voters' : 'no-voters' }];
}

/** `now`: seconds since 1970. */
export function checkTimes(draft: Draft, now: number): readonly Problem[] {
  const { opens, closes, intakeEnds, claimsEnd } = draft;
  const late = (path: TimeName, value: number, after: number, code: ProblemCode): Problem[] => {
    if (!Number.isFinite(value)) return [{ path, code: 'time-missing' }];
    return value <= after ? [{ path, code }] : [];
  };
  return [
    ...textProblem('title', draft.title, TITLE),
    ...late('opens', opens, Number.NEGATIVE_INFINITY, 'time-missing'),
    ...late('closes', closes, opens, 'closes-order'),
    ...(closes > opens && closes <= now ? [{ path: 'closes', code: 'closes-past' } as const] : []),
    ...late('intakeEnds', intakeEnds, closes, 'intake-order'),
    ...late('claimsEnd', claimsEnd, intakeEnds, 'claims-order'),
  ];
}

/** The last word has the parser that the terminal uses. */
export function checkBallot(ballot: Ballot): readonly Problem[] {
  const { languages, contests } = ballot;
  const problems = [
    ...textProblems('title', ballot.title, languages, LONG_TEXT),
    ...(contests.length === 0 ? [{ path: 'contests', code: 'no-contests' } as const] : []),
    ...tooMany('contests', contests.length, MAX_CONTESTS, 'many-contests'),
    ...contests.flatMap((contest, index) => checkContest(contest, `contests/${index}`, languages)),
    ...repeated('contests', contests, languages),
    ...voteLength(ballot),
  ];
  return problems.length > 0 ? problems : checkDocument(ballot);
}

function checkContest(contest: Contest, path: string, languages: readonly string[]): Problem[] {
  const { title, short, options } = contest;
  return [
    ...textProblems(`${path}/title`, title, languages, LONG_TEXT),
    ...textProblems(`${path}/short`, short, languages, SHORT_TEXT),
    ...checkBackground(path, contest, languages),
    ...checkNumbers(contest, path),
    ...options.flatMap((option, index) => [
      ...textProblems(`${path}/options/${index}/short`, option.short, languages, SHORT_TEXT),
      ...textProblems(`${path}/options/${index}/long`, option.long, languages, LONG_TEXT),
      ...checkBackground(`${path}/options/${index}`, option, languages),
    ]),
    ...repeated(`${path}/options`, options, languages),
  ];
}

function checkBackground(
  path: string,
  { details, link }: Background,
  languages: readonly string[],
): Problem[] {
  return [
    ...(details ? textProblems(`${path}/details`, details, languages, DETAILS) : []),
    ...(link ? textProblems(`${path}/link`, link, languages, LINK) : []),
  ];
}

function checkNumbers({ kind, min, max, seats, options }: Contest, path: string): Problem[] {
  const where = `${path}/options`;
  const values = { options: options.length };
  if (kind === 'yes-no' && options.length !== 2) return [{ path: where, code: 'two-options' }];
  if (options.length === 0) return [{ path: where, code: 'no-options' }];
  const problems: Problem[] = tooMany(where, options.length, MAX_OPTIONS, 'many-options');
  for (const [name, number] of Object.entries({ min, max, seats }))
    if (!isCount(number))
      problems.push({ path: `${path}/${name}`, code: 'number', values: { most: MAX_OPTIONS } });
  if (min > max) problems.push({ path: `${path}/min`, code: 'min-max', values: { max } });
  if (max > options.length) problems.push({ path: `${path}/max`, code: 'max-options', values });
  if (seats > options.length) problems.push({ path: `${path}/seats`, code: 'seats-options', values });
  return problems;
}

const isCount = (value: number): boolean => Number.isInteger(value) && value >= 1 && value <= MAX_OPTIONS;

function tooMany(path: string, number: number, most: number, code: ProblemCode): Problem[] {
  return number > most ? [{ path, code, values: { number, most } }] : [];
}

function textProblems(
  path: string,
  text: LocalText,
  languages: readonly string[],
  limits: TextLimits,
): Problem[] {
  return languages.flatMap((language) =>
    textProblem(path, text[language] ?? '', limits).map((problem) => ({ ...problem, language })),
  );
}

function textProblem(path: string, raw: string, { longest, form }: TextLimits): Problem[] {
  const text = collapseSpace(raw);
  const length = codePoints(text);
  if (length === 0) return [{ path, code: 'text-empty' }];
  const problems: Problem[] = [];
  if (length > longest) problems.push({ path, code: 'text-long', values: { length, most: longest } });
  const at = findForbidden(raw);
  if (at >= 0) {
    const point = (raw.codePointAt(at) ?? 0).toString(16).toUpperCase().padStart(4, '0');
    problems.push({ path, code: 'text-forbidden', values: { point } });
  } else if (form === 'display' && !isDisplayable(text)) {
    const characters = [...new Set(text)].filter((one) => !isDisplayable(one)).join(' ');
    problems.push({ path, code: 'text-display', values: { characters } });
  } else if (form === 'link' && !isLink(text)) problems.push({ path, code: 'text-link' });
  return problems;
}

/** The display tells contests and options apart by their short texts. */
function repeated(
  path: string,
  items: readonly { readonly short: LocalText }[],
  languages: readonly string[],
): Problem[] {
  return languages.flatMap((language) => {
    const seen = new Set<string>();
    return items.flatMap(({ short }, index): Problem[] => {
      const text = collapseSpace(short[language] ?? '');
      if (text === '' || seen.size !== seen.add(text).size) return [];
      return [{ path: `${path}/${index}/short`, language, code: 'text-twice', values: { text } }];
    });
  });
}

function voteLength(ballot: Ballot): Problem[] {
  const length = maxVoteLength(ballot);
  return tooMany('contests', length, MAX_VOTE_BYTES, 'vote-long');
}

function checkDocument(ballot: Ballot): Problem[] {
  const xml = new TextEncoder().encode(writeBallot(ballot));
  if (xml.length > MAX_BALLOT_BYTES) return tooMany('contests', xml.length, MAX_BALLOT_BYTES, 'ballot-large');
  try {
    parseBallot(xml);
    return [];
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return [{ path: 'contests', code: 'ballot-refused', values: { reason } }];
  }
}
