/** A ballot document for the election in a PrefLib file, so that its orders can be cast and counted as votes. */

import { MAX_OPTIONS, MAX_SHORT_TEXT } from './ballot.ts';
import type { PreflibFile } from './preflib.ts';
import { codePoints, collapseSpace, escapeXml, findForbidden, isDisplayable } from './text.ts';

export interface PreflibBallotOptions {
  /** ID of the ballot; by default `preflib`. */
  readonly id?: string;
  /** Tag of the language that the file is in; by default `en`. */
  readonly language?: string;
  /** By default what the title says, as in "(3 seats"; 1 if it says nothing. */
  readonly seats?: number;
}

/** Long texts are kept this short so that 256 of them fit into a ballot. */
const MAX_NAME = 120;

/** Counted by STV; by Condorcet with equal ranks if any order has a tie. Options are c1, c2, ... as in the file. */
export function preflibBallot(file: PreflibFile, options: PreflibBallotOptions = {}): string {
  const tied = file.orders.some((order) => order.groups.some((group) => group.length > 1));
  const number = file.alternatives.length;
  const seats = tied ? 1 : (options.seats ?? seatsInTitle(file.title, number));
  const title = longName(file.title, 'Election');
  const rules = tied ? 'count="condorcet" equal-ranks="yes"' : `count="stv" seats="${seats}"`;
  const shorts = shortNames(file.alternatives);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<ballot xmlns="urn:revs:ballot:v1" id="${escapeXml(options.id ?? 'preflib')}" languages="${escapeXml(options.language ?? 'en')}">`,
    `  <title>${escapeXml(title)}</title>`,
    `  <contest id="ranking" kind="rank" ${rules} min="1" max="${number}" blank="allowed">`,
    `    <title>${escapeXml(title)}</title>`,
    `    <short>${escapeXml(shortName(file.title) || 'Election')}</short>`,
    ...file.alternatives.map((name, index) => {
      const long = escapeXml(longName(name, `Option ${index + 1}`));
      return `    <option id="c${index + 1}"><short>${escapeXml(shorts[index] ?? '')}</short><long>${long}</long></option>`;
    }),
    '  </contest>',
    '</ballot>',
    '',
  ].join('\n');
}

function seatsInTitle(title: string, most: number): number {
  const seats = Number(/\(([0-9]{1,3}) seats?\b/.exec(title)?.[1] ?? '1');
  return Math.max(1, Math.min(seats, most, MAX_OPTIONS));
}

function longName(name: string, fallback: string): string {
  const clean = [...collapseSpace(name).normalize('NFC')].filter((character) => findForbidden(character) < 0);
  return collapseSpace(clean.slice(0, MAX_NAME).join('')) || fallback;
}

/** Without what stands in brackets at the end, in characters that the display has, at most 20 of them. */
function shortName(name: string): string {
  const bare = collapseSpace(name).replace(/ \([^()]*\)$/, '');
  const shown = [...bare.normalize('NFC')].map(displayed).join('');
  return collapseSpace([...collapseSpace(shown)].slice(0, MAX_SHORT_TEXT).join(''));
}

function displayed(character: string): string {
  if (isDisplayable(character)) return character;
  const plain = character.normalize('NFKD').replace(/[\u0300-\u036f]/g, '');
  return isDisplayable(plain) ? plain : '?';
}

/** Names that come out alike are numbered, the first of them excepted. */
function shortNames(names: readonly string[]): readonly string[] {
  const used = new Set<string>();
  return names.map((name, index) => {
    const base = shortName(name) || `Option ${index + 1}`;
    let short = base;
    for (let number = 2; used.has(short); number += 1) short = numbered(base, number);
    used.add(short);
    return short;
  });
}

function numbered(base: string, number: number): string {
  const suffix = ` ${number}`;
  return collapseSpace([...base].slice(0, MAX_SHORT_TEXT - codePoints(suffix)).join('')) + suffix;
}
