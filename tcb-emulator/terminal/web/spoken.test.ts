import assert from 'node:assert/strict';
import { test } from 'vitest';
import { spokenLines } from './spoken.ts';
import { WORDS } from './words.ts';

const said = (...lines: readonly string[]): readonly string[] => spokenLines(lines, WORDS.en);

test('signs are said as words, in the language of the page', () => {
  assert.deepEqual(said('Choose ↑↓            ', ''), ['Choose Up Down', '']);
  assert.deepEqual(spokenLines(['Wählen ↑', ''], WORDS.de), ['Wählen Auf', '']);
});

test('of a PIN the number of its stars is said; a single star is a sign like any other', () => {
  assert.deepEqual(said('PIN: ****', ''), ['PIN: 4 stars', '']);
  assert.deepEqual(said('Rating *', ''), ['Rating *', '']);
});

test('the caps of keys are said in the last line only, where a name cannot stand', () => {
  const line = '<:undo X:back ?';
  assert.deepEqual(said(line, line), ['Correct: undo X:back ?', 'Correct: undo Cancel: back Help']);
});

test('in the last line too, a sign inside a word is not a key', () => {
  assert.deepEqual(said('MAX:3 why?'), ['MAX:3 why?']);
});
