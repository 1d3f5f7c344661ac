import assert from 'node:assert/strict';
import fc from 'fast-check';
import { test } from 'vitest';
import { attempt } from '../common/attempt.ts';
import { PreflibError, type PreflibErrorCode } from './errors.ts';
import { parseBallot } from './parse-ballot.ts';
import { type PreflibFile, parsePreflib } from './preflib.ts';
import { preflibBallot } from './preflib-ballot.ts';
import { sampleText, utf8 } from './test-support.ts';
import { decodeVote, encodeVote } from './vote-encoding.ts';

const HEADER = `# FILE NAME: x.toi
# TITLE: Lunch (2 seats)
# NUMBER ALTERNATIVES: 3
# NUMBER VOTERS: 9
# ALTERNATIVE NAME 1: Soup
# ALTERNATIVE NAME 2: Bread & "cheese"
# ALTERNATIVE NAME 3: Salad
`;

test('ties, incomplete orders, spaces, CRLF and blank lines are read', () => {
  const file = parsePreflib(`${HEADER}5: 1,{3,2}\n\n3:2\r\n1: { 1 , 3 } , 2\n`);
  assert.deepEqual(file, {
    title: 'Lunch (2 seats)',
    alternatives: ['Soup', 'Bread & "cheese"', 'Salad'],
    orders: [
      { count: 5, groups: [[0], [1, 2]] },
      { count: 3, groups: [[1]] },
      { count: 1, groups: [[0, 2], [1]] },
    ],
    voters: 9,
  });
});

test('an empty order is a blank vote', () => {
  assert.deepEqual(parsePreflib(`${HEADER}9:\n`).orders, [{ count: 9, groups: [] }]);
});

test('Dublin West is read', () => {
  const file = parsePreflib(sampleText('dublin-west-2002.soi'));
  assert.equal(file.voters, 29988);
  assert.equal(file.orders.length, 10335);
  assert.equal(file.alternatives[4], 'Brian Lenihan (Fianna Fáil)');
  assert.deepEqual(file.orders[0], { count: 621, groups: [[4], [2], [6]] });
});

const refused: readonly [name: string, code: PreflibErrorCode, line: number, text: string][] = [
  ['nothing', 'preflib/missing-header', 0, ''],
  ['no header', 'preflib/missing-header', 0, '3: 1,2\n'],
  ['a name missing', 'preflib/missing-header', 0, HEADER.replace('NAME 3', 'NAME 4')],
  [
    'too many alternatives',
    'preflib/too-many-alternatives',
    0,
    HEADER.replace('ALTERNATIVES: 3', 'ALTERNATIVES: 257'),
  ],
  [
    'no alternatives',
    'preflib/too-many-alternatives',
    0,
    HEADER.replace('ALTERNATIVES: 3', 'ALTERNATIVES: 0'),
  ],
  [
    'a number that is none',
    'preflib/bad-header',
    0,
    HEADER.replace('ALTERNATIVES: 3', 'ALTERNATIVES: three'),
  ],
  ['a header twice', 'preflib/bad-header', 2, '# TITLE: a\n# TITLE: b\n'],
  ['a header without key', 'preflib/bad-header', 1, '# hello\n'],
  ['a header after orders', 'preflib/bad-header', 9, `${HEADER}9: 1\n# TITLE: x\n`],
  ['voters do not add up', 'preflib/count-mismatch', 0, `${HEADER}8: 1\n`],
  ['old format', 'preflib/bad-line', 8, `${HEADER}9,1,2,3\n`],
  ['count zero', 'preflib/bad-line', 8, `${HEADER}0: 1\n`],
  ['negative count', 'preflib/bad-line', 8, `${HEADER}-9: 1\n`],
  ['alternative zero', 'preflib/unknown-alternative', 8, `${HEADER}9: 0\n`],
  ['alternative four', 'preflib/unknown-alternative', 8, `${HEADER}9: 1,4\n`],
  ['alternative twice', 'preflib/repeated-alternative', 9, `${HEADER}8: 1\n1: 1,{2,1}\n`],
  ['trailing comma', 'preflib/bad-order', 8, `${HEADER}9: 1,\n`],
  ['two commas', 'preflib/bad-order', 8, `${HEADER}9: 1,,2\n`],
  ['brace left open', 'preflib/bad-order', 8, `${HEADER}9: {1,2\n`],
  ['nested braces', 'preflib/bad-order', 8, `${HEADER}9: {1,{2}}\n`],
  ['empty braces', 'preflib/bad-order', 8, `${HEADER}9: {},1\n`],
  ['no comma', 'preflib/bad-order', 8, `${HEADER}9: 1 2\n`],
];

for (const [name, code, line, text] of refused) {
  test(`a PrefLib file is refused: ${name}`, () => {
    assert.throws(
      () => parsePreflib(text),
      (error: unknown) => error instanceof PreflibError && error.code === code && error.line === line,
    );
  });
}

test('a file above 64 MiB is refused unread: what its first line would be refused for is not said', () => {
  const line = '1: 1\n';
  assert.throws(() => parsePreflib(line), { code: 'preflib/missing-header' });
  const file = line.padEnd(64 * 1024 * 1024 + 1, '#');
  assert.throws(() => parsePreflib(file), { code: 'preflib/too-large', line: 0 });
});

test('any damage is refused with a PreflibError or leaves a file', () => {
  const text = `${HEADER}5: 1,{3,2}\n4: 2\n`;
  const anyByte = fc.constantFrom(...'0123456789{},:# \nA');
  fc.assert(
    fc.property(fc.nat(text.length - 1), anyByte, (at, byte) => {
      attempt(PreflibError, () => parsePreflib(text.slice(0, at) + byte + text.slice(at + 1)));
    }),
    { numRuns: 500 },
  );
});

test('the ballot of Dublin West: STV, three seats, names without parties', () => {
  const file = parsePreflib(sampleText('dublin-west-2002.soi'));
  const ballot = parseBallot(utf8(preflibBallot(file, { id: 'dublin-west' })));
  const [contest] = ballot.contests;
  assert.deepEqual([ballot.id, contest?.count, contest?.seats], ['dublin-west', 'stv', 3]);
  assert.equal(contest?.options[4]?.short.en, 'Brian Lenihan');
  assert.equal(contest?.options[4]?.long.en, 'Brian Lenihan (Fianna Fáil)');
});

test('a file with ties makes a Condorcet ballot, on which its orders are votes', () => {
  const file = parsePreflib(`${HEADER}5: 1,{3,2}\n4: 2\n`);
  const ballot = parseBallot(utf8(preflibBallot(file)));
  assert.deepEqual([ballot.contests[0]?.count, ballot.contests[0]?.equalRanks], ['condorcet', true]);
  for (const { groups } of file.orders) {
    assert.deepEqual(decodeVote(ballot, encodeVote(ballot, [groups])), [groups]);
  }
});

test('names that come out alike stay apart; what the display lacks is replaced', () => {
  const alternatives = [
    'Ann (X)',
    'Ann (Y)',
    'Ann',
    'An Exceedingly Long Name A',
    'An Exceedingly Long Name B',
    '',
    'Ștefan 王',
  ];
  const ballot = parseBallot(
    utf8(preflibBallot({ title: '', alternatives, orders: [], voters: 0 }, { language: 'ro' })),
  );
  assert.deepEqual(
    ballot.contests[0]?.options.map((option) => option.short.ro),
    ['Ann', 'Ann 2', 'Ann 3', 'An Exceedingly Long', 'An Exceedingly Lon 2', 'Option 6', 'Stefan ?'],
  );
});

test('whatever the names, the ballot is valid and always the same', () => {
  const name = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.string({ unit: 'grapheme', maxLength: 40 }),
  );
  fc.assert(
    fc.property(name, fc.array(name, { minLength: 1, maxLength: 20 }), (title, alternatives) => {
      const file: PreflibFile = { title, alternatives, orders: [], voters: 0 };
      const xml = preflibBallot(file);
      assert.equal(preflibBallot(file), xml);
      assert.equal(parseBallot(utf8(xml)).contests[0]?.options.length, alternatives.length);
    }),
  );
});
