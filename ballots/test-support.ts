/** Builders for tests of this folder. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import type { Ballot, Contest, ContestKind, CountRule } from './ballot.ts';
import { BallotError, type BallotErrorCode } from './errors.ts';
import type { ContestVote, Vote } from './vote-rules.ts';

export const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

export const sample = (name: string): Uint8Array =>
  readFileSync(new URL(`./samples/${name}`, import.meta.url));

export const sampleText = (name: string): string => new TextDecoder().decode(sample(name));

/** A contest with options `a`, `b`, ... and, unless told otherwise, the widest rules of its kind. */
export function contest(
  kind: ContestKind,
  count: CountRule,
  options: number,
  extra: Partial<Contest> = {},
): Contest {
  const text = (value: string): Record<string, string> => ({ en: value });
  const single = kind === 'choose-one' || kind === 'yes-no';
  return {
    id: 'k',
    kind,
    subject: 'people',
    count,
    title: text('Contest'),
    short: text('Contest'),
    min: 1,
    max: single ? 1 : options,
    blankAllowed: true,
    equalRanks: false,
    seats: 1,
    options: Array.from({ length: options }, (_, index) => {
      const id = options <= 26 ? String.fromCharCode(97 + index) : `o${index}`;
      return { id, short: text(id), long: text(id) };
    }),
    ...extra,
  };
}

export function ballotOf(contests: readonly Contest[]): Ballot {
  const named = contests.map((item, index) => ({ ...item, id: `k${index}` }));
  return { id: 'b', languages: ['en'], title: { en: 'Ballot' }, contests: named };
}

export const anyContest: fc.Arbitrary<Contest> = fc
  .record({
    shape: fc.constantFrom<[ContestKind, CountRule, boolean]>(
      ['choose-one', 'plurality', false],
      ['yes-no', 'plurality', false],
      ['choose-up-to', 'approval', false],
      ['rank', 'stv', false],
      ['rank', 'condorcet', false],
      ['rank', 'condorcet', true],
    ),
    options: fc.integer({ min: 1, max: 12 }),
    bounds: fc.tuple(fc.nat(11), fc.nat(11)),
    blankAllowed: fc.boolean(),
    subject: fc.constantFrom('people' as const, 'proposals' as const),
    drawsLots: fc.boolean(),
  })
  .map(({ shape: [kind, count, equalRanks], options, bounds, blankAllowed, subject, drawsLots }) => {
    const number = kind === 'yes-no' ? 2 : options;
    const [low, high] = bounds.map((bound) => 1 + (bound % number)).toSorted((a, b) => a - b);
    const range = kind === 'rank' || kind === 'choose-up-to' ? { min: low ?? 1, max: high ?? 1 } : {};
    const ties = drawsLots && count === 'stv' ? { ties: 'lot' as const } : {};
    return contest(kind, count, number, { ...range, ...ties, equalRanks, blankAllowed, subject });
  });

/** A vote that the contest allows. */
export function anyContestVote(of: Contest): fc.Arbitrary<ContestVote> {
  const indexes = of.options.map((_, index) => index);
  const cast = fc
    .tuple(
      fc.shuffledSubarray(indexes, { minLength: of.min, maxLength: of.max }),
      fc.array(fc.boolean(), { minLength: of.options.length, maxLength: of.options.length }),
    )
    .map(([chosen, joins]) =>
      of.kind === 'rank' ? ranks(chosen, of.equalRanks ? joins : []) : [sorted(chosen)],
    );
  return of.blankAllowed
    ? fc.oneof({ weight: 1, arbitrary: fc.constant([]) }, { weight: 5, arbitrary: cast })
    : cast;
}

export function anyVote(ballot: Ballot): fc.Arbitrary<Vote> {
  return fc.tuple(...ballot.contests.map(anyContestVote));
}

export const anyBallot: fc.Arbitrary<Ballot> = fc
  .array(anyContest, { minLength: 1, maxLength: 5 })
  .map(ballotOf);

function ranks(chosen: readonly number[], joins: readonly boolean[]): ContestVote {
  const groups: number[][] = [];
  chosen.forEach((option, index) => {
    const last = groups.at(-1);
    if (last !== undefined && joins[index] === true) last.push(option);
    else groups.push([option]);
  });
  return groups.map(sorted);
}

const sorted = (numbers: readonly number[]): number[] => numbers.toSorted((a, b) => a - b);

/** A small valid ballot, of which each test spoils one thing. */
export const SMALL_BALLOT = `<?xml version="1.0" encoding="UTF-8"?>
<ballot xmlns="urn:revs:ballot:v1" id="b" languages="en fr">
  <title lang="en">Ballot</title><title lang="fr">Bulletin</title>
  <contest id="k" kind="rank" count="stv" seats="2" min="1" max="3" blank="allowed">
    <title>Who?</title>
    <short>Board</short>
    <option id="ana"><short>Ana</short><long>Ana Sá</long></option>
    <option id="bob"><short>Bob</short><long>Bob &amp; &lt;Co&gt; &quot;&apos;</long></option>
    <option id="cat"><short>Cat</short><long>Cat</long></option>
  </contest>
</ballot>
`;

/** Whether an error is that refusal of a ballot. */
export const refusedAs =
  (code: BallotErrorCode) =>
  (error: unknown): boolean => {
    assert.ok(error instanceof BallotError, String(error));
    assert.equal(error.code, code, error.message);
    return true;
  };
