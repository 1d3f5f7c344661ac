import assert from 'node:assert/strict';
import fc from 'fast-check';
import { test } from 'vitest';
import { MAX_VOTERS } from '../api/roll.ts';
import { parseRoll } from './roll-csv.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
/** Of a roll without problems. */
function idsOf(input: Uint8Array): object[] {
  const { rows, problems } = parseRoll(input);
  assert.deepEqual(problems, []);
  return rows.map(({ voter, style }) => ({ voter, style }));
}

test('a roll is read, whatever the order of its columns, line ends, byte order mark, quotes', () => {
  const rows = [
    { voter: 'ana', style: 'member' },
    { voter: 'b.c_d-9', style: 'council' },
  ];
  for (const text of [
    'voter,style\nana,member\nb.c_d-9,council\n',
    'voter,style\r\nana,member\r\nb.c_d-9,council',
    '\uFEFFvoter,style\nana,member\nb.c_d-9,council\n',
    'voter;style\r\nana;member\r\nb.c_d-9;council\r\n',
    'style,note,voter\nmember,"a, b",ana\ncouncil,,b.c_d-9\n',
    '"voter","style"\n"ana","member"\n\n b.c_d-9 , council \n',
  ])
    assert.deepEqual(idsOf(bytes(text)), rows, text);
});

const refused: readonly (readonly [what: string, text: string, ...problems: RegExp[]])[] = [
  ['nothing', '', /^line 1: the header/],
  ['no voters', 'voter,style\n', /^line 1: there are no voters$/],
  ['another header', 'name,style\nana,member\n', /^line 1: the header/],
  ['no header', 'ana,member\n', /^line 1: the header/],
  ['a space in an ID', 'voter,style\nana,m\nb c,m\n', /^line 3: the voter ID/],
  ['an ID with a letter that is not ASCII', 'voter,style\nanaïs,m\n', /^line 2: the voter ID/],
  ['an empty ID', 'voter,style\n,m\n', /^line 2: the voter ID/],
  ['an ID of 65 characters', `voter,style\n${'x'.repeat(65)},m\n`, /^line 2: the voter ID/],
  ['a bad style', 'voter,style\nana,m/n\n', /^line 2: the style/],
  ['a voter twice', 'voter,style\nana,m\nben,m\nana,n\n', /^line 4: voter ana stands on line 2 already$/],
  ['too few fields', 'voter,style\nana\n', /^line 2: it does not have as many fields/],
  ['too many fields', 'voter,style\nana,m,x\n', /^line 2: it does not have as many fields/],
  ['a formula', 'voter,style\n=1+1,m\n', /^line 2: the voter ID/],
  ['a quote left open', 'voter,style\nana,m\n"ben,m\n', /^line \d+: not CSV/],
  [
    'many at once',
    'voter,style\na b,m\nok,m\nben\nok,m\nzoe,\n',
    /^line 2: the voter ID/,
    /^line 4: it does not have/,
    /^line 5: voter ok stands on line 3/,
    /^line 6: the style/,
  ],
  [
    'a line after a field of two lines',
    'voter,note,style\nana,"one\ntwo",m\nb c,,m\n',
    /^line 4: the voter ID/,
  ],
  ['a line after an empty one', 'voter,style\n\nana,m\n\nb c,m\n', /^line 5: the voter ID/],
];

for (const [what, text, ...expected] of refused)
  test(`a roll is refused with line and reason: ${what}`, () => {
    const problems = parseRoll(bytes(text)).problems.map(({ line, reason }) => `line ${line}: ${reason}`);
    assert.equal(problems.length, expected.length, problems.join('\n'));
    expected.forEach((pattern, i) => {
      assert.match(problems[i] ?? '', pattern);
    });
  });

test('a value that is no ID is named, cut, and cannot act on a terminal; it says which letters there are', () => {
  const reasonsOf = (...voters: string[]) =>
    parseRoll(bytes(`voter,style\n${voters.map((voter) => `${voter},a`).join('\n')}`)).problems.map(
      ({ reason }) => reason,
    );
  const [umlaut, long, control] = reasonsOf('Jürgen', 'x'.repeat(70), 'a\u009b\u001b[2Jb');
  assert.match(umlaut ?? '', /"Jürgen" must be .* from a to z without accents/);
  assert.match(long ?? '', /^the voter ID "x{40}" \.\.\. must be/);
  assert.match(control ?? '', /"a\?\\u001b\[2Jb"/);
});

test('what is not UTF-8 is refused', () => {
  const { problems } = parseRoll(Uint8Array.of(0x76, 0xff, 0xfe));
  assert.deepEqual(problems, [{ line: 1, reason: 'the file is not UTF-8' }]);
});

test('a row says on which line it stands', () => {
  const { rows } = parseRoll(bytes('voter,note,style\n\nana,"one\ntwo",m\nben,,m\n'));
  assert.deepEqual(
    rows.map(({ voter, line }) => [voter, line]),
    [
      ['ana', 4],
      ['ben', 5],
    ],
  );
});

test('a voter too many, rows without end, a row without end: refused by line, in bounded memory', () => {
  const roll = (voters: number): Uint8Array =>
    bytes(`voter,style\n${Array.from({ length: voters }, (_, i) => `v${i},m\n`).join('')}`);
  const { rows, problems } = parseRoll(roll(MAX_VOTERS + 2));
  assert.equal(rows.length, MAX_VOTERS);
  assert.deepEqual(problems, [{ line: MAX_VOTERS + 2, reason: `a roll has at most ${MAX_VOTERS} voters` }]);
  assert.equal(parseRoll(bytes(`voter,style\n${'a\n'.repeat(1_000_000)}`)).problems.length, MAX_VOTERS + 1);
  const [open] = parseRoll(bytes(`voter,style\nana,m\n"${'x'.repeat(100_000)}`)).problems;
  assert.match(open?.reason ?? '', /^not CSV: .*size/i);
  assert.equal(open?.line, 3);
});

test('any bytes give rows or problems with their lines, never both and never anything else', () => {
  const text = 'voter,style\nana,member\n"ben",council\n';
  const character = fc.constantFrom(...',"\r\n\0aé \t\u{1F600}');
  fc.assert(
    fc.property(fc.nat(text.length), fc.array(character, { maxLength: 4 }), (at, inserted) => {
      const { rows, problems } = parseRoll(bytes(text.slice(0, at) + inserted.join('') + text.slice(at)));
      assert.ok(rows.length > 0 || problems.length > 0);
      for (const { line, reason } of problems) assert.ok(line >= 1 && reason.length > 0);
      for (const { voter, style } of rows)
        assert.match(`${voter} ${style}`, /^[A-Za-z0-9._-]+ [A-Za-z0-9._-]+$/);
    }),
    { numRuns: 500 },
  );
});
