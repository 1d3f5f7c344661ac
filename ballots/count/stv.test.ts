import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, test } from 'vitest';
import { sha256 } from '../../protocol/primitives/sha256.ts';
import { at } from '../at.ts';
import type { Contest } from '../ballot.ts';
import { CountError } from '../errors.ts';
import { parseBallot } from '../parse-ballot.ts';
import { parsePreflib } from '../preflib.ts';
import { preflibBallot } from '../preflib-ballot.ts';
import { contest, sampleText, utf8 } from '../test-support.ts';
import type { StvResult, StvStage } from './result.ts';
import type { CountedVote, VoteSource } from './source.ts';
import { countStv, type Lots } from './stv.ts';
import { countByMovingPapers } from './test-support.ts';

/** `9 ab` is nine ballots that rank a first and b second. */
function papers(...lines: readonly string[]): VoteSource {
  const list = lines.map((line): CountedVote => {
    const [count, order = ''] = line.split(' ');
    return { count: Number(count), vote: [...order].map((letter) => [letter.charCodeAt(0) - 97]) };
  });
  return () => list;
}

const stv = (options: number, seats: number, ...lines: readonly string[]): StvResult =>
  countStv(contest('rank', 'stv', options, { seats }), papers(...lines));

const votesOf = (stage: StvStage | undefined): readonly string[] =>
  stage?.options.map((option) => option.votes) ?? [];

test('Dublin West 2002: published first count, quota and elected', () => {
  const file = parsePreflib(sampleText('dublin-west-2002.soi'));
  const [ranking] = parseBallot(utf8(preflibBallot(file))).contests;
  assert.ok(ranking);
  const result = countStv(ranking, () => file.orders.map(({ groups, count }) => ({ vote: groups, count })));
  const first = Object.fromEntries(
    file.alternatives.map((name, index) => [
      name.replace(/ \(.*/, ''),
      result.stages[0]?.options[index]?.votes,
    ]),
  );
  assert.deepEqual(first, {
    'Robert Bonnie': '748.00000',
    'Joan Burton': '3810.00000',
    'Deirdre Doherty Ryan': '2300.00000',
    'Joe Higgins': '6442.00000',
    'Brian Lenihan': '8086.00000',
    'Mary Lou McDonald': '2404.00000',
    'Tom Morrissey': '2370.00000',
    'John T. Smyth': '134.00000',
    'Sheila Terry': '3694.00000',
  });
  assert.equal(result.quota, 7498);
  const names = new Map(ranking.options.map((option) => [option.id, option.short.en]));
  assert.deepEqual(
    result.elected.map((id) => names.get(id)),
    ['Brian Lenihan', 'Joe Higgins', 'Joan Burton'],
  );
});

test('the example of docs/counting-rules.md', () => {
  const result = stv(4, 2, '9 ab', '4 ac', '3 b', '4 cd', '3 dc', '1');
  assert.deepEqual([result.ballots, result.blank, result.valid, result.quota], [24, 1, 23, 8]);
  assert.deepEqual(result.elected, ['a', 'c']);
  const [first, surplus, exclusion] = result.stages;
  assert.equal(result.stages.length, 3);
  assert.deepEqual(votesOf(first), ['13.00000', '3.00000', '4.00000', '3.00000']);
  assert.deepEqual(votesOf(surplus), ['8.00000', '6.46149', '5.53844', '3.00000']);
  assert.deepEqual(surplus?.lost, '0.00007');
  assert.deepEqual(votesOf(exclusion), ['8.00000', '6.46149', '8.53844', '0.00000']);
  assert.deepEqual(exclusion, {
    stage: 3,
    action: 'exclusion',
    option: 'd',
    tieBreak: null,
    options: [
      { option: 'a', transfer: '0.00000', votes: '8.00000', status: 'elected' },
      { option: 'b', transfer: '0.00000', votes: '6.46149', status: 'continuing' },
      { option: 'c', transfer: '3.00000', votes: '8.53844', status: 'elected' },
      { option: 'd', transfer: '-3.00000', votes: '0.00000', status: 'excluded' },
    ],
    exhausted: '0.00000',
    lost: '0.00007',
    elected: ['c'],
  });
});

test('a paper that moves twice is worth value * surplus / total, cut each time', () => {
  // Quota 6. a has 11, surplus 5, so 5/11 = 0.45454 each; b gets 11 * 0.45454 = 4.99994 and has 9.99994.
  // Surplus 3.99994: papers from a 0.45454 * 3.99994 / 9.99994 = 0.18181; b's own 3.99994 / 9.99994 = 0.39999.
  const result = stv(5, 3, '11 abc', '5 bd', '3 c', '3 d', '1 e');
  assert.equal(result.quota, 6);
  assert.deepEqual(votesOf(result.stages[1]), ['6.00000', '9.99994', '3.00000', '3.00000', '1.00000']);
  assert.deepEqual(votesOf(result.stages[2]), ['6.00000', '6.00000', '4.99991', '4.99995', '1.00000']);
  assert.equal(result.stages[2]?.lost, '0.00014');
});

test('surplus papers without a next preference are exhausted at their transfer value', () => {
  const result = stv(3, 2, '6 a', '3 ab', '1 b', '1 c');
  // Quota 4, a has 9, surplus 5: 5/9 = 0.55555. Six papers are exhausted.
  assert.deepEqual(votesOf(result.stages[1]), ['4.00000', '2.66665', '1.00000']);
  assert.deepEqual([result.stages[1]?.exhausted, result.stages[1]?.lost], ['3.33330', '0.00005']);
});

test('papers pass over those elected and excluded; none goes to one elected at the same stage', () => {
  const result = stv(4, 3, '8 abc', '4 b', '1 c', '1 d');
  // Quota 4: a and b are elected together, so that a's surplus goes to c.
  assert.deepEqual(result.stages[0]?.elected, ['a', 'b']);
  assert.deepEqual(votesOf(result.stages[1]), ['4.00000', '4.00000', '5.00000', '1.00000']);
});

test('the larger surplus goes first', () => {
  const result = stv(4, 3, '6 ac', '9 bc', '1 c', '1 d');
  assert.deepEqual(
    result.stages.slice(1, 3).map((stage) => [stage.action, stage.option]),
    [
      ['surplus', 'b'],
      ['surplus', 'a'],
    ],
  );
});

test('who are left fill the seats that are left, without a quota and without transfers', () => {
  const result = stv(3, 2, '4 a', '2 b', '1 cb');
  // Quota 3: a has it. c is excluded, b fills the last seat, and c's paper stays where it is.
  assert.deepEqual(result.elected, ['a', 'b']);
  assert.deepEqual(votesOf(result.stages.at(-1)), ['3.00000', '2.00000', '1.00000']);
});

test('as many options as seats are elected at once, most votes first', () => {
  const result = stv(3, 3, '1 a', '2 c');
  assert.deepEqual(result.elected, ['c', 'a', 'b']);
  assert.equal(result.stages.length, 1);
});

test('a tie for exclusion: the fewest votes at the last stage at which they differed', () => {
  // Quota 9, nobody. d goes first and levels b and c at 6; at stage 1 b had 5 and c had 6.
  const result = stv(4, 1, '7 a', '5 b', '6 c', '1 db');
  assert.deepEqual(result.stages[2]?.tieBreak, { tied: ['b', 'c'], by: 'earlier-stage', stage: 1 });
  assert.equal(result.stages[2]?.option, 'b');
});

test('a tie for exclusion at all stages: the later on the ballot goes', () => {
  const result = stv(3, 1, '3 a', '2 b', '2 c');
  assert.deepEqual(result.stages[1]?.tieBreak, { tied: ['b', 'c'], by: 'ballot-order', stage: null });
  assert.equal(result.stages[1]?.option, 'c');
});

test('a tie between surpluses at all stages: the earlier on the ballot goes first', () => {
  const result = stv(5, 3, '6 be', '6 ae', '1 c', '1 d', '1 e');
  assert.equal(result.stages[1]?.option, 'a');
  assert.deepEqual(result.stages[1]?.tieBreak, { tied: ['a', 'b'], by: 'ballot-order', stage: null });
});

describe('a contest that draws lots', () => {
  /** Lots of b are the lowest, then c, a; in stage 3 the other way round. */
  const lots: Lots = (stage, option) => {
    const order = stage === 3 ? 'acb' : 'bca';
    return Uint8Array.of(9, order.indexOf(option));
  };
  const drawn = (number: number, seats: number, ...lines: readonly string[]) =>
    countStv({ ...contest('rank', 'stv', number, { seats }), ties: 'lot' }, papers(...lines), lots);

  test('for exclusion: the higher lot goes, wherever it stands on the ballot', () => {
    const { stages, elected } = drawn(3, 1, '3 a', '2 b', '2 c');
    assert.deepEqual(stages[1]?.tieBreak, { tied: ['b', 'c'], by: 'lot', stage: null });
    assert.equal(stages[1]?.option, 'c');
    const turned = drawn(3, 1, '3 b', '2 a', '2 c');
    assert.equal(turned.stages[1]?.option, 'a');
    assert.deepEqual(elected, ['a']);
  });

  test('between surpluses: the lower lot goes first', () => {
    const { stages } = drawn(5, 3, '6 be', '6 ae', '1 c', '1 d', '1 e');
    assert.deepEqual([stages[1]?.option, stages[1]?.tieBreak?.by], ['b', 'lot']);
  });

  test('each stage draws anew', () => {
    // All equal: in stage 2 a goes by lot, in stage 3 b, which had the lowest lot before.
    const { stages } = drawn(3, 1, '2 a', '2 b', '2 c');
    assert.deepEqual(
      stages.slice(1).map(({ option, tieBreak }) => [option, tieBreak?.by]),
      [
        ['a', 'lot'],
        ['b', 'lot'],
      ],
    );
  });

  test('lots decide between those only that earlier stages leave equal', () => {
    // d goes first and levels b, c, e at 6; at stage 1 c and e had 5, b 6, so that b is safe, whose lot in stage 3 is the highest.
    const lots: Lots = (_, option) => Uint8Array.of('ecb'.indexOf(option));
    const wanting = contest('rank', 'stv', 5, { ties: 'lot' });
    const { stages } = countStv(wanting, papers('8 a', '6 b', '5 c', '1 dc', '5 e', '1 de'), lots);
    assert.deepEqual(stages[2]?.tieBreak, { tied: ['b', 'c', 'e'], by: 'lot', stage: null });
    assert.equal(stages[2]?.option, 'c');
  });

  test('a contest that does not ask for lots draws none, though they are at hand', () => {
    const draw = (): never => assert.fail('drawn');
    const { stages } = countStv(contest('rank', 'stv', 3), papers('3 a', '2 b', '2 c'), draw);
    assert.equal(stages[1]?.tieBreak?.by, 'ballot-order');
  });

  test('an earlier stage decides before a lot; without lots it is not counted', () => {
    const { stages } = drawn(4, 1, '7 a', '5 b', '6 c', '1 db');
    assert.deepEqual(stages[2]?.tieBreak, { tied: ['b', 'c'], by: 'earlier-stage', stage: 1 });
    const drawing = { ...contest('rank', 'stv', 3), ties: 'lot' as const };
    assert.throws(() => countStv(drawing, papers('1 a')), { code: 'count/no-lots' });
  });
});

test('one seat: the majority wins by exclusions', () => {
  assert.deepEqual(stv(3, 1, '4 a', '3 bc', '2 cb').elected, ['b']);
});

test('a source that changes between readings is noticed', () => {
  let readings = 0;
  const source = (): CountedVote[] => {
    readings += 1;
    return readings === 1
      ? [
          { vote: [[0], [1]], count: 9 },
          { vote: [[1]], count: 2 },
        ]
      : [];
  };
  assert.throws(
    () => countStv(contest('rank', 'stv', 4, { seats: 2 }), source),
    (error: unknown) => error instanceof CountError && error.code === 'count/source-changed',
  );
});

const anyElection = fc.integer({ min: 1, max: 7 }).chain((options) =>
  fc.record({
    options: fc.constant(options),
    seats: fc.integer({ min: 1, max: options }),
    list: fc.array(
      fc.record({
        order: fc.shuffledSubarray(Array.from({ length: options }, (_, index) => index)),
        count: fc.oneof(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 1000 })),
      }),
      { maxLength: 30 },
    ),
  }),
);

test('agrees, stage by stage, with a second count that moves every paper from pile to pile', () => {
  fc.assert(
    fc.property(anyElection, ({ options, seats, list }) => {
      const source = (): CountedVote[] =>
        list.map(({ order, count }) => ({ vote: order.map((i) => [i]), count }));
      const result = countStv(contest('rank', 'stv', options, { seats }), source);
      const expected = countByMovingPapers(options, seats, list);
      const index = (id: string): number => id.charCodeAt(0) - 97;
      assert.deepEqual(result.elected.map(index), expected.elected);
      assert.deepEqual(result.stages.map(votesOf), expected.stages);
    }),
    { numRuns: 500 },
  );
});

test('by lot, who goes and who is elected does not depend on the order of the ballot', () => {
  const election = anyElection.chain((of) => {
    const all = [...Array(of.options).keys()];
    const order = fc.shuffledSubarray(all, { minLength: of.options, maxLength: of.options });
    return fc.record({ of: fc.constant(of), order, salt: fc.string() });
  });
  fc.assert(
    fc.property(election, ({ of: { options, seats, list }, order, salt }) => {
      const lots: Lots = (stage, option) => sha256(utf8(`${salt}${stage}${option}`));
      const plain = contest('rank', 'stv', options, { seats, ties: 'lot' });
      const shuffled = { ...plain, options: order.map((index) => at(plain.options, index)) };
      const course = (of: Contest, place: (option: number) => number) => {
        const source = (): CountedVote[] =>
          list.map((paper) => ({ count: paper.count, vote: paper.order.map((i) => [place(i)]) }));
        const { stages, elected } = countStv(of, source, lots);
        const choices = stages.map(({ option, tieBreak }) => [
          option,
          tieBreak?.by,
          tieBreak?.tied.toSorted(),
        ]);
        return { choices, elected: elected.toSorted() };
      };
      assert.deepEqual(
        course(plain, (i) => i),
        course(shuffled, (i) => order.indexOf(i)),
      );
    }),
    { numRuns: 300 },
  );
});

const units = (votes: string): number => Number(votes.replace('.', ''));

test('no vote appears or vanishes, and exactly the seats are filled', () => {
  fc.assert(
    fc.property(anyElection, ({ options, seats, list }) => {
      const source = (): CountedVote[] =>
        list.map(({ order, count }) => ({ vote: order.map((i) => [i]), count }));
      const result = countStv(contest('rank', 'stv', options, { seats }), source);
      for (const stage of result.stages) {
        const sum = stage.options.reduce((total, option) => total + units(option.votes), 0);
        assert.equal(sum + units(stage.exhausted) + units(stage.lost), result.valid * 100_000);
      }
      assert.equal(new Set(result.elected).size, result.valid === 0 ? 0 : seats);
    }),
  );
});

test('a million ballots, as a stream that is never held, are counted', () => {
  const source = function* (): Generator<CountedVote> {
    for (let i = 0; i < 100_000; i += 1)
      yield { vote: [[i % 5], [(i * 7 + 1) % 5 === i % 5 ? 5 : (i * 7 + 1) % 5]], count: 10 };
  };
  const result = countStv(contest('rank', 'stv', 6, { seats: 3 }), source);
  assert.equal(result.valid, 1_000_000);
  assert.equal(result.elected.length, 3);
});
