/** The roll of voters as CSV: columns `voter` and `style`. Bad rows are named with line and reason; none is half-imported. */
import { readFileSync, statSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { CommandError } from './output.ts';

export interface RollRow {
  readonly voter: string;
  readonly style: string;
}

const MAX_FILE = 64 * 1024 * 1024;
const ID = /^[A-Za-z0-9._-]{1,64}$/;
const MAX_PROBLEMS = 20;

export function readRoll(path: string): RollRow[] {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) throw new CommandError(`${path} does not exist`);
  if (found.isDirectory()) throw new CommandError(`${path} is a folder, not a file`);
  if (found.size > MAX_FILE) throw new CommandError(`${path} is larger than 64 MiB`);
  const { rows, problems } = parseRoll(readFileSync(path));
  if (problems.length === 0) return rows;
  const shown = problems.slice(0, MAX_PROBLEMS).join('\n');
  const more = problems.length > MAX_PROBLEMS ? `\n... and ${problems.length - MAX_PROBLEMS} more` : '';
  throw new CommandError(`${path}: nothing was imported.\n${shown}${more}`);
}

/** Every problem with its line number, from 1; the header is line 1. */
export function parseRoll(input: Uint8Array): { rows: RollRow[]; problems: string[] } {
  const problems: string[] = [];
  const rows: RollRow[] = [];
  const seen = new Map<string, number>();
  for (const { record, line } of records(input, problems)) {
    const reason = problemOf(record, seen);
    if (reason !== undefined) problems.push(`line ${line}: ${reason}`);
    else rows.push({ voter: record.voter ?? '', style: record.style ?? '' });
    if (record.voter !== undefined && !seen.has(record.voter)) seen.set(record.voter, line);
  }
  if (rows.length === 0 && problems.length === 0) problems.push('line 1: there are no voters');
  return { rows, problems };
}

interface Row {
  readonly record: { readonly voter?: string; readonly style?: string };
  readonly line: number;
}

function records(input: Uint8Array, problems: string[]): Row[] {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(input);
  } catch {
    problems.push('line 1: the file is not UTF-8');
    return [];
  }
  try {
    const parsed = parse(text, {
      bom: true,
      skip_empty_lines: true,
      trim: true,
      relax_column_count: true,
      info: true,
    });
    const [header, ...body] = parsed as unknown as { record: string[]; info: { lines: number } }[];
    const names = header?.record ?? [];
    const [voter, style] = [names.indexOf('voter'), names.indexOf('style')];
    if (voter < 0 || style < 0) {
      problems.push('line 1: the header must name the columns voter and style');
      return [];
    }
    return body.map(({ record, info }) => {
      if (record.length !== names.length) return { record: {}, line: info.lines };
      return { record: { voter: record[voter] ?? '', style: record[style] ?? '' }, line: info.lines };
    });
  } catch (error) {
    const line = error instanceof Error && 'lines' in error ? Number(error.lines) : 1;
    problems.push(`line ${line}: not CSV: ${error instanceof Error ? error.message : ''}`);
    return [];
  }
}

function problemOf({ voter, style }: Row['record'], seen: ReadonlyMap<string, number>): string | undefined {
  if (voter === undefined || style === undefined) return 'it does not have as many fields as the header';
  if (!ID.test(voter)) return 'the voter ID must be 1 to 64 letters, digits, dots, hyphens or underscores';
  if (!ID.test(style)) return 'the style must be 1 to 64 letters, digits, dots, hyphens or underscores';
  const first = seen.get(voter);
  return first === undefined ? undefined : `voter ${voter} stands on line ${first} already`;
}
