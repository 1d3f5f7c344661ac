/** Where an election stands and what comes next. */
import type { ElectionStep, ElectionSummary, Stage } from '../../../servers/commissioner/api/elections.ts';

export const STAGES: readonly Stage[] = [
  'created',
  'open',
  'closing',
  'frozen',
  'disclosed',
  'tallied',
  'published',
];

export interface NextStep {
  readonly job: ElectionStep;
  /** Milliseconds since 1970 from which it can be done; 0 if always. */
  readonly from: number;
  /** Cannot be taken back: asks once more. */
  readonly isFinal: boolean;
}

const JOB_OF: Readonly<Record<Stage, ElectionStep | undefined>> = {
  created: 'open',
  open: 'close',
  closing: 'tally',
  frozen: 'tally',
  disclosed: 'tally',
  tallied: 'publish',
  published: undefined,
};

/** Undefined once everything is done. */
export function nextStep({
  stage,
  claimsEnd,
}: Pick<ElectionSummary, 'stage' | 'claimsEnd'>): NextStep | undefined {
  const job = JOB_OF[stage];
  if (job === undefined) return undefined;
  return {
    job,
    from: stage === 'closing' ? claimsEnd : 0,
    isFinal: job !== 'tally',
  };
}

/** What came before the stage is done; at the end all is. */
export const milestones = (
  stage: Stage,
): { readonly id: Stage; readonly state: 'done' | 'current' | 'todo' }[] => {
  const reached = STAGES.indexOf(stage);
  return STAGES.map((id, at) => ({
    id,
    state: at < reached || stage === 'published' ? 'done' : at === reached ? 'current' : 'todo',
  }));
};

/** A server that missed the step gets it again if the step is repeated; after the others nothing more is owed to it. */
export const canRepeat = (job: ElectionStep): boolean =>
  job === 'open' || job === 'close' || job === 'delete' || job === 'delete-data';

/** Whether somebody should delete the personal data now, or send it again. */
export const isDataDue = (
  { deletableFrom, dataDeletion }: Pick<ElectionSummary, 'deletableFrom' | 'dataDeletion'>,
  now = Date.now(),
): boolean => dataDeletion !== 'done' && deletableFrom !== null && deletableFrom <= now;

/** By server, the reason; the jobs after the close ask no server. */
export function failuresOf(job: ElectionStep, result: unknown): ReadonlyMap<string, string> {
  if (job === 'tally' || job === 'publish' || typeof result !== 'object' || result === null) return new Map();
  return new Map(Object.entries(result).map(([id, reason]) => [id, String(reason)]));
}
