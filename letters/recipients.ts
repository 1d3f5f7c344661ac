/**
 * To whom letters go. The roll has IDs alone; names, addresses and languages are the office's own, in a CSV file that is
 * read for one printing and kept nowhere: columns `voter`, `name`, `language`, and those whose names begin with `address`,
 * each a line or several.
 */
import { CodedError } from '../common/coded-error.ts';
import { LANGUAGES, type Language } from '../common/languages.ts';
import { readCsv } from '../common/read-csv.ts';
import { utf8 } from '../protocol/primitives/bytes.ts';

/** `letters/bad-addresses` names the line; `letters/no-address` the voters. */
export class AddressError extends CodedError<'letters/bad-addresses' | 'letters/no-address'> {}

export interface Recipient {
  readonly voter: string;
  readonly language: Language;
  readonly name?: string;
  /** Lines, without the name. */
  readonly address: readonly string[];
}

/** Characters of a line on the envelope, and lines in its window. */
const MAX_LINE = 100;
const MAX_LINES = 6;
/** As many as a roll may have, and as many again who are not on it. */
const MAX_ROWS = 400_000;
/** Voters that an error names. */
const MAX_NAMED = 5;

/** For the window of the envelope: without name and address the voter ID, by which the office finds them. */
export function linesFor({ voter, name, address }: Recipient): readonly string[] {
  const lines = name === undefined ? address : [name, ...address];
  return lines.length > 0 ? lines : [voter];
}

/**
 * In the order of `voters`; the file (CSV) may have others too. `language` is for those whose row names none. Without a file
 * nobody has a name or an address. Errors: AddressError, and then there is nobody to write to.
 */
export function recipientsOf(
  voters: readonly string[],
  language: Language,
  csv: string | undefined,
): Recipient[] {
  if (csv === undefined) return voters.map((voter) => ({ voter, language, address: [] }));
  const known = parseAddresses(utf8(csv), language);
  const missing = voters.filter((voter) => !known.has(voter));
  if (missing.length > 0) {
    const more = missing.length > MAX_NAMED ? ` and ${missing.length - MAX_NAMED} more` : '';
    const message = `the file of addresses does not have ${missing.slice(0, MAX_NAMED).join(', ')}${more}`;
    throw new AddressError('letters/no-address', message);
  }
  return voters.flatMap((voter) => known.get(voter) ?? []);
}

function parseAddresses(csv: Uint8Array, language: Language): Map<string, Recipient> {
  const { names, rows, problem } = readCsv(csv, MAX_ROWS);
  if (problem !== undefined) throw badRow(problem.line, problem.reason);
  if (!names.includes('voter')) throw badRow(1, 'the header must name the column voter');
  const known = new Map<string, Recipient>();
  for (const { fields, line } of rows) {
    if (fields.length !== names.length) throw badRow(line, 'it does not have as many fields as the header');
    const recipient = recipientOf(names, fields, language, line);
    if (known.has(recipient.voter)) throw badRow(line, `voter ${recipient.voter} is there twice`);
    known.set(recipient.voter, recipient);
  }
  return known;
}

function recipientOf(
  names: readonly string[],
  fields: readonly string[],
  otherwise: Language,
  line: number,
): Recipient {
  const field = (name: string): string => fields[names.indexOf(name)] ?? '';
  const lines = fields
    .filter((_, i) => names[i]?.startsWith('address'))
    .flatMap((value) => value.split(/\r?\n/))
    .map((value) => value.trim())
    .filter((value) => value !== '');
  const name = field('name');
  const long = [name, ...lines].find((value) => value.length > MAX_LINE);
  if (long !== undefined) throw badRow(line, `"${long.slice(0, 20)}…" is longer than ${MAX_LINE} characters`);
  const shown = name.split(/\r?\n/).filter((value) => value !== '').length + lines.length;
  if (shown > MAX_LINES) throw badRow(line, `name and address have ${shown} lines, of ${MAX_LINES} that fit`);
  return {
    voter: field('voter'),
    language: languageOf(field('language'), otherwise, line),
    ...(name !== '' && { name }),
    address: lines,
  };
}

function languageOf(value: string, otherwise: Language, line: number): Language {
  if (value === '') return otherwise;
  const found = LANGUAGES.find((language) => language === value.toLowerCase());
  if (found === undefined)
    throw badRow(line, `"${value.slice(0, 20)}" is no language: ${LANGUAGES.join(', ')} are`);
  return found;
}

const badRow = (line: number, reason: string): AddressError =>
  new AddressError('letters/bad-addresses', `line ${line} of the addresses: ${reason}`);
