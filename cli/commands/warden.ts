/** `revs warden`: what the operator of a Trustee or an Administrator does about the renewal of its share, on its own machine. */
import type { Command } from 'commander';
import type { WardenOptions } from '../warden.ts';

export function addWardenCommands(program: Command): void {
  const warden = program
    .command('warden')
    .description(
      'the renewal of a share, at a Trustee or an Administrator: how it goes, and what only its operator may order',
    );
  withServer(
    warden.command('status').description('of each election: its period, the next renewal, what is wrong'),
  )
    .option('--json', 'print data as JSON')
    .action(async (options: WardenOptions) => (await import('../warden.ts')).wardenStatus(options));
  withServer(
    warden
      .command('rejoin')
      .description(
        'have this server receive a new share at the next renewal: after it was installed anew, restored, or away for one',
      ),
  )
    .requiredOption('--election <id>', 'which election (the beginning of its ID)')
    .action(async (options: WardenOptions) => (await import('../warden.ts')).order('rejoin', options));
  withServer(
    warden
      .command('abandon')
      .description(
        'promise never to take part in the end of the renewal under way: only if it is stuck for good, with enough others',
      ),
  )
    .requiredOption('--election <id>', 'which election (the beginning of its ID)')
    .action(async (options: WardenOptions) => (await import('../warden.ts')).order('abandon', options));
  withServer(
    warden
      .command('resume')
      .description(
        'go on after the machine went off, as a renewal was missed: once you know why, and that nobody has been in it',
      ),
  )
    .requiredOption('--election <id>', 'which election (the beginning of its ID)')
    .action(async (options: WardenOptions) => (await import('../warden.ts')).order('resume', options));
}

const withServer = (command: Command): Command =>
  command.requiredOption('--config <file>', 'the configuration of the server on this machine: server.yaml');
