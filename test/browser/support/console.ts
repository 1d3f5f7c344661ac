/** What an officer does in the console in the course of an election. */
import type { Page } from 'playwright';
import { en } from '../../../apps/commissioner/texts/en.ts';
import { fill } from '../../../apps/shared/i18n.ts';
import { lookAt } from './browser.ts';
import { button, inMinutes, says } from './pages.ts';

export const goTo = (officer: Page, name: keyof typeof en.nav): Promise<void> =>
  officer.getByRole('navigation').getByRole('link', { name: en.nav[name], exact: true }).click();

export async function logInByKeyboard(officer: Page, name: string, passphrase: string): Promise<void> {
  await officer.getByLabel(en.logIn.name).focus();
  await officer.keyboard.press('Control+a');
  await officer.keyboard.type(name);
  await officer.keyboard.press('Tab');
  await officer.keyboard.type(passphrase);
  await officer.keyboard.press('Enter');
}

/** Voting since a minute ago, for two hours; claims two hours longer. */
export async function fillTimes(officer: Page): Promise<void> {
  const { times } = en.editor;
  for (const [label, minutes] of [
    [times.opens, -1],
    [times.closes, 120],
    [times.intakeEnds, 180],
    [times.claimsEnd, 240],
  ] as const)
    await officer.getByLabel(label).fill(inMinutes(minutes));
}

/**
 * The officer can give no less than minutes after the close; a test waits seconds.
 * @param intake seconds from the close to the end of intake
 * @param claims seconds from the close to the end of claims
 * @param renewEvery seconds, of which the officer can choose no fewer than an hour has
 */
export const shortenTimes = (
  officer: Page,
  intake: number,
  claims: number,
  renewEvery?: number,
): Promise<unknown> =>
  officer.route('**/officer/elections', async (route) => {
    const body = route.request().postDataJSON() as { closes: number } | null;
    if (body === null) return route.continue();
    const { closes } = body;
    const times = { intakeEnds: closes + intake, claimsEnd: closes + claims };
    await route.continue({
      postData: JSON.stringify({ ...body, ...times, ...(renewEvery === undefined ? {} : { renewEvery }) }),
    });
  });

/** Starts a job of the open election, confirms it where the console asks, and waits until it is done. */
export async function runJob(officer: Page, job: keyof typeof en.jobs): Promise<void> {
  const start = button(officer, en.jobs[job].name);
  await start.and(officer.locator(':not([data-disabled])')).waitFor();
  await start.click();
  const dialog = officer.getByRole('dialog');
  if (job === 'close') await lookAt(officer, 'console-really');
  if (job !== 'tally') await dialog.getByRole('button', { name: en.jobs[job].name, exact: true }).click();
  // Up to a time, which the page fills in.
  const [told = ''] = en.jobs[job].done.split('{');
  await says(officer, told.trim(), false);
}

export async function logIn(
  page: Page,
  officer: { readonly name: string; readonly passphrase: string },
): Promise<void> {
  await page.getByLabel(en.logIn.name).fill(officer.name);
  await page.getByLabel(en.logIn.passphrase).fill(officer.passphrase);
  await button(page, en.logIn.submit).click();
  await page.getByRole('heading', { name: en.elections.heading, level: 1 }).waitFor();
}

/** Looks for what another officer asks for, approves it, and waits until it is done. */
export async function approve(officer: Page, what: string): Promise<void> {
  await goTo(officer, 'approvals');
  await button(officer, `${en.approvals.approve} : ${what}`).click();
  await officer.getByRole('dialog').getByRole('button', { name: en.approvals.approve }).click();
  await says(officer, fill(en.approvals.done, { what }));
}
