/** One term for one concept in all that people read (docs/glossary.md, "Words that people see"): none of the retired words. */
import assert from 'node:assert/strict';
import { test } from 'vitest';
import { TEXTS as LETTERS } from '../letters/texts/texts.ts';
import { HELP } from '../tcb-emulator/dialogue/catalogue-help.ts';
import { TRIAL_SCREENS } from '../tcb-emulator/dialogue/catalogue-trial.ts';
import { LANGUAGES, type Language } from '../tcb-emulator/dialogue/languages.ts';
import { SCREENS } from '../tcb-emulator/dialogue/screens.ts';
import { WORDS } from '../tcb-emulator/terminal/web/words.ts';
import { de as consoleDe } from './commissioner/texts/de.ts';
import { en as consoleEn } from './commissioner/texts/en.ts';
import { fr as consoleFr } from './commissioner/texts/fr.ts';
import { pt as consolePt } from './commissioner/texts/pt.ts';
import { textsByPath } from './shared/catalogue-check.ts';
import { de as resultsDe } from './shared/results/de.ts';
import { en as resultsEn } from './shared/results/en.ts';
import { fr as resultsFr } from './shared/results/fr.ts';
import { pt as resultsPt } from './shared/results/pt.ts';
import { NOTICE_TEXTS } from './voter/notices/texts/texts.ts';
import { de as voterDe } from './voter/texts/de.ts';
import { en as voterEn } from './voter/texts/en.ts';
import { fr as voterFr } from './voter/texts/fr.ts';
import { pt as voterPt } from './voter/texts/pt.ts';
import { VERIFY_TEXTS } from './voter/verify/texts/texts.ts';

const RETIRED: Readonly<Record<Language, RegExp>> = {
  en: /(?<!\{)\bpackages?\b|\bshuffl|\bPIN mailer/i,
  pt: /(?<!\{)\bpacotes?\b|baralh|Guardiões|\bcadernos\b/i,
  fr: /(?<!\{)\bpaquets?\b|liste publique/i,
  de: /Wahlzettel|Wahlprotokoll|Wahlleiter|Bulletin|Enthaltung|\bPakete?n?\b|\bnach Art\b|\bder Art\b/,
};

const terminal = (language: Language): Readonly<Record<string, string>> =>
  Object.fromEntries([
    ...[...Object.entries(SCREENS), ...Object.entries(TRIAL_SCREENS)].map(([id, screen]) => [
      id,
      screen[language].join(' '),
    ]),
    ...Object.entries(HELP).map(([id, text]) => [`help ${id}`, text[language]]),
    ...Object.entries(WORDS[language]).map(([id, text]) => [`terminal's page ${id}`, text]),
  ]);

const PAGES = {
  en: [consoleEn, resultsEn, voterEn],
  pt: [consolePt, resultsPt, voterPt],
  fr: [consoleFr, resultsFr, voterFr],
  de: [consoleDe, resultsDe, voterDe],
};

for (const language of LANGUAGES)
  test(`${language}: no text of page, terminal, console or letters has a retired word`, () => {
    const texts = [
      ...PAGES[language],
      NOTICE_TEXTS[language],
      VERIFY_TEXTS[language],
      LETTERS[language],
      terminal(language),
    ].flatMap((catalogue) => [...textsByPath(catalogue)]);
    assert.ok(texts.length > 500, `${texts.length} texts`);
    const found = texts.filter(([, text]) => RETIRED[language].test(text));
    assert.deepEqual(found, []);
  });
