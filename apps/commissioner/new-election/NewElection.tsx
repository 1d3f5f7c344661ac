import { useCallback, useState } from 'react';
import { LinkButton } from '../../shared/components/Button.tsx';
import { Notice } from '../../shared/components/Notice.tsx';
import { Problem } from '../console/Problem.tsx';
import { useConsole } from '../console/use-console.ts';
import { useRead } from '../console/use-load.ts';
import { CopyElection } from './CopyElection.tsx';
import type { Draft } from './draft.ts';
import { Wizard } from './Wizard.tsx';

export interface NewElectionProps {
  /** ID of an election that the new one is to be like. */
  readonly like?: string | undefined;
  /** The copy is here, or not wanted any more: a reload must not copy again. */
  readonly onCopied?: () => void;
}

/** What a new election is made of: the roll and the servers; without a roll there is nothing to write. */
export function NewElection({ like, onCopied }: NewElectionProps) {
  const { texts } = useConsole();
  const roll = useRead('/officer/voters');
  const servers = useRead('/officer/servers');
  const [copy, setCopy] = useState<Draft>();
  const [source, setSource] = useState(like);
  const take = useCallback(
    (draft?: Draft): void => {
      setCopy(draft);
      setSource(undefined);
      onCopied?.();
    },
    [onCopied],
  );
  const failed = [roll, servers].find(({ error }) => error !== undefined);
  if (roll.value === undefined || servers.value === undefined) {
    if (failed !== undefined) return <Problem error={failed.error} texts={texts} onRetry={failed.reload} />;
    return <p className="quiet">{texts.loading}</p>;
  }
  if (roll.value.length === 0) return <NoRoll />;
  if (source !== undefined) return <CopyElection election={source} directory={servers.value} onDone={take} />;
  return <Wizard roll={roll.value} directory={servers.value} start={copy} />;
}

function NoRoll() {
  const own = useConsole().texts.editor.new;
  const toRoll = (
    <LinkButton href="/roll" kind="primary">
      {own.toRoll}
    </LinkButton>
  );
  return (
    <Notice kind="info" title={own.noRoll} actions={toRoll}>
      <p>{own.noRollText}</p>
    </Notice>
  );
}
