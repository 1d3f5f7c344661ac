/** A trial election in real browsers: test voters, a vote that terminal and pages call a trial, a copy, a template, the end of it. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { en } from '../../apps/commissioner/texts/en.ts';
import { fill } from '../../apps/shared/i18n.ts';
import { NOTICE_TEXTS } from '../../apps/voter/notices/texts/texts.ts';
import { en as voterTexts } from '../../apps/voter/texts/en.ts';
import { keysForLanguage } from '../../tcb-emulator/dialogue/prompts.ts';
import { SAMPLES } from '../scenarios/support/run-revs.ts';
import { hasChromium } from '../support/chromium.ts';
import { lookAt, openBrowser } from './support/browser.ts';
import { goTo, runJob } from './support/console.ts';
import { OFFICER, type Office, openOffice } from './support/office.ts';
import { button, inMinutes, OpenedPages, says } from './support/pages.ts';
import { insertCard, openTerminal, pressKeys, removeCard, shows } from './support/web-terminal.ts';

const TITLE = 'Rehearsal of the board';
const TEMPLATE = 'Board, every year';
const { editor } = en;

describe.skipIf(!hasChromium)('a trial election in the browser', () => {
  let browser: Browser;
  let office: Office;
  let officer: Page;
  let voter: Page;
  const pages = new OpenedPages();
  const next = (step: string) => button(officer, fill(editor.new.next, { step })).click();

  beforeAll(async () => {
    browser = await openBrowser();
    office = await openOffice();
    await office.local.officer.post('/officer/voters', [{ voter: 'ana', style: 'member' }]);
    officer = await pages.open(
      await browser.newContext({ locale: 'en-GB' }),
      office.local.commissionerUrl,
      'console',
    );
    await officer.getByLabel(en.logIn.name).fill(OFFICER.name);
    await officer.getByLabel(en.logIn.passphrase).fill(OFFICER.passphrase);
    await button(officer, en.logIn.submit).click();
    await officer.getByRole('heading', { name: en.elections.heading, level: 1 }).waitFor();
  });
  afterAll(async () => {
    await browser.close();
    await office.close();
  });

  test('test voters are made, and their cards', async () => {
    await goTo(officer, 'roll');
    await button(officer, editor.testVoters.add).click();
    await says(officer, fill(editor.testVoters.added, { first: 'TEST-1', last: 'TEST-3' }));
    await lookAt(officer, 'console-test-voters');
    await goTo(officer, 'cards');
    await officer.getByText(editor.cards.change).click();
    await officer.getByLabel(editor.cards.address).fill(office.station);
    await button(officer, editor.cards.connect).last().click();
    await button(officer, fill(editor.cards.start, { number: 4 })).click();
    await says(officer, editor.cards.allDone);
  });

  test('a trial is made of a ballot that is kept as a template, and opened', async () => {
    const { times, ballot, templates } = editor;
    await goTo(officer, 'create');
    await officer.getByLabel(times.title).fill(TITLE);
    await officer.getByLabel(times.kind).selectOption(times.testCards);
    for (const [label, minutes] of [
      [times.opens, -1],
      [times.closes, 120],
      [times.intakeEnds, 180],
      [times.claimsEnd, 240],
    ] as const)
      await officer.getByLabel(label).fill(inMinutes(minutes));
    await next(editor.new.ballots);
    await officer.getByLabel(ballot.importFile).setInputFiles(join(SAMPLES, 'board-election.xml'));
    await says(officer, ballot.noProblems);
    await officer.getByText(templates.heading).click();
    await officer.getByLabel(templates.name).fill(TEMPLATE);
    await button(officer, templates.save).click();
    await says(officer, fill(templates.saved, { name: TEMPLATE }));
    await lookAt(officer, 'console-templates');
    await next(editor.new.setup);
    await next(editor.new.review);
    await says(officer, times.testCards);
    await button(officer, editor.review.make).click();
    await says(officer, editor.review.made);
    await officer.getByRole('link', { name: editor.review.toElection }).click();
    await says(officer, en.trial.title);
    await runJob(officer, 'open');
    await lookAt(officer, 'console-trial');
  });

  test("the voter's page and the terminal call it a trial; the address is that of what is under way", async () => {
    const terminal = await openTerminal(await browser.newContext({ locale: 'en-GB' }), office.terminal);
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

  test('a copy of it begins as a real election, with its title and ballot; the template can be used again', async () => {
    await officer.getByRole('link', { name: en.election.likeDo }).click();
    const title = officer.getByLabel(editor.times.title);
    await title.waitFor();
    assert.equal(await title.inputValue(), TITLE);
    assert.equal(await officer.getByLabel(editor.times.kind).inputValue(), 'real');
    assert.doesNotMatch(officer.url(), /copy=/);
    await lookAt(officer, 'console-copy');
    await next(editor.new.ballots);
    await says(officer, editor.ballot.noProblems);
    await officer.getByText(editor.templates.heading).click();
    await button(officer, editor.templates.use).click();
    await says(officer, fill(editor.templates.used, { name: TEMPLATE }));
  });

  test('it is deleted, and voters find it no more', async () => {
    await goTo(officer, 'elections');
    await officer.getByRole('link', { name: TITLE }).click();
    await button(officer, en.jobs.delete.name).click();
    await lookAt(officer, 'console-delete-trial');
    await officer.getByRole('dialog').getByRole('button', { name: en.jobs.delete.name }).click();
    await says(officer, en.election.deleted);
    await voter.reload();
    await voter.getByRole('heading', { name: voterTexts.title, level: 1 }).waitFor();
    await says(voter, voterTexts.problems['no-election'].what, false);
  });

  test('no page complained', () => {
    for (const { name, complaints } of pages.all) assert.deepEqual(complaints, [], name);
  });
});
