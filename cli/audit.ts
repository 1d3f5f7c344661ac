/** `revs audit`: what its commands do. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { attempt } from '../common/attempt.ts';
import { systemRandom } from '../common/system-random.ts';
import { commissionerSigner } from '../deployment/commissioner-key.ts';
import { commissionerHome } from '../deployment/deployment.ts';
import { CommandError, print, printJson } from '../output/output.ts';
import { openPlan } from '../protocol/0-setup/check-plan.ts';
import { auditHeadsIn, type PostedAuditHead } from '../protocol/board/audit-heads.ts';
import { postOf } from '../protocol/board/read-posts.ts';
import { ProtocolError } from '../protocol/errors.ts';
import type { AuditHead } from '../servers/commissioner/api/audit.ts';
import { type AuditVerdict, linesOf, verifyAudit } from '../servers/commissioner/audit/verify-audit.ts';
import { readLog } from './board-log.ts';
import type { Common, VerifyOptions } from './common-options.ts';
import { officerOf } from './officer-of.ts';

export async function exportAudit(file: string, options: Common): Promise<void> {
  const text = await (await officerOf(options)).text('/officer/audit.jsonl');
  writeFileSync(file, text, { mode: 0o600 });
  report(file, verifyAudit(linesOf(text)), options.json);
}

export async function verifyExport(file: string, { anchor, dir, json }: VerifyOptions): Promise<void> {
  if (anchor !== undefined && !/^[0-9a-f]{64}$/.test(anchor))
    throw new CommandError('--anchor: write the 64 hex digits of the hash');
  const lines = linesOf(read(file));
  const posted = dir === undefined ? undefined : await postedHeads(dir);
  report(file, verifyAudit(lines, anchor, posted), json, posted?.length);
}

/** Heads of the log that the board has, in all elections of the deployment's Commissioner. */
async function postedHeads(dir: string): Promise<PostedAuditHead[]> {
  const home = commissionerHome(dir);
  if (!existsSync(home))
    throw new CommandError(`${home}: there is no Commissioner's service in this deployment`);
  const { signer, close } = commissionerSigner(home, systemRandom);
  await close();
  const byTopic = Map.groupBy(
    await readLog(dir, (topic) => /\/(setup|audit)$/.test(topic)),
    ({ topic }) => topic,
  );
  return [...byTopic].flatMap(([topic, [first]]) => {
    if (!topic.endsWith('/setup')) return [];
    const document = first && postOf(first)?.content;
    const plan = document && attempt(ProtocolError, () => openPlan(document, signer.publicKey));
    return plan === undefined ? [] : auditHeadsIn(byTopic.get(topic.replace(/setup$/, 'audit')) ?? [], plan);
  });
}

/** Errors: CommandError if the log does not verify; with `json` the exit code tells. */
function report(file: string, verdict: AuditVerdict, json = false, posted?: number): void {
  if (json) {
    printJson(verdict);
    if ('badLine' in verdict) process.exitCode = 1;
  } else if ('badLine' in verdict)
    throw new CommandError(
      `${file} does not verify: line ${verdict.badLine}: ${verdict.reason}. What is above that line is sound.`,
    );
  else print(soundness(file, verdict, posted));
}

const soundness = (file: string, { total, head }: AuditHead, posted?: number): string =>
  `${file}: ${total} entries, an unbroken chain. Hash of the newest:\n  ${head}${
    posted === undefined ? '' : `\nHeads of it on the board: ${posted}, and the log has them all.`
  }`;

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new CommandError(`${file} cannot be read: ${error instanceof Error ? error.message : error}`);
  }
}
