/**
 * The one catalogue of all texts that the Finlet shows, in every language of the terminal. A test checks that each
 * screen fits the display in each language with every placeholder at its widest.
 *
 * On the screens keys are called by what is printed on them (terminal/keys.ts): OK, X cancel, < correct, ? help.
 */

import type { LocalText } from '../../ballots/ballot.ts';
import type { Screen } from '../display/lcd.ts';
import { HELP, type HelpId } from './catalogue-help.ts';
import { NOTICE_SCREENS, OUTCOME_SCREENS, PROMPT_SCREENS, STATUS_SCREENS } from './catalogue-messages.ts';
import { TERMINAL_SCREENS } from './catalogue-terminal.ts';
import { TRIAL_SCREENS } from './catalogue-trial.ts';
import { RULES, VOTING_SCREENS } from './catalogue-voting.ts';
import type { Language, LocalScreen } from './languages.ts';

export const SCREENS = {
  ...TERMINAL_SCREENS,
  ...VOTING_SCREENS,
  ...NOTICE_SCREENS,
  ...OUTCOME_SCREENS,
  ...STATUS_SCREENS,
  ...PROMPT_SCREENS,
};

export type ScreenId = keyof typeof SCREENS;
export type RuleId = keyof typeof RULES;
export type NoticeId = keyof typeof NOTICE_SCREENS;
export type StatusId = keyof typeof STATUS_SCREENS;

/** Shown before a language is chosen, so it is in all of them; the digit alone chooses. */
export const LANGUAGE_SCREEN: Screen = ['1 English', '2 Português', '3 Français', '4 Deutsch'];

/** What `?` says there, or OK. */
export const LANGUAGE_HELP: Screen = [
  'English: press 1',
  'Português: tecla 2',
  'Français : touche 3',
  'Deutsch: Taste 4',
];

/** Each placeholder's greatest width in columns, from the bounds of ballots/ballot.ts. */
export const PLACEHOLDERS = {
  /** Short texts of the ballot, 20 columns by its rules. */
  contest: 20,
  option: 20,
  /** All options of a contest in one line, where they fit. */
  options: 20,
  text1: 20,
  text2: 20,
  text3: 20,
  /** 64/64 */
  position: 5,
  /** One of RULES. */
  rule: 14,
  /** 128-256 */
  range: 7,
  /** 256/256 */
  count: 7,
  rank: 3,
  min: 3,
  max: 3,
  chosen: 3,
  /** 0256 */
  entry: 4,
  stars: 8,
  tries: 2,
  /** 2027-05-01 12:04 */
  time: 20,
  from: 20,
  until: 20,
  leaves: 10,
} as const;

export type Placeholder = keyof typeof PLACEHOLDERS;
export type Params = Readonly<Partial<Record<Placeholder, string | number>>>;

/** The catalogue in the voter's language, and the voter's language. */
export interface Texts {
  readonly language: Language;
  /** @throws RangeError if a parameter is missing or too wide */
  screen(id: ScreenId, params?: Params): Screen;
  /** How many a contest wants. Throws likewise. */
  rule(id: RuleId, params?: Params): string;
  /** What `?` says at a question. */
  help(id: HelpId): string;
  /** A text of the ballot: in the voter's language, or a regional form of it, or else in the ballot's default. */
  local(text: LocalText, ballotLanguages: readonly string[]): string;
}

export function textsIn(language: Language, isTrial = false): Texts {
  const screens: Readonly<Record<ScreenId, LocalScreen>> = isTrial
    ? { ...SCREENS, ...TRIAL_SCREENS }
    : SCREENS;
  return {
    language,
    screen: (id, params = {}) => fill(screens[id], language, params),
    rule: (id, params = {}) => fillLine(RULES[id][language], params),
    help: (id) => HELP[id][language],
    local: (text, ballotLanguages) => text[bestLanguage(language, ballotLanguages)] ?? '',
  };
}

function bestLanguage(language: Language, ballotLanguages: readonly string[]): string {
  const same = ballotLanguages.find((tag) => tag === language);
  return (
    same ?? ballotLanguages.find((tag) => tag.startsWith(`${language}-`)) ?? ballotLanguages[0] ?? language
  );
}

function fill(screen: LocalScreen, language: Language, params: Params): Screen {
  const [first, second, third, fourth] = screen[language];
  return [
    fillLine(first, params),
    fillLine(second, params),
    fillLine(third, params),
    fillLine(fourth, params),
  ];
}

function fillLine(line: string, params: Params): string {
  return line.replace(/\{(\w+)\}/g, (_, name: string) => {
    if (!isPlaceholder(name)) throw new RangeError(`unknown placeholder ${name}`);
    const value = params[name];
    if (value === undefined) throw new RangeError(`placeholder ${name} is not given`);
    const text = String(value);
    if (text.length > PLACEHOLDERS[name]) throw new RangeError(`placeholder ${name} is too wide`);
    return text;
  });
}

function isPlaceholder(name: string): name is Placeholder {
  return Object.hasOwn(PLACEHOLDERS, name);
}
