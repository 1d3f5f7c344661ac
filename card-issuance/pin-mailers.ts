/**
 * The digits of new cards, from the card's making until its PIN letter has come out of the printer: a file for each voter,
 * readable by its owner only. Letters are written for all that wait, and kept with the list of their voters; when the officer
 * says that they have come out right, letters and digits are erased. Whatever is interrupted may be repeated.
 */
import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'csv-stringify/sync';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import type { CardSecrets } from '../letters/pin-mailer.ts';
import type { Recipient } from '../letters/recipients.ts';
import { CommandError } from '../output/output.ts';
import { utf8 } from '../protocol/primitives/bytes.ts';
import { ensureFolder, eraseSecret, readSecret, writeSecretOnce } from '../servers/shared/secret-file.ts';

const SUFFIX = '.pin';
/** How letters are printed: as pages, or by another program from a table. */
export const FORMATS = ['pdf', 'csv'] as const;
export type Format = (typeof FORMATS)[number];

const digits = Type.String({ pattern: '^[0-9]{4,8}$' });
const Secrets = Type.Object({
  pin: digits,
  puk: digits,
  signing: Type.Object({ pin: digits, puk: digits }),
});

export class PinMailers {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** In the place of older digits of that voter, of which a letter says nothing of these. Durable when it returns. */
  put(voter: string, { pin, puk, signing }: CardSecrets): void {
    const written = this.written();
    if (written.includes(voter)) this.#keepList(written.filter((other) => other !== voter));
    eraseSecret(this.#digits(voter));
    writeSecretOnce(this.#digits(voter), utf8(JSON.stringify({ pin, puk, signing })));
  }

  /** Voters whose digits are here, in order. */
  waiting(): string[] {
    if (!existsSync(this.#folder)) return [];
    const files = readdirSync(this.#folder).filter((name) => name.endsWith(SUFFIX));
    return files.map((name) => name.slice(0, -SUFFIX.length)).toSorted();
  }

  /** Errors: CommandError if there are none that can be read. */
  read(voter: string): CardSecrets {
    const bytes = readSecret(this.#digits(voter));
    const secrets: unknown = bytes && JSON.parse(Buffer.from(bytes).toString('utf8'));
    if (!Value.Check(Secrets, secrets)) throw new CommandError(`${this.#digits(voter)} cannot be read`);
    return secrets;
  }

  letters(format: Format): string {
    return join(this.#folder, `pin-letters.${format}`);
  }

  get coverList(): string {
    return join(this.#folder, 'cover-list.pdf');
  }

  /** The letters to these voters and their cover list, in the place of those that were not destroyed. */
  write(format: Format, letters: Uint8Array, coverList: Uint8Array, voters: readonly string[]): void {
    this.#eraseLetters();
    ensureFolder(this.#folder);
    writeOwn(this.letters(format), letters);
    writeOwn(this.coverList, coverList);
    // Last: with the list all is there, and what it names may be destroyed.
    this.#keepList(voters);
  }

  /** To whom letters have been written that are not destroyed. A list that a crash has left cut off or zeroed is none. */
  written(): string[] {
    if (!existsSync(this.#list)) return [];
    try {
      return JSON.parse(readFileSync(this.#list, 'utf8')) as string[];
    } catch (error) {
      if (error instanceof SyntaxError) return [];
      throw error;
    }
  }

  #keepList(voters: readonly string[]): void {
    eraseSecret(this.#list);
    writeOwn(this.#list, utf8(JSON.stringify(voters)));
  }

  /** The letters that were written, and the digits in them, for good. How many there were. */
  destroy(): number {
    const voters = this.written();
    for (const format of FORMATS) eraseSecret(this.letters(format));
    for (const voter of voters) eraseSecret(this.#digits(voter));
    this.#eraseLetters();
    return voters.length;
  }

  #eraseLetters(): void {
    eraseSecret(this.#list);
    for (const path of [...FORMATS.map((format) => this.letters(format)), this.coverList]) eraseSecret(path);
  }

  get #list(): string {
    return join(this.#folder, 'pin-letters.voters.json');
  }

  readonly #digits = (voter: string): string => join(this.#folder, `${voter}${SUFFIX}`);
}

/** Digits keep their zeros where spreadsheet programs are told that the columns are text. */
export function mailersCsv(recipients: readonly (Recipient & CardSecrets)[]): Uint8Array {
  const rows = recipients.map(({ voter, language, name, address, pin, puk, signing }) => ({
    ...{ voter, language, name, address: address.join('\n'), PIN: pin, PUK: puk },
    ...{ 'signing PIN': signing.pin, 'signing PUK': signing.puk },
  }));
  return utf8(stringify(rows, { header: true, bom: true, escape_formulas: true }));
}

/** For the owner only; durable when it returns. */
function writeOwn(path: string, bytes: Uint8Array): void {
  const file = openSync(path, 'wx', 0o600);
  try {
    writeFileSync(file, bytes);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
