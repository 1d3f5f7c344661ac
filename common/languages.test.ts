import assert from 'node:assert/strict';
import { test } from 'vitest';
import { readInLanguages, wordsIn } from './languages.ts';

test("an organisation's text: in the reader's language, else the first that there is, or the one for all", () => {
  const text = { de: 'Wahlamt', fr: 'Bureau électoral' };
  assert.equal(wordsIn(text, 'de'), 'Wahlamt');
  assert.equal(wordsIn(text, 'en'), 'Bureau électoral', 'in the order of the languages, not of the file');
  assert.equal(wordsIn('Room 12', 'de'), 'Room 12');
});

test('of what is not checked, only texts in the four languages are taken', () => {
  assert.equal(readInLanguages('Union'), 'Union');
  assert.deepEqual(readInLanguages({ de: 'Verein', es: 'Unión', fr: 7 }), { de: 'Verein' });
  for (const none of [undefined, null, 7, {}, { es: 'Unión' }, []])
    assert.equal(readInLanguages(none), undefined);
});
