/** The draft, kept in this browser: a reload, a crash or the end of a session lose nothing. */
import type { Draft } from './draft.ts';

const KEY = 'revs-draft-1';
type Keeper = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** False if this browser keeps nothing (private window, no room). */
export function keepDraft(storage: () => Keeper, draft: Draft): boolean {
  try {
    storage().setItem(KEY, JSON.stringify(draft));
    return true;
  } catch {
    return false;
  }
}

/** The draft that was kept; undefined if there is none, or what is there is not a draft. */
export function keptDraft(storage: () => Keeper): Draft | undefined {
  try {
    const value: unknown = JSON.parse(storage().getItem(KEY) ?? 'null', restore);
    return isDraft(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

export function forgetDraft(storage: () => Keeper): void {
  try {
    storage().removeItem(KEY);
  } catch {
    // What was never kept need not be forgotten.
  }
}

/** Fields whose null means something; elsewhere it is what JSON makes of a number that is NaN. */
const NULLABLE = ['use', 'thresholds', 'trial', 'renewEvery', ''];

const restore = (key: string, value: unknown): unknown =>
  value === null && !NULLABLE.includes(key) ? Number.NaN : value;

/** Everything that the page itself wrote has this shape; an older version of the page may have written another. */
const isDraft = (value: unknown): value is Draft =>
  fits(value, {
    title: isString,
    trial: isNullOr(isTrial),
    opens: isNumber,
    closes: isNumber,
    intakeEnds: isNumber,
    claimsEnd: isNumber,
    papers: listOf((paper) => fits(paper, { style: isString, use: isNullOr(isString), ballot: isBallot })),
    absent: listOf(isString),
    thresholds: isNullOr(recordOf(isNumber)),
    renewEvery: isNullOr(isNumber),
  });

type Check = (value: unknown) => boolean;

const isString: Check = (value) => typeof value === 'string';
const isTrial: Check = (value) => value === 'test-cards' || value === 'everybody';
const isNumber: Check = (value) => typeof value === 'number';
const isBoolean: Check = (value) => typeof value === 'boolean';
const listOf =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(check);
const isNullOr =
  (check: Check): Check =>
  (value) =>
    value === null || check(value);
const isOptional =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);
function recordOf(check: Check): Check {
  return (value) => typeof value === 'object' && value !== null && Object.values(value).every(check);
}
const isLocalText = recordOf(isString);
const isBallot: Check = (ballot) =>
  fits(ballot, {
    id: isString,
    languages: listOf(isString),
    title: isLocalText,
    contests: listOf((contest) =>
      fits(contest, {
        id: isString,
        kind: isString,
        subject: isString,
        details: isOptional(isLocalText),
        link: isOptional(isLocalText),
        count: isString,
        title: isLocalText,
        short: isLocalText,
        min: isNumber,
        max: isNumber,
        blankAllowed: isBoolean,
        equalRanks: isBoolean,
        ties: isOptional((ties) => ties === 'lot'),
        seats: isNumber,
        options: listOf((option) =>
          fits(option, {
            id: isString,
            short: isLocalText,
            long: isLocalText,
            details: isOptional(isLocalText),
            link: isOptional(isLocalText),
          }),
        ),
      }),
    ),
  });

function fits(value: unknown, shape: Readonly<Record<string, Check>>): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const fields = value as Readonly<Record<string, unknown>>;
  return Object.entries(shape).every(([key, check]) => check(fields[key]));
}
