/** Reads a file with the roll of voters. Bad rows are named with line and reason; none is half-imported. */
import { readFileSync, statSync } from 'node:fs';
import { CommandError } from '../output/output.ts';
import { MAX_ROLL_LENGTH, parseRoll } from '../servers/commissioner/roll/roll-csv.ts';

const MAX_PROBLEMS = 20;

export function readRoll(path: string): { voter: string; style: string }[] {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) throw new CommandError(`${path} does not exist`);
  if (found.isDirectory()) throw new CommandError(`${path} is a folder, not a file`);
  if (found.size > MAX_ROLL_LENGTH)
    throw new CommandError(`${path} is larger than ${MAX_ROLL_LENGTH / 1024 / 1024} MiB`);
  const { rows, problems } = parseRoll(readFileSync(path));
  if (problems.length === 0) return rows.map(({ voter, style }) => ({ voter, style }));
  const shown = problems.slice(0, MAX_PROBLEMS).map(({ line, reason }) => `line ${line}: ${reason}`);
  const more = problems.length > MAX_PROBLEMS ? `\n... and ${problems.length - MAX_PROBLEMS} more` : '';
  throw new CommandError(`${path}: nothing was imported.\n${shown.join('\n')}${more}`);
}
