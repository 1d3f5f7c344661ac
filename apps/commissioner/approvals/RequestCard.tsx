import type { ApprovalRequest } from '../../../servers/commissioner/approvals/approval-api.ts';
import { Button, LinkButton } from '../../shared/components/Button.tsx';
import { Card } from '../../shared/components/Card.tsx';
import { fill } from '../../shared/i18n.ts';
import { shortTime } from '../console/format.ts';
import { useConsole } from '../console/use-console.ts';

export interface RequestCardProps {
  readonly request: ApprovalRequest;
  /** What is asked for, in words. */
  readonly what: string;
  readonly onApprove: () => void;
  readonly onEnd: () => void;
}

/** The own request can be withdrawn; that of another officer be approved or declined, by who may. */
export function RequestCard({ request, what, onApprove, onEnd }: RequestCardProps) {
  const { texts, language, officer: own, role } = useConsole();
  const { approvals } = texts;
  const { officer, asked, expires, isCurrent, step } = request;
  const times = { asked: shortTime(asked, language), expires: shortTime(expires, language) };
  const isOwn = officer === own;
  // There may be several requests on the page.
  const ofWhat = <span className="for-ears">: {what}</span>;
  return (
    <Card title={what}>
      {isCurrent ? (
        <p>{fill(isOwn ? approvals.own : approvals.askedBy, { officer, ...times })}</p>
      ) : (
        <p>{approvals.changed}</p>
      )}
      {'election' in step && (
        <p>
          <LinkButton kind="quiet" href={`/election?id=${step.election}`}>
            {approvals.look} {ofWhat}
          </LinkButton>
        </p>
      )}
      {role !== 'observer' && (
        <div className="row">
          {!isOwn && isCurrent && (
            <Button kind="primary" onPress={onApprove}>
              {approvals.approve} {ofWhat}
            </Button>
          )}
          <Button onPress={onEnd}>
            {isOwn ? approvals.withdraw : approvals.decline} {ofWhat}
          </Button>
        </div>
      )}
    </Card>
  );
}
