/** Commands about whole systems: trial, tests, pages, verification; deployment and its servers. */
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Command, Option } from 'commander';
import { TEST_PROJECTS, type TestProject, wholeNumber } from '../common-options.ts';

const PROJECT = fileURLToPath(new URL('../..', import.meta.url));
const ROLES = [
  'commissioner',
  'distributor',
  'administrator',
  'anonymizer',
  'counter',
  'trustee',
  'board',
  'web',
];

interface TestCommand {
  readonly project?: TestProject;
  readonly watch?: boolean;
  readonly coverage?: boolean;
}

export function addTrialCommands(program: Command): void {
  program
    .command('demo')
    .description(
      'run a whole election on this machine: you vote and count in the browser, or watch it go by itself',
    )
    .option('--voters <n>', 'robots that vote before you', wholeNumber, 12)
    .option('--headless', 'no pages: robots vote, then close, count and verify by itself')
    .option('--json', 'with --headless: print the results as JSON')
    .addOption(
      new Option(
        '--survive',
        'no pages: Trustees and Administrators renew their shares each minute, and you break into them, one after another',
      ).conflicts(['headless', 'json']),
    )
    .option('--dir <folder>', 'where servers, cards and record go; emptied first', join(PROJECT, '.demo'))
    .action(async ({ voters, headless = false, json = false, survive = false, dir }) =>
      (await import('../demo.ts')).demo({ voters, headless, json, survive, folder: resolve(dir) }),
    );
  program
    .command('test')
    .description('lint, types, import rules, dead code, then all tests')
    .argument('[filter]', 'only test files with this in their path, and no other checks')
    .addOption(new Option('--project <name>', 'only these tests, and no other checks').choices(TEST_PROJECTS))
    .option('--watch', 'run the unit tests that a change concerns, at each change')
    .addOption(
      new Option(
        '--coverage',
        'which lines of each room these tests run through; it takes longer. Otherwise: those of the unit and component tests, where all are run',
      ).conflicts('watch'),
    )
    .action(async (filter: string | undefined, options: TestCommand) => {
      const { project, watch = false, coverage = false } = options;
      const { runTests } = await import('../test.ts');
      process.exitCode = await runTests({ filter, project, watch, coverage });
    });
  program
    .command('build')
    .description('build the web apps of voters and of the Commissioner, where their sources have changed')
    .action(async () => (await import('../build.ts')).build());
  program
    .command('replay')
    .description(
      'cast every ballot of a PrefLib file (.soi, .toi) through cards, terminals and servers; compare',
    )
    .argument('<file>', 'such as ballots/samples/dublin-west-2002.soi')
    .option('--voters <n>', 'only the first n ballots of the file', wholeNumber)
    .option('--terminals <n>', 'terminals that work at the same time', wholeNumber, 3)
    .option('--dir <folder>', 'where servers, cards and record go; emptied first', join(PROJECT, '.replay'))
    .option('--json', 'print the counts as JSON')
    .action(async (file: string, { voters, terminals, dir, json = false }) =>
      (await import('../replay.ts')).replay(file, { voters, terminals, folder: resolve(dir), json }),
    );
  program
    .command('verify')
    .description("verify an election record from the Commissioner's public key alone")
    .argument('<folder>', 'the election record')
    .requiredOption('--key <hex>', "the Commissioner's public key, 66 hex digits, from where you trust it")
    .option('--json', 'print the outcome as JSON')
    .action(async (folder: string, options: { key: string; json?: boolean }) =>
      (await import('../verify.ts')).verifyFolder(folder, options),
    );
}

export function addDeploymentCommands(program: Command): void {
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
    .action(async (file: string, options: { out: string; card?: string | true; json?: boolean }) =>
      (await import('../deploy.ts')).deployFile(file, options),
    );
  program
    .command('deployment-example')
    .description('write a deployment file for this machine, to be changed')
    .argument('[file]', 'where to', 'deployment.yaml')
    .action(async (file: string) => (await import('../deploy.ts')).writeExample(file));
  program
    .command('serve')
    .description('run one server')
    .addArgument(program.createArgument('<role>', 'what it is').choices(ROLES))
    .requiredOption('--config <file>', 'its server.yaml')
    .action(async (role: string, options: { config: string }) =>
      (await import('../serve.ts')).serve(role, options.config),
    );
  program
    .command('desk')
    .description("the card personalisation station, for the console's page on this machine")
    .option('--dir <folder>', 'the deployment, as "revs deploy" made it', 'deployment')
    .option('--out <folder>', 'where cards and PIN letters go', 'cards')
    .option('--port <n>', 'where the console finds it', wholeNumber, 8620)
    .option('--pin <digits>', 'the first PIN of every card, for trials; a random one for each if left out')
    .action(async (options) => (await import('../../card-issuance/station.ts')).runStation(options));
  program
    .command('run')
    .description('run every server of a deployment that has its folder on this machine')
    .option('--dir <folder>', 'the deployment, as "revs deploy" made it', 'deployment')
    .action(async (options: { dir: string }) =>
      (await import('../run-deployment.ts')).runDeployment(resolve(options.dir)),
    );
  program
    .command('doctor')
    .description('tell what this machine has, and the one command that installs the rest')
    .option('--install', 'install it, if this machine lets us')
    .option('--json', 'print the findings as JSON')
    .action(async (options: { install?: boolean; json?: boolean }) => {
      const { doctor, installStockTools } = await import('../doctor.ts');
      if (options.install) installStockTools();
      process.exitCode = doctor(options.json === true);
    });
}
