/** `revs officers`: who may log in to the Commissioner's console. */
import type { Command } from 'commander';
import { type Common, withCommon } from '../common-options.ts';

const AS_LISTED = 'as "revs officers list" tells';

export function addOfficersCommands(program: Command): void {
  const officers = program.command('officers').description("who may log in to the Commissioner's console");
  withCommon(
    officers
      .command('add')
      .description('add an officer; the passphrase is asked, or the first line of standard input'),
  )
    .argument('<name>', 'letters, digits, dots, hyphens, underscores: at most 64')
    .action(async (name: string, options: Common) =>
      (await import('../officers.ts')).addOfficer(name, options),
    );
  withCommon(
    officers.command('list').description('officers, and whether wrong passphrases have locked them'),
  ).action(async (options: Common) => (await import('../officers.ts')).listOfficers(options));
  withCommon(
    officers.command('unlock').description('let an officer log in again whom wrong passphrases have locked'),
  )
    .argument('<name>', AS_LISTED)
    .action(async (name: string, options: Common) =>
      (await import('../officers.ts')).unlockOfficer(name, options),
    );
  withCommon(officers.command('remove').description('remove an officer and end all sessions of that name'))
    .argument('<name>', AS_LISTED)
    .action(async (name: string, options: Common) =>
      (await import('../officers.ts')).removeOfficer(name, options),
    );
}
