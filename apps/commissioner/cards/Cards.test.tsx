import { afterEach, expect, test, vi } from 'vitest';
import { render } from 'vitest-browser-react';
import { fill } from '../../shared/i18n.ts';
import { answering, expectAccessible, json } from '../../shared/test-support.ts';
import { inConsole, lines } from '../console/test-support.tsx';
import { en } from '../texts/en.ts';
import { Cards } from './Cards.tsx';
import type { StationState } from './station.ts';

const own = en.editor.cards;
const STATION = 'http://127.0.0.1:8620';
const VOTERS = [
  { voter: 'ana', style: 'north', card: true },
  { voter: 'ben', style: 'north', card: false },
  { voter: 'cy', style: 'south', card: false },
];
afterEach(() => localStorage.clear());

const NO_MAILERS = { waiting: 0, written: 0 };

interface Given {
  readonly slot?: StationState['slot'];
  readonly voters?: typeof VOTERS;
  readonly mailers?: StationState['mailers'];
  readonly answers?: Readonly<Record<string, () => Response>>;
}

/** The page with a station whose slot is in the state given; `answers` of the station come on top. */
async function open({ slot = 'empty', voters = VOTERS, mailers = NO_MAILERS, answers = {} }: Given = {}) {
  const state: StationState = { slot, folder: '/home/o/cards', mailers };
  const fetched = answering({
    'GET /officer/voters': () => json(voters),
    'GET /desk': () => json(slot === 'personalised' ? { ...state, voter: 'ana' } : state),
    ...answers,
  });
  const screen = await render(inConsole(<Cards />));
  const sent = () =>
    fetched.mock.calls
      .filter(([, init]) => init?.method === 'POST')
      .map(([url, init]) => [String(url), init?.body, init?.credentials]);
  return { screen, sent };
}

test('how many voters have a card, where the cards go, and that no PIN passes through', async () => {
  const { screen } = await open();
  await expect
    .element(screen.getByRole('progressbar', { name: own.progress }))
    .toHaveAttribute('aria-valuetext', fill(own.progressText, { done: 1, total: 3 }));
  await expect.element(screen.getByText('/home/o/cards')).toBeVisible();
  await expect.element(screen.getByText(own.pins)).toBeVisible();
  await expectAccessible();
});

test('a blank card is inserted at a press; the station gets no cookie', async () => {
  const { screen, sent } = await open({ answers: { 'POST /desk/insert': () => json({}) } });
  await screen.getByRole('button', { name: own.insert }).click();
  await expect.poll(sent).toEqual([[`${STATION}/desk/insert`, undefined, 'omit']]);
});

test('the card in the slot is made for the next voter without one, or for another who is typed', async () => {
  const { screen, sent } = await open({
    slot: 'blank',
    answers: { 'POST /desk/personalise': () => json({ voter: 'ben' }) },
  });
  await expect.element(screen.getByLabelText(own.voter)).toHaveValue('ben');
  await expectAccessible();
  await screen.getByRole('button', { name: fill(own.personalise, { voter: 'ben' }) }).click();
  await expect.poll(sent).toEqual([[`${STATION}/desk/personalise`, '{"voter":"ben"}', 'omit']]);
  await screen.getByLabelText(own.voter).fill('cy');
  await screen.getByRole('button', { name: fill(own.personalise, { voter: 'cy' }) }).click();
  await expect.poll(() => sent()[1]?.[1]).toBe('{"voter":"cy"}');
});

test.each([
  ['ana', own.hasCard],
  ['dora', own.unknown],
])('no card is made for %s: %s', async (voter, reason) => {
  const { screen, sent } = await open({ slot: 'blank' });
  const field = screen.getByLabelText(own.voter);
  await field.fill(voter);
  await expect.element(field).toHaveAccessibleDescription(expect.stringContaining(reason));
  await expect.element(screen.getByRole('button', { name: fill(own.personalise, { voter }) })).toBeDisabled();
  expect(sent()).toEqual([]);
});

test('a card that is made goes out and the next comes in', async () => {
  const answers = { 'POST /desk/eject': () => json({}), 'POST /desk/insert': () => json({}) };
  const { screen, sent } = await open({ slot: 'personalised', answers });
  await expect.element(screen.getByText(fill(own.made, { voter: 'ana' }))).toBeVisible();
  await screen.getByRole('button', { name: own.next }).click();
  await expect
    .poll(() => sent().map(([url]) => url))
    .toEqual([`${STATION}/desk/eject`, `${STATION}/desk/insert`]);
});

test.each(Object.keys(own.codes).filter((code) => code !== 'other'))(
  'the station refuses with %s: what it means, and its own words',
  async (code) => {
    const refusal = () => json({ code: `desk/${code}`, message: 'said by the station' }, 409);
    const { screen } = await open({ answers: { 'POST /desk/insert': refusal } });
    await screen.getByRole('button', { name: own.insert }).click();
    const alert = screen.getByRole('alert');
    await expect.element(alert).toMatchTextContent(own.codes[code as keyof typeof own.codes]);
    await expect.element(alert).toMatchTextContent(`said by the station (${code})`);
  },
);

test('without a station: how it is started, and another try', async () => {
  let isThere = false;
  const desk = () => {
    if (!isThere) throw new TypeError('Failed to fetch');
    return json({ slot: 'empty', folder: '/cards', mailers: NO_MAILERS });
  };
  const { screen } = await open({ answers: { 'GET /desk': desk } });
  await expect.element(screen.getByText(fill(own.noStation, { address: STATION }))).toBeVisible();
  await expect.element(screen.getByText('./revs desk --dir deployment')).toBeVisible();
  await expect.element(screen.getByRole('button', { name: own.insert })).not.toBeInTheDocument();
  await expectAccessible();
  isThere = true;
  await screen.getByRole('button', { name: own.connect, exact: true }).first().click();
  await expect.element(screen.getByRole('button', { name: own.insert })).toBeVisible();
});

test('the station can be at another port of this computer, and at no other computer', async () => {
  const { screen } = await open();
  const asked = vi.mocked(window.fetch).mock.calls;
  await screen.getByText(own.change).click();
  const address = screen.getByLabelText(own.address);
  const connect = screen.getByRole('button', { name: own.connect });
  await address.fill('http://desk.example.org:8620');
  await expect.element(address).toHaveAccessibleDescription(expect.stringContaining(own.addressBad));
  await connect.click();
  expect(asked.some(([url]) => String(url).includes('example.org'))).toBe(false);
  await address.fill('http://127.0.0.1:9999');
  await connect.click();
  await expect.poll(() => asked.map(([url]) => String(url))).toContain('http://127.0.0.1:9999/desk');
});

test('all cards from the feeder: progress, then how many there are', async () => {
  const batch = () => lines({ stage: 'cards', done: 1, total: 2 }, { result: { personalised: 2 } });
  const { screen, sent } = await open({ answers: { 'POST /desk/batch': batch } });
  await screen.getByRole('button', { name: fill(own.start, { number: 2 }) }).click();
  await expect.element(screen.getByText(fill(own.batchDone, { number: 2 }))).toBeVisible();
  expect(sent()).toEqual([[`${STATION}/desk/batch`, '{}', 'omit']]);
});

test('a feeder that fails says why, and can be started again', async () => {
  const batch = () => lines({ error: { code: 'desk/service', message: 'no answer' } });
  const { screen } = await open({ answers: { 'POST /desk/batch': batch } });
  const start = screen.getByRole('button', { name: fill(own.start, { number: 2 }) });
  await start.click();
  await expect.element(screen.getByRole('alert')).toMatchTextContent(own.codes.service);
  await expect.element(start).toBeEnabled();
});

test('the feeder is stopped by hand: the request ends, and that is no failure', async () => {
  let signal: AbortSignal | null | undefined;
  const { screen } = await open();
  const answer = vi.mocked(window.fetch).getMockImplementation();
  vi.mocked(window.fetch).mockImplementation((url, init) => {
    if (!String(url).endsWith('/desk/batch')) return answer?.(url, init) ?? Promise.reject(new TypeError());
    signal = init?.signal;
    return new Promise((_resolve, reject) => {
      signal?.addEventListener('abort', () => reject(new TypeError('aborted')));
    });
  });
  await screen.getByRole('button', { name: fill(own.start, { number: 2 }) }).click();
  await expect.element(screen.getByRole('progressbar', { name: en.editor.stages.cards })).toBeVisible();
  await screen.getByRole('button', { name: own.stop }).click();
  await expect.element(screen.getByText(own.stopping)).toBeVisible();
  expect(signal?.aborted).toBe(true);
  await expect.element(screen.getByRole('alert')).not.toBeInTheDocument();
});

test('when everybody has a card, that is said, and nothing can be made', async () => {
  const { screen } = await open({ voters: VOTERS.map((voter) => ({ ...voter, card: true })) });
  await expect.element(screen.getByText(own.allDone)).toBeVisible();
  await expect.element(screen.getByText(own.one, { exact: true })).not.toBeInTheDocument();
  await expect.element(screen.getByText(own.batch)).not.toBeInTheDocument();
});

const letters = en.letters;
const ADDRESSES = 'voter,name\nana,Ana\n';
const WRITTEN = {
  letters: 2,
  file: '/home/o/cards/pin-letters.pdf',
  coverList: '/home/o/cards/cover-list.pdf',
};

test('PIN letters are written by the station, in a language and to addresses that the officer gives', async () => {
  const { screen, sent } = await open({
    mailers: { waiting: 2, written: 0 },
    answers: { 'POST /desk/mailers': () => json(WRITTEN) },
  });
  await expect.element(screen.getByText(fill(letters.waiting, { number: 2 }))).toBeVisible();
  await expect.element(screen.getByRole('button', { name: letters.destroy })).not.toBeInTheDocument();
  await screen.getByLabelText(letters.language).selectOptions('Português');
  await screen
    .getByLabelText(letters.addresses)
    .upload(new File([ADDRESSES], 'people.csv', { type: 'text/csv' }));
  await expect.element(screen.getByText(fill(letters.addressesFrom, { file: 'people.csv' }))).toBeVisible();
  await screen.getByRole('button', { name: letters.writePdf }).click();
  await expect.element(screen.getByText(WRITTEN.file)).toBeVisible();
  await expect.element(screen.getByText(WRITTEN.coverList)).toBeVisible();
  const body = JSON.stringify({ format: 'pdf', language: 'pt', addresses: ADDRESSES });
  expect(sent()).toEqual([[`${STATION}/desk/mailers`, body, 'omit']]);
  await expectAccessible();
});

test('digits are destroyed once the officer has said that the letters have come out', async () => {
  const { screen, sent } = await open({
    mailers: { waiting: 2, written: 2 },
    answers: { 'POST /desk/mailers/destroy': () => json({ destroyed: 2 }) },
  });
  await screen.getByRole('button', { name: letters.destroy }).click();
  const dialog = screen.getByRole('dialog', { name: letters.destroyTitle });
  await expect.element(dialog.getByText(fill(letters.destroyText, { number: 2 }))).toBeVisible();
  expect(sent()).toEqual([]);
  await expectAccessible();
  await dialog.getByRole('button', { name: letters.destroy }).click();
  await expect.element(screen.getByText(fill(letters.destroyed, { number: 2 }))).toBeVisible();
  expect(sent()).toEqual([[`${STATION}/desk/mailers/destroy`, undefined, 'omit']]);
});

test('addresses that the station refuses: why, and what to do', async () => {
  const message = 'line 3 of the addresses: voter ana is there twice';
  const { screen } = await open({
    mailers: { waiting: 2, written: 0 },
    answers: { 'POST /desk/mailers': () => json({ code: 'desk/bad-addresses', message }, 400) },
  });
  await screen.getByRole('button', { name: letters.writeCsv }).click();
  await expect.element(screen.getByText(own.codes['bad-addresses'])).toBeVisible();
  await expect.element(screen.getByText(message, { exact: false })).toBeVisible();
});
