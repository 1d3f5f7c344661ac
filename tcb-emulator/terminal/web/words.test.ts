import assert from 'node:assert/strict';
import { test } from 'vitest';
import { isWord, languageOf, WORDS } from './words.ts';

test('the language of the page is the first that it has, whatever the region; English if it has none', () => {
  assert.equal(languageOf(['pt-BR', 'en']), 'pt');
  assert.equal(languageOf(['', 'it-IT', 'de', 'fr']), 'de');
  assert.equal(languageOf(['it']), 'en');
  assert.equal(languageOf(['toString', 'deutsch']), 'en');
  assert.equal(languageOf([]), 'en');
});

test('no text is empty, and a name of something else is no word', () => {
  for (const [language, words] of Object.entries(WORDS))
    for (const [word, text] of Object.entries(words)) assert.ok(text.trim() !== '', `${language} ${word}`);
  assert.ok(isWord('title'));
  for (const name of ['toString', '', 'Title']) assert.ok(!isWord(name), name);
});
