/** `revs officers`: what its commands do. */
import { print, printJson, table } from '../output/output.ts';
import type { OfficerRole } from '../servers/commissioner/api.ts';
import { askNewPassphrase } from './ask-passphrase.ts';
import type { Common } from './common-options.ts';
import { officerOf } from './officer-of.ts';

const time = (milliseconds: number): string => new Date(milliseconds).toISOString();

export async function addOfficer(name: string, options: Common & { role: OfficerRole }): Promise<void> {
  const { role } = options;
  await officerOf(options).post('/officer/officers', { name, role, passphrase: await askNewPassphrase() });
  if (options.json) printJson({ name, role });
  else print(`${name} may log in to the console now, with the role ${role}.`);
}

export async function changeRole(name: string, role: OfficerRole, options: Common): Promise<void> {
  await officerOf(options).put(`/officer/officers/${encodeURIComponent(name)}/role`, { role });
  if (options.json) printJson({ name, role });
  else print(`${name} has the role ${role} now.`);
}

export async function listOfficers(options: Common): Promise<void> {
  const all = await officerOf(options).get('/officer/officers');
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
  await officerOf(options).delete(`/officer/officers/${encodeURIComponent(name)}/lock`);
  if (options.json) printJson({ name });
  else print(`${name} may try again, from everywhere.`);
}

export async function removeOfficer(name: string, options: Common): Promise<void> {
  await officerOf(options).delete(`/officer/officers/${encodeURIComponent(name)}`);
  if (options.json) printJson({ name });
  else print(`${name} can no longer log in.`);
}
