/**
 * The page that verifies an election record, in a real browser, as it is built and served: a good record in each of the ways
 * in which an auditor has it; records that somebody changed, with words for what is wrong; and what is no record at all.
 */
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import type { FastifyInstance } from 'fastify';
import { pino } from 'pino';
import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { fill } from '../../apps/shared/i18n.ts';
import { en } from '../../apps/voter/texts/en.ts';
import { de } from '../../apps/voter/verify/texts/de.ts';
import { en as own } from '../../apps/voter/verify/texts/en.ts';
import { inGroups } from '../../common/in-groups.ts';
import { appFolder } from '../../deployment/build-apps.ts';
import { fingerprint } from '../../protocol/0-setup/fingerprint.ts';
import { toHex } from '../../protocol/primitives/bytes.ts';
import { sha256 } from '../../protocol/primitives/sha256.ts';
import { given, newKey, random, sealedVote } from '../../protocol/test-support.ts';
import { MAX_BULLETIN_BOARD_HERE } from '../../record/blob-source.ts';
import { RECORD_FILES } from '../../record/files.ts';
import {
  choicesFor,
  documentsOf,
  everything,
  makeReferendum,
  type Referendum,
  STYLE,
  sorted,
  writeRecord,
} from '../../record/test-support.ts';
import { packRecord } from '../../servers/commissioner/record/pack-record.ts';
import { Metrics } from '../../servers/shared/metrics.ts';
import { pageHeaders } from '../../servers/shared/static-files.ts';
import { webApp } from '../../servers/web/app.ts';
import { hasChromium } from '../support/chromium.ts';
import { checkAccessible, lookAt, openBrowser, watch } from './support/browser.ts';
import { button, says } from './support/pages.ts';

const VOTES = [0, 1, 0];
/** ms: what takes a second or two. */
const PATIENCE = 30_000;
/** CSS pixels: WCAG 2.2, success criterion 1.4.10. */
const NARROW = { width: 320, height: 640 };

describe.skipIf(!hasChromium)('verifying a record in the browser', () => {
  const scratch = mkdtempSync(join(tmpdir(), 'revs-verify-page-'));
  const original = join(scratch, 'election-record');
  let fixture: Referendum;
  let archive: Buffer;
  let isPublished = true;
  let host: FastifyInstance;
  let address: string;
  let browser: Browser;
  let copies = 0;

  beforeAll(async () => {
    fixture = await makeReferendum(VOTES.length, undefined, { trial: true });
    const sealed = await Promise.all(VOTES.map((option) => sealedVote(fixture, STYLE, choicesFor(option))));
    const bulletinBoard = sorted([...sealed, random(given(sealed[0]).length)]);
    // Of one Administrator there is no ledger.
    const posted = everything(fixture, VOTES.length);
    const documents = await documentsOf(
      fixture,
      { ...posted, ledgers: posted.ledgers.slice(1) },
      bulletinBoard,
    );
    await writeRecord(original, fixture, documents, bulletinBoard);
    archive = await buffer(packRecord(original));
    [host, address] = await serve();
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await host.close();
    rmSync(scratch, { recursive: true });
  });

  /** The voter's page with the headers of a deployment; the published record on the same host. */
  async function serve(): Promise<[FastifyInstance, string]> {
    const folder = mkdtempSync(join(scratch, 'web-'));
    const write = (name: string, value: unknown): void =>
      writeFileSync(join(folder, name), JSON.stringify(value));
    write('headers.json', pageHeaders([]));
    const app = webApp({
      ...{ id: 'web', logger: pino({ level: 'silent' }), metrics: new Metrics(), folder },
      pages: appFolder('voter'),
    });
    app.get('/elections/:election/record.tar', async (_request, reply) =>
      isPublished ? reply.send(archive) : reply.callNotFound(),
    );
    const url = await app.listen({ host: '127.0.0.1', port: 0 });
    write('config.json', { distributors: [url], commissioner: url, commissionerKey: keyOf(fixture) });
    return [app, url];
  }

  const keyOf = ({ commissioner }: Referendum): string => toHex(commissioner.publicKey);
  const electionId = (): string => toHex(fixture.plan.electionId);

  async function open(query = '', locale = 'en-GB'): Promise<{ page: Page; complaints: string[] }> {
    const context = await browser.newContext({ locale });
    const page = await context.newPage();
    const { complaints } = watch(page, /Failed to load resource/);
    page.setDefaultTimeout(PATIENCE);
    await page.goto(`${address}/verify${query}`);
    return { page, complaints };
  }

  async function verifyFolder(page: Page, folder: string): Promise<void> {
    await page.getByLabel(own.which).selectOption('folder');
    await page.getByLabel(own.folder).setInputFiles(folder);
    await button(page, own.start).click();
  }

  async function verifyArchive(page: Page, content: Buffer): Promise<void> {
    await page.getByLabel(own.which).selectOption('archive');
    const file = { name: 'record.tar', mimeType: 'application/x-tar', buffer: content };
    await page.getByLabel(own.archive).setInputFiles(file);
    await button(page, own.start).click();
  }

  const showsResults = async (page: Page): Promise<void> => {
    await says(page, own.verified);
    await says(page, inGroups(fingerprint(fixture.election.manifestHash)));
    await says(page, inGroups(toHex(sha256(readFileSync(join(original, RECORD_FILES.index))))));
    await says(page, fill(en.outcome.turnout, { votes: 3, voters: 3, share: '100%' }), false);
  };

  /** A copy of the record that somebody has worked on. */
  function copy(change: (folder: string) => void): string {
    const folder = join(scratch, `copy-${copies++}`);
    cpSync(original, folder, { recursive: true });
    change(folder);
    return folder;
  }

  test('the published record of the election in the address, by keyboard alone: it verifies, and what is to be compared', async () => {
    const { page, complaints } = await open(`?election=${electionId()}`);
    await page.getByRole('heading', { name: own.title, level: 1 }).waitFor();
    await says(page, own.keyFilled, false);
    assert.equal(await page.getByLabel(own.key).inputValue(), keyOf(fixture));
    await lookAt(page, 'voter-verify');
    await page.getByLabel(own.key).focus();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await showsResults(page);
    await says(page, en.trial.title);
    const silent = given(fixture.plan.administrators[0]).id;
    await says(page, fill(own.absent.ledger, { server: silent }));
    await lookAt(page, 'voter-verified');
    await page.setViewportSize(NARROW);
    await checkAccessible(page, 'verified, 320 px');
    await page.screenshot({ path: '.screenshots/voter-verified-320.png', fullPage: true });
    assert.deepEqual(complaints, []);
    await page.context().close();
  });

  test('a downloaded archive, and a folder; the key typed in groups as on paper', async () => {
    const { page, complaints } = await open();
    await verifyArchive(page, archive);
    await showsResults(page);
    await page.getByLabel(own.key).fill(inGroups(keyOf(fixture).toUpperCase()));
    await verifyFolder(page, original);
    await says(page, own.verified);
    await showsResults(page);
    assert.deepEqual(complaints, []);
    await page.context().close();
  });

  test('what is wrong with a record is said in words, with the part; nothing else of it is shown', async () => {
    const { page } = await open();
    const edit = (path: string, change: (content: Buffer) => Uint8Array) => (folder: string) =>
      writeFileSync(join(folder, path), change(readFileSync(join(folder, path))));
    const flip = (content: Buffer): Uint8Array => content.map((byte, i) => (i === 9 ? byte ^ 1 : byte));
    const wrong: readonly (readonly [string, (folder: string) => void, keyof typeof own.codes])[] = [
      [RECORD_FILES.results, edit(RECORD_FILES.results, flip), 'record/altered'],
      [RECORD_FILES.bulletinBoard, edit(RECORD_FILES.bulletinBoard, flip), 'record/altered'],
      [RECORD_FILES.ledgers, (folder) => rmSync(join(folder, RECORD_FILES.ledgers)), 'record/missing'],
      [
        'board/notes.txt',
        (folder) => writeFileSync(join(folder, 'board/notes.txt'), 'x'),
        'record/unknown-file',
      ],
      [
        RECORD_FILES.plan,
        (folder) => truncateSync(join(folder, RECORD_FILES.plan), 2 ** 23),
        'record/too-long',
      ],
      [
        RECORD_FILES.bulletinBoard,
        (folder) => truncateSync(join(folder, RECORD_FILES.bulletinBoard), MAX_BULLETIN_BOARD_HERE + 1),
        'record/too-long-here',
      ],
    ];
    for (const [path, change, code] of wrong) {
      await verifyFolder(page, copy(change));
      await page
        .getByRole(isUnable(code) ? 'status' : 'alert')
        .filter({ hasText: path })
        .waitFor();
      await says(page, own.codes[code]);
      assert.equal(await page.getByText(own.results, { exact: true }).count(), 0);
      rmSync(join(scratch, `copy-${copies - 1}`), { recursive: true });
    }
    await page.context().close();
  });

  const isUnable = (code: string): boolean => code === 'record/too-long-here';

  test('a record that does not verify, on a narrow screen, in the language of the reader', async () => {
    const { page } = await open(`?election=${electionId()}`, 'de-DE');
    const falseKey = toHex(newKey().publicKey);
    await page.getByLabel(de.key).fill(falseKey);
    await button(page, de.start).click();
    await says(page, de.notVerified);
    await says(page, de.codes['signature/invalid']);
    await says(page, de.files['record.jws'], false);
    assert.equal(await page.getByLabel(de.key).inputValue(), falseKey, 'it can be looked at');
    await lookAt(page, 'voter-not-verified');
    await page.setViewportSize(NARROW);
    await checkAccessible(page, 'not verified, 320 px');
    await page.screenshot({ path: '.screenshots/voter-not-verified-320.png', fullPage: true });
    await page.context().close();
  });

  test('no record: not published, not an archive, cut off; no file chosen and a key that is none are said at the field', async () => {
    isPublished = false;
    const { page } = await open(`?election=${electionId()}`);
    await button(page, own.start).click();
    await says(page, own.codes['record/not-published']);
    await says(page, own.unableText);
    isPublished = true;
    await verifyArchive(page, Buffer.alloc(2048, 'x'));
    await says(page, own.codes['record/not-an-archive']);
    await verifyArchive(page, archive.subarray(0, 3000));
    await says(page, own.codes['record/torn']);
    await page.getByLabel(own.which).selectOption('folder');
    await page.getByLabel(own.key).fill('12 34');
    await button(page, own.start).click();
    await says(page, own.noRecord);
    await says(page, own.keyWrong);
    assert.equal(await page.getByLabel(own.key).getAttribute('aria-invalid'), 'true');
    await checkAccessible(page, 'fields that are wrong');
    await page.context().close();
  });
});
