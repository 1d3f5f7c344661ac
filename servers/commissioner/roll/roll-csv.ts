/** The roll of voters as CSV: columns `voter` and `style`, others ignored. Pure; every problem is named by line and reason. */
import { parse } from 'csv-parse/sync';
import { isTestVoter } from '../../../protocol/messages/test-voter.ts';
import { MAX_VOTERS, type RollProblem, type RollRow } from '../api.ts';

/** Bytes: what the service takes as one body, and five times the longest roll with IDs of ordinary length. */
export const MAX_ROLL_LENGTH = 32 * 1024 * 1024;
/** Characters of one row: a quote that is left open ends here. */
const MAX_ROW = 65_536;
const OPTIONS = {
  bom: true,
  // Spreadsheet programs write the semicolon where the comma is for decimals.
  delimiter: [',', ';'],
  skip_empty_lines: true,
  trim: true,
  relax_column_count: true,
  info: true,
  max_record_size: MAX_ROW,
  // The header, and one more than there may be.
  to: MAX_VOTERS + 2,
};
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

const TOO_MANY = `a roll has at most ${MAX_VOTERS} voters`;

interface Row {
  readonly record: { readonly voter?: string; readonly style?: string };
  readonly line: number;
}

function records(input: Uint8Array, problems: RollProblem[]): Row[] {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(input);
  } catch {
    problems.push({ line: 1, reason: 'the file is not UTF-8' });
    return [];
  }
  try {
    const parsed = withoutStacks(() => parse(text, OPTIONS));
    const [header, ...body] = parsed as unknown as { record: string[]; info: { lines: number } }[];
    const names = header?.record ?? [];
    const [voter, style] = [names.indexOf('voter'), names.indexOf('style')];
    if (voter < 0 || style < 0) {
      problems.push({ line: 1, reason: 'the header must name the columns voter and style' });
      return [];
    }
    return body.map(({ record, info }) => {
      if (record.length !== names.length) return { record: {}, line: info.lines };
      return { record: { voter: record[voter] ?? '', style: record[style] ?? '' }, line: info.lines };
    });
  } catch (error) {
    const line = error instanceof Error && 'lines' in error ? Number(error.lines) : 1;
    problems.push({ line, reason: `not CSV: ${error instanceof Error ? error.message : ''}` });
    return [];
  }
}

/**
 * csv-parse makes an Error of every row that has not as many fields as the header, also where it is told to pass them on. Their
 * stacks, which nobody reads, would hold up the service for some seconds if a whole roll has such rows.
 */
function withoutStacks<T>(act: () => T): T {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  try {
    return act();
  } finally {
    Error.stackTraceLimit = limit;
  }
}

function problemOf({ voter, style }: Row['record'], seen: ReadonlyMap<string, number>): string | undefined {
  if (voter === undefined || style === undefined) return 'it does not have as many fields as the header';
  if (!ID.test(voter)) return 'the voter ID must be 1 to 64 letters, digits, dots, hyphens or underscores';
  if (!ID.test(style)) return 'the style must be 1 to 64 letters, digits, dots, hyphens or underscores';
  if (isTestVoter(voter)) return `${voter} is the ID of a test voter: choose another one`;
  const first = seen.get(voter);
  return first === undefined ? undefined : `voter ${voter} stands on line ${first} already`;
}
