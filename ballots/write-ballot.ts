/** A Ballot as the document (ballot.xsd) that `parseBallot` reads as the same Ballot. */

import type { Background, Ballot, Contest, LocalText, Option } from './ballot.ts';
import { escapeXml } from './text.ts';

/** Also writes a ballot that is not finished yet; `parseBallot` then says what is wrong with it. */
export function writeBallot(ballot: Ballot): string {
  const { id, languages, title, contests } = ballot;
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<ballot${attributes({ xmlns: 'urn:revs:ballot:v1', id, languages: languages.join(' ') })}>`,
    ...texts('  ', 'title', title, languages),
    ...contests.flatMap((contest) => ['', ...contestLines(contest, languages)]),
    '</ballot>',
    '',
  ];
  return lines.join('\n');
}

function contestLines(contest: Contest, languages: readonly string[]): string[] {
  const { id, kind, subject, count, seats, min, max, blankAllowed, equalRanks, ties } = contest;
  const own = attributes({
    id,
    kind,
    ...(subject === 'proposals' ? { subject } : {}),
    count,
    seats: String(seats),
    ...(kind === 'rank' || kind === 'choose-up-to' ? { min: String(min), max: String(max) } : {}),
    blank: blankAllowed ? 'allowed' : 'refused',
    ...(equalRanks ? { 'equal-ranks': 'yes' } : {}),
    ...(ties === undefined ? {} : { ties }),
  });
  return [
    `  <contest${own}>`,
    ...texts('    ', 'title', contest.title, languages),
    ...texts('    ', 'short', contest.short, languages),
    ...backgroundLines('    ', contest, languages),
    ...contest.options.flatMap((option) => optionLines(option, languages)),
    '  </contest>',
  ];
}

function optionLines({ id, short, long, ...background }: Option, languages: readonly string[]): string[] {
  return [
    `    <option${attributes({ id })}>`,
    ...texts('      ', 'short', short, languages),
    ...texts('      ', 'long', long, languages),
    ...backgroundLines('      ', background, languages),
    '    </option>',
  ];
}

function backgroundLines(
  indent: string,
  { details, link }: Background,
  languages: readonly string[],
): string[] {
  return [
    ...(details ? texts(indent, 'details', details, languages) : []),
    ...(link ? texts(indent, 'link', link, languages) : []),
  ];
}

/** A single element without `lang` where the text is the same in all languages. */
function texts(indent: string, name: string, text: LocalText, languages: readonly string[]): string[] {
  const [first = '', ...others] = languages.map((language) => text[language] ?? '');
  if (others.every((other) => other === first)) return [`${indent}<${name}>${escapeXml(first)}</${name}>`];
  return languages.map(
    (lang) => `${indent}<${name}${attributes({ lang })}>${escapeXml(text[lang] ?? '')}</${name}>`,
  );
}

const attributes = (values: Readonly<Record<string, string>>): string =>
  Object.entries(values)
    .map(([name, value]) => ` ${name}="${escapeXml(value)}"`)
    .join('');
