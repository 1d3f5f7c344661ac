import type { Done } from '../../../servers/commissioner/approvals/approval-api.ts';
import { Notice } from '../../shared/components/Notice.tsx';
import { fill } from '../../shared/i18n.ts';
import { useConsole } from '../console/use-console.ts';

export interface OutcomeProps {
  readonly what: string;
  readonly done: Done;
  /** Who has asked, and the officer whom it is about, if it is about one. */
  readonly officer: string;
  readonly name: string;
}

/** Of an approval: what is done, whom it did not reach, and what is shown only now. */
export function Outcome({ what, done: { failures = {}, code }, officer, name }: OutcomeProps) {
  const { approvals } = useConsole().texts;
  const servers = Object.keys(failures).join(', ');
  return (
    <>
      <Notice kind="success" live title={fill(approvals.done, { what })}>
        {code !== undefined && (
          <>
            <p>{fill(approvals.code, { name })}</p>
            <p className="mono large">{code}</p>
            <p>{fill(approvals.codeText, { name, officer })}</p>
          </>
        )}
      </Notice>
      {servers !== '' && <Notice kind="warning" live title={fill(approvals.missed, { servers })} />}
    </>
  );
}
