import { expect, test, vi } from 'vitest';
import { render } from 'vitest-browser-react';
import type { FetchedElection } from '../../../voter-module/fetch-election.ts';
import { fill } from '../../shared/i18n.ts';
import { answering, expectAccessible, json } from '../../shared/test-support.ts';
import { en } from '../texts/en.ts';
import { Results } from './Results.tsx';
import { CONFIG, ELECTION } from './test-support.ts';

/** As much of an election as is looked at when its ballots cannot be fetched. */
const election = {
  electionId: ELECTION.election,
  plan: { commissionerKey: new Uint8Array(33).fill(2), distributors: [] },
  manifest: { servers: [], styles: [] },
} as unknown as FetchedElection;

const PUBLICATION = `GET /elections/${ELECTION.election}/publication`;
const PATH = `GET /elections/${ELECTION.election}/record/results.json`;
const PUBLISHED = {
  ...{
    election: ELECTION.election,
    manifestHash: '',
    title: 'Board',
    packages: 3,
    refused: { 'vote/form': 1 },
  },
  styles: [{ style: 'member', voters: 4, votes: 2 }],
  contests: [
    {
      styles: ['member'],
      result: {
        ...{ contest: 'chair', seats: 1, ballots: 2, blank: 0, valid: 2, rule: 'plurality', tie: null },
        elected: ['ana'],
        options: [
          { option: 'ana', votes: 2 },
          { option: 'bo', votes: 0 },
        ],
      },
    },
  ],
};

const IS_PUBLISHED = { [PUBLICATION]: () => json({ isPublished: true }) };

/** What the page hands to the browser as files. */
function savedFiles(): Blob[] {
  const saved: Blob[] = [];
  const createObjectURL = URL.createObjectURL.bind(URL);
  vi.spyOn(URL, 'createObjectURL').mockImplementation((blob) => {
    saved.push(blob as Blob);
    return createObjectURL(blob);
  });
  return saved;
}

const shown = (isDue = true) => (
  <Results
    election={election}
    commissioner={CONFIG.commissioner}
    claimsEnd={ELECTION.claimsEnd}
    isDue={isDue}
  />
);

test('of several styles: the turnout of each, and once each contest, with whose votes it counts', async () => {
  const styles = ['member', 'staff'];
  const [contest] = PUBLISHED.contests;
  const published = {
    ...PUBLISHED,
    styles: styles.map((style) => ({ style, voters: 4, votes: 1 })),
    contests: [{ ...contest, styles }],
  };
  answering({ ...IS_PUBLISHED, [PATH]: () => json(published) });
  const screen = await render(shown());
  for (const style of styles)
    await expect.element(screen.getByText(fill(en.outcome.forStyle, { style }))).toBeVisible();
  await expect
    .element(screen.getByText(fill(en.outcome.votesOf, { styles: 'member and staff' }), { exact: false }))
    .toBeVisible();
  await expect.element(screen.getByText('ana', { exact: false })).toBeVisible();
  await expectAccessible();
  const saved = savedFiles();
  await screen.getByRole('button', { name: en.outcome.saveCsv }).click();
  await expect.poll(() => saved.length).toBe(1);
  expect(await saved[0]?.text()).toContain('chair,chair,member staff,plurality,1,2,0,2,ana,ana,2,,elected');
  // The record's own bytes: what the page reads leaves out what it does not show.
  await expect
    .element(screen.getByRole('link', { name: en.outcome.saveJson }))
    .toHaveAttribute('href', `${CONFIG.commissioner}/elections/${ELECTION.election}/record/results.json`);
});

test('published results: who is elected, and the command that verifies them from the key alone', async () => {
  answering({ ...IS_PUBLISHED, [PATH]: () => json(PUBLISHED) });
  const screen = await render(shown());
  await expect.element(screen.getByRole('listitem').first()).toHaveTextContent('ana elected2 (100%)');
  await expect.element(screen.getByText(`--key ${'02'.repeat(33)}`, { exact: false })).toBeVisible();
  const record = `${CONFIG.commissioner}/elections/${ELECTION.election}/record.tar`;
  await expect
    .element(screen.getByRole('link', { name: en.results.download }))
    .toHaveAttribute('href', record);
  await expectAccessible();
});

test('results that are not published yet are looked for again at a press, and not asked for before', async () => {
  let isPublished = false;
  const fetched = answering({
    [PUBLICATION]: () => json({ isPublished }),
    [PATH]: () => json(PUBLISHED),
  });
  const screen = await render(shown());
  await expect.element(screen.getByText(en.results.waiting)).toBeVisible();
  await expectAccessible();
  expect(fetched.mock.calls.some(([url]) => String(url).endsWith('results.json'))).toBe(false);
  isPublished = true;
  await screen.getByRole('button', { name: en.actions.reload }).click();
  await expect.element(screen.getByText(en.results.verify)).toBeVisible();
});

test('a service that does not know the election, or answers nonsense: there are no results yet', async () => {
  for (const answers of [{}, { [PUBLICATION]: () => json(null) }]) {
    answering(answers);
    const screen = await render(shown());
    await expect.element(screen.getByText(en.results.waiting)).toBeVisible();
    await screen.unmount();
  }
});

test('before claims end nothing is asked for', async () => {
  const fetched = answering({});
  const screen = await render(shown(false));
  await expect.element(screen.getByText(en.results.waiting)).toBeVisible();
  await expect.element(screen.getByRole('button')).not.toBeInTheDocument();
  expect(fetched).not.toHaveBeenCalled();
});

test('results that are broken are not shown: the field is named', async () => {
  answering({ ...IS_PUBLISHED, [PATH]: () => json({ ...PUBLISHED, packages: -1 }) });
  const screen = await render(shown());
  await expect.element(screen.getByText('The published results could not be read (packages).')).toBeVisible();
});
