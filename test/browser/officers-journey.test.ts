/**
 * The officers' whole journey in real browsers, from an empty installation to the archive, without the command line: roll, cards,
 * PIN letters, a trial that is deleted in the end, a lost card, a real election in which one style has its own ballot, letters,
 * and a second officer's approval for what cannot be taken back.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { en } from '../../apps/commissioner/texts/en.ts';
import { fill } from '../../apps/shared/i18n.ts';
import { NOTICE_TEXTS } from '../../apps/voter/notices/texts/texts.ts';
import { en as voterTexts } from '../../apps/voter/texts/en.ts';
import { parseBallot } from '../../ballots/parse-ballot.ts';
import { keysToVote } from '../../simulation/robot-voter.ts';
import { keysForLanguage } from '../../tcb-emulator/dialogue/prompts.ts';
import { SAMPLES } from '../scenarios/support/run-revs.ts';
import { hasChromium } from '../support/chromium.ts';
import { lookAt, openBrowser } from './support/browser.ts';
import { approve, fillTimes, goTo, logIn, runJob, shortenTimes } from './support/console.ts';
import { printMinutes, printNotice, printPinLetters } from './support/letters.ts';
import { APPROVER, OFFICER, type Office, openOffice, PIN } from './support/office.ts';
import { button, OpenedPages, says, textFile } from './support/pages.ts';
import { hears } from './support/spoken.ts';
import { insertCard, openTerminal, pressKeys, removeCard, shows } from './support/web-terminal.ts';

const TITLE = 'Board of 2027';
const TEMPLATE = 'Board, every year';
const BOARD = join(SAMPLES, 'board-election.xml');
const BRIDGE = join(SAMPLES, 'referendum.xml');
/** By voter: the ballot of the voter's style, and a vote on it. */
const VOTES = {
  ana: { style: 'member', file: BOARD, vote: [[[0]], [[1]], [[0]], [[0]]] },
  ben: { style: 'staff', file: BRIDGE, vote: [[[0]], [[1]]] },
} as const;
const ROLL = ['voter,style', ...Object.entries(VOTES).map(([voter, { style }]) => `${voter},${style}`)];
const TEST_VOTERS = ['TEST-1', 'TEST-2', 'TEST-3'];
/** Seconds, as in whole-election.test.ts. */
const INTAKE = 3;
const CLAIMS = 8;
const { editor } = en;

describe.skipIf(!hasChromium)('two officers, from an empty installation to the archive', () => {
  let browser: Browser;
  let office: Office;
  /** Of the office, and who approves what she asks for. */
  let olivia: Page;
  let otto: Page;
  let voter: Page;
  let terminal: Page;
  const pages = new OpenedPages();
  const next = (step: string) => button(olivia, fill(editor.new.next, { step })).click();

  beforeAll(async () => {
    browser = await openBrowser();
    office = await openOffice({ fourEyes: true });
    const context = () => browser.newContext({ locale: 'en-GB', acceptDownloads: true });
    olivia = await pages.open(await context(), office.local.commissionerUrl, 'console of olivia');
    otto = await pages.open(await context(), office.local.commissionerUrl, 'console of otto');
    terminal = await openTerminal(await context(), office.terminal);
    await logIn(olivia, OFFICER);
    await logIn(otto, APPROVER);
  });
  afterAll(async () => {
    await browser.close();
    await office.close();
  });

  /** Asked for by one, done by the other's approval; both names are on the page. */
  const jobOfTwo = async (job: 'open' | 'close' | 'publish' | 'delete', title = TITLE): Promise<void> => {
    await button(olivia, en.jobs[job].name).click();
    await olivia.getByRole('dialog').getByRole('button', { name: en.approvals.ask }).click();
    await approve(otto, fill(en.approvals.steps[`election/${job}`], { title }));
  };

  test('the roll has two styles, and test voters; everybody is given a card and a PIN letter', async () => {
    const { roll, cards, testVoters } = editor;
    await goTo(olivia, 'roll');
    await olivia.getByLabel(roll.file).setInputFiles(textFile('roll.csv', ROLL.join('\n')));
    await button(olivia, fill(roll.doImport, { voters: 2 })).click();
    await says(olivia, fill(roll.imported, { voters: 2 }));
    await button(olivia, testVoters.add).click();
    await says(olivia, fill(testVoters.added, { first: 'TEST-1', last: 'TEST-3' }));
    await lookAt(olivia, 'console-test-voters');
    await goTo(olivia, 'cards');
    await olivia.getByText(cards.change).click();
    await olivia.getByLabel(cards.address).fill(office.station);
    await button(olivia, cards.connect).last().click();
    await button(olivia, fill(cards.start, { number: 5 })).click();
    await says(olivia, cards.allDone);
    await printPinLetters(olivia, office, [...Object.keys(VOTES), ...TEST_VOTERS]);
  });

  test('a trial is made of a ballot that is kept as a template, and opened by two', async () => {
    const { times, ballot, templates } = editor;
    await goTo(olivia, 'create');
    await olivia.getByLabel(times.title).fill(TITLE);
    await olivia.getByLabel(times.kind).selectOption(times.testCards);
    await fillTimes(olivia);
    await next(editor.new.ballots);
    await olivia.getByLabel(ballot.importFile).setInputFiles(BOARD);
    await says(olivia, ballot.noProblems);
    await olivia.getByText(templates.heading).click();
    await olivia.getByLabel(templates.name).fill(TEMPLATE);
    await button(olivia, templates.save).click();
    await says(olivia, fill(templates.saved, { name: TEMPLATE }));
    await lookAt(olivia, 'console-templates');
    await next(editor.new.setup);
    await next(editor.new.review);
    await says(olivia, times.testCards);
    await makeIt();
    await says(olivia, en.trial.title);
    await jobOfTwo('open');
    await olivia.getByRole('heading', { name: en.monitoring.heading }).waitFor();
    await lookAt(olivia, 'console-trial');
  });

  test("the voter's page and the terminal call it a trial; the address is that of what is under way", async () => {
    voter = await pages.open(
      await browser.newContext({ locale: 'en-GB' }),
      office.local.webUrl,
      "voter's page",
    );
    await voter.getByRole('heading', { name: TITLE, level: 1 }).waitFor();
    await says(voter, voterTexts.trial.title);
    await lookAt(voter, 'voter-trial');
    assert.doesNotMatch(voter.url(), /election=/);
    await insertCard(terminal, 'TEST-1');
    await button(voter, voterTexts.vote.start).click();
    await pressKeys(terminal, keysForLanguage('en'));
    await shows(terminal, 'TRIAL OK:next');
    await lookAt(terminal, 'terminal-trial');
    await voter.waitForURL(/\?election=[0-9a-f]{32}$/);
    await removeCard(terminal);
    await voter.reload();
    await voter.getByRole('heading', { name: TITLE, level: 1 }).waitFor();
    assert.match(voter.url(), /\?election=[0-9a-f]{32}$/);
  });

  test('data protection and accessibility, from the foot of the page and back', async () => {
    for (const { title } of [NOTICE_TEXTS.en.data, NOTICE_TEXTS.en.accessibility]) {
      await voter.getByRole('link', { name: title, exact: true }).click();
      await voter.getByRole('heading', { name: title, level: 1 }).waitFor();
      assert.equal(await voter.title(), `${title} – ${voterTexts.title}`);
      await lookAt(voter, `voter-${title.toLowerCase().replace(' ', '-')}`);
    }
    await voter.getByRole('link', { name: NOTICE_TEXTS.en.back }).click();
    await voter.getByRole('heading', { name: TITLE, level: 1 }).waitFor();
    assert.deepEqual(await voter.context().cookies(), []);
  });

  test('a lost card is revoked by two, and its voter given another', async () => {
    const { roll, cards } = editor;
    await goTo(olivia, 'roll');
    await button(olivia, fill(roll.lostNamed, { voter: 'ana' })).click();
    await says(olivia, roll.lostNone);
    await olivia.getByRole('dialog').getByRole('button', { name: en.approvals.ask }).click();
    await goTo(otto, 'approvals');
    const what = fill(en.approvals.steps['card/revoke'], { voter: 'ana' });
    await otto.getByRole('heading', { name: what }).waitFor();
    await lookAt(otto, 'console-approvals');
    await hears(otto, 'console-approvals');
    await approve(otto, what);
    await goTo(olivia, 'cards');
    await button(olivia, fill(cards.start, { number: 1 })).click();
    await says(olivia, cards.allDone);
    await printPinLetters(olivia, office, ['ana']);
  });

  test('the trial is deleted by two; a copy of it is a real election, in which one style has its own ballot', async () => {
    const { times, ballot } = editor;
    await goTo(olivia, 'elections');
    await olivia.getByRole('link', { name: TITLE }).click();
    await olivia.getByRole('link', { name: en.election.likeDo }).click();
    assert.equal(await olivia.getByLabel(times.title).inputValue(), TITLE);
    assert.equal(await olivia.getByLabel(times.kind).inputValue(), 'real');
    assert.doesNotMatch(olivia.url(), /copy=/);
    await lookAt(olivia, 'console-copy');
    await goTo(olivia, 'elections');
    await olivia.getByRole('link', { name: TITLE }).click();
    await jobOfTwo('delete');
    await voter.reload();
    await says(voter, voterTexts.problems['no-election'].what, false);
    await goTo(olivia, 'create');
    await fillTimes(olivia);
    await next(editor.new.ballots);
    await olivia.getByLabel(fill(ballot.styleBallot, { style: 'staff', voters: 1 })).selectOption(ballot.own);
    await olivia.getByLabel(ballot.edit).selectOption(fill(ballot.editing, { style: 'staff' }));
    await olivia.getByLabel(ballot.importFile).setInputFiles(BRIDGE);
    await says(olivia, ballot.noProblems);
    await next(editor.new.setup);
    await next(editor.new.review);
    await lookAt(olivia, 'console-two-ballots');
    await hears(olivia, 'console-two-ballots');
    await shortenTimes(olivia, INTAKE, CLAIMS);
    await makeIt();
    await jobOfTwo('open');
    await olivia.getByRole('heading', { name: en.monitoring.heading }).waitFor();
    await printNotice(olivia, Object.keys(VOTES), office.folder);
  });

  test('voters vote, one with the new card, one on the other ballot', async () => {
    await voter.goto(office.local.webUrl);
    await voter.getByRole('heading', { name: TITLE, level: 1 }).waitFor();
    for (const [name, { file, vote }] of Object.entries(VOTES)) {
      await insertCard(terminal, name);
      await says(voter, voterTexts.vote.ready);
      await button(voter, voterTexts.vote.start).click();
      await pressKeys(terminal, keysToVote(TITLE, parseBallot(readFileSync(file)), vote, PIN));
      await says(voter, voterTexts.vote.sent);
      await removeCard(terminal);
    }
  });

  test('it is closed by two, counted, published by two; the minutes name both, and it is archived', async () => {
    await jobOfTwo('close');
    await runJob(olivia, 'tally');
    await says(olivia, fill(en.results.turnout, { votes: '1', voters: '1', share: '100%' }), false);
    await jobOfTwo('publish');
    await says(olivia, en.election.archive.text);
    const both = `${OFFICER.name}, ${APPROVER.name}`;
    await printMinutes(olivia, { counted: OFFICER.name, published: both }, office.folder);
    await button(olivia, en.election.archive.putAway).click();
    await says(olivia, en.election.archive.away);
    await lookAt(olivia, 'console-archived');
    await goTo(olivia, 'elections');
    await olivia.getByText(fill(en.elections.archived, { number: '1' })).click();
    await olivia.getByRole('link', { name: TITLE }).waitFor();
    await lookAt(olivia, 'console-elections-archived');
  });

  test('no page complained', () => {
    for (const { name, complaints } of pages.all) assert.deepEqual(complaints, [], name);
  });

  async function makeIt(): Promise<void> {
    await button(olivia, editor.review.make).click();
    await says(olivia, editor.review.made);
    await olivia.getByRole('link', { name: editor.review.toElection }).click();
  }
});
