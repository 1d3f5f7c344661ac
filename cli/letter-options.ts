/** What commands that write letters have in common. */
import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { CommandError } from '../output/output.ts';

export interface LetterOptions {
  readonly language: string;
  readonly addresses?: string;
}

export const withLetterOptions = (command: Command): Command =>
  command
    .option('--language <language>', 'en, pt, fr or de; for voters whose address names none', 'en')
    .option('--addresses <file>', 'CSV with the columns voter, name, address1 and so on, language');

/** Errors: CommandError naming what may stand there. */
export function oneOf<T extends string>(allowed: readonly T[], value: string, option: string): T {
  const found = allowed.find((one) => one === value);
  if (found === undefined) throw new CommandError(`${option} ${value}: write one of ${allowed.join(', ')}`);
  return found;
}

/** Errors: CommandError naming the file. */
export function readAddresses(path: string | undefined): string | undefined {
  if (path === undefined) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path));
  } catch {
    throw new CommandError(`--addresses ${path}: cannot be read as UTF-8`);
  }
}
