import { useState } from 'react';
import type { ElectionSummary } from '../../../servers/commissioner/api/elections.ts';
import { Button } from '../../shared/components/Button.tsx';
import { Card } from '../../shared/components/Card.tsx';
import { Problem } from '../console/Problem.tsx';
import { useConsole, useIsOffice } from '../console/use-console.ts';

export interface ArchiveProps {
  readonly election: ElectionSummary;
  readonly onDone: () => void;
}

/** Puts a published election away, or takes it out again: neither needs to be asked twice. */
export function Archive({ election: { election, stage, archived }, onDone }: ArchiveProps) {
  const { api, texts } = useConsole();
  const isOffice = useIsOffice();
  const [isPending, setPending] = useState(false);
  const [error, setError] = useState<unknown>();
  if (!isOffice || stage !== 'published') return null;
  const own = texts.election.archive;
  const change = async (): Promise<void> => {
    setPending(true);
    setError(undefined);
    const path = `/officer/elections/${election}/archive` as const;
    try {
      await (archived ? api.delete(path) : api.put(path, {}));
      onDone();
    } catch (reason) {
      setError(reason);
    }
    setPending(false);
  };
  return (
    <Card title={own.heading}>
      <p className="quiet">{archived ? own.away : own.text}</p>
      {error !== undefined && <Problem error={error} texts={texts} />}
      <div className="row">
        <Button isPending={isPending} onPress={change}>
          {archived ? own.takeOut : own.putAway}
        </Button>
      </div>
    </Card>
  );
}
