/** `revs audit`: the log of what officers did, to keep elsewhere and to check. */
import type { Command } from 'commander';
import { type Common, type VerifyOptions, withOfficer } from '../common-options.ts';

export function addAuditCommands(program: Command): void {
  const audit = program.command('audit').description('the hash-chained log of what officers did');
  withOfficer(audit.command('export').description('write the log as JSON lines, and check it'))
    .argument('[file]', 'where to; a file that is there is replaced', 'audit.jsonl')
    .action(async (file: string, options: Common) =>
      (await import('../audit.ts')).exportAudit(file, options),
    );
  audit
    .command('verify')
    .description('check an exported log: the first bad line is named')
    .argument('<file>', 'as "revs audit export" wrote it')
    .option('--anchor <hash>', "a hash from the service's own log, kept elsewhere: its entry must be there")
    .option('--dir <folder>', 'the deployment: all heads that its board has of the log must be there')
    .option('--json', 'print data as JSON')
    .action(async (file: string, options: VerifyOptions) =>
      (await import('../audit.ts')).verifyExport(file, options),
    );
}
