import type { ElectionSummary } from '../../../servers/commissioner/api/elections.ts';
import { TrialTag } from '../../shared/trial/Trial.tsx';
import type { Texts } from '../console/use-console.ts';

interface ElectionTagsProps {
  readonly election: Pick<ElectionSummary, 'archived' | 'stage' | 'trial'>;
  readonly texts: Texts;
}

/** Whether it is a trial, and its stage. */
export function ElectionTags({ election: { archived, stage, trial }, texts }: ElectionTagsProps) {
  const kind = stage === 'open' ? ' success' : stage === 'published' ? '' : ' warning';
  return (
    <span className="row">
      {archived && <span className="tag">{texts.election.archivedTag}</span>}
      {trial && <TrialTag texts={texts.trial} />}
      <span className={`tag${kind}`}>{texts.stages[stage]}</span>
    </span>
  );
}
