/** From the close to verified results, for those who wait: close, freeze, disclose, tally, verify. */
import { systemRandom } from '../common/system-random.ts';
import { CommandError, complain, type ProgressBar } from '../output/output.ts';
import type { Given } from '../record/load-record.ts';
import { type VerifiedRecord, verifyRecord } from '../record/verify-record.ts';
import type { ElectionSummary } from '../servers/commissioner/api.ts';
import type { OfficerClient } from './officer-client.ts';

const POLL = 200;

/** Warns of servers that did not do what they were asked to. */
function warnOf(failures: Readonly<Record<string, string>>): void {
  for (const [server, reason] of Object.entries(failures)) complain(`  ${server} did not answer: ${reason}`);
}

export async function runStep(
  officer: OfficerClient,
  election: string,
  step: 'open' | 'close' | 'freeze' | 'disclose',
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
  await runStep(officer, election, 'freeze', progress);
  await runStep(officer, election, 'disclose', progress);
  await officer.run(`/officer/elections/${election}/tally`, {}, (stage, done, total) =>
    progress.update(stage, done, total),
  );
  progress.stop();
  // Progress, like the bars: standard output may be read by a program.
  console.error("Verifying the election record from the Commissioner's public key alone ...");
  const verified = await verify(record, commissionerKey, progress);
  console.error('  verified.');
  for (const remark of remarksOn(verified.given)) console.error(`  ${remark}`);
  return verified;
}

const COUNTS = ['no', 'one', 'two'];

/** What servers gave the Trustees less or more of than one statement; the record proves it. */
export const remarksOn = (given: readonly Given[]): string[] =>
  given
    .filter(({ count }) => count !== 1)
    .map(
      ({ server, kind, count }) => `${COUNTS[count] ?? count} ${kind}${count > 1 ? 's' : ''} of ${server}`,
    );

export async function verify(
  folder: string,
  commissionerKey: Uint8Array,
  progress: ProgressBar,
): Promise<VerifiedRecord> {
  try {
    return await verifyRecord(folder, commissionerKey, systemRandom, (part, done, total) =>
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
