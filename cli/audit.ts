/** `revs audit`: what its commands do. */
import { readFileSync, writeFileSync } from 'node:fs';
import { CommandError, print, printJson } from '../output/output.ts';
import type { AuditHead } from '../servers/commissioner/api.ts';
import { type AuditVerdict, verifyAudit } from '../servers/commissioner/audit/audit-log.ts';
import type { Common } from './common-options.ts';
import { officerOf } from './officer-of.ts';

export async function exportAudit(file: string, options: Common): Promise<void> {
  const text = await officerOf(options).text('/officer/audit.jsonl');
  writeFileSync(file, text, { mode: 0o600 });
  report(file, verifyAudit(linesOf(text)), options.json);
}

export function verifyExport(file: string, { anchor, json }: { anchor?: string; json?: boolean }): void {
  if (anchor !== undefined && !/^[0-9a-f]{64}$/.test(anchor))
    throw new CommandError('--anchor: write the 64 hex digits of the hash');
  report(file, verifyAudit(linesOf(read(file)), anchor), json);
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
  else print(soundness(file, verdict));
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
