/**
 * Single transferable vote by the rules of the Scottish Local Government Elections Order 2007 (SSI 2007/42,
 * schedule 1, rules 45 to 52): Droop quota, weighted inclusive Gregory transfers cut to 5 decimals, one option
 * excluded at a time. docs/counting-rules.md says all of it, with an example.
 *
 * Two deviations: where the law draws lots the order of the ballot decides unless the ballot wants lots (stv-ties.ts); and if all
 * ballots are blank nobody is elected, where the law has no rule.
 * Memory: numbers per option and per stage; the source is read once per stage.
 */

import { at } from '../at.ts';
import type { Contest } from '../ballot.ts';
import { CountError } from '../errors.ts';
import type { StvResult, StvStage } from './result.ts';
import { forEachChecked, type Turnout, type VoteSource } from './source.ts';
import {
  type Departure,
  exclusionOf,
  nextPosition,
  type OptionFate,
  placeOf,
  preference,
  surplusOf,
  UNITS_PER_VOTE,
} from './stv-papers.ts';
import { breakTie, type Draw, type TieDecision } from './stv-ties.ts';

/** The lot of an option (by ID) in the decision of a stage, from 1. */
export type Lots = (stage: number, option: string) => Uint8Array;

type Status = 'continuing' | 'elected' | 'excluded';

interface Count {
  readonly contest: Contest;
  readonly source: VoteSource;
  readonly lots: Lots | undefined;
  /** In units of 0.00001, as are all votes here. */
  readonly quota: number;
  readonly votes: number[];
  readonly status: Status[];
  readonly fates: readonly OptionFate[];
  /** Votes of every option at the end of each stage. */
  readonly history: number[][];
  readonly elected: number[];
  exhausted: number;
  lost: number;
  readonly stages: StvStage[];
}

/** `lots`: for a contest that draws them. */
export function countStv(contest: Contest, source: VoteSource, lots?: Lots): StvResult {
  // Rule 45: first preferences.
  const votes = contest.options.map(() => 0);
  const turnout = forEachChecked(contest, source, (vote, count) => {
    const first = preference(vote, 0);
    votes[first] = at(votes, first) + count * UNITS_PER_VOTE;
  });
  // Rule 46: the quota.
  const quota = Math.floor(turnout.valid / (contest.seats + 1)) + 1;
  const count = begin(contest, source, quota, votes, lotsFor(contest, lots));
  endStage(count, 'first-preferences', undefined, turnout.valid > 0);
  while (turnout.valid > 0 && vacancies(count) > 0) transferOne(count);
  return result(count, quota, turnout);
}

/** @throws CountError if the contest draws lots and there are none */
function lotsFor({ id, ties }: Contest, lots: Lots | undefined): Lots | undefined {
  if (ties === undefined) return undefined;
  if (lots === undefined)
    throw new CountError(
      'count/no-lots',
      `contest ${id}`,
      "it draws lots, which only the election's key tells",
    );
  return lots;
}

function begin(
  contest: Contest,
  source: VoteSource,
  quota: number,
  votes: number[],
  lots: Lots | undefined,
): Count {
  return {
    contest,
    source,
    lots,
    quota: quota * UNITS_PER_VOTE,
    votes,
    status: contest.options.map(() => 'continuing'),
    fates: contest.options.map(() => ({ lastOpenStage: Number.POSITIVE_INFINITY, departure: undefined })),
    history: [],
    elected: [],
    exhausted: 0,
    lost: 0,
    stages: [],
  };
}

function transferOne(count: Count): void {
  const stage = count.history.length + 1;
  const surplus = chooseSurplus(count);
  if (surplus !== undefined) {
    // Rule 48: the whole surplus, over all papers of the option.
    const total = at(count.votes, surplus.chosen);
    const departure = surplusOf(stage, total - count.quota, total);
    movePapers(count, surplus.chosen, departure, total - count.quota);
    endStage(count, 'surplus', surplus, true);
    return;
  }
  // Rule 50: nothing to transfer is left, so the option with the fewest votes goes.
  const excluded = chooseExclusion(count);
  count.status[excluded.chosen] = 'excluded';
  at(count.fates, excluded.chosen).lastOpenStage = stage - 1;
  // Rule 52(2): no transfer is made once those who are left fill the vacancies.
  if (withStatus(count, 'continuing').length > vacancies(count)) {
    movePapers(count, excluded.chosen, exclusionOf(stage), at(count.votes, excluded.chosen));
  }
  endStage(count, 'exclusion', excluded, true);
}

/** Rule 49: the largest surplus first. */
function chooseSurplus(count: Count): TieDecision | undefined {
  const over = count.elected
    .filter((option) => at(count.votes, option) > count.quota)
    .toSorted((a, b) => a - b);
  if (over.length === 0) return undefined;
  const most = Math.max(...over.map((option) => at(count.votes, option)));
  return breakTie(
    over.filter((option) => at(count.votes, option) === most),
    count.history,
    'most',
    drawIn(count),
  );
}

/** Rule 51. */
function chooseExclusion(count: Count): TieDecision {
  const open = withStatus(count, 'continuing');
  const fewest = Math.min(...open.map((option) => at(count.votes, option)));
  return breakTie(
    open.filter((option) => at(count.votes, option) === fewest),
    count.history,
    'fewest',
    drawIn(count),
  );
}

/** One decision falls in each stage, which is drawn for anew. */
function drawIn({ contest, history, lots }: Count): Draw | undefined {
  const stage = history.length + 1;
  return lots && ((option) => lots(stage, at(contest.options, option).id));
}

/**
 * Moves the papers of one option to their next available preferences.
 * @param amount what the option gives up: what does not arrive, and is not exhausted, is lost to truncation
 */
function movePapers(count: Count, from: number, departure: Departure, amount: number): void {
  const received = count.votes.map(() => 0);
  let held = 0;
  let exhausted = 0;
  for (const { vote, count: papers } of count.source()) {
    if (vote.length === 0) continue;
    const place = placeOf(vote, count.fates);
    if (place === undefined || preference(vote, place.position) !== from) continue;
    held += papers * place.value;
    const value = papers * departure.newValue(place.value);
    const next = nextPosition(vote, place.position, departure.stage, count.fates);
    if (next === undefined) exhausted += value;
    else received[preference(vote, next)] = at(received, preference(vote, next)) + value;
  }
  if (held !== at(count.votes, from)) {
    throw new CountError(
      'count/source-changed',
      `contest ${count.contest.id}`,
      'the votes differ between readings',
    );
  }
  at(count.fates, from).departure = departure;
  count.exhausted += exhausted;
  count.lost += amount - exhausted - received.reduce((a, b) => a + b, 0);
  received.forEach((value, option) => {
    count.votes[option] = at(count.votes, option) + value;
  });
  count.votes[from] = at(count.votes, from) - amount;
}

function endStage(
  count: Count,
  action: StvStage['action'],
  subject: TieDecision | undefined,
  mayElect: boolean,
): void {
  const before = count.history.at(-1) ?? count.votes.map(() => 0);
  count.history.push([...count.votes]);
  const elected = mayElect ? elect(count) : [];
  const name = (option: number): string => at(count.contest.options, option).id;
  count.stages.push({
    stage: count.history.length,
    action,
    option: subject === undefined ? null : name(subject.chosen),
    tieBreak:
      subject === undefined || subject.tied.length === 1
        ? null
        : { tied: subject.tied.map(name), by: subject.by, stage: subject.stage },
    options: count.contest.options.map((option, index) => ({
      option: option.id,
      transfer: decimal(at(count.votes, index) - at(before, index)),
      votes: decimal(at(count.votes, index)),
      status: at(count.status, index),
    })),
    exhausted: decimal(count.exhausted),
    lost: decimal(count.lost),
    elected: elected.map(name),
  });
}

/** Rule 47: who has the quota. Rule 52: all who are left, once they are no more than the vacancies. */
function elect(count: Count): readonly number[] {
  const open = withStatus(count, 'continuing').toSorted((a, b) => at(count.votes, b) - at(count.votes, a));
  const reached = open.filter((option) => at(count.votes, option) >= count.quota);
  const rest = open.filter((option) => at(count.votes, option) < count.quota);
  const elected = rest.length <= vacancies(count) - reached.length ? open : reached;
  for (const option of elected) {
    count.status[option] = 'elected';
    at(count.fates, option).lastOpenStage = count.history.length;
    count.elected.push(option);
  }
  return elected;
}

function vacancies(count: Count): number {
  return count.contest.seats - count.elected.length;
}

function withStatus(count: Count, status: Status): readonly number[] {
  return [...count.status.keys()].filter((option) => count.status[option] === status);
}

function result(count: Count, quota: number, turnout: Turnout): StvResult {
  const { contest } = count;
  return {
    contest: contest.id,
    rule: 'stv',
    seats: contest.seats,
    ...turnout,
    quota,
    stages: count.stages,
    elected: count.elected.map((option) => at(contest.options, option).id),
  };
}

/** Units as a decimal number with 5 decimals. */
function decimal(units: number): string {
  const whole = Math.trunc(Math.abs(units) / UNITS_PER_VOTE);
  const rest = Math.abs(units) % UNITS_PER_VOTE;
  return `${units < 0 ? '-' : ''}${whole}.${String(rest).padStart(5, '0')}`;
}
