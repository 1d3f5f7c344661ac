import { LinkButton } from '../../shared/components/Button.tsx';
import { Notice } from '../../shared/components/Notice.tsx';
import { Problem } from '../console/Problem.tsx';
import { useConsole } from '../console/use-console.ts';
import { useRead } from '../console/use-load.ts';
import { Wizard } from './Wizard.tsx';

/** What a new election is made of: the roll and the servers; without a roll there is nothing to write. */
export function NewElection() {
  const { texts } = useConsole();
  const roll = useRead('/officer/voters');
  const servers = useRead('/officer/servers');
  if (roll.value !== undefined && servers.value !== undefined && roll.value.length > 0)
    return <Wizard roll={roll.value} directory={servers.value} />;
  const failed = [roll, servers].find(({ error }) => error !== undefined);
  if (failed !== undefined) return <Problem error={failed.error} texts={texts} onRetry={failed.reload} />;
  if (roll.value === undefined || servers.value === undefined)
    return <p className="quiet">{texts.loading}</p>;
  const toRoll = (
    <LinkButton href="/roll" kind="primary">
      {texts.editor.new.toRoll}
    </LinkButton>
  );
  return (
    <Notice kind="info" title={texts.editor.new.noRoll} actions={toRoll}>
      <p>{texts.editor.new.noRollText}</p>
    </Notice>
  );
}
