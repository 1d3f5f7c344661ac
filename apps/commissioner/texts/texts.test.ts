import assert from 'node:assert/strict';
import { describe, test } from 'vitest';
import { placeholdersOf, textsByPath } from '../../shared/catalogue-check.ts';
import { de as resultsDe } from '../../shared/results/de.ts';
import { en as resultsEn } from '../../shared/results/en.ts';
import { fr as resultsFr } from '../../shared/results/fr.ts';
import { pt as resultsPt } from '../../shared/results/pt.ts';
import { de } from './de.ts';
import { en } from './en.ts';
import { fr } from './fr.ts';
import { pt } from './pt.ts';

const CATALOGUES = [
  ['the console', en, { pt, fr, de }],
  ['results', resultsEn, { pt: resultsPt, fr: resultsFr, de: resultsDe }],
] as const;

for (const [name, english, others] of CATALOGUES)
  describe(`texts of ${name}`, () => {
    const own = textsByPath(english);
    for (const [language, catalogue] of Object.entries(others))
      test(`${language} has the same texts with the same placeholders, none empty`, () => {
        const texts = textsByPath(catalogue);
        assert.deepEqual([...texts.keys()].toSorted(), [...own.keys()].toSorted());
        for (const [path, text] of texts) {
          assert.deepEqual(placeholdersOf(text), placeholdersOf(own.get(path) ?? ''), path);
          assert.notEqual(text.trim(), '', path);
        }
      });
  });
