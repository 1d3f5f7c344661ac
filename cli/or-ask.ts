/** Steps that cannot be taken back: done, or, where the deployment wants four eyes, asked for. */
import { type OfficerClient, Refused } from '../office/officer-client.ts';
import { print, printJson } from '../output/output.ts';
import type { AskedStep } from '../servers/commissioner/approvals/approval-api.ts';

/** Exit code of a command whose step waits for a second officer. */
const WAITING = 2;

/** Whether it is done; if not it waits for a second officer now, which is said. */
export async function orAsk(
  officer: OfficerClient,
  step: () => AskedStep,
  json: boolean | undefined,
  perform: () => Promise<unknown>,
): Promise<boolean> {
  try {
    await perform();
    return true;
  } catch (error) {
    if (!(error instanceof Refused && error.code === 'approval/needed')) throw error;
  }
  const waiting = await officer.post('/officer/approvals', step());
  process.exitCode = WAITING;
  if (json) printJson({ waiting });
  else
    print(
      `This waits for a second officer, until ${new Date(waiting.expires).toISOString()}:\n  revs approvals approve ${waiting.request} --officer NAME`,
    );
  return false;
}
