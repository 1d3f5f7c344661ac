/**
 * PrefLib files of rankings: `.soc`, `.soi`, `.toc`, `.toi` (strict or tied, complete or incomplete orders).
 *
 * A header of `# KEY: value` lines, then one line for each different order: `count: 3,{1,2},5`, where braces hold
 * options that share a rank. Numbers count from 1 in the file and from 0 in what this returns. Format:
 * https://www.preflib.org/format
 */

import { MAX_OPTIONS } from './ballot.ts';
import { PreflibError } from './errors.ts';

export interface PreflibOrder {
  /** How many voters gave this order. */
  readonly count: number;
  /** Ranks, best first, each the indexes of its alternatives from 0. */
  readonly groups: readonly (readonly number[])[];
}

export interface PreflibFile {
  readonly title: string;
  readonly alternatives: readonly string[];
  readonly orders: readonly PreflibOrder[];
  readonly voters: number;
}

const MAX_CHARACTERS = 64 * 1024 * 1024;
const HEADER = /^#\s*([A-Z][A-Z0-9 ]*?)\s*:\s*(.*)$/;
const ORDER_LINE = /^([0-9]{1,12}) *:(.*)$/;
const RANK = / *(?:([0-9]{1,3})|\{([0-9 ,]*)\}) *(,|$)/y;

/** @throws PreflibError with the line */
export function parsePreflib(text: string): PreflibFile {
  if (text.length > MAX_CHARACTERS) {
    throw new PreflibError('preflib/too-large', 0, `more than ${MAX_CHARACTERS} characters`);
  }
  const headers = new Map<string, string>();
  const orders: PreflibOrder[] = [];
  let alternatives: readonly string[] | undefined;
  for (const { line, number } of linesOf(text)) {
    if (line.startsWith('#')) {
      if (alternatives !== undefined)
        throw new PreflibError('preflib/bad-header', number, 'a header after the orders');
      readHeader(headers, line, number);
    } else {
      alternatives ??= readAlternatives(headers);
      orders.push(readOrder(line, number, alternatives.length));
    }
  }
  alternatives ??= readAlternatives(headers);
  const voters = orders.reduce((sum, order) => sum + order.count, 0);
  checkTotal(headers, 'NUMBER VOTERS', voters);
  checkTotal(headers, 'NUMBER UNIQUE ORDERS', orders.length);
  return { title: headers.get('TITLE') ?? '', alternatives, orders, voters };
}

function* linesOf(text: string): Generator<{ readonly line: string; readonly number: number }> {
  let start = 0;
  for (let number = 1; start < text.length; number += 1) {
    const newline = text.indexOf('\n', start);
    const end = newline < 0 ? text.length : newline;
    const line = text.slice(start, end).trim();
    if (line !== '') yield { line, number };
    start = end + 1;
  }
}

function readHeader(headers: Map<string, string>, line: string, number: number): void {
  const [, key, value] = HEADER.exec(line) ?? [];
  if (key === undefined || value === undefined) {
    throw new PreflibError('preflib/bad-header', number, 'a header line is "# KEY: value"');
  }
  if (headers.has(key)) throw new PreflibError('preflib/bad-header', number, `${key} is given twice`);
  headers.set(key, value);
}

function readAlternatives(headers: ReadonlyMap<string, string>): readonly string[] {
  const number = readNumber(headers, 'NUMBER ALTERNATIVES');
  if (number === undefined) throw new PreflibError('preflib/missing-header', 0, 'no NUMBER ALTERNATIVES');
  if (number < 1 || number > MAX_OPTIONS) {
    throw new PreflibError(
      'preflib/too-many-alternatives',
      0,
      `${number} alternatives, must be 1 to ${MAX_OPTIONS}`,
    );
  }
  return Array.from({ length: number }, (_, index) => {
    const name = headers.get(`ALTERNATIVE NAME ${index + 1}`);
    if (name === undefined)
      throw new PreflibError('preflib/missing-header', 0, `no ALTERNATIVE NAME ${index + 1}`);
    return name;
  });
}

function readNumber(headers: ReadonlyMap<string, string>, key: string): number | undefined {
  const value = headers.get(key);
  if (value === undefined) return undefined;
  if (!/^[0-9]{1,15}$/.test(value)) throw new PreflibError('preflib/bad-header', 0, `${key} is not a number`);
  return Number(value);
}

function checkTotal(headers: ReadonlyMap<string, string>, key: string, found: number): void {
  const expected = readNumber(headers, key);
  if (expected === undefined || expected === found) return;
  throw new PreflibError('preflib/count-mismatch', 0, `${key} says ${expected}, the orders make ${found}`);
}

function readOrder(line: string, number: number, alternatives: number): PreflibOrder {
  const [, count, order] = ORDER_LINE.exec(line) ?? [];
  if (count === undefined || order === undefined || Number(count) < 1) {
    throw new PreflibError(
      'preflib/bad-line',
      number,
      'an order line is "count: order", the count at least 1',
    );
  }
  const groups = readRanks(order, number);
  const seen = new Set<number>();
  for (const index of groups.flat()) {
    if (index < 0 || index >= alternatives) {
      throw new PreflibError(
        'preflib/unknown-alternative',
        number,
        `alternative ${index + 1} of ${alternatives}`,
      );
    }
    if (seen.size === seen.add(index).size) {
      throw new PreflibError(
        'preflib/repeated-alternative',
        number,
        `alternative ${index + 1} is ranked twice`,
      );
    }
  }
  return { count: Number(count), groups };
}

function readRanks(order: string, number: number): readonly (readonly number[])[] {
  const groups: number[][] = [];
  let position = 0;
  let more = order.trim() !== '';
  while (more) {
    RANK.lastIndex = position;
    const match = RANK.exec(order);
    const numbers = (match?.[1] ?? match?.[2] ?? '').split(',').map((item) => item.trim());
    if (match === null || !numbers.every((item) => /^[0-9]{1,3}$/.test(item))) {
      throw new PreflibError(
        'preflib/bad-order',
        number,
        `bad order at column ${position + 1} after the colon`,
      );
    }
    groups.push(numbers.map((item) => Number(item) - 1).toSorted((a, b) => a - b));
    position = RANK.lastIndex;
    more = match[3] === ',';
  }
  return groups;
}
