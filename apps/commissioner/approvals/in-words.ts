/** What a request asks for, as its approver reads it. */
import type { ElectionSummary } from '../../../servers/commissioner/api/elections.ts';
import type { FinalStep } from '../../../servers/commissioner/approvals/approval-api.ts';
import { fill } from '../../shared/i18n.ts';
import type { Texts } from '../console/use-console.ts';

export function inWords(
  step: FinalStep,
  { approvals, officerRoles }: Pick<Texts, 'approvals' | 'officerRoles'>,
  elections: readonly Pick<ElectionSummary, 'election' | 'title'>[],
): string {
  const { step: name, ...facts } = step;
  const title = 'election' in step && elections.find(({ election }) => election === step.election)?.title;
  return fill(approvals.steps[name], {
    ...facts,
    ...('election' in step ? { title: title || step.election } : {}),
    ...('role' in step ? { role: officerRoles[step.role] } : {}),
  });
}
