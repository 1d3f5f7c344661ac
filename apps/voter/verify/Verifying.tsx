import { Button } from '../../shared/components/Button.tsx';
import { Card } from '../../shared/components/Card.tsx';
import { Progress } from '../../shared/components/Progress.tsx';
import { Steps } from '../../shared/components/Steps.tsx';
import type { Verification } from './use-verification.ts';
import { useVerifyWords } from './words.ts';

/** The parts in their order, by what the verification calls them. */
const PARTS = {
  download: 'download',
  files: 'files',
  documents: 'documents',
  'bulletin.bin': 'board',
  tally: 'tally',
  'results.json': 'results',
} as const;
const MEGABYTE = 1_000_000;

export interface VerifyingProps {
  readonly progress: Extract<Verification, { at: 'running' }>;
  /** Whether the record is fetched first. */
  readonly isFetched: boolean;
  readonly onStop: () => void;
}

export function Verifying({ progress, isFetched, onStop }: VerifyingProps) {
  const { verifying, fill, number } = useVerifyWords();
  const parts = Object.entries(PARTS).filter(([part]) => isFetched || part !== 'download');
  const current = Math.max(
    0,
    parts.findIndex(([part]) => part === progress.part),
  );
  const { done, total } = progress;
  const isKnown = Number.isFinite(total);
  const text = isKnown
    ? fill(verifying.done, { done: number(done), total: number(total) })
    : fill(verifying.fetched, { megabytes: number(Math.ceil(done / MEGABYTE)) });
  return (
    <Card>
      <div className="stack">
        <p role="status">{verifying.running}</p>
        <Progress
          label={verifying.parts[parts[current]?.[1] ?? 'files']}
          value={isKnown ? done / Math.max(1, total) : undefined}
          {...(progress.part === '' ? {} : { text })}
        />
        <Steps
          label={verifying.steps}
          labels={verifying.stepStates}
          steps={parts.map(([, name], i) => ({
            label: verifying.parts[name],
            state: i === current ? 'current' : i < current ? 'done' : 'todo',
          }))}
        />
        <div className="row">
          <Button onPress={onStop}>{verifying.stop}</Button>
        </div>
      </div>
    </Card>
  );
}
