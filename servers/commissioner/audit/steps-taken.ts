/** When a step was done with an election, and by whom, from the officers' audit log. */
import type { AuditLog } from './audit-log.ts';

export interface TakenStep<Step extends string> {
  readonly step: Step;
  /** Unix ms. */
  readonly time: number;
  /** Of an approval who asked and who approved. */
  readonly officers: readonly string[];
}

/** Entries of the audit log that are read at a time. */
const PART = 1_000;
const APPROVAL = 'approval/give';

/** Those of `steps` that were done, in order of time; `open` is the action election/open. */
export function stepsTaken<const Step extends string>(
  audit: AuditLog,
  election: string,
  steps: readonly Step[],
): TakenStep<Step>[] {
  const { total } = audit.head();
  const taken: TakenStep<Step>[] = [];
  for (let from = 0; from < total; from += PART)
    for (const { action, detail, outcome, officer, time } of audit.entries(from, PART)) {
      // Of an approval the entry names the step, and who has asked for it.
      const isApproval = action === APPROVAL;
      const done = isApproval ? detail.step : action;
      const step = steps.find((one) => done === `election/${one}`);
      if (step === undefined || outcome !== 'done' || detail.election !== election) continue;
      taken.push({ step, time, officers: isApproval ? [String(detail.askedBy), officer] : [officer] });
    }
  return taken;
}
