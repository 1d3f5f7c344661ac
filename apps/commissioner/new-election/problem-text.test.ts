import assert from 'node:assert/strict';
import { test } from 'vitest';
import type { Problem } from './check-draft.ts';
import { BALLOT_LANGUAGES, languageName } from './language-name.ts';
import { marksOf, placeText, problemText } from './problem-text.ts';
import { en } from './texts/en.ts';

const long: Problem = {
  path: 'contests/1/options/0/short',
  language: 'de',
  code: 'text-long',
  values: { length: 21, most: 20 },
};
const empty: Problem = { path: 'title', language: 'en', code: 'text-empty' };

test('a problem is told with its place', () => {
  const name = (tag: string): string => languageName(tag, 'en');
  assert.equal(placeText(en, long, name), 'Contest 2, Option 1, Short text, in German');
  assert.equal(placeText(en, { path: 'contests', code: 'no-contests' }, name), 'Contests');
  assert.equal(placeText(en, { path: 'contests/0/options', code: 'no-options' }, name), 'Contest 1, Options');
  assert.equal(problemText(en, long), '21 characters are too many; at most 20 fit.');
});

test('a field is marked in the language that is wrong; one not written yet only when the officer wants to go on', () => {
  const before = marksOf(en, [long, empty], false);
  assert.equal(before(long.path, 'de'), problemText(en, long));
  assert.equal(before(long.path, 'en'), undefined);
  assert.equal(before('title', 'en'), undefined);
  assert.equal(marksOf(en, [long, empty], true)('title', 'en'), problemText(en, empty));
});

test('every language that a ballot may be given has a name', () => {
  for (const tag of BALLOT_LANGUAGES) assert.notEqual(languageName(tag, 'en'), tag);
});
