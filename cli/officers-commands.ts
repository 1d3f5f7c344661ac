/** `revs officers`: who may log in to the Commissioner's console. */
import type { Command } from 'commander';
import { printJson, say, table } from '../output/output.ts';
import type { Officer } from '../servers/commissioner/officers/officers.ts';
import { askNewPassphrase } from './ask-passphrase.ts';
import { type Common, officerOf, withCommon } from './officer-commands.ts';

const time = (milliseconds: number): string => new Date(milliseconds).toISOString();

export function addOfficersCommands(program: Command): void {
  const officers = program.command('officers').description("who may log in to the Commissioner's console");
  withCommon(
    officers
      .command('add')
      .description('add an officer; the passphrase is asked, or the first line of standard input'),
  )
    .argument('<name>', 'letters, digits, dots, hyphens, underscores: at most 64')
    .action(async (name: string, options: Common) => {
      await officerOf(options).post('/officer/officers', { name, passphrase: await askNewPassphrase() });
      if (options.json) printJson({ name });
      else say(`${name} may log in to the console now.`);
    });
  withCommon(
    officers.command('list').description('officers, and whether wrong passphrases have locked them'),
  ).action(async (options: Common) => {
    const all = await officerOf(options).get<Officer[]>('/officer/officers');
    if (options.json) return printJson(all);
    if (all.length === 0) return say('There is no officer yet; add one with "revs officers add NAME".');
    const rows = all.map(({ name, created, lockedUntil }) => [
      name,
      time(created),
      lockedUntil === null ? '' : time(lockedUntil),
    ]);
    say(table(['officer', 'since', 'locked until'], rows));
  });
  withCommon(
    officers.command('unlock').description('let an officer log in again whom wrong passphrases have locked'),
  )
    .argument('<name>', 'as "revs officers list" tells')
    .action(async (name: string, options: Common) => {
      await officerOf(options).delete(`/officer/officers/${encodeURIComponent(name)}/lock`);
      if (options.json) printJson({ name });
      else say(`${name} may try again, from everywhere.`);
    });
  withCommon(officers.command('remove').description('remove an officer and end all sessions of that name'))
    .argument('<name>', 'as "revs officers list" tells')
    .action(async (name: string, options: Common) => {
      await officerOf(options).delete(`/officer/officers/${encodeURIComponent(name)}`);
      if (options.json) printJson({ name });
      else say(`${name} can no longer log in.`);
    });
}
