import { useState } from 'react';
import { expect, test, vi } from 'vitest';
import { render } from 'vitest-browser-react';
import { fill } from '../../shared/i18n.ts';
import { expectAccessible } from '../../shared/test-support.ts';
import { DIRECTORY, inConsole } from '../console/test-support.tsx';
import { en } from '../texts/en.ts';
import { BallotsStep } from './BallotsStep.tsx';
import { ballotOf, type Draft, newDraft, withStyles } from './draft.ts';
import { problemsOf } from './election-request.ts';
import { BALLOT_XML } from './test-support.ts';

const own = en.editor.ballot;
const STYLES = new Map([
  ['north', 30],
  ['south', 20],
]);
const NAMES = [...STYLES.keys()];
const START = withStyles(newDraft(0), NAMES, 'en');

/** The step with a draft of its own; what it becomes is told to `onChange`. */
function Step({ onChange }: { readonly onChange: (draft: Draft) => void }) {
  const [draft, setDraft] = useState(START);
  const change = (next: Draft): void => {
    onChange(next);
    setDraft(next);
  };
  const { ballots } = problemsOf(draft, NAMES, DIRECTORY, 0);
  return <BallotsStep {...{ draft, problems: ballots, styles: STYLES }} isAttempted onChange={change} />;
}

async function open() {
  const onChange = vi.fn<(draft: Draft) => void>();
  const screen = await render(inConsole(<Step onChange={onChange} />));
  return { screen, last: () => onChange.mock.lastCall?.[0] ?? START };
}

const xmlFile = (text: string) => new File([text], 'bridge.xml', { type: 'application/xml' });

test('an empty ballot: every error is named, and leads to its field', async () => {
  const { screen } = await open();
  const links = screen.getByRole('listitem').getByRole('link');
  await expect.element(links.first()).toBeVisible();
  const title = screen.getByRole('textbox', { name: own.title });
  await expect.element(title).toHaveAttribute('aria-invalid', 'true');
  await screen.getByRole('link', { name: en.editor.place.title, exact: false }).first().click();
  await expect.element(title).toHaveFocus();
  await expectAccessible();
});

test('an imported ballot takes the place of the one below, is complete, and can be taken back', async () => {
  const { screen, last } = await open();
  await screen.getByLabelText(own.importFile).upload(xmlFile(BALLOT_XML));
  await expect.element(screen.getByText(fill(own.imported, { file: 'bridge.xml' }))).toBeVisible();
  await expect.element(screen.getByText(own.noProblems)).toBeVisible();
  expect(ballotOf(last(), 'north')?.title.en).toBe('The river bridge');
  await expectAccessible();
  await screen.getByRole('button', { name: own.undo }).click();
  expect(ballotOf(last(), 'north')).toEqual(ballotOf(START, 'north'));
  await expect.element(screen.getByText(own.noProblems)).not.toBeInTheDocument();
});

test('details of an option stay open while they are written, and a wrong address is marked', async () => {
  const { screen, last } = await open();
  const option = screen.getByRole('group', { name: fill(own.option, { number: 1 }) }).first();
  await option.getByText(own.background, { exact: false }).click();
  await option.getByLabelText(own.details).fill('Baker.\nTwo children.');
  const link = option.getByLabelText(own.link);
  await link.fill('ana.example');
  await expect
    .element(link)
    .toHaveAccessibleDescription(expect.stringContaining(en.editor.problems['text-link']));
  await link.fill('https://ana.example');
  await expect.element(link).toBeVisible();
  await expect.element(link).not.toHaveAttribute('aria-invalid');
  expect(ballotOf(last(), 'north')?.contests[0]?.options[0]).toMatchObject({
    details: { en: 'Baker.\nTwo children.' },
    link: { en: 'https://ana.example' },
  });
  await expectAccessible();
});

test('a proposal is approved, a person elected: the contest says which', async () => {
  const { screen, last } = await open();
  await screen.getByLabelText(own.subject).selectOptions(own.subjects.proposals);
  expect(ballotOf(last(), 'north')?.contests[0]?.subject).toBe('proposals');
});

test('lots are offered where they can be drawn: in a contest counted by STV, and no other', async () => {
  const { screen, last } = await open();
  const kind = screen.getByLabelText(own.kind).first();
  const lots = screen.getByLabelText(own.drawsLots);
  const contest = () => ballotOf(last(), 'north')?.contests[0];
  await kind.selectOptions(own.kinds.rank);
  await screen.getByLabelText(own.count).first().selectOptions(own.counts.stv);
  await lots.click();
  expect(contest()?.ties).toBe('lot');
  await expectAccessible();
  await screen.getByLabelText(own.count).first().selectOptions(own.counts.condorcet);
  await expect.element(lots).not.toBeInTheDocument();
  expect(contest()?.ties).toBe(undefined);
  await screen.getByLabelText(own.count).first().selectOptions(own.counts.stv);
  await expect.element(lots).not.toBeChecked();
  await lots.click();
  await lots.click();
  expect(contest()?.ties).toBe(undefined);
});

test('a file that is no ballot changes nothing, and the field says why', async () => {
  const { screen, last } = await open();
  const field = screen.getByLabelText(own.importFile);
  await field.upload(xmlFile(BALLOT_XML.replace('yes-no', 'maybe')));
  await expect
    .element(field)
    .toHaveAccessibleDescription(expect.stringContaining(fill(own.importFailed, { file: 'bridge.xml' })));
  expect(last()).toBe(START);
});

test('styles begin with one ballot; a style can be given its own, which is then chosen to be edited', async () => {
  const { screen, last } = await open();
  const south = screen.getByLabelText(fill(own.styleBallot, { style: 'south', voters: 20 }));
  await expect.element(south).toHaveValue('north');
  await expect.element(screen.getByLabelText(own.edit)).not.toBeInTheDocument();
  await south.selectOptions(own.own);
  expect(last().papers.find(({ style }) => style === 'south')?.use).toBeNull();
  await screen.getByLabelText(own.edit).selectOptions(fill(own.editing, { style: 'south' }));
  await screen.getByRole('textbox', { name: own.title }).fill('South');
  expect(NAMES.map((name) => ballotOf(last(), name)?.title.en ?? '')).toEqual(['', 'South']);
});

test('what is typed is shown as voters see it', async () => {
  const { screen } = await open();
  await screen.getByLabelText(own.importFile).upload(xmlFile(BALLOT_XML));
  await expect
    .element(screen.getByLabelText(en.editor.preview.display))
    .toMatchTextContent(/Bridge car-free/);
});
