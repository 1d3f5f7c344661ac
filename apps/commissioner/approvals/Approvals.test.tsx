import { expect, test } from 'vitest';
import { render } from 'vitest-browser-react';
import type {
  ApprovalRequest,
  Done,
  FinalStep,
} from '../../../servers/commissioner/approvals/approval-api.ts';
import type { OfficerRole } from '../../../servers/commissioner/fields.ts';
import { fill } from '../../shared/i18n.ts';
import { answering, expectAccessible, json } from '../../shared/test-support.ts';
import { electionWith, inConsole, lines } from '../console/test-support.tsx';
import Approvals from '../pages/approvals.tsx';
import { en } from '../texts/en.ts';
import { inWords } from './in-words.ts';

const own = en.approvals;
const ELECTIONS = [electionWith({})];

const requestOf = (step: FinalStep, change: Partial<ApprovalRequest> = {}): ApprovalRequest => ({
  ...{ request: '1', step, officer: 'ben', asked: 0, expires: Date.UTC(2027, 0, 2), isCurrent: true },
  ...change,
});
const PUBLISH = requestOf({ step: 'election/publish', election: 'e' });
const WHAT = fill(own.steps['election/publish'], { title: 'Board' });

/** A button or link of the request. */
const named = (verb: string): string => `${verb} : ${WHAT}`;

async function open(
  requests: readonly ApprovalRequest[],
  answers: Readonly<Record<string, () => Response>> = {},
  role: OfficerRole = 'approver',
) {
  const fetched = answering({
    'GET /officer/approvals': () => json(requests),
    'GET /officer/elections': () => json(ELECTIONS),
    ...answers,
  });
  const screen = await render(inConsole(<Approvals />, role, true));
  const sent = () =>
    fetched.mock.calls
      .filter(([, init]) => init?.method !== 'GET')
      .map(([url, init]) => `${init?.method} ${url}`);
  return { screen, sent };
}

test('every step is put into words, with what it is about', () => {
  const steps: FinalStep[] = [
    ...(['open', 'close', 'publish', 'delete', 'delete-data'] as const).map((name) => ({
      step: `election/${name}` as const,
      election: 'e',
    })),
    { step: 'roll/remove', voter: 'v1' },
    { step: 'card/revoke', voter: 'v1' },
    { step: 'card/replace', voter: 'v1', publicKey: '' },
    { step: 'officer/add', name: 'cyd', role: 'observer' },
    { step: 'officer/remove', name: 'cyd' },
    { step: 'officer/unlock', name: 'cyd' },
    { step: 'officer/role', name: 'cyd', role: 'office' },
  ];
  const words = steps.map((step) => inWords(step, en, ELECTIONS));
  expect(new Set(words).size).toBe(Object.keys(own.steps).length);
  for (const [i, step] of steps.entries())
    expect(words[i]).toContain('election' in step ? 'Board' : 'voter' in step ? 'v1' : 'cyd');
  expect(words.at(-1)).toContain(en.officerRoles.office);
  expect(inWords({ step: 'election/open', election: 'gone' }, en, ELECTIONS)).toContain('gone');
});

test('what another officer asks for is approved once that is confirmed, and then it is done', async () => {
  const done: Done = { failures: { 'counter-2': 'no route' } };
  const { screen, sent } = await open([PUBLISH], {
    'POST /officer/approvals/1': () => lines({ stage: 'manifest', done: 1, total: 2 }, { result: done }),
  });
  await expect.element(screen.getByRole('heading', { name: WHAT })).toBeVisible();
  await expect.element(screen.getByText('ben', { exact: false }).first()).toBeVisible();
  await expect
    .element(screen.getByRole('link', { name: named(own.look) }))
    .toHaveAttribute('href', '/election?id=e');
  await expectAccessible();
  const approve = screen.getByRole('button', { name: named(own.approve) });
  await approve.click();
  const dialog = screen.getByRole('dialog', { name: own.sure });
  await expect.element(dialog.getByText(fill(own.final, { officer: 'ben' }))).toBeVisible();
  await expectAccessible();
  await dialog.getByRole('button', { name: en.actions.cancel }).click();
  expect(sent()).toEqual([]);
  await approve.click();
  await dialog.getByRole('button', { name: own.approve }).click();
  await expect.element(screen.getByText(fill(own.done, { what: WHAT }))).toBeVisible();
  await expect.element(screen.getByText(fill(own.missed, { servers: 'counter-2' }))).toBeVisible();
  expect(sent()).toEqual(['POST /officer/approvals/1']);
});

test('of a new officer the approver is shown the second half of the passphrase, and what to do with it', async () => {
  const { screen } = await open([requestOf({ step: 'officer/add', name: 'cyd', role: 'office' })], {
    'POST /officer/approvals/1': () => lines({ result: { code: 'abcd-ef01' } }),
  });
  await screen.getByRole('button', { name: own.approve, exact: false }).click();
  await screen.getByRole('dialog').getByRole('button', { name: own.approve }).click();
  await expect.element(screen.getByText('abcd-ef01')).toBeVisible();
  await expect.element(screen.getByText(fill(own.codeText, { name: 'cyd', officer: 'ben' }))).toBeVisible();
  await expectAccessible();
});

test('a refusal says why, and claims nothing', async () => {
  const { screen } = await open([PUBLISH], {
    'POST /officer/approvals/1': () => lines({ error: { code: 'approval/changed', message: 'no' } }),
  });
  await screen.getByRole('button', { name: named(own.approve) }).click();
  await screen.getByRole('dialog').getByRole('button', { name: own.approve }).click();
  await expect.element(screen.getByRole('alert').getByText(en.problems.requestChanged.title)).toBeVisible();
  await expect.element(screen.getByText(fill(own.done, { what: WHAT }))).not.toBeInTheDocument();
});

for (const [officer, end, approvals] of [
  ['ana', own.withdraw, 0],
  ['ben', own.decline, 1],
] as const)
  test(`what ${officer} asks for can be ended by ana, who approves nothing of her own`, async () => {
    const { screen, sent } = await open([{ ...PUBLISH, officer }], {
      'DELETE /officer/approvals/1': () => new Response(null, { status: 204 }),
    });
    await expect.element(screen.getByRole('button', { name: named(end) })).toBeVisible();
    expect(screen.getByRole('button', { name: named(own.approve) }).elements().length).toBe(approvals);
    await screen.getByRole('button', { name: named(end) }).click();
    await expect.element(screen.getByText(own.declined)).toBeVisible();
    expect(sent()).toEqual(['DELETE /officer/approvals/1']);
  });

test('what has changed since can only be declined', async () => {
  const { screen } = await open([{ ...PUBLISH, isCurrent: false }]);
  await expect.element(screen.getByText(own.changed)).toBeVisible();
  const names = screen.getByRole('button').elements();
  expect(names.map((button) => button.textContent)).toEqual([named(own.decline)]);
});

test('of several requests the one is approved that was pressed; their buttons are told apart', async () => {
  const opening = requestOf({ step: 'election/open', election: 'e' }, { request: '2' });
  const { screen, sent } = await open([PUBLISH, opening], {
    'POST /officer/approvals/2': () => lines({ result: {} }),
  });
  const what = fill(own.steps['election/open'], { title: 'Board' });
  const approve = screen.getByRole('button', { name: `${own.approve} : ${what}` });
  await expect.element(approve).toBeVisible();
  await expectAccessible();
  await approve.click();
  await screen.getByRole('dialog').getByRole('button', { name: own.approve }).click();
  await expect.element(screen.getByText(fill(own.done, { what }))).toBeVisible();
  expect(sent()).toEqual(['POST /officer/approvals/2']);
});

test('an observer only reads', async () => {
  const { screen } = await open([PUBLISH], {}, 'observer');
  await expect.element(screen.getByRole('heading', { name: WHAT })).toBeVisible();
  await expect.element(screen.getByRole('button')).not.toBeInTheDocument();
});

test('nobody asks', async () => {
  const { screen } = await open([]);
  await expect.element(screen.getByText(own.none)).toBeVisible();
});
