/** `revs board`: the replicated list of what must be the same for everybody. */
import { type Command, InvalidArgumentError } from 'commander';
import { type Common, type ReplicaOptions, withCommon } from '../common-options.ts';

function folderName(text: string): string {
  if (/^[A-Za-z0-9_-][A-Za-z0-9._-]{0,63}$/.test(text)) return text;
  throw new InvalidArgumentError('write letters, digits, dots, hyphens, underscores: at most 64.');
}

export function addBoardCommands(program: Command): void {
  const board = program
    .command('board')
    .description('the board on which servers agree: its replicas, its log');
  withCommon(
    board.command('status').description('which replicas answer, who leads, who lags, whose log is another'),
  ).action(async (options: Common) => (await import('../board.ts')).boardStatus(options));
  withCommon(
    board.command('log').description('what the board has ordered, each entry proved to be in the log'),
  )
    .option('--topic <name>', 'only of this topic, such as "directory"')
    .action(async (options: Common & { topic?: string }) =>
      (await import('../board-log.ts')).boardLog(options),
    );
  withCommon(
    board
      .command('register')
      .description("list the operators' servers in the board's directory: only those can be in an election"),
  ).action(async (options: Common) => (await import('../board.ts')).register(options));
  withCommon(
    board
      .command('rekey')
      .description('give a replica that is down new keys and an empty store, while the others work'),
  )
    .requiredOption('--replica <id>', 'which one')
    .option('--gone', 'its machine is gone for good, and so does not say whether it runs')
    .action(async (options: Common & { replica: string; gone?: boolean }) =>
      (await import('../board.ts')).rekey(options),
    );
  withCommon(
    board
      .command('keys')
      .description(
        'make a replica for a deployment of others: its folder, its keys, the key of its operator',
      ),
  )
    .requiredOption('--id <id>', 'of the replica: the name of its folder', folderName)
    .requiredOption('--operator <name>', 'who runs it')
    .requiredOption('--system <name>', 'on what it runs')
    .requiredOption('--url <url>', 'where others reach it')
    .option('--listen <host:port>', 'where it listens, if not where its URL says')
    .action(async (options: Common & ReplicaOptions) => (await import('../board.ts')).makeKeys(options));
  withCommon(
    board
      .command('sign-genesis')
      .description('sign the genesis of a board for your replicas in it; compare its hash with the others'),
  )
    .argument('<file>', 'genesis.payload, as "revs deploy" wrote it')
    .option('--out <file>', 'where the signatures go', 'genesis-signature.jws')
    .action(async (file: string, options: Common & { out: string }) =>
      (await import('../board.ts')).signGenesisFile(file, options),
    );
}
