import assert from 'node:assert/strict';
import { test } from 'vitest';
import { placeholdersOf, textsByPath } from '../../shared/catalogue-check.ts';
import { NOTICE_TEXTS } from '../notices/texts/texts.ts';
import { VERIFY_TEXTS } from '../verify/texts/texts.ts';
import { de } from './de.ts';
import { en } from './en.ts';
import { fr } from './fr.ts';
import { pt } from './pt.ts';

const english = textsByPath({ ...en, pages: NOTICE_TEXTS.en, verify: VERIFY_TEXTS.en });

for (const [language, catalogue] of Object.entries({ de, fr, pt })) {
  const own = language as 'de' | 'fr' | 'pt';
  const texts = textsByPath({ ...catalogue, pages: NOTICE_TEXTS[own], verify: VERIFY_TEXTS[own] });

  test(`${language}: the same keys as English, none empty`, () => {
    assert.deepEqual([...texts.keys()].toSorted(), [...english.keys()].toSorted());
    for (const [key, text] of texts) assert.notEqual(text.trim(), '', key);
  });

  test(`${language}: the same placeholders as English`, () => {
    for (const [key, text] of texts)
      assert.deepEqual(placeholdersOf(text), placeholdersOf(english.get(key) ?? ''), key);
  });

  test(`${language}: whole sentences are translated, not copied`, () => {
    for (const [key, text] of texts)
      if (/\p{L} \p{L}/u.test(text.replace(/\{\w+\}/g, ''))) assert.notEqual(text, english.get(key), key);
  });
}
