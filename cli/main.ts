/** The `revs` command. */
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command, InvalidArgumentError, Option } from 'commander';
import { stringify } from 'yaml';
import { runDesk } from '../card-issuance/card-desk.ts';
import { APPS, appFolder, buildApps } from '../deployment/build-apps.ts';
import { bindCard } from '../deployment/commissioner-key.ts';
import { commissionerHome, deploy, loadDeployment } from '../deployment/deployment.ts';
import { Interrupted } from '../deployment/processes.ts';
import { remarksOn, verify } from '../office/tally-election.ts';
import {
  askForCardPin,
  CommandError,
  complain,
  ProgressBar,
  printJson,
  renderResults,
  say,
} from '../output/output.ts';
import { fromHex } from '../protocol/primitives/bytes.ts';
import { localDeploymentFile } from '../simulation/local-deployment.ts';
import { addAuditCommands } from './audit-commands.ts';
import { demo } from './demo.ts';
import { doctor, installStockTools } from './doctor.ts';
import { addOfficerCommands } from './officer-commands.ts';
import { addOfficersCommands } from './officers-commands.ts';
import { replay } from './replay.ts';
import { runDeployment } from './run-deployment.ts';
import { serve } from './serve.ts';
import { runTests, TEST_PROJECTS, type TestOptions } from './test.ts';
import { runCheck, runTerminal, runVote } from './voter-commands.ts';

const PROJECT = fileURLToPath(new URL('..', import.meta.url));
const ROLES = ['commissioner', 'distributor', 'administrator', 'anonymizer', 'counter', 'trustee', 'web'];

function whole(text: string): number {
  if (!/^[1-9]\d{0,6}$/.test(text)) throw new InvalidArgumentError('write a whole number from 1.');
  return Number(text);
}

const program = new Command('revs')
  .description('REVS: Internet voting in which the PC may be hostile, and some of the servers too.')
  .showHelpAfterError('(--help tells more)')
  .addHelpText('after', '\nStart with "revs demo"; every command has --help.');

program
  .command('demo')
  .description(
    'run a whole election on this machine: you vote and count in the browser, or watch it go by itself',
  )
  .option('--voters <n>', 'robots that vote before you', whole, 12)
  .option('--headless', 'no pages: robots vote, then close, count and verify by itself')
  .option('--dir <folder>', 'where servers, cards and record go; emptied first', join(PROJECT, '.demo'))
  .action((options: { voters: number; headless?: boolean; dir: string }) =>
    demo({ voters: options.voters, headless: options.headless === true, folder: resolve(options.dir) }),
  );

program
  .command('test')
  .description('lint, types, import rules, dead code, then all tests')
  .argument('[filter]', 'only test files with this in their path, and no other checks')
  .addOption(new Option('--project <name>', 'only these tests, and no other checks').choices(TEST_PROJECTS))
  .option('--watch', 'run the unit tests that a change concerns, at each change')
  .action(async (filter: string | undefined, { project, watch }: Partial<TestOptions>) => {
    process.exitCode = await runTests({ filter, project, watch: watch === true });
  });

program
  .command('build')
  .description('build the web apps of voters and of the Commissioner, where their sources have changed')
  .action(async () => {
    await buildApps((name) => say(`building apps/${name}, half a minute ...`));
    say(`The web apps are in ${APPS.map(appFolder).join(' and ')}.`);
  });

program
  .command('replay')
  .description(
    'cast every ballot of a PrefLib file (.soi, .toi) through cards, terminals and servers; compare',
  )
  .argument('<file>', 'such as ballots/samples/dublin-west-2002.soi')
  .option('--voters <n>', 'only the first n ballots of the file', whole)
  .option('--terminals <n>', 'terminals that work at the same time', whole, 3)
  .option('--dir <folder>', 'where servers, cards and record go; emptied first', join(PROJECT, '.replay'))
  .option('--json', 'print the counts as JSON')
  .action((file: string, options: { voters?: number; terminals: number; dir: string; json?: boolean }) =>
    replay(file, {
      voters: options.voters,
      terminals: options.terminals,
      folder: resolve(options.dir),
      json: options.json === true,
    }),
  );

program
  .command('verify')
  .description("verify an election record from the Commissioner's public key alone")
  .argument('<folder>', 'the election record')
  .requiredOption('--key <hex>', "the Commissioner's public key, 66 hex digits, from where you trust it")
  .option('--json', 'print the outcome as JSON')
  .action(async (folder: string, options: { key: string; json?: boolean }) => {
    const key = fromHex(options.key);
    if (key?.length !== 33) throw new CommandError('--key: write the 66 hex digits of the key');
    const { results, ballots, given } = await verify(folder, key, new ProgressBar());
    const remarks = remarksOn(given);
    if (options.json) return printJson({ verified: true, remarks, results });
    say(['The record verifies.', ...remarks, '', renderResults(results, ballots)].join('\n'));
  });

program
  .command('deploy')
  .description('make every server its folder, configuration and identity key from one deployment file')
  .argument('<file>', 'the deployment file (YAML)')
  .option('--out <folder>', 'where the folders go', 'deployment')
  .option(
    '--card [reader]',
    "the Commissioner's key is on the PIV card in this reader, or in any with a card",
  )
  .option('--json', 'print the public keys as JSON')
  .action(async (file: string, options: { out: string; card?: string | true; json?: boolean }) => {
    const deployment = loadDeployment(file);
    const folder = resolve(options.out);
    if (options.card !== undefined)
      await bindCard(commissionerHome(folder), options.card === true ? undefined : options.card);
    const { commissionerKey } = await deploy(deployment, folder, askForCardPin);
    if (options.json) return printJson({ folder: resolve(options.out), commissionerKey });
    say(`Every server has its folder below ${options.out}. Commissioner's public key:\n  ${commissionerKey}`);
    say(`Start each with: revs serve ROLE --config ${options.out}/ID/server.yaml`);
  });

program
  .command('deployment-example')
  .description('write a deployment file for this machine, to be changed')
  .argument('[file]', 'where to', 'deployment.yaml')
  .action(async (file: string) => {
    writeFileSync(file, stringify(await localDeploymentFile(10)), { flag: 'wx' });
    say(`${file} is written. Change it, then: revs deploy ${file}`);
  });

program
  .command('serve')
  .description('run one server')
  .addArgument(program.createArgument('<role>', 'what it is').choices(ROLES))
  .requiredOption('--config <file>', 'its server.yaml')
  .action((role: string, options: { config: string }) => serve(role, options.config));

program
  .command('desk')
  .description("the officer's card printer, for the console's page on this machine")
  .option('--dir <folder>', 'the deployment, as "revs deploy" made it', 'deployment')
  .option('--out <folder>', 'where cards and PIN letters go', 'cards')
  .option('--port <n>', 'where the console finds it', whole, 8620)
  .option('--pin <digits>', 'the first PIN of every card, for trials; a random one for each if left out')
  .action(runDesk);

program
  .command('run')
  .description('run every server of a deployment that has its folder on this machine')
  .option('--dir <folder>', 'the deployment, as "revs deploy" made it', 'deployment')
  .action((options: { dir: string }) => runDeployment(resolve(options.dir)));

program
  .command('doctor')
  .description('tell what this machine has, and the one command that installs the rest')
  .option('--install', 'install it, if this machine lets us')
  .option('--json', 'print the findings as JSON')
  .action((options: { install?: boolean; json?: boolean }) => {
    if (options.install) installStockTools();
    process.exitCode = doctor(options.json === true);
  });

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
  .action(runTerminal);

const voterCommand = (name: string, description: string): Command =>
  program
    .command(name)
    .description(description)
    .requiredOption('--terminal <url>', 'the PC interface of the terminal')
    .requiredOption('--distributor <url...>', 'Ballot Distributors')
    .option('--election <id>', 'which election, if there are several')
    .addOption(new Option('--json', 'print data as JSON').default(false));

voterCommand('vote', 'carry a vote between the terminal and the servers (you vote on the terminal)').action(
  runVote,
);
voterCommand('check', 'after the close: let the terminal look for your vote on the bulletin')
  .option('--final-roots <url>', 'where the final roots are, so that the card can forget the package')
  .action(runCheck);

addOfficerCommands(program);
addOfficersCommands(program);
addAuditCommands(program);

try {
  await program.parseAsync();
} catch (error) {
  const known = error instanceof CommandError || (error instanceof Error && 'code' in error);
  if (known && error instanceof Error) complain(`revs: ${error.message}`);
  else console.error(error);
  process.exit(error instanceof Interrupted ? 130 : 1);
}
