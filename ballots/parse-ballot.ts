/**
 * Reads a ballot document (ballot.xsd) and checks everything about it.
 *
 * Context: protocol sections 2 (bounds) and 3; runs inside the terminal and in every verifier.
 * Input: the exact bytes. Output: a Ballot that any vote can be checked against. Errors: BallotError.
 */

import {
  type Background,
  type Ballot,
  CONTEST_KINDS,
  type Contest,
  type CountRule,
  type LocalText,
  MAX_CONTESTS,
  MAX_LANGUAGES,
  MAX_OPTIONS,
  MAX_VOTE_BYTES,
  type Option,
  RULES_OF_KIND,
  SUBJECTS,
} from './ballot.ts';
import { checkContestRules } from './contest-rules.ts';
import { BallotError } from './errors.ts';
import { DETAILS, LINK, LONG_TEXT, readLocalText, SHORT_TEXT, type TextLimits } from './local-text.ts';
import { maxVoteLength } from './vote-encoding.ts';
import { prefilterXml } from './xml-prefilter.ts';
import { readXmlTree, type XmlElement } from './xml-tree.ts';
import { yesNoOptions } from './yes-no.ts';

const NAMESPACE = 'urn:revs:ballot:v1';
const ID = /^[A-Za-z0-9._-]{1,64}$/;
const NUMBER = /^[1-9][0-9]{0,2}$/;
/** Language, then script, then region, each in its canonical case, so that a language has one spelling. */
const LANGUAGE = /^[a-z]{2,3}(?:-[A-Z][a-z]{3})?(?:-(?:[A-Z]{2}|[0-9]{3}))?$/;

export function parseBallot(xml: Uint8Array): Ballot {
  const root = readXmlTree(prefilterXml(xml));
  const where = 'ballot';
  if (root.name !== 'ballot')
    throw new BallotError('ballot/unknown-element', where, `root is <${root.name}>`);
  allowAttributes(root, where, ['xmlns', 'id', 'languages']);
  allowChildren(root, where, ['title', 'contest']);
  if (attribute(root, where, 'xmlns') !== NAMESPACE) {
    throw new BallotError('ballot/bad-value', where, `the namespace is not ${NAMESPACE}`);
  }
  const id = readId(root, where);
  const languages = readLanguages(attribute(root, where, 'languages'), where);
  const title = localText(root, where, 'title', languages, LONG_TEXT);
  const contests = childrenOf(root, 'contest', where, MAX_CONTESTS).map((element) =>
    readContest(element, languages),
  );
  refuseDuplicates(contests, languages, where);
  const ballot = { id, languages, title, contests };
  const length = maxVoteLength(ballot);
  if (length > MAX_VOTE_BYTES) {
    throw new BallotError(
      'ballot/vote-too-long',
      where,
      `a vote can take ${length} bytes, the most is ${MAX_VOTE_BYTES}`,
    );
  }
  return ballot;
}

const CONTEST_ATTRIBUTES = [
  ...['id', 'kind', 'subject', 'count', 'seats', 'min', 'max', 'blank', 'equal-ranks', 'ties'],
];

function readContest(element: XmlElement, languages: readonly string[]): Contest {
  const id = readId(element, 'contest');
  const where = `contest ${id}`;
  allowAttributes(element, where, CONTEST_ATTRIBUTES);
  allowChildren(element, where, ['title', 'short', 'details', 'link', 'option']);
  const kind = oneOf(attribute(element, where, 'kind'), CONTEST_KINDS, where, 'kind');
  const rules = RULES_OF_KIND[kind];
  const onlyRule = rules.length === 1 ? rules[0] : undefined;
  const count = oneOf(
    element.attributes.get('count') ?? onlyRule ?? '',
    rules,
    where,
    `count of a ${kind} contest`,
  );
  const title = localText(element, where, 'title', languages, LONG_TEXT);
  const short = localText(element, where, 'short', languages, SHORT_TEXT);
  const options = readOptions(element, kind === 'yes-no', languages, where);
  const bounded = kind === 'choose-up-to' || kind === 'rank';
  const contest: Contest = {
    id,
    kind,
    subject: oneOf(element.attributes.get('subject') ?? 'people', SUBJECTS, where, 'subject'),
    count,
    title,
    short,
    ...readBackground(element, where, languages),
    min: bounded ? readNumber(element, where, 'min') : impliedOne(element, where, 'min'),
    max: bounded ? readNumber(element, where, 'max') : impliedOne(element, where, 'max'),
    blankAllowed:
      oneOf(attribute(element, where, 'blank'), ['allowed', 'refused'], where, 'blank') === 'allowed',
    equalRanks:
      oneOf(element.attributes.get('equal-ranks') ?? 'no', ['yes', 'no'], where, 'equal-ranks') === 'yes',
    ...(readsLots(element, where, count) && { ties: 'lot' as const }),
    seats: element.attributes.has('seats') ? readNumber(element, where, 'seats') : 1,
    options,
  };
  checkContestRules(contest, where);
  return contest;
}

/** Elsewhere than in `stv` ties are not broken: also to say "order" there would be wrong. */
function readsLots(contest: XmlElement, where: string, count: CountRule): boolean {
  const ties = contest.attributes.get('ties');
  if (ties !== undefined && count !== 'stv')
    throw new BallotError('ballot/rule-conflict', where, 'ties are only for contests counted by stv');
  return oneOf(ties ?? 'order', ['order', 'lot'], where, 'ties') === 'lot';
}

function readOptions(
  contest: XmlElement,
  isYesNo: boolean,
  languages: readonly string[],
  where: string,
): readonly Option[] {
  if (isYesNo && !contest.children.some((child) => child.name === 'option'))
    return yesNoOptions(languages, where);
  const options = childrenOf(contest, 'option', where, MAX_OPTIONS).map((element) => {
    const id = readId(element, `${where}, option`);
    const here = `${where}, option ${id}`;
    allowAttributes(element, here, ['id']);
    allowChildren(element, here, ['short', 'long', 'details', 'link']);
    const short = localText(element, here, 'short', languages, SHORT_TEXT);
    const long = localText(element, here, 'long', languages, LONG_TEXT);
    return { id, short, long, ...readBackground(element, here, languages) };
  });
  refuseDuplicates(options, languages, where);
  return options;
}

function readBackground(element: XmlElement, where: string, languages: readonly string[]): Background {
  const has = (name: string): boolean => element.children.some((child) => child.name === name);
  return {
    ...(has('details') && { details: localText(element, where, 'details', languages, DETAILS) }),
    ...(has('link') && { link: localText(element, where, 'link', languages, LINK) }),
  };
}

/** IDs, and the short texts by which the display tells things apart, must differ. */
function refuseDuplicates(
  items: readonly { readonly id: string; readonly short: LocalText }[],
  languages: readonly string[],
  where: string,
): void {
  const id = firstRepeated(items.map((item) => item.id));
  if (id !== undefined) throw new BallotError('ballot/duplicate-id', where, `ID ${id} is used twice`);
  for (const language of languages) {
    const text = firstRepeated(items.map((item) => item.short[language] ?? ''));
    if (text === undefined) continue;
    throw new BallotError('ballot/duplicate-text', where, `short text "${text}" (${language}) is used twice`);
  }
}

function firstRepeated(items: readonly string[]): string | undefined {
  const seen = new Set<string>();
  return items.find((item) => seen.size === seen.add(item).size);
}

function readLanguages(value: string, where: string): readonly string[] {
  const languages = value.split(' ');
  const bad = languages.find((language) => !LANGUAGE.test(language));
  if (bad !== undefined)
    throw new BallotError('ballot/bad-language', where, `"${bad}" is not a language tag`);
  if (languages.length > MAX_LANGUAGES) {
    throw new BallotError('ballot/too-many', where, `more than ${MAX_LANGUAGES} languages`);
  }
  const repeated = firstRepeated(languages);
  if (repeated !== undefined) {
    throw new BallotError('ballot/duplicate-language', where, `language ${repeated} is listed twice`);
  }
  return languages;
}

function localText(
  parent: XmlElement,
  where: string,
  name: string,
  languages: readonly string[],
  limits: TextLimits,
): LocalText {
  const elements = childrenOf(parent, name, where, MAX_LANGUAGES);
  for (const element of elements) {
    allowAttributes(element, `${where}, ${name}`, ['lang']);
    allowChildren(element, `${where}, ${name}`, []);
  }
  return readLocalText(elements, `${where}, ${name}`, languages, limits);
}

function childrenOf(parent: XmlElement, name: string, where: string, most: number): readonly XmlElement[] {
  const found = parent.children.filter((child) => child.name === name);
  if (found.length === 0) throw new BallotError('ballot/missing-element', where, `no <${name}>`);
  if (found.length > most) throw new BallotError('ballot/too-many', where, `more than ${most} <${name}>`);
  return found;
}

/** Only these elements, in this order, and no text between them. */
function allowChildren(element: XmlElement, where: string, names: readonly string[]): void {
  let last = 0;
  for (const child of element.children) {
    const index = names.indexOf(child.name);
    if (index < 0)
      throw new BallotError('ballot/unknown-element', where, `<${child.name}> does not belong here`);
    if (index < last) throw new BallotError('ballot/element-order', where, `<${child.name}> comes too late`);
    last = index;
  }
  if (names.length > 0 && /[^ \t\r\n]/.test(element.text)) {
    throw new BallotError('ballot/mixed-content', where, 'text between elements');
  }
}

function allowAttributes(element: XmlElement, where: string, names: readonly string[]): void {
  for (const name of element.attributes.keys()) {
    if (names.includes(name)) continue;
    throw new BallotError('ballot/unknown-attribute', where, `attribute ${name} of <${element.name}>`);
  }
}

function attribute(element: XmlElement, where: string, name: string): string {
  const value = element.attributes.get(name);
  if (value === undefined) throw new BallotError('ballot/missing-attribute', where, `no attribute ${name}`);
  return value;
}

function readId(element: XmlElement, where: string): string {
  const id = attribute(element, where, 'id');
  if (!ID.test(id)) throw new BallotError('ballot/bad-id', where, 'an ID is 1 to 64 of A-Z a-z 0-9 . _ -');
  return id;
}

function readNumber(element: XmlElement, where: string, name: string): number {
  const value = attribute(element, where, name);
  const number = NUMBER.test(value) ? Number(value) : 0;
  if (number < 1 || number > MAX_OPTIONS) {
    throw new BallotError('ballot/bad-value', where, `${name} is a number from 1 to ${MAX_OPTIONS}`);
  }
  return number;
}

function impliedOne(element: XmlElement, where: string, name: string): 1 {
  if (element.attributes.has(name)) {
    throw new BallotError('ballot/rule-conflict', where, `${name} is only for choose-up-to and rank`);
  }
  return 1;
}

function oneOf<T extends string>(value: string, allowed: readonly T[], where: string, name: string): T {
  const found = allowed.find((item) => item === value);
  if (found === undefined) {
    throw new BallotError('ballot/bad-value', where, `${name} must be one of: ${allowed.join(', ')}`);
  }
  return found;
}
