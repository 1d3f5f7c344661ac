import { expect, test, vi } from 'vitest';
import { render } from 'vitest-browser-react';
import type { Ballot } from '../../../ballots/ballot.ts';
import { parseBallot } from '../../../ballots/parse-ballot.ts';
import { writeBallot } from '../../../ballots/write-ballot.ts';
import type { Template } from '../../../servers/commissioner/api/templates.ts';
import { fill } from '../../shared/i18n.ts';
import { answering, expectAccessible, json } from '../../shared/test-support.ts';
import { inConsole } from '../console/test-support.tsx';
import { en } from '../texts/en.ts';
import { Templates } from './Templates.tsx';
import { BALLOT_XML } from './test-support.ts';

const own = en.editor.templates;
const BALLOT = parseBallot(new TextEncoder().encode(BALLOT_XML));
const BRIDGE = { id: 3, name: 'Bridge' };

async function open(kept: Template[], isRight = true) {
  const fetched = answering({
    'GET /officer/templates': () => json(kept),
    'GET /officer/templates/3': () => json({ xml: BALLOT_XML }),
    'POST /officer/templates': () => {
      kept.push({ id: 4, name: 'Board' });
      return json({ id: 4 });
    },
    'PUT /officer/templates/3/name': () => new Response(null, { status: 204 }),
    'DELETE /officer/templates/3': () => {
      kept.splice(0, 1);
      return new Response(null, { status: 204 });
    },
  });
  const onUse = vi.fn<(ballot: Ballot, name: string) => void>();
  const screen = await render(inConsole(<Templates ballot={BALLOT} isRight={isRight} onUse={onUse} />));
  expect(fetched).not.toHaveBeenCalled();
  await screen.getByText(own.heading).click();
  const button = (name: string) => screen.getByRole('button', { name, exact: true });
  const bodyOf = (method: string): unknown =>
    JSON.parse(String(fetched.mock.calls.find(([, init]) => init?.method === method)?.[1]?.body));
  return { screen, button, bodyOf, onUse, name: screen.getByLabelText(own.name) };
}

test('a ballot is kept under a name, and can be chosen then', async () => {
  const { screen, button, bodyOf, name } = await open([]);
  await expect.element(button(own.save)).toBeDisabled();
  await expect.element(screen.getByLabelText(own.template)).not.toBeInTheDocument();
  await name.fill('Board');
  await button(own.save).click();
  await expect.element(screen.getByText(fill(own.saved, { name: 'Board' }))).toBeVisible();
  expect(bodyOf('POST')).toEqual({ name: 'Board', xml: writeBallot(BALLOT) });
  await expect.element(screen.getByLabelText(own.template)).toHaveValue('4');
  await expectAccessible();
});

test('a ballot with something to correct is not kept', async () => {
  const { screen, button, name } = await open([], false);
  await name.fill('Board');
  await expect.element(button(own.save)).toBeDisabled();
  await expect.element(screen.getByText(own.notYet)).toBeVisible();
});

test('the chosen one takes the place of the ballot that is written', async () => {
  const { button, onUse } = await open([BRIDGE]);
  await button(own.use).click();
  await expect.poll(() => onUse.mock.lastCall).toEqual([BALLOT, 'Bridge']);
});

test('it is given another name', async () => {
  const { screen, button, bodyOf, name } = await open([BRIDGE]);
  await expect.element(button(own.rename)).toBeDisabled();
  await name.fill('River');
  await button(own.rename).click();
  await expect.element(screen.getByText(fill(own.renamed, { name: 'River' }))).toBeVisible();
  expect(bodyOf('PUT')).toEqual({ name: 'River' });
});

test('it is deleted once that is confirmed', async () => {
  const { screen, button } = await open([BRIDGE]);
  await button(own.delete).click();
  const dialog = screen.getByRole('dialog');
  await expect.element(dialog.getByText(fill(own.sure, { name: 'Bridge' }))).toBeVisible();
  await expectAccessible();
  await dialog.getByRole('button', { name: own.delete }).click();
  await expect.element(screen.getByText(fill(own.deleted, { name: 'Bridge' }))).toBeVisible();
  await expect.element(screen.getByLabelText(own.template)).not.toBeInTheDocument();
});

test('a name that another one has: why it was not kept', async () => {
  const refused = { code: 'template/exists', message: 'there is a template named Board already' };
  const { screen, button, name } = await open([BRIDGE]);
  answering({
    'GET /officer/templates': () => json([BRIDGE]),
    'POST /officer/templates': () => json(refused, 409),
  });
  await name.fill('Board');
  await button(own.save).click();
  await expect.element(screen.getByText(en.problems.templateExists.title)).toBeVisible();
});
