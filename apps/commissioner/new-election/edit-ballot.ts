/** Every change that the editor makes to a ballot: ballot in, ballot out. IDs are made here and never shown. */
import {
  type Background,
  type Ballot,
  type Contest,
  type ContestKind,
  type CountRule,
  type LocalText,
  type Option,
  RULES_OF_KIND,
} from '../../../ballots/ballot.ts';
import { yesNoOptions } from '../../../ballots/yes-no.ts';

export function emptyBallot(id: string, language: string): Ballot {
  return addContest({ id, languages: [language], title: everywhere([language], ''), contests: [] });
}

/** In Unicode form NFC, as the document must be. */
export const withText = (text: LocalText, language: string, value: string): LocalText => ({
  ...text,
  [language]: value.normalize('NFC'),
});

/** Where no language has any text, there is none. */
export function withBackground<T extends Background>(
  item: T,
  name: keyof Background,
  language: string,
  value: string,
): T {
  const text = withText(item[name] ?? {}, language, value);
  const isEmpty = Object.values(text).every((one) => one.trim() === '');
  return { ...item, [name]: isEmpty ? undefined : text };
}

const textsOf = ({ short, long, details, link }: Option): readonly LocalText[] =>
  [short, long, details, link].filter((text) => text !== undefined);

export const hasEmptyTexts = (option: Option, languages: readonly string[], language: string): boolean =>
  textsOf(option).some((text) => languages.some((tag) => tag !== language && isEmptyIn(text, tag)));

/** Where `language` has a text and another has none, it is given the same: for names, which are not translated. */
export function fillEmptyTexts(option: Option, languages: readonly string[], language: string): Option {
  const filled = (text: LocalText): LocalText =>
    Object.fromEntries(languages.map((tag) => [tag, text[isEmptyIn(text, tag) ? language : tag] ?? '']));
  const { short, long } = option;
  return { ...option, short: filled(short), long: filled(long), ...mapBackground(option, filled) };
}

const isEmptyIn = (text: LocalText, language: string): boolean => (text[language] ?? '').trim() === '';

export function addLanguage(ballot: Ballot, language: string): Ballot {
  const added = mapTexts(ballot, (text) => ({ ...text, [language]: text[language] ?? '' }));
  const languages = [...ballot.languages, language];
  return {
    ...added,
    languages,
    contests: added.contests.map((contest) => translateYesNo(contest, language)),
  };
}

export function removeLanguage(ballot: Ballot, language: string): Ballot {
  const languages = ballot.languages.filter((one) => one !== language);
  const kept = (text: LocalText): LocalText =>
    Object.fromEntries(Object.entries(text).filter(([key]) => key !== language));
  return { ...mapTexts(ballot, kept), languages };
}

export const withContest = (
  ballot: Ballot,
  index: number,
  change: (contest: Contest) => Contest,
): Ballot => ({
  ...ballot,
  contests: ballot.contests.map((contest, at) => (at === index ? change(contest) : contest)),
});

/** Kinds in which a voter may choose more than one option. */
const SEVERAL: readonly ContestKind[] = ['rank', 'choose-up-to'];

export function addContest(ballot: Ballot): Ballot {
  const { languages, contests } = ballot;
  const contest: Contest = {
    id: freeId('contest', contests),
    kind: 'choose-one',
    subject: 'people',
    count: 'plurality',
    title: everywhere(languages, ''),
    short: everywhere(languages, ''),
    min: 1,
    max: 1,
    blankAllowed: true,
    equalRanks: false,
    seats: 1,
    options: [],
  };
  return { ...ballot, contests: [...contests, addOption(addOption(contest, languages), languages)] };
}

/** Where all options may be chosen or ranked, the new one may be too. */
export function addOption(contest: Contest, languages: readonly string[]): Contest {
  const empty = everywhere(languages, '');
  const option = { id: freeId('option', contest.options), short: empty, long: empty };
  const isAll = SEVERAL.includes(contest.kind) && contest.max === contest.options.length;
  return { ...contest, max: contest.max + Number(isAll), options: [...contest.options, option] };
}

export const withOption = (contest: Contest, index: number, change: (option: Option) => Option): Contest => ({
  ...contest,
  options: contest.options.map((option, at) => (at === index ? change(option) : option)),
});

/** Sets what the new kind prescribes; a yes-no contest without texts is given its two words. */
export function withKind(contest: Contest, kind: ContestKind, languages: readonly string[]): Contest {
  const [count = 'plurality'] = RULES_OF_KIND[kind];
  const max = SEVERAL.includes(kind) ? Math.max(1, contest.options.length) : 1;
  const seats = kind === 'yes-no' ? 1 : contest.seats;
  const changed = { ...contest, kind, min: 1, max, seats };
  const ruled = withCount(changed, count);
  const untouched = contest.options.every((option) =>
    Object.values(option.short).every((text) => text === ''),
  );
  if (kind !== 'yes-no' || !untouched) return ruled;
  const empty = everywhere(languages, '');
  const blank = { ...ruled, options: ['yes', 'no'].map((id) => ({ id, short: empty, long: empty })) };
  return languages.reduce(translateYesNo, blank);
}

/** Condorcet elects one; only it can count equal ranks. */
export const withCount = (contest: Contest, count: CountRule): Contest => ({
  ...contest,
  count,
  seats: count === 'condorcet' ? 1 : contest.seats,
  equalRanks: count === 'condorcet' && contest.equalRanks,
  ties: count === 'stv' ? contest.ties : undefined,
});

/** Moves one item by `step` places; out of the list it stays. */
export function moved<T>(list: readonly T[], index: number, step: number): readonly T[] {
  const item = list[index];
  const to = index + step;
  if (item === undefined || to < 0 || to >= list.length) return list;
  return list.toSpliced(index, 1).toSpliced(to, 0, item);
}

/** The words for yes and no, where the two options have no text in this language yet and it has built-in words. */
function translateYesNo(contest: Contest, language: string): Contest {
  const words = contest.kind === 'yes-no' ? builtIn(language) : undefined;
  if (words === undefined) return contest;
  const options = contest.options.map((option) => {
    const own = words.find(({ id }) => id === option.id);
    const word = own?.short[language] ?? '';
    const put = (text: LocalText): LocalText =>
      (text[language] ?? '') === '' ? { ...text, [language]: word } : text;
    return own === undefined ? option : { ...option, short: put(option.short), long: put(option.long) };
  });
  return { ...contest, options };
}

function builtIn(language: string): readonly Option[] | undefined {
  try {
    return yesNoOptions([language], '');
  } catch {
    return undefined;
  }
}

function mapTexts(ballot: Ballot, change: (text: LocalText) => LocalText): Ballot {
  const contests = ballot.contests.map((contest) => ({
    ...contest,
    title: change(contest.title),
    short: change(contest.short),
    ...mapBackground(contest, change),
    options: contest.options.map((option) => ({
      ...option,
      short: change(option.short),
      long: change(option.long),
      ...mapBackground(option, change),
    })),
  }));
  return { ...ballot, title: change(ballot.title), contests };
}

const mapBackground = (
  { details, link }: Background,
  change: (text: LocalText) => LocalText,
): Background => ({
  ...(details && { details: change(details) }),
  ...(link && { link: change(link) }),
});

const everywhere = (languages: readonly string[], text: string): LocalText =>
  Object.fromEntries(languages.map((language) => [language, text]));

function freeId(kind: string, items: readonly { readonly id: string }[]): string {
  const taken = new Set(items.map(({ id }) => id));
  let number = items.length + 1;
  while (taken.has(`${kind}-${number}`)) number += 1;
  return `${kind}-${number}`;
}
