import { expect, test, vi } from 'vitest';
import { render } from 'vitest-browser-react';
import { fill } from '../../shared/i18n.ts';
import * as saving from '../../shared/save-file.ts';
import { answering, expectAccessible, json } from '../../shared/test-support.ts';
import { inConsole } from '../console/test-support.tsx';
import { en } from '../texts/en.ts';
import { ElectionLetters } from './ElectionLetters.tsx';

const own = en.letters;
const PATH = '/officer/elections/e1/letters';
vi.mock('../../shared/save-file.ts', { spy: true });

async function open(answer: () => Response) {
  const saved = vi.mocked(saving.saveFile).mockImplementation(() => undefined);
  saved.mockClear();
  const fetched = answering({ [`POST ${PATH}`]: answer });
  const screen = await render(inConsole(<ElectionLetters election="e1" />));
  const sent = () => fetched.mock.calls.map(([, init]) => JSON.parse(String(init?.body)));
  return { screen, sent, saved };
}

test('election notices for all voters, in the officer’s language and time zone', async () => {
  const { screen, sent, saved } = await open(() => new Response('PDF'));
  await screen.getByRole('button', { name: own.makeNotices }).click();
  await expect.element(screen.getByText(own.made)).toBeVisible();
  const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
  expect(sent()).toEqual([{ what: 'notices', timeZone, language: 'en' }]);
  const [name, content, type] = saved.mock.calls[0] ?? [];
  expect([name, new TextDecoder().decode(content as Uint8Array), type]).toEqual([
    ...['election-notices.pdf', 'PDF', 'application/pdf'],
  ]);
  await expectAccessible();
});

test('for one voter, at an address of the office, and no longer when it is taken away', async () => {
  const { screen, sent } = await open(() => new Response('PDF'));
  const csv = 'voter,name\nana,Ana\n';
  await screen.getByLabelText(own.addresses).upload(new File([csv], 'people.csv', { type: 'text/csv' }));
  await expect.element(screen.getByText(fill(own.addressesFrom, { file: 'people.csv' }))).toBeVisible();
  await screen.getByLabelText(own.voter).fill(' ana ');
  await screen.getByLabelText(own.language).selectOptions('Deutsch');
  await screen.getByRole('button', { name: own.makeCoverList }).click();
  await expect.element(screen.getByText(own.made)).toBeVisible();
  await screen.getByRole('button', { name: own.noAddresses }).click();
  await screen.getByRole('button', { name: own.makeMailMerge }).click();
  await expect.poll(() => sent().length).toBe(2);
  expect(sent()).toMatchObject([
    { what: 'cover-list', language: 'de', voters: ['ana'], addresses: csv },
    { what: 'mail-merge', language: 'de', voters: ['ana'] },
  ]);
  expect(sent()[1]).not.toHaveProperty('addresses');
});

test('a refusal is shown with what to correct, and nothing is saved', async () => {
  const message = 'line 2 of the addresses: "es" is no language';
  const { screen, saved } = await open(() => json({ code: 'letters/bad-addresses', message }, 400));
  await screen.getByRole('button', { name: own.makeNotices }).click();
  await expect.element(screen.getByText(en.problems.badAddresses.title)).toBeVisible();
  await expect.element(screen.getByText(message, { exact: false })).toBeVisible();
  expect(saved).not.toHaveBeenCalled();
});

test('a file that cannot be read is said so', async () => {
  const { screen } = await open(() => new Response(''));
  const file = new File([new Uint8Array([0xff, 0xfe])], 'people.csv', { type: 'text/csv' });
  await screen.getByLabelText(own.addresses).upload(file);
  await expect.element(screen.getByText(fill(en.editor.roll.notUtf8, { file: 'people.csv' }))).toBeVisible();
});
