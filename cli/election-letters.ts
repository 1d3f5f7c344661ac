/** `revs election letters`: election notices, their cover list, or what a mail merge needs. */
import { existsSync, writeFileSync } from 'node:fs';
import { LANGUAGES } from '../common/languages.ts';
import { CommandError, print, printJson } from '../output/output.ts';
import type { Common } from './common-options.ts';
import { type LetterOptions, oneOf, readAddresses } from './letter-options.ts';
import { officerOf } from './officer-of.ts';

export interface LettersOptions extends Common, LetterOptions {
  readonly what: string;
  readonly voter?: string[];
  readonly timeZone?: string;
}

export async function writeLetters(file: string, options: LettersOptions): Promise<void> {
  if (existsSync(file)) throw new CommandError(`${file} exists; choose another name`);
  const officer = await officerOf(options);
  const { election } = await officer.election(options.election);
  const addresses = readAddresses(options.addresses);
  const bytes = await officer.file(`/officer/elections/${election}/letters`, {
    what: oneOf(['notices', 'cover-list', 'mail-merge'], options.what, '--what'),
    language: oneOf(LANGUAGES, options.language, '--language'),
    timeZone: options.timeZone ?? new Intl.DateTimeFormat().resolvedOptions().timeZone,
    ...(options.voter && { voters: options.voter }),
    ...(addresses !== undefined && { addresses }),
  });
  writeFileSync(file, bytes, { flag: 'wx' });
  if (options.json) printJson({ file, bytes: bytes.length });
  else print(`${file} is written (${bytes.length} bytes).`);
}
