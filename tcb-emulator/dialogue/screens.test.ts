import assert from 'node:assert/strict';
import { test } from 'vitest';
import { fitsCharacterSet, LCD_COLUMNS } from '../display/lcd.ts';
import { HELP, type HelpId } from './catalogue-help.ts';
import { NOTICE_SCREENS, OUTCOME_SCREENS, PROMPT_SCREENS, STATUS_SCREENS } from './catalogue-messages.ts';
import { TERMINAL_SCREENS } from './catalogue-terminal.ts';
import { TRIAL_SCREENS } from './catalogue-trial.ts';
import { RULES, VOTING_SCREENS } from './catalogue-voting.ts';
import { LANGUAGES } from './languages.ts';
import { textPages } from './layout.ts';
import { PLACEHOLDERS, type RuleId, SCREENS, type ScreenId, textsIn } from './screens.ts';

const WIDEST = Object.fromEntries(
  Object.entries(PLACEHOLDERS).map(([name, width]) => [name, 'W'.repeat(width)]),
);
const IDS = Object.keys(SCREENS) as ScreenId[];

for (const language of LANGUAGES) {
  test(`every screen fits in ${language} with every placeholder at its widest`, () => {
    const tooWide = IDS.flatMap((id) =>
      textsIn(language)
        .screen(id, WIDEST)
        .filter((line) => line.length > LCD_COLUMNS || !fitsCharacterSet(line))
        .map((line) => `${id}: ${line} (${line.length})`),
    );
    assert.deepEqual(tooWide, []);
  });
}

test('what a contest wants fits in its place, in every language', () => {
  for (const language of LANGUAGES)
    for (const id of Object.keys(RULES) as RuleId[]) {
      const rule = textsIn(language).rule(id, WIDEST);
      assert.ok(rule.length <= PLACEHOLDERS.rule && fitsCharacterSet(rule), rule);
    }
});

test('the screens of one ID have the same placeholders in every language', () => {
  for (const id of IDS) {
    const used = LANGUAGES.map((language) =>
      (SCREENS[id][language].join(' ').match(/\{\w+\}/g) ?? []).toSorted(),
    );
    for (const names of used) assert.deepEqual(names, used[0], id);
  }
});

test('no screen is in the catalogue twice: the one would hide the other', () => {
  const parts = [
    TERMINAL_SCREENS,
    VOTING_SCREENS,
    NOTICE_SCREENS,
    OUTCOME_SCREENS,
    STATUS_SCREENS,
    PROMPT_SCREENS,
  ];
  assert.equal(parts.flatMap((part) => Object.keys(part)).length, IDS.length);
});

for (const language of LANGUAGES) {
  test(`a trial's screens fit in ${language}, and have the word for it`, () => {
    const word = { en: 'TRIAL', pt: 'TESTE', fr: 'ESSAI', de: 'PROBE' }[language];
    for (const id of Object.keys(TRIAL_SCREENS) as (keyof typeof TRIAL_SCREENS)[]) {
      const lines = textsIn(language, true).screen(id, WIDEST);
      assert.ok(
        lines.every((line) => line.length <= LCD_COLUMNS && fitsCharacterSet(line)),
        lines.join('|'),
      );
      assert.ok(lines.join(' ').includes(word), id);
      const places = [SCREENS[id], TRIAL_SCREENS[id]].map((screen) =>
        (screen[language].join(' ').match(/\{\w+\}/g) ?? []).toSorted(),
      );
      assert.deepEqual(places[0], places[1], id);
    }
  });
}

test('the display has every character of the help, and leafs through it in few pages', () => {
  for (const language of LANGUAGES)
    for (const id of Object.keys(HELP) as HelpId[]) {
      const pages = textPages(textsIn(language), textsIn(language).help(id));
      assert.ok(pages.length <= 5, `${id} ${language}: ${pages.length}`);
      const words = pages
        .flatMap((page) => page.slice(0, 3))
        .join(' ')
        .replaceAll(/ +/g, ' ')
        .trim();
      assert.equal(words, HELP[id][language].replaceAll('’', "'"), id);
    }
});

test('where no key is read none is named: OK always does something', () => {
  for (const screens of [OUTCOME_SCREENS, STATUS_SCREENS])
    for (const [id, screen] of Object.entries(screens))
      for (const language of LANGUAGES) assert.doesNotMatch(screen[language].join(' '), /\bOK\b|\bX:|<:/, id);
});

test('every screen says something in every language', () => {
  for (const id of IDS)
    for (const language of LANGUAGES) assert.notEqual(SCREENS[id][language].join(''), '', id);
});

test('a parameter that is missing or too wide is refused', () => {
  const texts = textsIn('en');
  assert.throws(() => texts.screen('wrong-pin'), RangeError);
  assert.throws(() => texts.screen('wrong-pin', { tries: 100 }), RangeError);
  assert.equal(texts.screen('wrong-pin', { tries: 2 })[1], 'Tries left: 2');
});

test('a ballot text falls back to a regional form, then to the default language of the ballot', () => {
  const text = { nl: 'een', 'pt-BR': 'um', en: 'one' };
  const languages = ['nl', 'pt-BR', 'en'];
  assert.equal(textsIn('en').local(text, languages), 'one');
  assert.equal(textsIn('pt').local(text, languages), 'um');
  assert.equal(textsIn('de').local(text, languages), 'een');
});
