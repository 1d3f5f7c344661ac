/**
 * What a ballot is, once parsed, and its bounds (protocol section 2).
 */

/** The languages that text is given in are exactly the ballot's languages. */
export type LocalText = Readonly<Record<string, string>>;

/**
 * `choose-one`: exactly one option. `choose-up-to`: between `min` and `max` options, in no order.
 * `rank`: between `min` and `max` options in order of preference. `yes-no`: one of exactly two.
 */
export type ContestKind = 'choose-one' | 'choose-up-to' | 'rank' | 'yes-no';

export type CountRule = 'plurality' | 'approval' | 'stv' | 'condorcet';

/** What a contest is about: people, who are elected, or proposals, which are approved. */
export type Subject = 'people' | 'proposals';

/** For voters to read up on: the PC shows it, the terminal does not. Signed like all of the ballot. */
export interface Background {
  /** Lines, each of them a paragraph. */
  readonly details?: LocalText | undefined;
  /** Address of a page, https; what stands there is not signed. */
  readonly link?: LocalText | undefined;
}

export interface Option extends Background {
  readonly id: string;
  /** At most 20 columns, in characters that the terminal's display has. */
  readonly short: LocalText;
  readonly long: LocalText;
}

export interface Contest extends Background {
  readonly id: string;
  readonly kind: ContestKind;
  readonly subject: Subject;
  /** How the votes are counted: see docs/counting-rules.md. */
  readonly count: CountRule;
  readonly title: LocalText;
  /** At most 20 columns, in characters that the terminal's display has. */
  readonly short: LocalText;
  /** Fewest options in a vote that is not blank; at least 1. */
  readonly min: number;
  /** Most options in a vote; at most the number of options. */
  readonly max: number;
  readonly blankAllowed: boolean;
  /** Whether several options may share a rank. Only for `rank` contests counted by `condorcet`. */
  readonly equalRanks: boolean;
  /** Only for `stv`: equal votes that no earlier stage tells apart are decided by lot; left out, by the order of the ballot. */
  readonly ties?: 'lot' | undefined;
  readonly seats: number;
  readonly options: readonly Option[];
}

export interface Ballot {
  readonly id: string;
  /** The first is the default. */
  readonly languages: readonly string[];
  readonly title: LocalText;
  readonly contests: readonly Contest[];
}

export const SUBJECTS: readonly Subject[] = ['people', 'proposals'];

export const CONTEST_KINDS: readonly ContestKind[] = ['choose-one', 'choose-up-to', 'rank', 'yes-no'];

/** The rules that may count a contest of each kind; the first is the default where there is only one. */
export const RULES_OF_KIND: Readonly<Record<ContestKind, readonly CountRule[]>> = {
  'choose-one': ['plurality'],
  'choose-up-to': ['approval'],
  rank: ['stv', 'condorcet'],
  'yes-no': ['plurality'],
};

export const MAX_BALLOT_BYTES = 64 * 1024;
export const MAX_VOTE_BYTES = 2048;
export const MAX_CONTESTS = 64;
export const MAX_OPTIONS = 256;
export const MAX_LANGUAGES = 16;
/** Code points of a title or a long text. */
export const MAX_LONG_TEXT = 500;
/** Code points of details. */
export const MAX_DETAILS = 4000;
/** The terminal's display is 20 columns wide, one code point to a column. */
export const MAX_SHORT_TEXT = 20;
