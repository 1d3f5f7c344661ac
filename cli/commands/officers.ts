/** `revs officers`: who may log in to the Commissioner's console. */
import { Argument, type Command, Option } from 'commander';
import type { OfficerRole } from '../../servers/commissioner/fields.ts';
import { type Common, withOfficer } from '../common-options.ts';

const ROLES: readonly OfficerRole[] = ['office', 'approver', 'observer'];
const WHAT_ROLES_ARE =
  'office: runs elections and manages officers; approver: approves what another officer asks for; observer: reads everything';
const AS_LISTED = 'as "revs officers list" tells';

export function addOfficersCommands(program: Command): void {
  const officers = program.command('officers').description("who may log in to the Commissioner's console");
  withOfficer(
    officers
      .command('add')
      .description('add an officer; the passphrase is asked, or the first line of standard input'),
  )
    .argument('<name>', 'letters, digits, dots, hyphens, underscores: at most 64')
    .addOption(new Option('--role <role>', WHAT_ROLES_ARE).choices(ROLES).default('office'))
    .action(async (name: string, options: Common & { role: OfficerRole }) =>
      (await import('../officers.ts')).addOfficer(name, options),
    );
  withOfficer(officers.command('role').description('give an officer another role, at once'))
    .argument('<name>', AS_LISTED)
    .addArgument(new Argument('<role>', WHAT_ROLES_ARE).choices(ROLES))
    .action(async (name: string, role: OfficerRole, options: Common) =>
      (await import('../officers.ts')).changeRole(name, role, options),
    );
  withOfficer(
    officers
      .command('list')
      .description('officers, their roles, and whether wrong passphrases have locked them'),
  ).action(async (options: Common) => (await import('../officers.ts')).listOfficers(options));
  withOfficer(
    officers.command('unlock').description('let an officer log in again whom wrong passphrases have locked'),
  )
    .argument('<name>', AS_LISTED)
    .action(async (name: string, options: Common) =>
      (await import('../officers.ts')).unlockOfficer(name, options),
    );
  withOfficer(officers.command('remove').description('remove an officer and end all sessions of that name'))
    .argument('<name>', AS_LISTED)
    .action(async (name: string, options: Common) =>
      (await import('../officers.ts')).removeOfficer(name, options),
    );
}
