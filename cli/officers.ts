/** `revs officers`: what its commands do. */
import type { OfficerClient } from '../office/officer-client.ts';
import { print, printJson, table } from '../output/output.ts';
import type { AskedStep } from '../servers/commissioner/approvals/approval-api.ts';
import type { OfficerRole } from '../servers/commissioner/fields.ts';
import { askNewPassphrase } from './ask-passphrase.ts';
import type { Common } from './common-options.ts';
import { officerOf } from './officer-of.ts';
import { orAsk } from './or-ask.ts';

const time = (milliseconds: number): string => new Date(milliseconds).toISOString();
const pathOf = (name: string) => `/officer/officers/${encodeURIComponent(name)}` as const;

export async function addOfficer(name: string, options: Common & { role: OfficerRole }): Promise<void> {
  const { role } = options;
  const officer = await officerOf(options);
  const added = { name, role, passphrase: await askNewPassphrase() };
  await change(
    officer,
    options,
    { step: 'officer/add', ...added },
    {
      perform: () => officer.post('/officer/officers', added),
      json: { name, role },
      told: `${name} may log in to the console now, with the role ${role}.`,
    },
  );
}

export async function changeRole(name: string, role: OfficerRole, options: Common): Promise<void> {
  const officer = await officerOf(options);
  await change(
    officer,
    options,
    { step: 'officer/role', name, role },
    {
      perform: () => officer.put(`${pathOf(name)}/role`, { role }),
      json: { name, role },
      told: `${name} has the role ${role} now.`,
    },
  );
}

export async function listOfficers(options: Common): Promise<void> {
  const all = await (await officerOf(options)).get('/officer/officers');
  if (options.json) return printJson(all);
  if (all.length === 0) return print('There is no officer yet; add one with "revs officers add NAME".');
  const rows = all.map(({ name, role, created, lockedUntil }) => [
    name,
    role,
    time(created),
    lockedUntil === null ? '' : time(lockedUntil),
  ]);
  print(table(['officer', 'role', 'since', 'locked until'], rows));
}

export async function unlockOfficer(name: string, options: Common): Promise<void> {
  const officer = await officerOf(options);
  await change(
    officer,
    options,
    { step: 'officer/unlock', name },
    {
      perform: () => officer.delete(`${pathOf(name)}/lock`),
      json: { name },
      told: `${name} may try again, from everywhere.`,
    },
  );
}

export async function removeOfficer(name: string, options: Common): Promise<void> {
  const officer = await officerOf(options);
  await change(
    officer,
    options,
    { step: 'officer/remove', name },
    {
      perform: () => officer.delete(pathOf(name)),
      json: { name },
      told: `${name} can no longer log in.`,
    },
  );
}

interface Change {
  readonly perform: () => Promise<unknown>;
  /** What is printed once it is done, to a program and to a person. */
  readonly json: object;
  readonly told: string;
}

async function change(
  officer: OfficerClient,
  { json: isJson }: Common,
  step: AskedStep,
  { perform, json, told }: Change,
): Promise<void> {
  const isDone = await orAsk(officer, () => step, isJson, perform);
  if (!isDone) return;
  if (isJson) printJson(json);
  else print(told);
}
