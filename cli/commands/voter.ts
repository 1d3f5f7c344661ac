/** `revs terminal`, `revs vote`, `revs check`: the voter's side. */
import { type Command, Option } from 'commander';

export function addTerminalCommands(program: Command): void {
  program
    .command('terminal')
    .description('a FINREAD terminal: text mode here, and a web page at the address that it prints')
    .option('--card <file>', 'the card to insert; pcsc:READER for one in a real reader')
    .option('--folder <folder>', 'what the officer handed out with it', 'terminal')
    .option('--cards <folder>', 'cards to choose from on the web page')
    .option('--automation <file>', 'rules that press the keys: see docs/terminal-automation.md')
    .option('--origin <url...>', "voters' pages that are not on this machine and may use the terminal")
    .option('--headless', 'no text mode: web page, HTTP interface and rules only, until Ctrl-C')
    .option('--connect <url>', 'the human interface of a terminal that is running')
    .option('--token-file <file>', 'its token, with --connect')
    .action(async (options) => (await import('../voter-commands.ts')).runTerminal(options));
  addVoterCommand(
    program,
    'vote',
    'carry a vote between the terminal and the servers (you vote on the terminal)',
  ).action(async (options) => (await import('../voter-commands.ts')).runVote(options));
  addVoterCommand(
    program,
    'check',
    'after the close: let the terminal look for your vote on the bulletin board',
  )
    .option('--final-roots <url>', 'where the final roots are, so that the card can forget the package')
    .action(async (options) => (await import('../voter-commands.ts')).runCheck(options));
}

const addVoterCommand = (program: Command, name: string, description: string): Command =>
  program
    .command(name)
    .description(description)
    .requiredOption('--terminal <url>', 'the PC interface of the terminal')
    .requiredOption('--distributor <url...>', 'Ballot Distributors')
    .option('--election <id>', 'which election, if there are several')
    .addOption(new Option('--json', 'print data as JSON').default(false));
