import type { ElectionSummary } from '../../../servers/commissioner/api/elections.ts';
import { LinkButton } from '../../shared/components/Button.tsx';
import { Card } from '../../shared/components/Card.tsx';
import { Notice } from '../../shared/components/Notice.tsx';
import { Progress } from '../../shared/components/Progress.tsx';
import { fill } from '../../shared/i18n.ts';
import type { StreamStep } from '../console/api.ts';
import { useConsole } from '../console/use-console.ts';
import { Fingerprint } from '../elections/Fingerprint.tsx';

/** The order in which the service does them (servers/commissioner/election/create-election.ts). */
const STAGES = [
  'plan',
  'server keys',
  'issuance keys',
  'election key',
  'manifest',
  'countersignatures',
] as const;

export function MakingProgress({ step }: { readonly step: StreamStep | 'begun' }) {
  const { texts } = useConsole();
  const { review, stages } = texts.editor;
  return (
    <Card title={review.making} level={3}>
      {step === 'begun' ? <Progress label={stages.plan} /> : <StageProgress step={step} />}
      <p className="quiet">{review.stay}</p>
    </Card>
  );
}

function StageProgress({ step: { stage, done, total } }: { readonly step: StreamStep }) {
  const { texts } = useConsole();
  const { review, stages } = texts.editor;
  if (stage === 'card') return <Progress label={stages.card} />;
  // "issuance keys: deals, waiting for administrator-4" is a part of "issuance keys".
  const names = stage.split('waiting for ')[1];
  const waiting = names === undefined ? '' : ` ${fill(stages.waiting, { names })}`;
  const at = STAGES.findIndex((name) => stage.startsWith(name));
  const name = STAGES[at];
  return (
    <Progress
      label={name === undefined ? review.making : stages[name]}
      value={name && (at + done / Math.max(1, total)) / STAGES.length}
      text={fill(stages.progress, { done, total }) + waiting}
    />
  );
}

export function MadeElection({ made: { election, fingerprint } }: { readonly made: ElectionSummary }) {
  const { texts } = useConsole();
  const own = texts.editor.review;
  return (
    <>
      <Notice kind="success" live title={own.made}>
        <p>{own.madeText}</p>
      </Notice>
      <Fingerprint fingerprint={fingerprint} />
      <p>{own.thenOpen}</p>
      <div className="row">
        <LinkButton kind="primary" href={`/election?id=${election}`}>
          {own.toElection}
        </LinkButton>
      </div>
    </>
  );
}
