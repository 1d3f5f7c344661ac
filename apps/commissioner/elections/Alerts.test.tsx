import { expect, test } from 'vitest';
import { render } from 'vitest-browser-react';
import type { ElectionSummary } from '../../../servers/commissioner/api/elections.ts';
import type { Health, ServerHealth } from '../../../servers/commissioner/api/servers.ts';
import { fill } from '../../shared/i18n.ts';
import { expectAccessible } from '../../shared/test-support.ts';
import { DIRECTORY, electionWith, inConsole, serversById } from '../console/test-support.tsx';
import { en } from '../texts/en.ts';
import { Alerts } from './Alerts.tsx';

const own = en.alerts;
const HOUR = 3_600_000;

/** At `now`, with all servers up but those that are named, and otherwise as `change` says. */
function healthAt(now: number, down: readonly string[] = [], change: Partial<ServerHealth> = {}): Health {
  const servers = DIRECTORY.servers.map(({ id, role }) => ({
    ...{ id, role, up: !down.includes(id), problem: null, milliseconds: 1, clockSkew: 0 },
    ...(id === 'counter-1' ? change : {}),
  }));
  return { now, servers };
}

const shown = (summary: Partial<ElectionSummary>, health: Health | undefined) =>
  render(
    inConsole(
      <Alerts
        election={electionWith({ servers: DIRECTORY.servers, ...summary })}
        health={health}
        servers={serversById}
      />,
    ),
  );

const titles = (container: Element) =>
  [...container.querySelectorAll('.notice')].map((notice) => notice.textContent ?? '');

test('an open election with all servers up raises nothing', async () => {
  const screen = await shown({ stage: 'open' }, healthAt(HOUR));
  expect(titles(screen.container)).toEqual([]);
});

const SHORT = [
  ['open', 'signing', ['administrator-1', 'administrator-2'], { up: 2, needed: 3, all: 4 }],
  ['open', 'distribution', ['distributor-1', 'distributor-2'], { up: 1, needed: 2, all: 3 }],
  ['open', 'paths', ['anonymizer-1', 'anonymizer-2'], { up: 1, needed: 2, all: 3 }],
  ['closing', 'intake', ['counter-1', 'counter-2', 'counter-3'], { up: 0, needed: 1, all: 3 }],
  ['closing', 'freezing', ['trustee-1', 'trustee-2'], { up: 2, needed: 3, all: 4 }],
  ['frozen', 'disclosure', ['trustee-1', 'trustee-2', 'trustee-3'], { up: 1, needed: 2, all: 4 }],
] as const;

test.each(SHORT)(
  '%s, too few for %s: an alert that comes first and says how many are needed',
  async (stage, need, down, values) => {
    const screen = await shown({ stage }, healthAt(HOUR, down));
    const alert = screen.getByRole('alert');
    await expect.element(alert).toMatchTextContent(own[need].title);
    await expect.element(alert).toMatchTextContent(fill(own[need].text, values));
    expect(titles(screen.container)[0]).toContain(own[need].title);
    await expect.element(screen.getByText(own.down.title)).toBeVisible();
    await expectAccessible();
  },
);

test('just enough servers: that no further one may fail, and which do not answer, by operator', async () => {
  const screen = await shown({ stage: 'open' }, healthAt(HOUR, ['administrator-4']));
  await expect.element(screen.getByText(own.tight.title)).toBeVisible();
  await expect.element(screen.getByText(fill(own.tight.signing, { up: 3, all: 4 }))).toBeVisible();
  await expect
    .element(screen.getByText(fill(own.down.text, { servers: 'administrator-4 (Operator 4)' })))
    .toBeVisible();
  await expect.element(screen.getByRole('alert')).not.toBeInTheDocument();
});

test('a clock that is wrong by more than five seconds is named, one that is right by five is not', async () => {
  const wrong = await shown({ stage: 'open' }, healthAt(HOUR, [], { clockSkew: -5001 }));
  await expect
    .element(wrong.getByText(fill(own.clock.text, { servers: 'counter-1 (Operator 1)' })))
    .toBeVisible();
  await wrong.unmount();
  const right = await shown({ stage: 'open' }, healthAt(HOUR, [], { clockSkew: 5000 }));
  await expect.element(right.getByText(own.clock.title)).not.toBeInTheDocument();
});

test('a Counter that contradicts itself is named, with its operator, before all else', async () => {
  const election = { stage: 'open', contradicted: ['counter-1'] } as const;
  const screen = await shown(election, healthAt(HOUR, ['administrator-1', 'administrator-2']));
  expect(titles(screen.container)[0]).toContain(own.contradicted.title);
  const text = fill(own.contradicted.text, { servers: 'counter-1 (Operator 1)' });
  await expect.element(screen.getByText(text)).toBeVisible();
  await expectAccessible();
});

const TIMES = [
  ['created', 0, own.ready.title],
  ['created', HOUR, own.notOpened.title],
  ['open', HOUR, own.closesSoon.title],
  ['closing', 5 * HOUR, own.ready.title],
  ['tallied', 5 * HOUR, own.ready.title],
] as const;

test.each(TIMES)('%s at %i: %s', async (stage, now, title) => {
  const election = { stage, closes: 2 * HOUR - 1 };
  const screen = await shown(election, healthAt(now));
  await expect.element(screen.getByText(title)).toBeVisible();
});

test('once it is counted, servers that are down alarm nobody', async () => {
  const screen = await shown(
    { stage: 'published' },
    healthAt(5 * HOUR, ['counter-1', 'counter-2', 'counter-3']),
  );
  expect(titles(screen.container)).toEqual([]);
});
