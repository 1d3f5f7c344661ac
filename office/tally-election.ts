/** From the close to verified results, for those who wait: close, tally, verify. */
import { systemRandom } from '../common/system-random.ts';
import { CommandError, complain, type ProgressBar } from '../output/output.ts';
import type { Absent } from '../record/load-record.ts';
import { verifyFolder } from '../record/verify-folder.ts';
import type { VerifiedRecord } from '../record/verify-record.ts';
import type { ElectionSummary } from '../servers/commissioner/api/elections.ts';
import type { OfficerClient } from './officer-client.ts';

const POLL = 200;

/** Warns of servers that did not do what they were asked to. */
export function warnOf(failures: Readonly<Record<string, string>>): void {
  for (const [server, reason] of Object.entries(failures)) complain(`  ${server} did not answer: ${reason}`);
}

export async function runStep(
  officer: OfficerClient,
  election: string,
  step: 'open' | 'close' | 'delete' | 'delete-data',
  progress: ProgressBar,
): Promise<Readonly<Record<string, string>>> {
  const failures = await officer.run(`/officer/elections/${election}/${step}`, {}, (stage, done, total) =>
    progress.update(stage, done, total),
  );
  progress.stop();
  warnOf(failures);
  return failures;
}

/** Waits for a time (Unix ms), showing how long it is. */
export async function waitUntil(time: number, what: string, progress: ProgressBar): Promise<void> {
  const start = Date.now();
  const total = Math.max(1, Math.ceil((time - start) / 1000));
  while (Date.now() < time) {
    progress.update(what, Math.min(total, Math.floor((Date.now() - start) / 1000)), total, 's');
    await new Promise((resolve) => setTimeout(resolve, Math.min(POLL, Math.max(1, time - Date.now()))));
  }
  progress.update(what, total, total, 's');
  progress.stop();
}

export async function tallyAndVerify(
  officer: OfficerClient,
  summary: ElectionSummary,
  commissionerKey: Uint8Array,
  progress: ProgressBar,
): Promise<VerifiedRecord> {
  const { election, record } = summary;
  await officer.run(`/officer/elections/${election}/tally`, {}, (stage, done, total) =>
    progress.update(stage, done, total),
  );
  progress.stop();
  // Progress, like the bars: standard output may be read by a program.
  console.error("Verifying the election record from the Commissioner's public key alone ...");
  const verified = await verify(record, commissionerKey, progress);
  console.error('  verified.');
  for (const remark of remarksOn(verified.absent)) console.error(`  ${remark}`);
  return verified;
}

/** What servers had not posted when the bulletin board froze; the record proves it. */
export const remarksOn = (absent: readonly Absent[]): string[] =>
  absent.map(({ server, kind }) => `no ${kind} of ${server}`);

export async function verify(
  folder: string,
  commissionerKey: Uint8Array,
  progress: ProgressBar,
): Promise<VerifiedRecord> {
  try {
    return await verifyFolder(folder, commissionerKey, systemRandom, (part, done, total) =>
      progress.update(part, done, total),
    );
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
    throw new CommandError(
      `The record does NOT verify. ${error instanceof Error ? error.message : error}${code}`,
    );
  } finally {
    progress.stop();
  }
}
