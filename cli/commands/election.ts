/** `revs election`: run an election, as its officer. */
import { type Command, Option } from 'commander';
import {
  type Common,
  type CreateOptions,
  TRIAL_VOTERS,
  wholeNumber,
  withElection,
  withOfficer,
} from '../common-options.ts';
import type { LettersOptions } from '../election-letters.ts';
import { withLetterOptions } from '../letter-options.ts';

export function addElectionCommands(program: Command): void {
  const election = program.command('election').description('run an election, as its officer');
  addCreate(election);
  const add = (name: string, description: string): Command =>
    withElection(election.command(name).description(description));
  const addStep = (name: 'open' | 'close', description: string, done: string): Command =>
    add(name, description).action(async (options: Common) =>
      (await import('../elections.ts')).step(options, name, done),
    );
  addStep(
    'open',
    'publish manifest, ballots and enrolments; voting starts at its time',
    'The election is open to voters at its time.',
  );
  addStep(
    'close',
    'end voting as soon as the board allows, earlier than the manifest says',
    'Every server knows when voting ends. Next, when claims have ended: "revs election tally".',
  );
  add(
    'tally',
    'wait until the votes are frozen and the key is disclosed; open and count them, write the election record',
  )
    .option('--wait', 'wait until claims have ended')
    .action(async (options: Common & { wait?: boolean }) => (await import('../elections.ts')).tally(options));
  add('delete', 'delete a trial election at this service and all its servers')
    .option('--yes', 'delete it; without, only what would be deleted is said')
    .action(async (options: Common & { yes?: boolean }) =>
      (await import('../elections.ts')).deleteTrial(options),
    );
  add('delete-data', 'delete the personal data of an election whose retention time is over')
    .option('--yes', 'delete them; without, only what would be deleted is said')
    .action(async (options: Common & { yes?: boolean }) =>
      (await import('../retention.ts')).deleteData(options),
    );
  add('deletion-record', 'the record of that deletion, with all signed confirmations, as JSON')
    .argument('<file>', 'where to; it must not exist')
    .action(async (file: string, options: Common) =>
      (await import('../retention.ts')).deletionRecord(file, options),
    );
  add('publish', 'let anyone fetch the results and the election record').action(async (options: Common) =>
    (await import('../elections.ts')).publish(options),
  );
  add('archive', 'put a published election away, to be listed apart').action(async (options: Common) =>
    (await import('../retention.ts')).archive(options),
  );
  add('unarchive', 'take an election out of the archive').action(async (options: Common) =>
    (await import('../retention.ts')).unarchive(options),
  );
  add(
    'contradictions',
    'heads by which Counters contradict themselves, with signatures: evidence to keep',
  ).action(async (options: Common) => (await import('../elections.ts')).contradictions(options));
  withLetterOptions(add('letters', 'write the letters to the voters of an election'))
    .argument('<file>', 'where to; it must not exist')
    .option('--what <what>', 'notices or cover-list (PDF), or mail-merge (CSV)', 'notices')
    .option('--voter <id...>', 'these voters; all on the roll if left out')
    .option('--time-zone <zone>', "of the times in the letters; this machine's if left out")
    .action(async (file: string, options: LettersOptions) =>
      (await import('../election-letters.ts')).writeLetters(file, options),
    );
  add('status', 'elections, their stage and times').action(async (options: Common) =>
    (await import('../elections.ts')).status(options),
  );
}

function addCreate(election: Command): void {
  withOfficer(election.command('create').description('generate the keys, make and countersign the manifest'))
    .requiredOption('--title <text>', 'title of the election')
    .requiredOption('--ballot <style=file...>', 'the ballot (XML) of each style')
    .requiredOption('--closes <time>', 'end of voting, such as 2027-05-02T18:00:00Z')
    .option('--opens <time>', 'start of voting; now if left out')
    .option('--intake <seconds>', 'after the close: how long second onions are taken', '3600')
    .option('--claims <seconds>', 'after intake: how long until the bulletin board is frozen', '3600')
    .option(
      '--renew-every <seconds>',
      "renew the Trustees' and Administrators' shares of the keys so often while it runs, such as 86400",
      wholeNumber,
    )
    .addOption(
      new Option(
        '--trial <voters>',
        'a trial election, marked as such: with test cards only, or with all cards',
      ).choices(TRIAL_VOTERS),
    )
    .action(async (options: CreateOptions) => (await import('../elections.ts')).create(options));
}
