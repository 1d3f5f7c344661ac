/** `revs resilience`: whether an election lasts against an attacker who takes one server after another. */
import { type Command, Option } from 'commander';
import { wholeNumber } from '../common-options.ts';
import { ifMissed, type ResilienceOptions, rates, role, spans, time } from '../resilience-options.ts';

/** ms: the contract's table (trustees, section 4). */
const DEFAULTS = { deadline: 3_600_000, phase: 300_000, boardDeadline: 420_000 };
/** ms: replicas order nothing of who is further off (board contract, section 3). */
const CLOCK_ERROR = 5_000;
const DAY = 86_400_000;

const timeOption = (flags: string, description: string, value: number, shown: string): Option =>
  new Option(flags, description).argParser(time).default(value, shown);

const HELP = `
TIME is such as 90s, 30min, 24h, 7d, 4w, 2y. ROLE is trustee, administrator or board.
Without --renewed-every it judges servers that renew nothing. Renewal is being built (today Trustees and
Administrators renew their shares, "revs election create --renew-every"): figures with it say what all of it
will be worth.

Example: revs resilience deployment.yaml --mission 30d --operator 20d --operator University=12d..60d --system 90d`;

export function addResilienceCommand(program: Command): void {
  program
    .command('resilience')
    .description('tell whether an election lasts against an attacker who takes one server after another')
    .argument('<file>', 'the deployment file (YAML)')
    .requiredOption('--mission <time>', 'from setup until nothing depends on the keys any more', time)
    .option(
      '--operator <[name=]time>',
      "least time for one team to break into all of an operator's servers, of this one or each other; 3d..10d: and after 10 d it surely has; several times",
      spans,
    )
    .option('--system <[name=]time>', 'the same for all servers on one system', spans)
    .option('--teams <n>', 'so many groups are attacked at a time', wholeNumber, 1)
    .option('--network-fails', 'honest Administrators may be cut off from each other')
    .option('--renewed-every <time>', 'T_P: Trustees and Administrators renew their keys so often', time)
    .addOption(timeOption('--deadline <time>', 'T_D: by then it is done, or missed', DEFAULTS.deadline, '1h'))
    .addOption(timeOption('--phase <time>', 'how long each of its phases waits', DEFAULTS.phase, '300s'))
    .addOption(timeOption('--clock-error <time>', 'e: how wrong a clock may be', CLOCK_ERROR, '5s'))
    .option('--board-renewed-every <time>', "T_P of the board's replicas", time)
    .addOption(timeOption('--board-deadline <time>', 'T_D of the same', DEFAULTS.boardDeadline, '7min'))
    .addOption(
      new Option('--if-missed <role=action>', 'alarm or poweroff; several times')
        .argParser(ifMissed)
        .default({}, 'administrator=alarm, others poweroff'),
    )
    .addOption(
      new Option('--identity-offline <role>', 'their identity keys are on no server; several times')
        .argParser(role)
        .default([], 'none'),
    )
    .option('--crash-rate <[id=]n>', 'crashes a year, of this server or each other; several times', rates)
    .addOption(timeOption('--repair <time>', 'until a crashed server is back', DAY, '1d'))
    .option('--svg <file>', 'draw the timeline; a file that is there is replaced')
    .option('--json', 'print data as JSON')
    .addHelpText('after', HELP)
    .action(async (file: string, options: ResilienceOptions) =>
      (await import('../resilience.ts')).resilience(file, options),
    );
}
