/**
 * Results of a count. They are data for JSON: keys are always made in the order of these types, numbers are
 * integers, votes with decimals are strings with 5 decimals; so two verifiers' results are equal byte for byte.
 * Options are named by ID and listed in the order of the ballot unless said otherwise.
 */

/** Options with equal right to the seats that remain; the rules of the election, not this program, decide. */
export interface Tie {
  readonly seats: number;
  readonly options: readonly string[];
}

export interface OptionVotes {
  readonly option: string;
  readonly votes: number;
}

interface Head<Rule extends string> {
  readonly contest: string;
  readonly rule: Rule;
  readonly seats: number;
  readonly ballots: number;
  readonly blank: number;
  /** Ballots that are not blank. */
  readonly valid: number;
}

export interface MostVotesResult extends Head<'plurality' | 'approval'> {
  readonly options: readonly OptionVotes[];
  /** Most votes first. */
  readonly elected: readonly string[];
  readonly tie: Tie | null;
}

export interface StvOption {
  readonly option: string;
  /** What the stage added or took, for example `-12.00000`. */
  readonly transfer: string;
  /** At the end of the stage. An option excluded last of all keeps its votes: its papers go nowhere. */
  readonly votes: string;
  readonly status: 'continuing' | 'elected' | 'excluded';
}

/** How a tie about whose papers go first, or who is excluded, was broken. */
export interface StvTieBreak {
  readonly tied: readonly string[];
  /** The stage at whose end the votes differed; if they never did, the order of the ballot or a lot, as the ballot says. */
  readonly by: 'earlier-stage' | 'ballot-order' | 'lot';
  /** The stage that decided; null for a lot and the order of the ballot. */
  readonly stage: number | null;
}

export interface StvStage {
  /** From 1. */
  readonly stage: number;
  readonly action: 'first-preferences' | 'surplus' | 'exclusion';
  /** Whose papers are transferred; null in stage 1. */
  readonly option: string | null;
  readonly tieBreak: StvTieBreak | null;
  readonly options: readonly StvOption[];
  /** Sum, so far, of the values of papers that have no next preference. */
  readonly exhausted: string;
  /** Sum, so far, of what was lost by cutting transfer values to 5 decimals. */
  readonly lost: string;
  /** Elected at the end of this stage, most votes first. */
  readonly elected: readonly string[];
}

export interface StvResult extends Head<'stv'> {
  readonly quota: number;
  readonly stages: readonly StvStage[];
  /** In order of election. */
  readonly elected: readonly string[];
}

export interface CondorcetResult extends Head<'condorcet'> {
  readonly options: readonly string[];
  /** Row i, column j: ballots that rank option i above option j. */
  readonly pairwise: readonly (readonly number[])[];
  /** Preferred to each other option by more ballots than not; null if there is none. */
  readonly condorcetWinner: string | null;
  /** The smallest set whose members are each preferred to every option outside it. */
  readonly smithSet: readonly string[];
  /** Schulze's ranking, best first; options in one group are not ranked against each other. */
  readonly schulze: readonly (readonly string[])[];
  readonly elected: readonly string[];
  readonly tie: Tie | null;
}

export type ContestResult = MostVotesResult | StvResult | CondorcetResult;
