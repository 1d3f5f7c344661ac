import assert from 'node:assert/strict';
import jsQR from 'jsqr';
import { getDocumentProxy } from 'unpdf';
import { expect, test } from 'vitest';
import { countContest } from '../ballots/count/count-contest.ts';
import { ballotOf, contest } from '../ballots/test-support.ts';
import { LANGUAGES, type Language } from '../common/languages.ts';
import { mailMerge } from './mail-merge.ts';
import { type LetterJob, printLetters } from './print-letters.ts';
import type { Recipient } from './recipients.ts';
import { textsOf } from './test-support.ts';
import { TEXTS } from './texts/texts.ts';

const organisation = { name: 'Łódź Co-operative', help: 'Office, room 12, +48 42 1234' };
const ELECTION = {
  titles: {
    en: 'Larger election 2026',
    pt: 'Eleição maior 2026',
    fr: 'Grande élection 2026',
    de: 'Größere Wahl 2026',
  },
  isTrial: false,
  opens: Date.UTC(2026, 11, 1, 8),
  closes: Date.UTC(2026, 11, 8, 17, 30),
  intakeEnds: Date.UTC(2026, 11, 9, 18),
  fingerprint: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567',
  page: 'https://vote.example/?election=0123456789abcdef0123456789abcdef',
};
const to = (voter: string, language: Language): Recipient & { style: string } => ({
  voter,
  style: 'member',
  language,
  name: `Name of ${voter}`,
  address: ['Hauptstraße 1', '10115 Berlin'],
});
const notices = (recipients = [to('ana', 'de')]): LetterJob => ({
  kind: 'notices',
  organisation,
  election: ELECTION,
  timeZone: 'Europe/Berlin',
  language: 'de',
  recipients,
});
const SECRETS = { pin: '123456', puk: '87654321', signing: { pin: '654321', puk: '11223344' } };
const open = async (job: LetterJob) => getDocumentProxy(new Uint8Array(await printLetters(job)));

test('a notice for each voter, in the voter’s language, with all that the voter needs', async () => {
  const pages = await textsOf(await printLetters(notices(LANGUAGES.map((of) => to(`voter-${of}`, of)))));
  assert.equal(pages.length, LANGUAGES.length);
  for (const [i, language] of LANGUAGES.entries()) {
    const page = pages[i] ?? '';
    const { notice, help } = TEXTS[language];
    const steps = notice.steps.map((step, at) => `${at + 1}. ${step}`);
    for (const part of [
      organisation.name,
      `Name of voter-${language} Hauptstraße 1 10115 Berlin`,
      `${notice.kind}: ${ELECTION.titles[language]}`,
      `${notice.voter} voter-${language}`,
      `${notice.fingerprint} ABCD EFGH IJKL MNOP QRST UVWX YZ23 4567`,
      notice.compare,
      ...steps,
      notice.never,
      `${help} ${organisation.help}`,
    ])
      assert.ok(page.includes(part), `${part}\nis not in\n${page}`);
    // A line may break within the address.
    assert.ok(page.replaceAll(' ', '').includes(ELECTION.page));
  }
});

test('times are those of the zone that was asked for, and say which it is', async () => {
  const [page = ''] = await textsOf(await printLetters(notices()));
  const { notice } = TEXTS.de;
  assert.ok(page.includes(`${notice.opens} Dienstag, 1. Dezember 2026 um 09:00 MEZ`), page);
  assert.ok(page.includes(`${notice.closes} Dienstag, 8. Dezember 2026 um 18:30 MEZ`), page);
  assert.ok(page.includes('bis Mittwoch, 9. Dezember 2026 um 19:00 MEZ noch einmal'), page);
});

/** Pixels of a point. */
const SCALE = 4;

/** What a scanner reads of the dark bars on the first page: the one path that has hundreds of them. */
async function scan(job: LetterJob): Promise<string | undefined> {
  const page = await (await open(job)).getPage(1);
  const { argsArray } = await page.getOperatorList();
  const paths = (argsArray as unknown[][]).flatMap((args) => {
    const path = Array.isArray(args?.[1]) ? (args[1] as unknown[])[0] : undefined;
    return path instanceof Float32Array ? [path] : [];
  });
  const longest = paths.toSorted((a, b) => b.length - a.length)[0] ?? new Float32Array();
  const { width, height } = page.getViewport({ scale: SCALE });
  const [columns, lines] = [Math.ceil(width), Math.ceil(height)];
  const pixels = new Uint8ClampedArray(columns * lines * 4).fill(255);
  // Each bar: move, three lines, close; its corners are the first and the third point.
  for (let i = 0; i + 12 < longest.length; i += 13) {
    const [left, top] = [longest[i + 1], longest[i + 2]].map((at) => Math.round((at ?? 0) * SCALE));
    const [right, bottom] = [longest[i + 7], longest[i + 8]].map((at) => Math.round((at ?? 0) * SCALE));
    for (let y = top ?? 0; y < (bottom ?? 0); y++)
      pixels.fill(0, (y * columns + (left ?? 0)) * 4, (y * columns + (right ?? 0)) * 4);
  }
  for (let i = 3; i < pixels.length; i += 4) pixels[i] = 255;
  return jsQR.default(pixels, columns, lines)?.data;
}

test('the code is the address of the election’s page', async () => {
  assert.equal(await scan(notices()), ELECTION.page);
});

test('marked up for screen readers: language, title, headings, a list, the code with its text', async () => {
  const pdf = await open(notices([to('ana', 'fr')]));
  const { info } = await pdf.getMetadata();
  expect(info).toMatchObject({ Title: `${TEXTS.de.notice.kind}: ${ELECTION.titles.de}`, Language: 'de' });
  expect(await pdf.getMarkInfo()).toMatchObject({ Marked: true });
  const tree = JSON.stringify(await (await pdf.getPage(1)).getStructTree());
  for (const role of ['H1', 'H2', 'P', 'LI', 'LBody', 'Figure'])
    assert.ok(tree.includes(`"role":"${role}"`), role);
  assert.ok(tree.includes(`"alt":"Code QR de l’adresse ${ELECTION.page}"`), tree);
  assert.ok(tree.includes('"lang":"fr"'), tree);
});

test('a trial election is called one, in every language; a real one is not', async () => {
  const trial = { ...(notices() as Extract<LetterJob, { kind: 'notices' }>) };
  const recipients = LANGUAGES.map((of) => to(`voter-${of}`, of));
  const pages = (isTrial: boolean) =>
    printLetters({ ...trial, recipients, election: { ...ELECTION, isTrial } }).then(textsOf);
  const [marked, real] = [await pages(true), await pages(false)];
  for (const [i, language] of LANGUAGES.entries()) {
    assert.ok(marked[i]?.includes(TEXTS[language].notice.trial), marked[i]);
    assert.ok(!real[i]?.includes(TEXTS[language].notice.trial));
  }
});

test('without name and address, without page, without an organisation', async () => {
  const { page: _, ...election } = ELECTION;
  const job = {
    ...(notices() as Extract<LetterJob, { kind: 'notices' }>),
    organisation: {},
    election,
    recipients: [{ voter: 'ana', style: 'member', language: 'en', address: [] } as const],
  };
  const [text = ''] = await textsOf(await printLetters(job));
  assert.ok(text.startsWith('ana Election notice'), text);
  assert.ok(text.endsWith('Who helps you The election office.'), text);
  assert.ok(!text.includes(TEXTS.en.notice.page), text);
});

test('a PIN letter for each voter: the digits of the card, and nobody else’s', async () => {
  const recipients = LANGUAGES.map((language, i) => ({
    ...to(`voter-${language}`, language),
    ...{ ...SECRETS, pin: `${i}00000` },
  }));
  const pages = await textsOf(
    await printLetters({ kind: 'pin-mailers', organisation, language: 'en', recipients }),
  );
  assert.equal(pages.length, LANGUAGES.length);
  for (const [i, language] of LANGUAGES.entries()) {
    const { mailer } = TEXTS[language];
    const page = pages[i] ?? '';
    for (const part of [
      `Name of voter-${language} Hauptstraße 1`,
      `${mailer.pin} ${i}00000 ${mailer.pinText}`,
      `${mailer.puk} 87654321 ${mailer.pukText}`,
      `${mailer.signing} 654321 ${mailer.signingPuk} 11223344`,
      mailer.opened,
      mailer.keep,
    ])
      assert.ok(page.includes(part), `${part}\nis not in\n${page}`);
    assert.deepEqual(page.match(/\d00000/g), [`${i}00000`]);
  }
});

test('name and help of the organisation are in the language of each letter', async () => {
  const own = {
    name: { de: 'Genossenschaft Łódź', pt: 'Cooperativa' },
    help: { de: 'Zimmer 12', pt: 'Sala 12' },
  };
  const pages = await textsOf(
    await printLetters({ ...notices([to('ana', 'pt'), to('bea', 'de')]), organisation: own }),
  );
  for (const [page, name, room] of [
    [pages[0], 'Cooperativa', 'Sala 12'],
    [pages[1], 'Genossenschaft Łódź', 'Zimmer 12'],
  ])
    assert.ok(page?.startsWith(`${name} `) && page.includes(` ${room}`), page);
  const recipients = [{ ...to('bea', 'de'), ...SECRETS }];
  const [mailer] = await textsOf(
    await printLetters({ kind: 'pin-mailers', organisation: own, language: 'pt', recipients }),
  );
  assert.ok(mailer?.startsWith('Genossenschaft Łódź ') && mailer.includes(' Zimmer 12'), mailer);
  const [cover] = await textsOf(
    await printLetters({ kind: 'cover-list', of: 'mailer', organisation: own, language: 'pt', recipients }),
  );
  assert.ok(cover?.includes('Cooperativa'), cover);
});

test('the cover list has every letter in its order, its head on every page', async () => {
  const recipients = Array.from({ length: 70 }, (_, i) => ({ voter: `voter-${i}`, name: `Name ${i}` }));
  const long = { voter: 'x'.repeat(64), name: 'Long Name '.repeat(10).trim() };
  const pages = await textsOf(
    await printLetters({
      kind: 'cover-list',
      of: 'notice',
      title: ELECTION.titles.pt,
      organisation,
      language: 'pt',
      recipients: [...recipients, long],
    }),
  );
  const { cover, notice } = TEXTS.pt;
  assert.ok(
    pages[0]?.includes(
      `${cover.kind}: ${organisation.name} Cartas: 71 (${notice.kind}, ${ELECTION.titles.pt})`,
    ),
  );
  assert.ok(pages.length > 1);
  for (const page of pages)
    assert.ok(page.includes(`${cover.number} ${cover.voter} ${cover.name} ${cover.received}`), page);
  // Wrapped in its column, but whole.
  assert.ok(
    pages
      .at(-1)
      ?.replaceAll(' ', '')
      .includes(`${long.voter}${long.name.replaceAll(' ', '')}`) || pages.at(-1),
  );
  const listed = pages.join(' ').match(/\d+ voter-\d+ Name \d+/g);
  assert.deepEqual(
    listed,
    recipients.map(({ voter, name }, i) => `${i + 1} ${voter} ${name}`),
  );
});

test('a mail merge: a row for each voter, and no cell is a formula', () => {
  const [ana, bea] = [to('ana', 'de'), { ...to('bea', 'en'), name: '=HYPERLINK("x")' }];
  const csv = mailMerge(ELECTION, [ana, bea]);
  const columns = 'voter,language,name,address,style,election,opens,closes,intake_ends,page,fingerprint';
  const times = '2026-12-01T08:00:00.000Z,2026-12-08T17:30:00.000Z,2026-12-09T18:00:00.000Z';
  const rest = (title: string) => `member,${title},${times},${ELECTION.page},${ELECTION.fingerprint}\n`;
  assert.equal(
    csv,
    `\ufeff${columns}\nana,de,Name of ana,"Hauptstraße 1\n10115 Berlin",${rest(ELECTION.titles.de)}` +
      `bea,en,"'=HYPERLINK(""x"")","Hauptstraße 1\n10115 Berlin",${rest(ELECTION.titles.en)}`,
  );
});

const chair = { ...contest('choose-one', 'plurality', 2), id: 'chair' };
const board = { ...contest('rank', 'stv', 3), id: 'board' };
const MINUTES: Extract<LetterJob, { kind: 'minutes' }> = {
  kind: 'minutes',
  organisation,
  language: 'en',
  timeZone: 'Europe/Lisbon',
  title: ELECTION.titles.en,
  isTrial: false,
  electionId: '0123456789abcdef0123456789abcdef',
  fingerprint: ELECTION.fingerprint,
  opens: ELECTION.opens,
  closes: ELECTION.closes,
  steps: [{ step: 'open', time: ELECTION.opens, officers: ['olivia', 'otto'] }],
  styles: [
    { style: 'north', voters: 8, votes: 6 },
    { style: 'south', voters: 4, votes: 1 },
  ],
  contests: [
    {
      styles: ['north', 'south'],
      result: countContest(chair, () => [
        { vote: [[0]], count: 5 },
        { vote: [], count: 2 },
      ]),
    },
    {
      styles: ['north'],
      result: countContest(board, () => [
        { vote: [[1], [0]], count: 4 },
        { vote: [[0], [1]], count: 2 },
      ]),
    },
  ],
  ballots: new Map(['north', 'south'].map((style) => [style, ballotOf([chair, board])])),
  packages: 8,
  refused: 1,
  recordHash: 'ab'.repeat(32),
  commissionerKey: '02'.repeat(33),
};

test('minutes: who did what when, turnout, results, what they rest on, and room to sign', async () => {
  const text = (await textsOf(await printLetters(MINUTES))).join(' ');
  const { minutes } = TEXTS.en;
  for (const part of [
    organisation.name,
    `${minutes.kind}: ${ELECTION.titles.en}`,
    `${minutes.election} 0123 4567 89ab cdef 0123 4567 89ab cdef`,
    'ABCD EFGH IJKL MNOP QRST UVWX YZ23 4567',
    'Voting opens 1 Dec 2026, 08:00:00 WET',
    'Voting closes 8 Dec 2026, 17:30:00 WET',
    'Turnout (north) 6 of 8 voters (75%)',
    'Turnout (south) 1 of 4 voters (25%)',
    `${minutes.stepNames.open} 1 Dec 2026, 08:00:00 WET olivia, otto`,
    '7 ballots, 2 of them blank. Votes of: north, south.',
    '6 ballots, 0 of them blank. The quota is 4. Votes of: north.',
    'Votes that arrived: 8; refused: 1.',
    `${minutes.recordHash} ${'abab '.repeat(16).trim()}`,
    '0202 0202',
    `${minutes.name} ${minutes.placeAndDate} ${minutes.signature}`,
  ])
    assert.ok(text.includes(part), `${part}\nis not in\n${text}`);
  assert.match(text, /Option Votes Outcome \S+ 5 elected \S+ 0 /);
  assert.match(text, /Option First preferences Votes at the end Outcome \S+ 4 4 elected \S+ 2 2 /);
  assert.ok(!text.includes(TEXTS.en.notice.trial));
});

test('minutes in every language, those of a trial election with the mark', async () => {
  for (const language of LANGUAGES) {
    const [text = ''] = await textsOf(await printLetters({ ...MINUTES, language, isTrial: true }));
    assert.ok(text.includes(`${TEXTS[language].minutes.kind}: ${ELECTION.titles.en}`), text);
    assert.ok(text.includes(TEXTS[language].notice.trial), text);
  }
});
