/**
 * `results.json` of an election record, as published: read within bounds, since a broken file must not break the page.
 * Whether it is true is for `revs verify` to say.
 */
import type {
  CondorcetResult,
  ContestResult,
  MostVotesResult,
  StvOption,
  StvResult,
  StvStage,
  Tie,
} from '../../../ballots/count/result.ts';
import type { CountedContest, Results, StyleResult } from '../../../record/compute-results.ts';

const MAX_LIST = 512;
/** 64 styles with 64 contests each, at most. */
const MAX_COUNTED = 4_096;
const MAX_TEXT = 500;

type Fields = Readonly<Record<string, unknown>>;
type SharedField = 'contest' | 'seats' | 'ballots' | 'blank' | 'valid' | 'elected';

/** What the Commissioner's service says of it. Errors: SyntaxError. */
export function isPublished(bytes: Uint8Array): boolean {
  const answer: unknown = JSON.parse(new TextDecoder().decode(bytes));
  return typeof answer === 'object' && answer !== null && (answer as Fields).isPublished === true;
}

/** Errors: RangeError naming the field, SyntaxError. */
export function readResults(bytes: Uint8Array): Results {
  const fields = object(JSON.parse(new TextDecoder().decode(bytes)), 'results');
  const refused = object(fields.refused, 'refused');
  return {
    election: text(fields, 'election'),
    manifestHash: text(fields, 'manifestHash'),
    title: text(fields, 'title'),
    ...(fields.trial === undefined ? {} : { trial: oneOf(fields.trial, [true]) }),
    packages: whole(fields.packages, 'packages'),
    refused: Object.fromEntries(Object.entries(refused).map(([reason, n]) => [reason, whole(n, 'refused')])),
    styles: list(fields, 'styles', readStyle),
    contests: list(fields, 'contests', readCounted, MAX_COUNTED),
  };
}

function readStyle(value: unknown): StyleResult {
  const fields = object(value, 'style');
  return {
    style: text(fields, 'style'),
    voters: whole(fields.voters, 'voters'),
    votes: whole(fields.votes, 'votes'),
  };
}

function readCounted(value: unknown): CountedContest {
  const fields = object(value, 'contest');
  return { styles: texts(fields, 'styles'), result: readContest(fields.result) };
}

function readContest(value: unknown): ContestResult {
  const fields = object(value, 'contest');
  const head = {
    contest: text(fields, 'contest'),
    seats: whole(fields.seats, 'seats'),
    ballots: whole(fields.ballots, 'ballots'),
    blank: whole(fields.blank, 'blank'),
    valid: whole(fields.valid, 'valid'),
    elected: texts(fields, 'elected'),
  };
  const { rule } = fields;
  if (rule === 'plurality' || rule === 'approval') return { ...head, rule, ...readMostVotes(fields) };
  if (rule === 'stv') return { ...head, rule, ...readStv(fields) };
  if (rule === 'condorcet') return { ...head, rule, ...readCondorcet(fields) };
  throw new RangeError('rule');
}

const readMostVotes = (fields: Fields): Pick<MostVotesResult, 'options' | 'tie'> => ({
  options: list(fields, 'options', (value) => {
    const option = object(value, 'options');
    return { option: text(option, 'option'), votes: whole(option.votes, 'votes') };
  }),
  tie: readTie(fields.tie),
});

const readStv = (fields: Fields): Pick<StvResult, 'quota' | 'stages'> => ({
  quota: whole(fields.quota, 'quota'),
  stages: list(fields, 'stages', readStage),
});

function readStage(value: unknown): StvStage {
  const fields = object(value, 'stages');
  return {
    stage: whole(fields.stage, 'stage'),
    action: oneOf(fields.action, ['first-preferences', 'surplus', 'exclusion']),
    option: fields.option === null ? null : text(fields, 'option'),
    tieBreak: null, // is not shown
    options: list(fields, 'options', readStvOption),
    exhausted: text(fields, 'exhausted'),
    lost: text(fields, 'lost'),
    elected: texts(fields, 'elected'),
  };
}

function readStvOption(value: unknown): StvOption {
  const fields = object(value, 'options');
  return {
    option: text(fields, 'option'),
    transfer: text(fields, 'transfer'),
    votes: text(fields, 'votes'),
    status: oneOf(fields.status, ['continuing', 'elected', 'excluded']),
  };
}

function readCondorcet(fields: Fields): Omit<CondorcetResult, 'rule' | SharedField> {
  const options = texts(fields, 'options');
  const row = (value: unknown): number[] => {
    if (!Array.isArray(value) || value.length !== options.length) throw new RangeError('pairwise');
    return value.map((n: unknown) => whole(n, 'pairwise'));
  };
  const pairwise = list(fields, 'pairwise', row);
  if (pairwise.length !== options.length) throw new RangeError('pairwise');
  return {
    options,
    pairwise,
    condorcetWinner: fields.condorcetWinner === null ? null : text(fields, 'condorcetWinner'),
    smithSet: texts(fields, 'smithSet'),
    schulze: list(fields, 'schulze', (group) => texts({ group }, 'group')),
    tie: readTie(fields.tie),
  };
}

function readTie(value: unknown): Tie | null {
  if (value === null) return null;
  const fields = object(value, 'tie');
  return { seats: whole(fields.seats, 'seats'), options: texts(fields, 'options') };
}

function object(value: unknown, name: string): Fields {
  if (typeof value !== 'object' || value === null) throw new RangeError(name);
  return value as Fields;
}

function list<T>(fields: Fields, name: string, read: (value: unknown) => T, most = MAX_LIST): T[] {
  const value = fields[name];
  if (!Array.isArray(value) || value.length > most) throw new RangeError(name);
  return value.map(read);
}

function asText(value: unknown, name: string): string {
  if (typeof value !== 'string' || value.length > MAX_TEXT) throw new RangeError(name);
  return value;
}

const text = (fields: Fields, name: string): string => asText(fields[name], name);
const texts = (fields: Fields, name: string): string[] => list(fields, name, (value) => asText(value, name));

function whole(value: unknown, name: string): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) throw new RangeError(name);
  return value;
}

function oneOf<const T>(value: unknown, allowed: readonly T[]): T {
  const found = allowed.find((item) => item === value);
  if (found === undefined) throw new RangeError(`not one of ${allowed.join(', ')}`);
  return found;
}
