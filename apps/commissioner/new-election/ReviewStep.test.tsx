import { expect, test, vi } from 'vitest';
import { render } from 'vitest-browser-react';
import { parseBallot } from '../../../ballots/parse-ballot.ts';
import { inGroups } from '../../../common/in-groups.ts';
import type { ElectionRequest } from '../../../servers/commissioner/api/elections.ts';
import { fill } from '../../shared/i18n.ts';
import { answering, expectAccessible } from '../../shared/test-support.ts';
import { DIRECTORY, electionWith, inConsole, lines } from '../console/test-support.tsx';
import { en } from '../texts/en.ts';
import { type Draft, newDraft } from './draft.ts';
import { ReviewStep, type ReviewStepProps } from './ReviewStep.tsx';
import { BALLOT_XML } from './test-support.ts';

const own = en.editor.review;
const BALLOT = parseBallot(new TextEncoder().encode(BALLOT_XML));
const DRAFT: Draft = {
  ...newDraft(0),
  title: ' The  bridge ',
  papers: [{ style: 'north', use: null, ballot: BALLOT }],
  absent: ['counter-3'],
};
const NO_ERRORS = { times: 0, ballots: 0, setup: 0, review: 0 };

async function open(change: Partial<ReviewStepProps> = {}, answer = () => lines()) {
  const fetched = answering({ 'POST /officer/elections': answer });
  const onGo = vi.fn();
  const onPhase = vi.fn();
  const props = { draft: DRAFT, styles: new Map([['north', 30]]), withoutCard: 0, directory: DIRECTORY };
  const screen = await render(
    inConsole(<ReviewStep {...props} errors={NO_ERRORS} onGo={onGo} onPhase={onPhase} {...change} />),
  );
  const make = screen.getByRole('button', { name: own.make });
  return { screen, make, fetched, onGo, phases: () => onPhase.mock.calls.map(([phase]) => phase) };
}

test('what will be signed: title, voters, ballots, servers; and that it is final', async () => {
  const { screen, make } = await open();
  const facts = screen.container.querySelector('dl')?.textContent;
  for (const value of [
    fill(own.votersValue, { voters: 30, styles: 1 }),
    fill(own.ballotsValue, { style: 'north', title: String(BALLOT.title.en), contests: 1 }),
    fill(en.editor.setup.of, { number: 16, total: 17 }),
  ])
    expect(facts).toContain(value);
  await expect.element(screen.getByText(own.final)).toBeVisible();
  await expect.element(make).toBeEnabled();
  await expectAccessible();
});

test.each([
  [0, true],
  [4_000_000_000, false],
])('an opening at %i s: whether it is said to be past', async (opens, isPast) => {
  const { screen } = await open({ draft: { ...DRAFT, opens } });
  const notice = screen.getByText(own.opensPast);
  if (isPast) await expect.element(notice).toBeVisible();
  else await expect.element(notice).not.toBeInTheDocument();
  await expectAccessible();
});

test('of several styles: which contests are counted together, as their ballots have them', async () => {
  const { screen } = await open({
    draft: {
      ...DRAFT,
      papers: [
        { style: 'north', use: null, ballot: BALLOT },
        { style: 'south', use: 'north', ballot: BALLOT },
        {
          style: 'west',
          use: null,
          ballot: {
            ...BALLOT,
            contests: BALLOT.contests.map((contest) => ({ ...contest, title: { en: 'Elsewhere' } })),
          },
        },
      ],
    },
    styles: new Map(['north', 'south', 'west'].map((style) => [style, 30])),
  });
  const facts = screen.container.querySelector('dl')?.textContent;
  expect(facts).toContain(own.counted);
  expect(facts).toContain(': north and south; Elsewhere: west');
});

test('the election is made of what was written, and its fingerprint is there to be published', async () => {
  const election = electionWith({ election: 'e1', fingerprint: '12345678901234567890' });
  const { screen, make, fetched, phases } = await open({}, () =>
    lines({ stage: 'server keys', done: 1, total: 17 }, { result: election }),
  );
  await make.click();
  await expect.element(screen.getByText(own.made)).toBeVisible();
  await expect.element(screen.getByText(inGroups('12345678901234567890'))).toBeVisible();
  await expect
    .element(screen.getByRole('link', { name: own.toElection }))
    .toHaveAttribute('href', '/election?id=e1');
  expect(phases()).toEqual(['making', 'made']);
  const request = JSON.parse(String(fetched.mock.calls[0]?.[1]?.body)) as ElectionRequest;
  expect(request).toMatchObject({ title: 'The bridge', opens: DRAFT.opens, claimsEnd: DRAFT.claimsEnd });
  expect(request.ballots.map(({ style }) => style)).toEqual(['north']);
  expect(request.servers).toHaveLength(16);
  expect(request.servers).not.toContain('counter-3');
  expect(request).not.toHaveProperty('thresholds');
  await expectAccessible();
});

test('a server that does not answer: the reason, and the button again', async () => {
  const { screen, make, phases } = await open({}, () =>
    lines({ error: { code: 'remote/unreachable', message: 'trustee-2 does not answer' } }),
  );
  await make.click();
  await expect.element(screen.getByRole('alert').getByText(en.problems.serverDown.title)).toBeVisible();
  await expect.element(screen.getByText('trustee-2 does not answer', { exact: false })).toBeVisible();
  await expect.element(make).toBeEnabled();
  expect(phases()).toEqual(['making', 'writing']);
});

test('errors of other steps are in the way, and lead there', async () => {
  const { screen, make, onGo, fetched } = await open({ errors: { ...NO_ERRORS, ballots: 2 } });
  await expect.element(make).toBeDisabled();
  const correct = fill(own.goCorrect, { step: en.editor.new.ballots, number: 2 });
  await screen.getByRole('button', { name: correct }).click();
  expect(onGo).toHaveBeenCalledExactlyOnceWith('ballots');
  expect(fetched).not.toHaveBeenCalled();
});

test('voters without a card are in the way, and lead to the cards', async () => {
  const { screen, make } = await open({ withoutCard: 3 });
  await expect.element(make).toBeDisabled();
  await expect.element(screen.getByText(fill(own.noCards, { number: 3 }))).toBeVisible();
  await expect.element(screen.getByRole('link', { name: own.toCards })).toHaveAttribute('href', '/cards');
});

test('a style with so few voters that counts may tell their votes is named; the election can be made', async () => {
  const { screen, make } = await open({
    styles: new Map([
      ['north', 30],
      ['islands', 2],
    ]),
  });
  await expect.element(screen.getByText(fill(en.fewVoters.title, { styles: 'islands' }))).toBeVisible();
  await expect.element(make).toBeEnabled();
});
