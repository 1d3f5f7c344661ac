/** `revs voters`, `revs terminals`, `revs card`: the roll, and the devices of voters and of the Commissioner. */
import type { Command } from 'commander';
import { type Common, wholeNumber, withOfficer } from '../common-options.ts';
import { type LetterOptions, withLetterOptions } from '../letter-options.ts';

export function addVoterCommands(program: Command): void {
  const voters = program.command('voters').description('the roll of voters');
  withOfficer(voters.command('import').description('import voters from CSV with the columns voter, style'))
    .argument('<file>', 'CSV file')
    .action(async (file: string, options: Common) =>
      (await import('../voters.ts')).importVoters(file, options),
    );
  withOfficer(voters.command('list').description('voters, their style, and whether they have a card')).action(
    async (options: Common) => (await import('../voters.ts')).listVoters(options),
  );
  withOfficer(
    voters.command('remove').description('remove a voter; elections that have been made keep the voter'),
  )
    .argument('<voter>', 'as revs voters list shows it')
    .action(async (voter: string, options: Common) =>
      (await import('../voters.ts')).removeVoter(voter, options),
    );
  withOfficer(
    voters.command('add-test').description('make test voters: their cards vote in trial elections only'),
  )
    .argument('<number>', 'how many', wholeNumber)
    .requiredOption('--style <style>', 'their style')
    .action(async (number: number, options: Common & { style: string }) =>
      (await import('../voters.ts')).addTestVoters(number, options),
    );
  addCards(program.command('card').description("voters' cards, and the Commissioner's"));
  withOfficer(
    program
      .command('terminals')
      .description("voters' terminals")
      .command('issue')
      .description('make the folder of a terminal: its key, certificate and the signed voting Finlet'),
  )
    .option('--out <folder>', 'where to', 'terminal')
    .action(async (options: Common & { out: string }) =>
      (await import('../issue-devices.ts')).issueTerminalTo(options),
    );
}

function addCards(card: Command): void {
  card
    .command('commissioner')
    .description("make an emulated card for the Commissioner's key, and a terminal as its pin-pad")
    .option('--out <file>', "the card's memory", 'commissioner.card')
    .option('--terminal <folder>', 'the terminal', 'commissioner-terminal')
    .option('--json', 'print PIN and PUK as JSON')
    .action(async (options: { out: string; terminal: string; json?: boolean }) =>
      (await import('../issue-devices.ts')).makeCardOfCommissioner(options),
    );
  withOfficer(
    card
      .command('personalise')
      .description('make the card of a voter, or of all voters without one, and register it'),
  )
    .option('--voter <id>', 'one voter; all without a card if left out')
    .option('--out <folder>', 'where the cards go', 'cards')
    .option('--pin <digits>', 'the first PIN of every card, 4 to 8 digits; a random one for each if left out')
    .action(async (options: Common & { voter?: string; out: string; pin?: string }) =>
      (await import('../issue-devices.ts')).personaliseCards(options),
    );
  withLetterOptions(
    withOfficer(
      card.command('letters').description('write the PIN letters of finished cards, to be printed'),
    ),
  )
    .option('--out <folder>', 'where the cards are', 'cards')
    .option('--format <format>', 'pdf, or csv for a program that prints', 'pdf')
    .action(async (options: Common & LetterOptions & { out: string; format: string }) =>
      (await import('../issue-devices.ts')).writePinLetters(options),
    );
  withOfficer(
    card.command('revoke').description('revoke a lost card: no election that is made later takes it'),
  )
    .argument('<voter>', 'as revs voters list shows it')
    .option('--yes', 'revoke it; without, only what it means for elections under way is said')
    .action(async (voter: string, options: Common & { yes?: boolean }) =>
      (await import('../voters.ts')).revokeCard(voter, options),
    );
  card
    .command('destroy-letters')
    .description('erase the PIN letters that were written, with their digits, once they are printed')
    .option('--out <folder>', 'where the cards are', 'cards')
    .option('--json', 'print JSON')
    .action(async (options: { out: string; json?: boolean }) =>
      (await import('../issue-devices.ts')).destroyPinLetters(options),
    );
}
