/**
 * Condorcet: every two options are compared by how many ballots rank one above the other. Options that a ballot
 * does not rank stand together below all that it ranks.
 *
 * If one option beats each other it is elected. If none does, the Schulze method (winning votes) decides; if that
 * leaves several options unbeaten, they are reported as tied. docs/counting-rules.md has an example.
 */

import { at } from '../at.ts';
import type { Contest } from '../ballot.ts';
import type { ContestVote } from '../vote-rules.ts';
import type { CondorcetResult } from './result.ts';
import { forEachChecked, type VoteSource } from './source.ts';

type Matrix = readonly (readonly number[])[];

export function countCondorcet(contest: Contest, source: VoteSource): CondorcetResult {
  const size = contest.options.length;
  const pairwise = Array.from({ length: size }, () => new Array<number>(size).fill(0));
  const turnout = forEachChecked(contest, source, (vote, count) => addPairs(pairwise, vote, count));
  const ids = contest.options.map((option) => option.id);
  const name = (index: number): string => at(ids, index);
  const winner = turnout.valid === 0 ? undefined : condorcetWinner(pairwise);
  const ranking = turnout.valid === 0 ? [] : schulzeRanking(pairwise);
  const best = winner === undefined ? (ranking[0] ?? []) : [winner];
  return {
    contest: contest.id,
    rule: 'condorcet',
    seats: contest.seats,
    ...turnout,
    options: ids,
    pairwise,
    condorcetWinner: winner === undefined ? null : name(winner),
    smithSet: turnout.valid === 0 ? [] : smithSet(pairwise).map(name),
    schulze: ranking.map((group) => group.map(name)),
    elected: best.length === 1 ? best.map(name) : [],
    tie: best.length > 1 ? { seats: 1, options: best.map(name) } : null,
  };
}

function addPairs(pairwise: number[][], vote: ContestVote, count: number): void {
  const below = new Set(pairwise.keys());
  for (const group of vote) {
    for (const index of group) below.delete(index);
    for (const index of group) {
      const row = at(pairwise, index);
      for (const lower of below) row[lower] = at(row, lower) + count;
    }
  }
}

function beats(matrix: Matrix, one: number, other: number): boolean {
  return at(at(matrix, one), other) > at(at(matrix, other), one);
}

function condorcetWinner(pairwise: Matrix): number | undefined {
  const all = [...pairwise.keys()];
  return all.find((one) => all.every((other) => other === one || beats(pairwise, one, other)));
}

/** Those that reach every option by steps in which each option beats or equals the next. */
function smithSet(pairwise: Matrix): readonly number[] {
  const all = [...pairwise.keys()];
  const reach = widestPaths(pairwise, (one, other) => (beats(pairwise, other, one) ? 0 : 1));
  return all.filter((one) => all.every((other) => other === one || at(at(reach, one), other) > 0));
}

/** Groups, best first: each holds the options that no other option still unranked beats by its strongest path. */
function schulzeRanking(pairwise: Matrix): readonly (readonly number[])[] {
  const paths = widestPaths(pairwise, (one, other) =>
    beats(pairwise, one, other) ? at(at(pairwise, one), other) : 0,
  );
  const groups: number[][] = [];
  let left = [...pairwise.keys()];
  while (left.length > 0) {
    const best = left.filter((one) => !left.some((other) => beats(paths, other, one)));
    groups.push(best);
    left = left.filter((one) => !best.includes(one));
  }
  return groups;
}

/** For every pair, the weight of the weakest link of the path whose weakest link is strongest (Floyd-Warshall). */
function widestPaths(pairwise: Matrix, link: (one: number, other: number) => number): Matrix {
  const all = [...pairwise.keys()];
  const width = all.map((one) => all.map((other) => (one === other ? 0 : link(one, other))));
  for (const via of all) {
    const onward = at(width, via);
    for (const row of width) {
      const toVia = at(row, via);
      if (toVia === 0) continue;
      for (const to of all) row[to] = Math.max(at(row, to), Math.min(toVia, at(onward, to)));
    }
  }
  return width;
}
