import { expect, test, vi } from 'vitest';
import { render } from 'vitest-browser-react';
import { expectAccessible } from '../../shared/test-support.ts';
import { type Activity, FIRST_STATE, type SessionState, VoterSession } from '../logic/session.ts';
import { afterProgress, type Signing, signingOf } from '../logic/signing.ts';
import type { Phase } from '../logic/stage.ts';
import { en } from '../texts/en.ts';
import { SessionPanel } from './SessionPanel.tsx';
import { CONFIG, ELECTION } from './test-support.ts';

const { vote, check, problems } = en;
const CONTAINED = { exact: false };
const CARD = { terminal: { at: 'card', keyHash: 'aa' } } as const;
const never = () => new Promise<never>(() => undefined);

const session = new VoterSession({
  terminal: { keyHash: never, status: never, statusAfter: never },
  tasks: { vote: never, continueVote: never, check: never, continueCheck: never },
  elections: () => [ELECTION],
  clock: () => 0,
  online: () => true,
  locks: undefined,
  pause: never,
});

interface Shown extends Partial<SessionState> {
  readonly stage?: Phase;
  readonly onRoll?: boolean;
}

const panel = ({ stage = 'openNow', onRoll, ...state }: Shown) => (
  <SessionPanel
    session={session}
    state={{ ...FIRST_STATE, ...state }}
    election={ELECTION}
    stage={stage}
    now={ELECTION.opens}
    config={CONFIG}
    onRoll={onRoll}
  />
);

const TERMINALS = [
  ['searching', { terminal: { at: 'searching' } }, vote.searching, false],
  ['absent', { terminal: { at: 'absent' } }, `No terminal answers at ${CONFIG.terminal}.`, false],
  ['without a card', { terminal: { at: 'noCard' } }, vote.noCard, false],
  ['with a card', { ...CARD, onRoll: true }, vote.ready, true],
  ['with a card whose style is not known yet', CARD, vote.ready, true],
  ['with a card of nobody on the roll', { ...CARD, onRoll: false }, problems['not-on-roll'].what, false],
] as const;

test.each(TERMINALS)('a terminal, %s', async (_name, shown, text, canStart) => {
  const screen = await render(panel(shown));
  await expect.element(screen.getByText(text, CONTAINED)).toBeVisible();
  const start = screen.getByRole('button', { name: vote.start });
  await (canStart ? expect.element(start).toBeEnabled() : expect.element(start).toBeDisabled());
  await expectAccessible();
});

test('an absent terminal is started with a command', async () => {
  const screen = await render(panel({ terminal: { at: 'absent' } }));
  await expect.element(screen.getByText('./revs terminal --folder', CONTAINED)).toBeVisible();
});

test('voting starts at a press, for this election', async () => {
  const start = vi.spyOn(session, 'vote').mockResolvedValue();
  const screen = await render(panel(CARD));
  await screen.getByRole('button', { name: vote.start }).click();
  expect(start).toHaveBeenCalledExactlyOnceWith(ELECTION);
});

test('before the opening by this clock the voter may try all the same: the servers decide', async () => {
  const start = vi.spyOn(session, 'vote').mockResolvedValue();
  const screen = await render(panel({ ...CARD, stage: 'before' }));
  await expect.element(screen.getByText('The servers decide, not this clock.', CONTAINED)).toBeVisible();
  await screen.getByRole('button', { name: vote.startAnyway }).click();
  expect(start).toHaveBeenCalledOnce();
});

test('after the close the vote is looked for, also with a card that is not on the roll', async () => {
  const look = vi.spyOn(session, 'check').mockResolvedValue();
  const screen = await render(panel({ ...CARD, stage: 'counting', onRoll: false }));
  await expect.element(screen.getByRole('heading', { name: check.heading })).toBeVisible();
  await screen.getByRole('button', { name: check.start }).click();
  expect(look).toHaveBeenCalledExactlyOnceWith(ELECTION);
  await expectAccessible();
});

const plan = {
  administrators: ['University', 'Students', 'Union', 'Notary'].map((operator, i) => ({
    id: `administrator-${i + 1}`,
    operator,
  })),
  signingThreshold: 3,
};
const failing = (signing: Signing, ...servers: string[]): Signing =>
  servers.reduce(
    (last, server) => afterProgress(last, { stage: 'failed', server, code: 'voter-module/unreachable' }),
    signing,
  );

test('while it is signed: each Administrator by its operator, with what it has done', async () => {
  const agreed = afterProgress(signingOf(plan), {
    stage: 'echo',
    server: 'administrator-1',
    done: 1,
    needed: 3,
  });
  const screen = await render(
    panel({ ...CARD, activity: { at: 'signing' }, signing: failing(agreed, 'administrator-2') }),
  );
  const items = screen.getByRole('region', { name: vote.administrators }).getByRole('listitem').elements();
  expect(items.map((item) => item.textContent)).toEqual([
    'University administrator-1agreed',
    'Students administrator-2does not answer',
    'Union administrator-3asked',
    'Notary administrator-4asked',
  ]);
  await expect
    .element(screen.getByRole('progressbar', { name: vote.signingRound.agree }))
    .toHaveAttribute('aria-valuetext', '1 of 3');
  await expect
    .element(screen.getByText('The vote goes on with the others: 3 are enough.', CONTAINED))
    .toBeVisible();
  await expectAccessible();
});

test('when too many Administrators fail, that is said, and not that the vote goes on', async () => {
  const signing = failing(signingOf(plan), 'administrator-1', 'administrator-2');
  const screen = await render(panel({ ...CARD, activity: { at: 'signing' }, signing }));
  await expect
    .element(screen.getByText('No answer from 2 of 4 Administrators; 3 are needed.', CONTAINED))
    .toBeVisible();
});

const WORKING: readonly (readonly [string, Partial<SessionState>, string])[] = [
  ['the election goes to the terminal', { activity: { at: 'preparing' } }, vote.preparing],
  ['the voter votes', { activity: { at: 'terminal', task: 'vote' } }, vote.follow],
  ['the voter looks for the vote', { activity: { at: 'terminal', task: 'check' } }, check.follow],
  ['the vote is sent', { activity: { at: 'sending' } }, vote.sendingWhy],
  ['lists are read', { activity: { at: 'looking' } }, check.running],
];

test.each(WORKING)('at work: %s; no button starts anything', async (_name, state, text) => {
  const screen = await render(panel({ ...CARD, ...state }));
  await expect.element(screen.getByText(text, CONTAINED)).toBeVisible();
  await expect.element(screen.getByRole('progressbar').first()).toBeVisible();
  await expect.element(screen.getByRole('button')).not.toBeInTheDocument();
  await expectAccessible();
});

test('a page that came later says that it goes on', async () => {
  const screen = await render(panel({ ...CARD, activity: { at: 'sending' }, resumed: true }));
  await expect.element(screen.getByText(vote.resumed, CONTAINED)).toBeVisible();
});

const ENDS: readonly (readonly [string, Activity, 'status' | 'alert', string])[] = [
  ['the vote is sent', { at: 'sent' }, 'status', vote.sent],
  ['lists were read', { at: 'looked', counters: 3 }, 'status', 'Counters’ lists that it has read: 3.'],
  ['no list was read', { at: 'looked', counters: 0 }, 'status', check.none],
  [
    'the vote has another manifest',
    { at: 'problem', problem: 'other-manifest', code: 'card/other-manifest' },
    'alert',
    problems['other-manifest'].what,
  ],
];

test.each(ENDS)(
  'an end: %s; it is said, and the focus is at its heading',
  async (_name, activity, role, text) => {
    const screen = await render(panel({ ...CARD, activity: { at: 'looking' } }));
    await screen.rerender(panel({ ...CARD, activity }));
    await expect.element(screen.getByRole(role).getByText(text, CONTAINED)).toBeVisible();
    await expect.element(screen.getByRole('heading').first()).toHaveFocus();
    await expectAccessible();
  },
);

test('a page that was scrolled away comes back to its heading at the end, though the focus is there already', async () => {
  const screen = await render(panel({ ...CARD, activity: { at: 'looking' } }));
  const heading = screen.getByRole('heading').first();
  await screen.rerender(panel({ ...CARD, activity: { at: 'sent' } }));
  await expect.element(heading).toHaveFocus();
  const below = document.body.appendChild(document.createElement('div'));
  below.style.height = '300vh';
  scrollTo(0, document.body.scrollHeight);
  await screen.rerender(panel({ ...CARD, activity: { at: 'looking' } }));
  await expect.element(heading).toBeInViewport();
  below.remove();
});

test.each([
  [CARD, vote.sentText, vote.again],
  [{ terminal: { at: 'noCard' } }, vote.again, vote.sentText],
] as const)('after the vote: what is left to do, %o', async (terminal, said, unsaid) => {
  const screen = await render(panel({ ...terminal, activity: { at: 'sent' } }));
  await expect.element(screen.getByText(said)).toBeVisible();
  await expect.element(screen.getByText(vote.later)).toBeVisible();
  await expect.element(screen.getByText(unsaid)).not.toBeInTheDocument();
  await expectAccessible();
});

test.each([
  ['openNow', problems['not-genuine'].next],
  ['mixing', check.problems['not-genuine']],
  ['counting', check.problems['not-genuine']],
] as const)(
  'false election data while the election is %s: what it means for the vote',
  async (stage, next) => {
    const activity = { at: 'problem', problem: 'not-genuine', code: 'manifest/hash' } as const;
    const screen = await render(panel({ ...CARD, stage, activity }));
    await expect.element(screen.getByText(next)).toBeVisible();
  },
);

test.each([
  ['timed-out', en.actions.retry],
  ['already-voted', en.actions.dismiss],
] as const)('the problem %s is put away by "%s"', async (problem, name) => {
  const dismiss = vi.spyOn(session, 'dismiss').mockReturnValue();
  const screen = await render(panel({ ...CARD, activity: { at: 'problem', problem, code: 'x/y' } }));
  await screen.getByRole('button', { name }).click();
  expect(dismiss).toHaveBeenCalledOnce();
});
