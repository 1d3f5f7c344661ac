/** The roll of voters as CSV: columns `voter` and `style`, others ignored. Pure; every problem is named by line and reason. */
import { readCsv } from '../../../common/read-csv.ts';
import { isTestVoter } from '../../../protocol/messages/test-voter.ts';
import { MAX_VOTERS, type RollProblem, type RollRow } from '../api/roll.ts';

/** Bytes: what the service takes as one body, and five times the longest roll with IDs of ordinary length. */
export const MAX_ROLL_LENGTH = 32 * 1024 * 1024;
const ID = /^(?!\.)[A-Za-z0-9._-]{1,64}$/;

/** All rows that are good, and all problems. Without problems there is at least one row, and no voter stands twice. */
export function parseRoll(input: Uint8Array): { rows: RollRow[]; problems: RollProblem[] } {
  const problems: RollProblem[] = [];
  const rows: RollRow[] = [];
  const seen = new Map<string, number>();
  for (const { record, line } of records(input, problems)) {
    const reason = rows.length === MAX_VOTERS ? TOO_MANY : problemOf(record, seen);
    if (reason !== undefined) problems.push({ line, reason });
    else rows.push({ voter: record.voter ?? '', style: record.style ?? '', line });
    if (record.voter !== undefined && !seen.has(record.voter)) seen.set(record.voter, line);
  }
  if (rows.length === 0 && problems.length === 0) problems.push({ line: 1, reason: 'there are no voters' });
  return { rows, problems };
}

/** Columns of a value that are repeated. */
const MOST_REPEATED = 40;

/** The value as JSON, so that nothing in it acts on a terminal. */
function notAnId(what: string, value: string): string {
  const shown = JSON.stringify(value.slice(0, MOST_REPEATED)).replace(/[\u007f-\u009f]/g, '?');
  const cut = value.length > MOST_REPEATED ? ' ...' : '';
  return `the ${what} ${shown}${cut} must be 1 to 64 letters from a to z without accents, digits, dots (not first), hyphens or underscores`;
}

const TOO_MANY = `a roll has at most ${MAX_VOTERS} voters`;

interface Row {
  readonly record: { readonly voter?: string; readonly style?: string };
  readonly line: number;
}

function records(input: Uint8Array, problems: RollProblem[]): Row[] {
  // One more than there may be.
  const { names, rows, problem } = readCsv(input, MAX_VOTERS + 1);
  const [voter, style] = [names.indexOf('voter'), names.indexOf('style')];
  if (problem !== undefined) problems.push(problem);
  else if (voter < 0 || style < 0)
    problems.push({ line: 1, reason: 'the header must name the columns voter and style' });
  if (problems.length > 0) return [];
  return rows.map(({ fields, line }) => {
    const isWhole = fields.length === names.length;
    return { record: isWhole ? { voter: fields[voter] ?? '', style: fields[style] ?? '' } : {}, line };
  });
}

function problemOf({ voter, style }: Row['record'], seen: ReadonlyMap<string, number>): string | undefined {
  if (voter === undefined || style === undefined) return 'it does not have as many fields as the header';
  if (!ID.test(voter)) return notAnId('voter ID', voter);
  if (!ID.test(style)) return notAnId('style', style);
  if (isTestVoter(voter)) return `${voter} is the ID of a test voter: choose another one`;
  const first = seen.get(voter);
  return first === undefined ? undefined : `voter ${voter} stands on line ${first} already`;
}
