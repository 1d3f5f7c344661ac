/** The web page of the terminal in a real browser. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright';
import { afterAll, beforeAll, describe, type TestContext, test } from 'vitest';
import { KEYS, type Key } from '../../tcb-emulator/display/keys.ts';
import { Panel } from '../../tcb-emulator/display/panel.ts';
import { createHumanInterface } from '../../tcb-emulator/terminal/human-interface.ts';
import { webAddress } from '../../tcb-emulator/terminal/web-face.ts';
import { hasChromium } from '../support/chromium.ts';
import { checkAccessible, openBrowser, type Watched, watch } from './support/browser.ts';
import { MOST_SHIFT, measureLoading } from './support/loading.ts';

const TOKEN = 'test-token-of-the-browser';
interface Opened extends Watched {
  readonly panel: Panel;
  readonly page: Page;
  readonly url: string;
  /** Stops the terminal. */
  close(): Promise<void>;
}

describe.skipIf(!hasChromium)('the terminal as a web page', () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser.close());

  async function open(t: TestContext, options: BrowserContextOptions = {}): Promise<Opened> {
    const folder = mkdtempSync(join(tmpdir(), 'revs-web-'));
    for (const name of ['ana.card', 'bruno.card']) writeFileSync(join(folder, name), '');
    const panel = new Panel();
    const slot = {
      insert: async () => panel.show(['Card inserted.']),
      remove: () => panel.show(['No card']),
    };
    const app = createHumanInterface({ panel, slot, token: TOKEN, cardsFolder: folder });
    const url = await app.listen({ host: '127.0.0.1', port: 0 });
    const context = await browser.newContext({ locale: 'en-GB', ...options });
    const page = await context.newPage();
    const watched = watch(page);
    t.onTestFinished(async () => {
      await context.close();
      await app.close();
      rmSync(folder, { recursive: true });
    });
    await page.goto(webAddress(url, TOKEN));
    await page.locator('#device.idle').waitFor();
    return { panel, page, url, ...watched, close: () => app.close() };
  }

  /** Resolves when a screen reader would say the text. */
  const says = (page: Page, text: string) =>
    page.getByRole('status').filter({ hasText: text }).waitFor({ state: 'attached' });

  const spokenLangs = (page: Page) =>
    page.locator('#spoken > p').evaluateAll((lines) => lines.map((line) => line.getAttribute('lang')));

  async function reads(panel: Panel, count: number): Promise<Key[]> {
    const keys: Key[] = [];
    while (keys.length < count) {
      keys.push(await panel.nextKey());
      panel.show([`read ${keys.length}`]);
    }
    return keys;
  }

  test('the token leaves the address, and goes to the terminal only, never in an address', async (t) => {
    const { page, url, complaints, requests } = await open(t);
    assert.equal(page.url(), `${url}/`);
    await page.reload();
    await page.locator('#device.idle').waitFor();
    assert.ok(requests.length > 0);
    for (const request of requests) {
      assert.ok(request.startsWith(`${url}/`), request);
      assert.ok(!request.includes(TOKEN));
    }
    assert.deepEqual(complaints, []);
  });

  test('without the token the page says what is missing, and shows a display that is off', async (t) => {
    const { page, url } = await open(t);
    const other = await page.context().newPage();
    await other.goto(url);
    await says(other, 'Open the whole address');
    assert.equal(await other.locator('#device').getAttribute('class'), 'off');
    await other.goto(webAddress(url, TOKEN)); // typed after the page is there: no new page is loaded
    await other.locator('#device.idle').waitFor();
  });

  test('the display is a grid of 4 x 20 equal cells, one character in each', async (t) => {
    const { page, panel } = await open(t);
    const lines = ['<b>Gonçalves&Őr</b>', '12345678901234567890', '↑↓', 'X:back'];
    panel.show(lines);
    await says(page, 'Gonçalves');
    const cells = await page.locator('#lcd > span').evaluateAll((spans) =>
      spans.map((span) => {
        const { x, y, width, height } = span.getBoundingClientRect();
        return { text: span.textContent, x, y, width, height };
      }),
    );
    assert.deepEqual(cells.map(({ text }) => text).join(''), lines.map((line) => line.padEnd(20)).join(''));
    for (const { width, height } of cells) {
      assert.ok(Math.abs(width - (cells[0]?.width ?? 0)) < 0.1);
      assert.ok(Math.abs(height - (cells[0]?.height ?? 0)) < 0.1);
    }
    assert.equal(new Set(cells.map(({ x }) => Math.round(x))).size, 20);
    assert.equal(new Set(cells.map(({ y }) => Math.round(y))).size, 4);
  });

  test('the lamp is lit by the terminal, outside the display', async (t) => {
    const { page, panel } = await open(t);
    panel.show(['Secure mode']); // a Finlet can write it, but only into the display
    await says(page, 'Secure mode');
    assert.equal(await page.locator('#mode').textContent(), 'Card reader');
    panel.setMode('secure');
    await page.locator('#device.secure').waitFor();
    assert.equal(await page.locator('#mode').textContent(), 'Secure mode');
    assert.equal(await page.locator('#lcd #mode').count(), 0);
  });

  test('nothing moves while the page loads, on a phone and on a desk', async (t) => {
    for (const viewport of [
      { width: 390, height: 844 },
      { width: 1280, height: 900 },
    ]) {
      const { page } = await open(t, { viewport });
      const loading = await measureLoading(page);
      await page.reload();
      await page.locator('#device.idle').waitFor();
      await page.locator('#cards option').first().waitFor({ state: 'attached' });
      const { shift, moved } = await loading();
      assert.ok(shift < MOST_SHIFT, `${shift}: ${moved.join(', ')}`);
    }
  });

  test('each key is clicked, and typed on the keyboard', async (t) => {
    const { page, panel } = await open(t);
    const clicked = reads(panel, KEYS.length);
    for (const key of KEYS) await page.locator(`[data-key="${key}"]`).click();
    assert.deepEqual(await clicked, KEYS);
    const typed = reads(panel, 17);
    for (const key of [...'0123456789', 'Escape', 'q', 'Backspace', 'Enter', 'ArrowUp', 'ArrowDown', 'h'])
      await page.keyboard.press(key);
    const others = ['cancel', 'cancel', 'correct', 'ok', 'up', 'down', 'help'];
    assert.deepEqual(await typed, [...'0123456789', ...others]);
  });

  test('after a click Enter is OK; on a key reached with Tab it presses that key', async (t) => {
    const { page, panel } = await open(t);
    const keys = reads(panel, 4);
    await page.locator('[data-key="5"]').click();
    await page.keyboard.press('Enter');
    await page.locator('[data-key="7"]').focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Space');
    assert.deepEqual(await keys, ['5', 'ok', '7', '7']);
  });

  test('typing elsewhere on the page presses nothing', async (t) => {
    const { page, panel } = await open(t);
    const keys = reads(panel, 1);
    await page.locator('#language').focus();
    await page.keyboard.type('12');
    await page.locator('#device').focus();
    await page.keyboard.press('Control+3');
    await page.keyboard.press('9');
    assert.deepEqual(await keys, ['9']);
  });

  test('the display is spoken as words, and a key that is not accepted is announced', async (t) => {
    const { page, panel } = await open(t);
    panel.show(['Name X: ?', 'PIN: ****', 'Choose ↑↓', '<:undo X:back ?']);
    await says(page, 'PIN: 4 stars');
    const spoken = await page.locator('#spoken > p').allTextContents();
    assert.deepEqual(
      spoken,
      ['Name X: ?', 'PIN: 4 stars', 'Choose Up Down', 'Correct: undo Cancel: back Help'].map((line) =>
        line.trim(),
      ),
    );
    assert.deepEqual(await spokenLangs(page), ['en', 'en', 'en', 'en']);
    panel.setLanguage('de');
    panel.show(['>2 <b>', '<:ändern ↑:prüfen', '< nimmt zurück', 'OK:ja X:abbrechen']);
    await says(page, 'Cursor: 2');
    assert.deepEqual(await page.locator('#spoken > p').allTextContents(), [
      'Cursor: 2 <b>',
      'Ändern: ändern Auf :prüfen',
      'Ändern nimmt zurück',
      'OK:ja Abbruch: abbrechen',
    ]);
    assert.deepEqual(await spokenLangs(page), ['de', 'de', 'de', 'de']);
    await page.locator('[data-key="5"]').click();
    await says(page, 'Key not accepted');
    assert.doesNotMatch((await page.locator('#notice').textContent()) ?? '', /5/);
    const key = reads(panel, 1);
    await page.locator('[data-key="6"]').click();
    await key;
    await page.locator('#notice:empty').waitFor({ state: 'attached' });
  });

  test("a screen reader's tree: the device with its display and keys, the card, the warning, each by its name", async (t) => {
    const { page, panel } = await open(t);
    panel.setLanguage('de');
    panel.show(['Vorsitz', '1/3 Wählen 1', 'Nummer oder ↑↓', 'OK:weiter X:zurück ?']);
    await says(page, 'Vorsitz');
    const keys = ['1', '2', '3', 'X Cancel', '4', '5', '6', '< Correct', '7', '8', '9', '? Help'];
    assert.equal(
      await page.locator('#device').ariaSnapshot(),
      [
        '- group "REVS Terminal":',
        '  - heading "REVS Terminal" [level=2]',
        '  - paragraph: Card reader',
        '  - status "Display, 4 lines":',
        ...['Vorsitz', '1/3 Wählen 1', 'Nummer oder Auf Ab'].map((line) => `    - paragraph: ${line}`),
        '    - paragraph: "OK:weiter Abbruch: zurück Hilfe"',
        '  - group "Keys":',
        '    - heading "Keys" [level=3]',
        ...[...keys, '↑ Up', '0', '↓ Down', 'OK'].map((key) => `    - button "${key}"`),
      ].join('\n'),
    );
    const headings = await page.getByRole('heading').allTextContents();
    assert.deepEqual(headings, [
      'REVS voting terminal',
      'REVS Terminal',
      'Keys',
      'Card',
      'No protection from this PC',
    ]);
  });

  test('a card from the table is inserted and removed', async (t) => {
    const { page, panel } = await open(t);
    await page.getByLabel('Cards on the table').selectOption('bruno');
    const [insert, remove] = ['Insert', 'Remove'].map((name) => page.getByRole('button', { name }));
    assert.ok(insert && remove && (await remove.isDisabled()), 'nothing to take out');
    await insert.click();
    await page.locator('#card.inserted').waitFor();
    assert.equal(await page.locator('#in-slot').textContent(), 'In the slot: bruno');
    assert.ok(panel.frame().lines[0].startsWith('Card inserted.'));
    assert.ok(await insert.isDisabled(), 'another card would take its place, with all that was chosen');
    await page.reload();
    await page.locator('#card.inserted').waitFor();
    assert.equal(await page.getByLabel('Cards on the table').inputValue(), 'bruno.card');
    await remove.click();
    await page.locator('#card:not(.inserted)').waitFor({ state: 'attached' });
    assert.equal(await page.locator('#in-slot').textContent(), 'No card in the slot.');
    assert.ok((await insert.isEnabled()) && (await remove.isDisabled()));
  });

  test('who has inserted a card types on: the keyboard goes to the keys, not to the button again', async (t) => {
    const { page, panel } = await open(t);
    panel.setMode('secure');
    await page.getByRole('button', { name: 'Insert' }).click();
    await page.locator('#card.inserted').waitFor();
    await page.locator('#device:focus').waitFor();
    const typed = reads(panel, 2);
    for (const key of ['1', 'Enter']) {
      await page.keyboard.press(key);
      await says(page, key === '1' ? 'read 1' : 'read 2');
    }
    assert.deepEqual(await typed, ['1', 'ok']);
  });

  test('when the terminal has gone the display is off, and says nothing of before', async (t) => {
    const { page, panel, close } = await open(t);
    panel.show(['My choice']);
    await says(page, 'My choice');
    await close();
    await says(page, 'does not answer');
    await page.locator('#device.off').waitFor();
    assert.equal(await page.locator('#lcd').textContent(), '');
    assert.equal(await page.locator('#spoken').textContent(), '');
  });

  test('the page speaks the language of the browser, and another on request', async (t) => {
    const { page } = await open(t, { locale: 'pt-BR' });
    assert.equal(await page.locator('html').getAttribute('lang'), 'pt');
    assert.equal(await page.locator('#mode').textContent(), 'Leitor de cartões');
    for (const [language, mode] of [
      ['fr', 'Lecteur de cartes'],
      ['de', 'Kartenleser'],
      ['en', 'Card reader'],
    ] as const) {
      await page.locator('#language').selectOption(language);
      assert.equal(await page.locator('html').getAttribute('lang'), language);
      assert.equal(await page.locator('#mode').textContent(), mode);
    }
  });

  for (const colorScheme of ['light', 'dark'] as const) {
    test(`WCAG 2.2 AA as far as axe can tell, from 320 px on, ${colorScheme}`, async (t) => {
      for (const [width, locale] of [
        [320, 'de-DE'],
        [640, 'fr-FR'],
        [1280, 'en-GB'],
      ] as const) {
        const options = {
          colorScheme,
          locale,
          viewport: { width, height: 800 },
          reducedMotion: 'reduce',
        } as const;
        const { page, panel } = await open(t, options);
        panel.setMode('secure');
        panel.show(['Presidente', '1/3 Wählen 1-2', 'João Gonçalves', 'OK:weiter <:weg ↑↓ ?']);
        await page.locator('#insert').click();
        await page.locator('#card.inserted').waitFor();
        await page.locator('summary').click();
        await page.locator('[data-key="1"]').click();
        await page.locator('#notice:not(:empty)').waitFor();
        await checkAccessible(page, `${width} px`);
      }
    });
  }
});
