/**
 * A whole election in real browsers: the officer makes and opens it in the console; voters vote through the voter's page
 * and the terminal's, plainly, by ranking in another language, interrupted and resumed, on a hostile page; the officer
 * closes, counts and publishes; a stranger verifies. Every state is looked at by axe and photographed.
 */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { en as consoleTexts } from '../../apps/commissioner/texts/en.ts';
import { fill } from '../../apps/shared/i18n.ts';
import { en as voterTexts } from '../../apps/voter/texts/en.ts';
import { en as verifyTexts } from '../../apps/voter/verify/texts/en.ts';
import { appFolder } from '../../deployment/build-apps.ts';
import { hasChromium } from '../support/chromium.ts';
import { lookAt, openBrowser, scriptSize } from './support/browser.ts';
import { fillTimes, goTo, logInByKeyboard, runJob, shortenTimes } from './support/console.ts';
import { openHostilePage } from './support/hostile-page.ts';
import { ballot, ROLL, TITLE, VOTES, XML } from './support/journey-votes.ts';
import { printMinutes, printNotice, printPinLetters } from './support/letters.ts';
import { MOST_SHIFT, measureLoading } from './support/loading.ts';
import { OFFICER, type Office, openOffice, PIN } from './support/office.ts';
import { button, OpenedPages, says, textFile } from './support/pages.ts';
import { recount, renewalsIn } from './support/recount.ts';
import { hears } from './support/spoken.ts';
import { keysOf, pressByKeyboard, startVoting } from './support/voter.ts';
import { insertCard, openTerminal, pressKeys, removeCard, shows } from './support/web-terminal.ts';

/** Which the console asks first; while two journeys run, the other's. */
const DEFAULT_STATION = 'http://127.0.0.1:8620';
/** Where nobody listens. */
const NO_STATION = 'http://127.0.0.1:9';
/** Bytes, compressed: what the first page may load, the ballot and its parser among it. */
const MOST_SCRIPT = 200_000;
/** With what checks an election's signatures, which the voter's page loads once it has found one (decision 46). */
const MOST_WITH_CHECKS = 230_000;
/** Seconds from the close to the end of intake, and to the end of claims. */
const INTAKE = 3;
const CLAIMS = 8;
/** Seconds: Trustees renew their shares some times in the course of it. */
const RENEW_EVERY = 45;

describe.skipIf(!hasChromium)('an election in the browser', () => {
  let browser: Browser;
  let office: Office;
  let officer: Page;
  let officerContext: BrowserContext;
  const { en, editor } = { en: consoleTexts, editor: consoleTexts.editor };
  const vote = voterTexts.vote;
  const pages = new OpenedPages();

  beforeAll(async () => {
    browser = await openBrowser();
    office = await openOffice();
  });
  afterAll(async () => {
    await browser.close();
    await office.close();
  });

  test('the officer logs in by keyboard alone; a wrong passphrase is refused with help', async () => {
    officerContext = await browser.newContext({ locale: 'en-GB', acceptDownloads: true });
    officer = await pages.open(officerContext, `${office.local.commissionerUrl}/`, 'console');
    await officer.getByRole('heading', { name: en.logIn.heading }).waitFor();
    const size = scriptSize(pages.lastRequests, appFolder('commissioner'));
    assert.ok(size > 100_000 && size < MOST_SCRIPT, `${size} bytes of script`);
    await lookAt(officer, 'console-log-in');
    await hears(officer, 'console-log-in');
    await logInByKeyboard(officer, OFFICER.name, 'not the passphrase at all');
    await says(officer, en.problems.wrongPassphrase.title);
    await logInByKeyboard(officer, OFFICER.name, OFFICER.passphrase);
    await officer.getByRole('heading', { name: en.elections.heading, level: 1 }).waitFor();
    await lookAt(officer, 'console-elections-none');
  });

  test('the roll: a bad row is named by its line and nothing imported; then all of it', async () => {
    await goTo(officer, 'roll');
    const { roll } = editor;
    const bad = [...ROLL, 'plain,member', 'not an id,member'].join('\n');
    await officer.getByLabel(roll.file).setInputFiles(textFile('bad.csv', bad));
    await says(officer, fill(roll.problems, { number: 2 }));
    for (const line of ['6', '7'])
      await officer.getByRole('table').getByRole('rowheader', { name: line, exact: true }).waitFor();
    await lookAt(officer, 'console-roll-problems');
    await officer.getByLabel(roll.file).setInputFiles(textFile('roll.csv', ROLL.join('\n')));
    await button(officer, fill(roll.doImport, { voters: 4 })).click();
    await says(officer, fill(roll.imported, { voters: 4 }));
    await lookAt(officer, 'console-roll');
    await hears(officer, 'console-roll');
  });

  test('cards: where there is no station the page says how to start it; one card, then all others', async () => {
    await goTo(officer, 'cards');
    const { cards } = editor;
    await officer.getByText(cards.change).click();
    await officer.getByLabel(cards.address).fill(NO_STATION);
    await button(officer, cards.connect).last().click();
    await says(officer, fill(cards.noStation, { address: NO_STATION }));
    await lookAt(officer, 'console-cards-no-desk');
    await officer.getByText(cards.change).click();
    await officer.getByLabel(cards.address).fill(office.station);
    await button(officer, cards.connect).last().click();
    await button(officer, cards.insert).click();
    await button(officer, fill(cards.personalise, { voter: 'deceived' })).click();
    await says(officer, fill(cards.made, { voter: 'deceived' }));
    await lookAt(officer, 'console-cards');
    await button(officer, fill(cards.start, { number: 3 })).click();
    await says(officer, cards.allDone);
    await printPinLetters(officer, office, Object.keys(VOTES));
  });

  test('a new election: bad XML is refused with the place, the draft survives a reload, then it is made', async () => {
    await goTo(officer, 'create');
    const { times, ballot: own, review } = editor;
    await officer.getByLabel(times.title).fill(TITLE);
    await fillTimes(officer);
    await lookAt(officer, 'console-new-times');
    await hears(officer, 'console-new-times');
    await button(officer, fill(editor.new.next, { step: editor.new.ballots })).click();
    await officer
      .getByLabel(own.importFile)
      .setInputFiles(textFile('bad.xml', XML.replace('seats="3"', 'seats="9"')));
    await says(officer, fill(own.importFailed, { file: 'bad.xml' }), false);
    await officer.getByLabel(own.importFile).setInputFiles(textFile('board.xml', XML));
    await says(officer, fill(own.imported, { file: 'board.xml' }));
    await says(officer, own.noProblems);
    await lookAt(officer, 'console-new-ballot');
    await officer.reload();
    await officer.getByRole('heading', { name: editor.new.heading }).waitFor();
    assert.equal(await officer.getByLabel(times.title).inputValue(), TITLE);
    await button(officer, fill(editor.new.next, { step: editor.new.ballots })).click();
    await button(officer, fill(editor.new.next, { step: editor.new.setup })).click();
    await lookAt(officer, 'console-new-servers');
    await button(officer, fill(editor.new.next, { step: editor.new.review })).click();
    await lookAt(officer, 'console-new-review');
    await shortenTimes(officer, INTAKE, CLAIMS, RENEW_EVERY);
    await button(officer, review.make).click();
    await says(officer, review.made);
    await lookAt(officer, 'console-new-made');
    await officer.getByRole('link', { name: review.toElection }).click();
  });

  test('the session ends: what comes next asks for the passphrase, and then goes on', async () => {
    await officer.getByRole('heading', { name: TITLE, level: 1 }).waitFor();
    await officerContext.clearCookies();
    // The page asks for news every few seconds, and is told.
    await says(officer, en.logIn.expired);
    await lookAt(officer, 'console-session-ended');
    await officer.getByLabel(en.logIn.passphrase).fill(OFFICER.passphrase);
    await button(officer, en.logIn.submit).click();
    await officer.getByRole('dialog').waitFor({ state: 'detached' });
    await runJob(officer, 'open');
    await officer.getByRole('heading', { name: en.monitoring.heading }).waitFor();
    const address = officer.getByRole('link', { name: /\?election=[0-9a-f]{32}$/ });
    assert.ok((await address.getAttribute('href'))?.startsWith(office.local.webUrl));
    await officer.getByRole('img', { name: en.election.addressCode }).waitFor();
    await lookAt(officer, 'console-election-open');
    await printNotice(officer, Object.keys(VOTES), office.folder);
  });

  test('a voter without a terminal is told how to get one; one with it votes', async () => {
    const context = await browser.newContext({ locale: 'en-GB' });
    const page = await pages.open(context, office.local.webUrl, "voter's page");
    const loading = await measureLoading(page);
    for (const width of [390, 1280]) {
      await page.setViewportSize({ width, height: 844 });
      await page.reload();
      await page.getByRole('heading', { name: TITLE, level: 1 }).waitFor();
      await says(page, vote.noCard);
      await says(page, voterTexts.untrusted.emulated);
      await says(page, ballot.contests[0]?.title.en ?? '');
      const { shift, moved } = await loading();
      assert.ok(shift < MOST_SHIFT, `${width} px: ${shift}: ${moved.join(', ')}`);
    }
    const size = scriptSize(pages.lastRequests, appFolder('voter'));
    assert.ok(size > 100_000 && size < MOST_WITH_CHECKS, `${size} bytes of script`);
    await lookAt(page, 'voter-no-card');
    await hears(page, 'voter-no-card');
    await context.route(`${office.terminal.pc}/**`, (route) => route.abort());
    await says(page, fill(voterTexts.problems['no-terminal'].what, { url: office.terminal.pc }));
    await lookAt(page, 'voter-no-terminal');
    await context.unroute(`${office.terminal.pc}/**`);
    const terminal = await openTerminal(context, office.terminal);
    await insertCard(terminal, 'plain');
    await says(page, vote.ready);
    await lookAt(page, 'voter-ready');
    await hears(page, 'voter-ready');
    await button(page, vote.start).click();
    await says(page, vote.follow);
    await lookAt(page, 'voter-follow');
    await hears(page, 'voter-follow');
    const refused: string[] = [];
    context.on('response', (response) => {
      if (response.status() >= 400) refused.push(response.url());
    });
    const second = await pages.open(context, office.local.webUrl, 'a second window');
    await says(second, vote.resumed);
    await pressKeys(terminal, keysOf('plain'));
    for (const window of [page, second]) await says(window, vote.sent);
    assert.deepEqual(refused, [], 'no window takes a step too late');
    await second.close();
    await page.reload();
    await says(page, vote.sent);
    await lookAt(page, 'voter-sent');
    await hears(page, 'voter-sent');
    await removeCard(terminal);
    assert.deepEqual(await context.cookies(), [], 'a voter gets no cookies');
    await context.close();
  });

  test('an address names its election, also after a reload; one that is not here is said to be unknown', async () => {
    const context = await browser.newContext({ locale: 'en-GB' });
    const unknown = `${office.local.webUrl}/?election=${'0'.repeat(32)}`;
    const page = await pages.open(context, unknown, 'an unknown address');
    await says(page, voterTexts.election.unknown);
    await lookAt(page, 'voter-unknown-election');
    await page.getByRole('button', { name: voterTexts.election.choose }).click();
    await page.getByRole('heading', { name: TITLE, level: 1 }).waitFor();
    const address = page.url();
    assert.match(address, /\/\?election=[0-9a-f]{32}$/);
    assert.notEqual(address, unknown);
    await page.reload();
    await page.getByRole('heading', { name: TITLE, level: 1 }).waitFor();
    assert.equal(page.url(), address);
    await context.close();
  });

  test('a computer whose clock is wrong is told so, by both pages', async () => {
    const day = 86_400_000;
    const early = await browser.newContext({ locale: 'en-GB' });
    await early.clock.setSystemTime(Date.now() - day);
    const page = await pages.open(early, office.local.webUrl, 'a page in the past');
    await says(page, 'The servers decide, not this clock.', false);
    assert.equal(await button(page, vote.startAnyway).count(), 1, 'voting can be tried all the same');
    await lookAt(page, 'voter-clock-wrong');
    await early.close();
    const late = await browser.newContext({ locale: 'en-GB' });
    await late.clock.setSystemTime(Date.now() + day);
    const other = await pages.open(late, `${office.local.commissionerUrl}/`, 'a console in the future');
    await says(other, en.clock.title);
    await lookAt(other, 'console-clock-wrong');
    await late.close();
  });

  test('a voter ranks, in German, by keyboard alone on the page', async () => {
    const context = await browser.newContext({ locale: 'de-DE' });
    const page = await pages.open(context, office.local.webUrl, "voter's page in German");
    const { de } = await import('../../apps/voter/texts/de.ts');
    const terminal = await openTerminal(await browser.newContext({ locale: 'en-GB' }), office.terminal);
    await insertCard(terminal, 'ranked');
    await says(page, de.vote.ready);
    await pressByKeyboard(page, button(page, de.vote.start));
    await says(page, de.vote.follow);
    await pressKeys(terminal, keysOf('ranked', 'de'));
    await says(page, de.vote.sent);
    await lookAt(page, 'voter-sent-german');
    await removeCard(terminal);
    await terminal.context().close();
    await context.close();
  });

  test('a voter whose browser dies in the middle goes on in another one, and types nothing again', async () => {
    const dying = await browser.newContext({ locale: 'en-GB' });
    const page = await pages.open(dying, office.local.webUrl, 'a browser that dies');
    const terminalContext = await browser.newContext({ locale: 'en-GB' });
    const terminal = await openTerminal(terminalContext, office.terminal);
    await dying.route('**/sign', (route) => route.abort());
    await startVoting(page, terminal, 'interrupted');
    await page.reload();
    await says(page, vote.resumed);
    await pressKeys(terminal, keysOf('interrupted'));
    await says(page, vote.signingRound.sign);
    await lookAt(page, 'voter-signing');
    await dying.close();
    const other = await browser.newContext({ locale: 'en-GB' });
    const next = await pages.open(other, office.local.webUrl, 'the next browser');
    await says(next, vote.sent);
    await removeCard(terminal);
    await other.close();
    await terminalContext.close();
  });

  test('a hostile page learns nothing and changes nothing', async () => {
    const hostile = await openHostilePage(browser, office, ballot);
    const page = await hostile.context.newPage();
    await page.goto(office.local.webUrl);
    const terminalContext = await browser.newContext({ locale: 'en-GB' });
    const terminal = await openTerminal(terminalContext, office.terminal);
    await startVoting(page, terminal, 'deceived');
    await pressKeys(terminal, keysOf('deceived').slice(0, 8));
    const outcomes = await hostile.attack(page);
    for (const { attack, status } of outcomes) assert.ok(status >= 400, `${attack}: ${status}`);
    await pressKeys(terminal, keysOf('deceived').slice(8));
    await says(page, vote.sent);
    await removeCard(terminal);
    hostile.requireIgnorant('deceived', VOTES.deceived ?? []);
    await terminalContext.close();
    await hostile.context.close();
  });

  test('a server goes down: the officer is told what it means, the voter that it goes on', async () => {
    await office.processes.kill('administrator-4');
    await says(officer, en.alerts.tight.title);
    await lookAt(officer, 'console-server-down');
    const folder = join(office.folder, 'administrator-4');
    const url = office.local.deployment.servers.find(({ id }) => id === 'administrator-4')?.url ?? '';
    await office.processes.startServer('administrator', 'administrator-4', folder, url);
    await officer.getByText(en.alerts.tight.title).waitFor({ state: 'detached' });
  });

  test('meanwhile Trustees and Administrators have renewed their shares, and the officer sees it', async () => {
    await officer.getByRole('heading', { name: en.renewals.heading }).waitFor();
    const since = new RegExp(`^${fill(en.renewals.since, { period: '[1-9]', time: '' })}`);
    for (const role of ['trustee', 'administrator'] as const)
      await officer.getByRole('region', { name: en.roleNames[role] }).getByText(since).waitFor();
    await lookAt(officer, 'console-renewals');
  });

  test('the officer closes, freezes, opens and counts the votes, and publishes', async () => {
    await runJob(officer, 'close');
    await runJob(officer, 'tally');
    await officer.getByRole('heading', { name: en.outcome.heading }).waitFor();
    await runJob(officer, 'publish');
    await lookAt(officer, 'console-published');
    await hears(officer, 'console-published');
    await printMinutes(officer, { counted: OFFICER.name, published: OFFICER.name }, office.folder);
    for (const [name, heading] of [
      ['servers', en.nav.servers],
      ['audit', en.nav.audit],
      ['officers', en.nav.officers],
    ] as const) {
      await goTo(officer, name);
      await officer.getByRole('heading', { level: 1 }).filter({ hasText: heading }).waitFor();
      await officer.getByRole('table').first().waitFor();
      await lookAt(officer, `console-${name}`);
    }
  });

  test('a stranger downloads the record and verifies; every vote is counted as it was chosen', async () => {
    const context = await browser.newContext({ locale: 'en-GB', acceptDownloads: true });
    const page = await pages.open(context, office.local.webUrl, "a stranger's page");
    await page.getByRole('heading', { name: voterTexts.results.heading }).waitFor();
    await page.getByRole('heading', { name: voterTexts.results.verify }).waitFor();
    await lookAt(page, 'voter-results');
    await hears(page, 'voter-results');
    await recount(page, office, ballot, Object.values(VOTES));
    assert.ok(renewalsIn(office) > 0, 'renewals are in the record');
    // Without a command line: the page fetches what is published, and counts again.
    await page.getByRole('link', { name: voterTexts.results.verifyHere }).click();
    await button(page, verifyTexts.start).click();
    await says(page, verifyTexts.verified);
    await says(page, fill(voterTexts.outcome.turnout, { votes: 4, voters: 4, share: '100%' }), false);
    await context.close();
  });

  test('afterwards the terminal tells a voter, and the page not, that the vote is on the bulletin board', async () => {
    const context = await browser.newContext({ locale: 'en-GB' });
    const page = await pages.open(context, office.local.webUrl, 'a voter looks');
    const terminal = await openTerminal(context, office.terminal);
    await insertCard(terminal, 'plain');
    await button(page, voterTexts.check.start).click();
    await says(page, voterTexts.check.follow);
    await pressKeys(terminal, ['1', ...([...PIN] as ('0' | '1')[]), 'ok']);
    await says(page, fill(voterTexts.check.done, { count: 3 }));
    await lookAt(page, 'voter-checked');
    await shows(terminal, 'Your vote is in');
    assert.doesNotMatch(await page.locator('body').innerText(), /vote is in the ballot box/i);
    await context.close();
  });

  test('no page complained, asked anyone but the servers, or kept a PIN', async () => {
    const own = new Set([
      NO_STATION,
      DEFAULT_STATION,
      office.local.webUrl,
      office.terminal.pc,
      office.station,
      office.local.commissionerUrl,
    ]);
    for (const { url } of office.local.deployment.servers) own.add(url);
    assert.ok(pages.all.length >= 6);
    for (const { name, complaints, requests } of pages.all) {
      assert.deepEqual(complaints, [], name);
      const strangers = requests.filter((url) => !own.has(new URL(url).origin) && !url.startsWith('blob:'));
      assert.deepEqual(strangers, [], name);
    }
    assert.ok(!JSON.stringify(await officerContext.storageState()).includes(PIN));
  });
});
