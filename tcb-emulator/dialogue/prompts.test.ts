import assert from 'node:assert/strict';
import { test } from 'vitest';
import type { Ballot } from '../../ballots/ballot.ts';
import { ballotOf, contest } from '../../ballots/test-support.ts';
import type { HelpId } from './catalogue-help.ts';
import type { DialogueIo } from './dialogue-io.ts';
import { LANGUAGES, type Language } from './languages.ts';
import {
  askForPc,
  askGiveUp,
  askLeave,
  askNewPin,
  askPin,
  askPuk,
  askResume,
  askUnblock,
  chooseLanguage,
  keysForLanguage,
  keysForPin,
  showFingerprint,
  showMessage,
  showTitle,
} from './prompts.ts';
import { textsIn } from './screens.ts';
import { drive, screenAfter } from './test-support.ts';

const EN = textsIn('en');

test('a digit chooses the language', async () => {
  for (const language of LANGUAGES) {
    const { result } = await drive(chooseLanguage, ['9', 'ok', ...keysForLanguage(language)]);
    assert.equal(result === 'cancelled' ? result : result.language, language);
  }
  assert.equal((await drive(chooseLanguage, ['cancel'])).result, 'cancelled');
});

test('the PIN is shown as stars only', async () => {
  const { result, shown } = await drive((io) => askPin(io, EN), keysForPin('4831'));
  assert.equal(result, '4831');
  assert.deepEqual(
    shown.map(([, stars]) => stars),
    ['', '*', '**', '***', '****'],
  );
  for (const screen of shown) assert.doesNotMatch(screen.join(''), /\d/);
});

test('a PIN has 4 to 8 digits, correct takes back one, and cancel leaves', async () => {
  assert.equal((await screenAfter((io) => askPin(io, EN), keysForPin('123')))[2], 'It has 4 to 8 digits');
  assert.equal(
    (await drive((io) => askPin(io, EN), ['9', 'correct', ...keysForPin('123456789')])).result,
    '12345678',
  );
  assert.equal((await drive((io) => askPin(io, EN), ['1', '2', '3', '4', 'cancel'])).result, 'cancelled');
});

test('the tries left are shown', async () => {
  assert.equal((await screenAfter((io) => askPin(io, EN, 2), []))[2], 'Tries left: 2');
});

test('the fingerprint is shown in 8 groups of 4', async () => {
  const { result, shown } = await drive(
    (io) => showFingerprint(io, EN, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'),
    ['ok'],
  );
  assert.equal(result, 'same');
  assert.deepEqual(shown[0]?.slice(1, 3), ['ABCD EFGH IJKL MNOP', 'QRST UVWX YZ23 4567']);
  await assert.rejects(
    showFingerprint({ show: () => undefined, nextKey: async () => 'ok' }, EN, 'ABCD'),
    RangeError,
  );
});

test('an unfinished vote is resumed with OK only', async () => {
  const resume = (keys: readonly ('ok' | 'cancel' | '5')[], isSent: boolean) =>
    drive((io) => askResume(io, EN, '12:04', isSent), keys);
  for (const isSent of [true, false]) {
    assert.equal((await resume(['5', 'ok'], isSent)).result, 'resume');
    assert.equal((await resume(['cancel'], isSent)).result, 'cancelled');
  }
  assert.match((await resume(['ok'], true)).shown.join(), /was sent/);
  assert.match((await resume(['ok'], false)).shown.join(), /is not finished/);
});

const title = (en: string, de: string): Ballot => ({
  ...ballotOf([contest('yes-no', 'plurality', 2)]),
  languages: ['en', 'de'],
  title: { en, de },
});
const pagesOf = async (language: Language, name: string, ballot: Ballot, oks: number): Promise<string[]> => {
  const { result, shown } = await drive(
    (io) => showTitle(io, textsIn(language), name, ballot),
    Array(oks).fill('ok'),
  );
  assert.equal(result, 'read');
  return shown.map((screen) => screen.slice(0, 3).join(' ').trim());
};

test("the title in the voter's language, if it is the ballot's; else the election's and then the ballot's", async () => {
  const ballot = title('Board 2027', 'Vorstand 2027');
  assert.deepEqual(await pagesOf('de', 'Board 2027', ballot, 1), ['Vorstand 2027']);
  assert.deepEqual(await pagesOf('en', 'Board 2027', ballot, 1), ['Board 2027']);
  assert.deepEqual(await pagesOf('de', 'Assembly', ballot, 2), ['Assembly', 'Vorstand 2027']);
});

test('a long title is leafed through, broken at spaces, and can be left', async () => {
  const ballot = title('word '.repeat(100).trim(), '');
  assert.equal((await pagesOf('en', ballot.title.en ?? '', ballot, 9)).length, 9);
  const broken = title('10 Anna Baker, baker, member', '');
  assert.deepEqual(await pagesOf('en', broken.title.en ?? '', broken, 1), ['10 Anna Baker, baker, member']);
  const screen = await screenAfter((io) => showTitle(io, EN, '', broken), []);
  assert.deepEqual(screen.slice(0, 2), ['10 Anna Baker,', 'baker, member']);
  const left = await drive((io) => showTitle(io, EN, broken.title.en ?? '', broken), ['cancel']);
  assert.equal(left.result, 'cancelled');
});

test('? helps at every question, and leaves the question as it was', async () => {
  const questions: readonly [HelpId, (io: DialogueIo) => Promise<unknown>][] = [
    ['keys', (io) => showTitle(io, EN, 'Board', title('Board', 'Vorstand'))],
    ['fingerprint', (io) => showFingerprint(io, EN, 'A'.repeat(32))],
    ['pin', (io) => askPin(io, EN)],
    ['puk', (io) => askPuk(io, EN)],
    ['new-pin', (io) => askNewPin(io, EN)],
    ['pin-lost', (io) => askUnblock(io, EN)],
    ['pc-asks-pin', (io) => askForPc(io, EN)],
    ['resume', (io) => askResume(io, EN, '12:04', false)],
    ['send-again', (io) => askResume(io, EN, '12:04', true)],
    ['give-up', (io) => askGiveUp(io, EN, '12:04', '12:05')],
    ['leave', (io) => askLeave(io, EN)],
    ['keys', (io) => showMessage(io, EN, 'pins-differ')],
  ];
  for (const [id, question] of questions) {
    const asked = await screenAfter(question, []);
    const first = EN.help(id).slice(0, 8);
    assert.ok((await screenAfter(question, ['help'])).join(' ').startsWith(first), id);
    assert.deepEqual(await screenAfter(question, ['help', 'help']), asked, id);
    assert.deepEqual(await screenAfter(question, ['help', 'cancel']), asked, id);
  }
});

test('? and OK at the choice of language say which key to press, in every language', async () => {
  for (const key of ['help', 'ok'] as const) {
    assert.match((await screenAfter(chooseLanguage, [key])).join(), /press 1.*tecla 2.*touche 3.*Taste 4/);
    assert.equal((await screenAfter(chooseLanguage, [key, key]))[0], '1 English');
    const { result } = await drive(chooseLanguage, [key, '4']);
    assert.equal(result === 'cancelled' ? result : result.language, 'de');
  }
});

test('a new PIN is typed twice alike', async () => {
  const { result, shown } = await drive(
    (io) => askNewPin(io, EN),
    [...keysForPin('1234'), ...keysForPin('1235'), 'ok', ...keysForPin('5678'), ...keysForPin('5678')],
  );
  assert.equal(result, '5678');
  assert.ok(shown.some(([first]) => first === 'These were not the'));
  for (const screen of shown) assert.doesNotMatch(screen[1] ?? '', /\d/);
  assert.equal((await drive((io) => askNewPin(io, EN), ['cancel'])).result, 'cancelled');
});

test('the PUK is shown as stars only', async () => {
  const { result, shown } = await drive((io) => askPuk(io, EN), keysForPin('31415926'));
  assert.equal(result, '31415926');
  assert.equal(shown.at(-1)?.[1], '********');
});
