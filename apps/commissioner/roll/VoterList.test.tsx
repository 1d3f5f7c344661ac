import { expect, test, vi } from 'vitest';
import { render } from 'vitest-browser-react';
import { fill } from '../../shared/i18n.ts';
import { answering, expectAccessible, json } from '../../shared/test-support.ts';
import { shortTime } from '../console/format.ts';
import { inConsole } from '../console/test-support.tsx';
import { en } from '../texts/en.ts';
import { VoterList } from './VoterList.tsx';

const own = en.editor.roll;
const VOTERS = [
  { voter: 'ana', style: 'north', card: true },
  { voter: 'ben', style: 'south', card: false },
];
const PATH = 'DELETE /officer/voters/ben';

async function open(answer = () => new Response(null, { status: 204 }), fourEyes = false) {
  const fetched = answering({ [PATH]: answer, 'POST /officer/approvals': answer });
  const onChanged = vi.fn();
  const list = <VoterList voters={VOTERS} onChanged={onChanged} />;
  const screen = await render(inConsole(list, 'office', fourEyes));
  await screen.getByRole('button', { name: fill(own.removeNamed, { voter: 'ben' }) }).click();
  const dialog = screen.getByRole('dialog', { name: fill(own.removeTitle, { voter: 'ben' }) });
  await expect.element(dialog.getByText(own.removeText)).toBeVisible();
  return { screen, dialog, fetched, onChanged };
}

test('a voter is removed once that is confirmed, and not if it is left', async () => {
  const { screen, dialog, fetched, onChanged } = await open();
  await expectAccessible();
  await dialog.getByRole('button', { name: en.actions.cancel }).click();
  await expect.element(dialog).not.toBeInTheDocument();
  expect(fetched).not.toHaveBeenCalled();
  await screen.getByRole('button', { name: fill(own.removeNamed, { voter: 'ben' }) }).click();
  await dialog.getByRole('button', { name: own.remove, exact: true }).click();
  await expect.element(screen.getByText(fill(own.removed, { voter: 'ben' }))).toBeVisible();
  expect(onChanged).toHaveBeenCalledOnce();
  await expectAccessible();
});

test('a removal that is refused says why, and claims nothing', async () => {
  const { screen, dialog, onChanged } = await open(() =>
    json({ code: 'service/not-found', message: 'ben is not on the roll' }, 404),
  );
  await dialog.getByRole('button', { name: own.remove, exact: true }).click();
  await expect.element(dialog.getByText(en.problems.notFound.title)).toBeVisible();
  await expect.element(screen.getByText(fill(own.removed, { voter: 'ben' }))).not.toBeInTheDocument();
  expect(onChanged).not.toHaveBeenCalled();
});

test('where four eyes are wanted the removal is asked for', async () => {
  const expires = Date.UTC(2027, 0, 2);
  const { screen, dialog, fetched } = await open(() => json({ expires }, 201), true);
  await dialog.getByRole('button', { name: en.approvals.ask }).click();
  const told = fill(en.approvals.asked, { expires: shortTime(expires, 'en') });
  await expect.element(screen.getByText(told)).toBeVisible();
  expect(fetched.mock.calls.map(([url, init]) => [url, init?.body])).toEqual([
    ['/officer/approvals', JSON.stringify({ step: 'roll/remove', voter: 'ben' })],
  ]);
});

const REVOKE = 'DELETE /officer/voters/ana/card';
const UNDER_WAY = [{ election: 'e1', title: 'Board 2027', stage: 'open' }];

async function openLost(elections: () => Response, fourEyes = false) {
  const fetched = answering({
    'GET /officer/voters/ana/elections': elections,
    [REVOKE]: () => new Response(null, { status: 204 }),
    'POST /officer/approvals': () => json({ expires: 0 }, 201),
  });
  const onChanged = vi.fn();
  const list = <VoterList voters={VOTERS} onChanged={onChanged} />;
  const screen = await render(inConsole(list, 'office', fourEyes));
  const lost = (voter: string) => screen.getByRole('button', { name: fill(own.lostNamed, { voter }) });
  await expect.element(lost('ben')).not.toBeInTheDocument();
  await lost('ana').click();
  const dialog = screen.getByRole('dialog', { name: fill(own.lostTitle, { voter: 'ana' }) });
  const sent = () =>
    fetched.mock.calls
      .filter(([, init]) => (init?.method ?? 'GET') !== 'GET')
      .map(([url, init]) => [url, init?.body]);
  return { screen, dialog, sent, onChanged };
}

test('a lost card is revoked once the officer has read which elections keep it', async () => {
  const { screen, dialog, sent, onChanged } = await openLost(() => json(UNDER_WAY));
  await expect.element(dialog.getByText('Board 2027')).toBeVisible();
  await expect.element(dialog.getByText(own.lostElectionsText)).toBeVisible();
  await expectAccessible();
  await dialog.getByRole('button', { name: own.revoke }).click();
  await expect.element(screen.getByText(fill(own.revoked, { voter: 'ana' }))).toBeVisible();
  expect(sent()).toEqual([['/officer/voters/ana/card', undefined]]);
  expect(onChanged).toHaveBeenCalledOnce();
});

test('nothing is revoked before it is known what that means', async () => {
  const { dialog } = await openLost(() => json({ code: 'service/internal', message: 'internal error' }, 500));
  await expect.element(dialog.getByText(en.problems.internal.title)).toBeVisible();
  await expect.element(dialog.getByRole('button', { name: own.revoke })).toBeDisabled();
});

test('where four eyes are wanted a card’s revocation is asked for', async () => {
  const { dialog, sent } = await openLost(() => json([]), true);
  await expect.element(dialog.getByText(own.lostNone)).toBeVisible();
  await dialog.getByRole('button', { name: en.approvals.ask }).click();
  await expect
    .poll(sent)
    .toEqual([['/officer/approvals', JSON.stringify({ step: 'card/revoke', voter: 'ana' })]]);
});

for (const role of ['observer', 'approver'] as const)
  test(`${role}: reads the roll`, async () => {
    const screen = await render(inConsole(<VoterList voters={VOTERS} onChanged={() => undefined} />, role));
    await expect.element(screen.getByRole('rowheader', { name: 'ben' })).toBeVisible();
    const remove = screen.getByRole('button', { name: fill(own.removeNamed, { voter: 'ben' }) });
    await expect.element(remove).not.toBeInTheDocument();
  });
