/** `revs audit`: the log of what officers did, to keep elsewhere and to check. */
import { readFileSync, writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import { CommandError, printJson, say } from '../output/output.ts';
import { type AuditHead, type AuditVerdict, verifyAudit } from '../servers/commissioner/audit/audit-log.ts';
import { type Common, officerOf, withCommon } from './officer-commands.ts';

export function addAuditCommands(program: Command): void {
  const audit = program.command('audit').description('the hash-chained log of what officers did');
  withCommon(audit.command('export').description('write the log as JSON lines, and check it'))
    .argument('[file]', 'where to; a file that is there is replaced', 'audit.jsonl')
    .action(async (file: string, options: Common) => {
      const text = await officerOf(options).text('/officer/audit.jsonl');
      writeFileSync(file, text, { mode: 0o600 });
      report(file, verifyAudit(linesOf(text)), options.json);
    });
  audit
    .command('verify')
    .description('check an exported log: the first bad line is named')
    .argument('<file>', 'as "revs audit export" wrote it')
    .option('--anchor <hash>', "a hash from the service's own log, kept elsewhere: its entry must be there")
    .option('--json', 'print data as JSON')
    .action((file: string, options: { anchor?: string; json?: boolean }) => {
      if (options.anchor !== undefined && !/^[0-9a-f]{64}$/.test(options.anchor))
        throw new CommandError('--anchor: write the 64 hex digits of the hash');
      report(file, verifyAudit(linesOf(read(file)), options.anchor), options.json);
    });
}

/** Errors: CommandError if the log does not verify; with `json` the exit code tells. */
function report(file: string, verdict: AuditVerdict, json = false): void {
  if (json) {
    printJson(verdict);
    if ('badLine' in verdict) process.exitCode = 1;
  } else if ('badLine' in verdict)
    throw new CommandError(
      `${file} does not verify: line ${verdict.badLine}: ${verdict.reason}. What is above that line is sound.`,
    );
  else say(soundness(file, verdict));
}

const soundness = (file: string, { total, head }: AuditHead): string =>
  `${file}: ${total} entries, an unbroken chain. Hash of the newest:\n  ${head}`;

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new CommandError(`${file} cannot be read: ${error instanceof Error ? error.message : error}`);
  }
}

/** Without line feeds; the last line has one too. */
function linesOf(text: string): string[] {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines;
}
