import { useEffect } from 'react';
import type { Directory } from '../../../servers/commissioner/api/servers.ts';
import { Button } from '../../shared/components/Button.tsx';
import { Notice } from '../../shared/components/Notice.tsx';
import { fill } from '../../shared/i18n.ts';
import { Problem } from '../console/Problem.tsx';
import { useConsole } from '../console/use-console.ts';
import { useRead } from '../console/use-load.ts';
import { copyOf } from './copy-election.ts';
import type { Draft } from './draft.ts';
import { keptDraft } from './keep-draft.ts';
import { storage } from './use-draft.ts';

export interface CopyElectionProps {
  /** ID of the election to copy. */
  readonly election: string;
  readonly directory: Directory;
  /** With the copy, or without if what this browser has kept is to stay. */
  readonly onDone: (copy?: Draft) => void;
}

/** Fetches what the election was made of; asks before it takes the place of something that the officer is writing. */
export function CopyElection({ election, directory, onDone }: CopyElectionProps) {
  const { texts } = useConsole();
  const own = texts.editor.new;
  const { value, error, reload } = useRead(`/officer/elections/${election}/request`);
  const title = keptDraft(storage)?.title ?? '';
  const isFree = title === '';
  useEffect(() => {
    if (value !== undefined && isFree) onDone(copyOf(value, directory, Date.now()));
  }, [value, isFree, directory, onDone]);
  if (error !== undefined) return <Problem error={error} texts={texts} onRetry={reload} />;
  if (value === undefined || isFree) return <p className="quiet">{texts.loading}</p>;
  const actions = (
    <>
      <Button kind="primary" onPress={() => onDone(copyOf(value, directory, Date.now()))}>
        {own.copyReplace}
      </Button>
      <Button onPress={() => onDone()}>{own.copyKeep}</Button>
    </>
  );
  return <Notice kind="warning" title={fill(own.copyDraft, { title })} actions={actions} />;
}
