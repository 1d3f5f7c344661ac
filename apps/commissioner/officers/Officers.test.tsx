import { expect, test } from 'vitest';
import { render } from 'vitest-browser-react';
import { fill } from '../../shared/i18n.ts';
import { answering, expectAccessible, json } from '../../shared/test-support.ts';
import { shortTime } from '../console/format.ts';
import { inConsole } from '../console/test-support.tsx';
import Officers from '../pages/officers.tsx';
import { en } from '../texts/en.ts';

const own = en.officers;
const LIST = [
  { name: 'ana', role: 'office', created: 0, lockedUntil: null },
  { name: 'ben', role: 'observer', created: 0, lockedUntil: Date.UTC(2027, 0, 1) },
];
const EXPIRES = Date.UTC(2027, 0, 2);
const ASKED = fill(en.approvals.asked, { expires: shortTime(EXPIRES, 'en') });
const STRONG = 'four words not together';

async function open(answers: Readonly<Record<string, () => Response>> = {}, list = LIST) {
  const fetched = answering({ 'GET /officer/officers': () => json(list), ...answers });
  const screen = await render(inConsole(<Officers />));
  await expect.element(screen.getByRole('table')).toBeVisible();
  const sent = () =>
    fetched.mock.calls
      .filter(([, init]) => init?.method !== 'GET')
      .map(([url, init]) => [init?.method, url, init?.body]);
  return { screen, sent };
}

const refusing = (code: string, status: number) => () =>
  json({ code, message: 'as the service says' }, status);

test('who may log in, which of them is oneself, and whose name is locked until when', async () => {
  const { screen } = await open();
  const rows = screen.getByRole('row').elements().slice(1);
  const cells = rows.map((row) => [...row.children].map((cell) => cell.textContent));
  expect(cells[0]?.[0]).toContain(own.you);
  expect(cells[0]?.[3]).toBe(own.active);
  expect(cells[1]?.[0]).not.toContain(own.you);
  expect(cells[1]?.[3]).toContain('2027');
  expect(cells.map((row) => row[1])).toEqual([en.officerRoles.office, en.officerRoles.observer]);
  await expectAccessible();
});

test('an officer is removed once that is confirmed, and not if it is left', async () => {
  const { screen, sent } = await open({
    'DELETE /officer/officers/ben': () => new Response(null, { status: 204 }),
  });
  const remove = screen.getByRole('button', { name: fill(own.removeNamed, { name: 'ben' }) });
  await remove.click();
  const dialog = screen.getByRole('dialog', { name: fill(own.removeTitle, { name: 'ben' }) });
  await expectAccessible();
  await dialog.getByRole('button', { name: en.actions.cancel }).click();
  await expect.element(dialog).not.toBeInTheDocument();
  expect(sent()).toEqual([]);
  await remove.click();
  await dialog.getByRole('button', { name: own.remove, exact: true }).click();
  await expect.element(screen.getByText(fill(own.removed, { name: 'ben' }))).toBeVisible();
  expect(sent()).toEqual([['DELETE', '/officer/officers/ben', undefined]]);
});

test('a removal that is refused says why, and claims nothing', async () => {
  const { screen } = await open({ 'DELETE /officer/officers/ben': refusing('officer/last', 409) });
  await screen.getByRole('button', { name: fill(own.removeNamed, { name: 'ben' }) }).click();
  await screen.getByRole('dialog').getByRole('button', { name: own.remove, exact: true }).click();
  await expect.element(screen.getByRole('alert').getByText(en.problems.lastOfficer.title)).toBeVisible();
  await expect.element(screen.getByText(fill(own.removed, { name: 'ben' }))).not.toBeInTheDocument();
});

test('an officer gets another role, which says what it means', async () => {
  const { screen, sent } = await open({
    'PUT /officer/officers/ben/role': () => new Response(null, { status: 204 }),
  });
  await screen.getByRole('button', { name: fill(own.changeRoleNamed, { name: 'ben' }) }).click();
  const dialog = screen.getByRole('dialog', { name: fill(own.changeRoleTitle, { name: 'ben' }) });
  const give = dialog.getByRole('button', { name: own.changeButton });
  await expect.element(give).toBeDisabled();
  await expectAccessible();
  await dialog.getByRole('combobox', { name: own.role }).selectOptions('office');
  await expect.element(dialog.getByText(own.means.office)).toBeVisible();
  await give.click();
  const told = fill(own.roleChanged, { name: 'ben', role: en.officerRoles.office });
  await expect.element(screen.getByText(told)).toBeVisible();
  expect(sent()).toEqual([['PUT', '/officer/officers/ben/role', JSON.stringify({ role: 'office' })]]);
});

for (const role of ['observer', 'approver'] as const)
  test(`${role}: reads who the officers are, and changes the own passphrase alone`, async () => {
    answering({ 'GET /officer/officers': () => json(LIST) });
    const screen = await render(inConsole(<Officers />, role));
    await expect.element(screen.getByRole('table')).toBeVisible();
    await expect.element(screen.getByText(en.readOnly[role])).toBeVisible();
    const buttons = screen.getByRole('button').elements();
    expect(buttons.map((button) => button.textContent)).toEqual([own.change]);
    await expectAccessible();
  });

test('where four eyes are wanted, officers are changed by asking for it', async () => {
  const fetched = answering({
    'GET /officer/officers': () => json(LIST),
    'POST /officer/approvals': () => json({ expires: EXPIRES }, 201),
  });
  const screen = await render(inConsole(<Officers />, 'office', true));
  const bodies = () =>
    fetched.mock.calls
      .filter(([, init]) => init?.method !== 'GET')
      .map(([url, init]) => [url, JSON.parse(String(init?.body))]);
  await screen.getByRole('button', { name: fill(own.removeNamed, { name: 'ben' }) }).click();
  const dialog = screen.getByRole('dialog');
  await expect.element(dialog.getByText(en.approvals.note)).toBeVisible();
  await dialog.getByRole('button', { name: en.approvals.ask }).click();
  await expect.element(screen.getByText(ASKED)).toBeVisible();
  await screen.getByRole('button', { name: fill(own.changeRoleNamed, { name: 'ben' }) }).click();
  await dialog.getByRole('combobox', { name: own.role }).selectOptions('approver');
  await dialog.getByRole('button', { name: en.approvals.ask }).click();
  await expect.poll(() => bodies().length).toBe(2);
  await screen.getByRole('textbox', { name: own.name }).fill('cy');
  await screen.getByLabelText(own.passphrase, { exact: true }).fill(STRONG);
  await expect.element(screen.getByText(en.approvals.halves)).toBeVisible();
  await screen.getByRole('button', { name: en.approvals.ask }).click();
  await expect.poll(bodies).toEqual([
    ['/officer/approvals', { step: 'officer/remove', name: 'ben' }],
    ['/officer/approvals', { step: 'officer/role', name: 'ben', role: 'approver' }],
    ['/officer/approvals', { step: 'officer/add', name: 'cy', role: 'office', passphrase: STRONG }],
  ]);
});

test('the only officer cannot be removed', async () => {
  const { screen } = await open({}, LIST.slice(0, 1));
  const remove = screen.getByRole('button', { name: fill(own.removeNamed, { name: 'ana' }) });
  await expect.element(remove).not.toBeInTheDocument();
});

test('an officer is added with name and passphrase, and the fields are empty again', async () => {
  const { screen, sent } = await open({ 'POST /officer/officers': () => json({ name: 'cy' }, 201) });
  await screen.getByRole('textbox', { name: own.name }).fill('cy');
  await screen.getByRole('combobox', { name: own.role }).selectOptions('approver');
  await expect.element(screen.getByText(own.means.approver)).toBeVisible();
  await screen.getByLabelText(own.passphrase, { exact: true }).fill(STRONG);
  await screen.getByRole('button', { name: own.addButton, exact: true }).click();
  await expect.element(screen.getByText(fill(own.added, { name: 'cy' }))).toBeVisible();
  expect(sent()).toEqual([
    ['POST', '/officer/officers', JSON.stringify({ name: 'cy', role: 'approver', passphrase: STRONG })],
  ]);
  await expect.element(screen.getByLabelText(own.passphrase, { exact: true })).toHaveValue('');
});

test('a name or passphrase that the service would refuse is not sent: the field says why', async () => {
  const { screen, sent } = await open();
  const name = screen.getByRole('textbox', { name: own.name });
  const passphrase = screen.getByLabelText(own.passphrase, { exact: true });
  await name.fill('anaïs');
  await passphrase.fill('eleven char');
  await screen.getByRole('button', { name: own.addButton, exact: true }).click();
  await expect.element(name).toHaveAccessibleDescription(expect.stringContaining(own.badName));
  await expect.element(passphrase).toHaveAccessibleDescription(expect.stringContaining(own.short));
  expect(sent()).toEqual([]);
  await expectAccessible();
});

test('a name that is taken: the service says so, and what was typed stays', async () => {
  const { screen } = await open({ 'POST /officer/officers': refusing('officer/exists', 409) });
  await screen.getByRole('textbox', { name: own.name }).fill('ben');
  await screen.getByLabelText(own.passphrase, { exact: true }).fill(STRONG);
  await screen.getByRole('button', { name: own.addButton, exact: true }).click();
  await expect.element(screen.getByRole('alert').getByText(en.problems.officerExists.title)).toBeVisible();
  await expect.element(screen.getByRole('textbox', { name: own.name })).toHaveValue('ben');
});

test('the own passphrase is changed with the old one, and with the new one typed twice', async () => {
  const { screen, sent } = await open({
    'PUT /officer/passphrase': () => new Response(null, { status: 204 }),
  });
  const repeat = screen.getByLabelText(own.repeat);
  await screen.getByLabelText(own.old).fill('the old passphrase');
  await screen.getByLabelText(own.new, { exact: true }).fill(STRONG);
  await repeat.fill('another one than that');
  const change = screen.getByRole('button', { name: own.change, exact: true });
  await change.click();
  await expect.element(repeat).toHaveAccessibleDescription(expect.stringContaining(own.different));
  expect(sent()).toEqual([]);
  await repeat.fill(STRONG);
  await change.click();
  await expect.element(screen.getByText(own.changed)).toBeVisible();
  expect(sent()).toEqual([
    ['PUT', '/officer/passphrase', JSON.stringify({ old: 'the old passphrase', new: STRONG })],
  ]);
  await expect.element(repeat).toHaveValue('');
});

test('a wrong old passphrase changes nothing, and that is said', async () => {
  const { screen } = await open({ 'PUT /officer/passphrase': refusing('officer/wrong-passphrase', 401) });
  await screen.getByLabelText(own.old).fill('not the old one');
  await screen.getByLabelText(own.new, { exact: true }).fill(STRONG);
  await screen.getByLabelText(own.repeat).fill(STRONG);
  await screen.getByRole('button', { name: own.change, exact: true }).click();
  await expect.element(screen.getByRole('alert').getByText(en.problems.wrongPassphrase.title)).toBeVisible();
  await expect.element(screen.getByText(own.changed)).not.toBeInTheDocument();
});
