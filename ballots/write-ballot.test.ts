import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { test } from 'vitest';
import { validateXML } from 'xmllint-wasm';
import type { Ballot, LocalText } from './ballot.ts';
import { parseBallot } from './parse-ballot.ts';
import { anyBallot, sample, utf8 } from './test-support.ts';
import { writeBallot } from './write-ballot.ts';

const SAMPLES = ['board-election.xml', 'referendum.xml', 'council-rank.xml'];
const LANGUAGES = ['en', 'pt-BR', 'zh-Hant'];

const again = (ballot: Ballot): Ballot => parseBallot(utf8(writeBallot(ballot)));

/** With the signs that XML escapes and letters that the display has; unlike any other with another tail. */
const anyText = (tail: string): fc.Arbitrary<LocalText> =>
  fc
    .tuple(...LANGUAGES.map(() => fc.string({ unit: fc.constantFrom(...'<>&"\'éßőA9-]'), maxLength: 8 })))
    .chain((texts) =>
      fc.boolean().map((same) => {
        const of = (index: number): string => `${texts[same ? 0 : index] ?? ''}${tail}`;
        return Object.fromEntries(LANGUAGES.map((language, index) => [language, of(index)]));
      }),
    );

const anyTranslatedBallot: fc.Arbitrary<Ballot> = anyBallot.chain((ballot) =>
  fc
    .tuple(
      anyText('*'),
      ...ballot.contests.map((contest, at) =>
        fc.tuple(anyText(`${at}`), ...contest.options.map((_, index) => anyText(`:${index}`))),
      ),
    )
    .map(([title, ...texts]) => ({
      ...ballot,
      title,
      languages: LANGUAGES,
      contests: ballot.contests.map((contest, at) => {
        const [name = title, ...options] = texts[at] ?? [];
        return {
          ...contest,
          title,
          short: name,
          options: contest.options.map((option, index) => {
            const text = options[index] ?? title;
            return { ...option, short: text, long: text };
          }),
        };
      }),
    })),
);

test('what is written is read as the same ballot', () => {
  fc.assert(
    fc.property(anyTranslatedBallot, (ballot) => {
      assert.deepEqual(again(ballot), ballot);
    }),
  );
});

for (const name of SAMPLES) {
  test(`${name}, written again, is the same ballot`, () => {
    const ballot = parseBallot(sample(name));
    assert.deepEqual(again(ballot), ballot);
  });
}

test('what is written is valid by the schema', async () => {
  const schema = readFileSync(new URL('./ballot.xsd', import.meta.url), 'utf8');
  const ballots = [
    ...SAMPLES.map((name) => parseBallot(sample(name))),
    ...fc.sample(anyTranslatedBallot, { seed: 7, numRuns: 20 }),
  ];
  const xml = ballots.map((ballot, index) => ({
    fileName: `${index}.xml`,
    contents: writeBallot(ballot),
  }));
  const { valid, rawOutput } = await validateXML({ xml, schema });
  assert.ok(valid, rawOutput);
});

test('a text that is the same in all languages is written once', () => {
  const xml = writeBallot(parseBallot(sample('board-election.xml')));
  assert.equal(xml.split('<short>Jonas Weber</short>').length, 2);
  assert.ok(xml.includes('<short lang="pt">Telhado solar</short>'));
});

test('a ballot that is not finished is written too, and refused by the parser', () => {
  const ballot = parseBallot(sample('referendum.xml'));
  const empty = { ...ballot, contests: ballot.contests.map((contest) => ({ ...contest, title: {} })) };
  assert.throws(() => again(empty), { code: 'ballot/bad-text' });
});
