import { useState } from 'react';
import type { Directory } from '../../../servers/commissioner/api/servers.ts';
import { Button } from '../../shared/components/Button.tsx';
import { Card } from '../../shared/components/Card.tsx';
import { Page } from '../console/Page.tsx';
import { Problem } from '../console/Problem.tsx';
import { useConsole } from '../console/use-console.ts';
import { useRead } from '../console/use-load.ts';
import { BoardCard } from '../servers/BoardCard.tsx';
import { ServerList } from '../servers/ServerList.tsx';
import { Supposed } from '../servers/Supposed.tsx';
import { SurvivalCard } from '../servers/SurvivalCard.tsx';
import { partOf, type Trial } from '../servers/survival-view.ts';
import { ThresholdFields } from '../servers/ThresholdFields.tsx';

/** ms between looks at the board. */
const EVERY = 10_000;

export default function Servers() {
  const { texts } = useConsole();
  const { value, error, reload } = useRead('/officer/servers');
  const { value: board } = useRead('/officer/board', EVERY);
  return (
    <Page title={texts.survival.heading} intro={texts.survival.intro}>
      {error !== undefined && <Problem error={error} texts={texts} onRetry={reload} />}
      {value === undefined && error === undefined && <p className="quiet">{texts.loading}</p>}
      {value !== undefined && <Known directory={value} />}
      {board !== undefined && <BoardCard board={board} />}
    </Page>
  );
}

const NONE: ReadonlySet<string> = new Set();

function Known({ directory }: { readonly directory: Directory }) {
  const { texts } = useConsole();
  const asItIs: Trial = { thresholds: directory.thresholds, absent: NONE, hostile: NONE };
  const [trial, setTrial] = useState(asItIs);
  const setup = partOf(directory, trial);
  return (
    <>
      <ServerList
        servers={directory.servers}
        replicas={directory.board?.replicas}
        trial={trial}
        onTrial={setTrial}
      />
      <Supposed setup={setup} hostile={trial.hostile} />
      <Card title={texts.survival.thresholds}>
        <ThresholdFields setup={setup} onThresholds={(thresholds) => setTrial({ ...trial, thresholds })} />
        <div className="row">
          <Button onPress={() => setTrial(asItIs)}>{texts.survival.reset}</Button>
        </div>
      </Card>
      <SurvivalCard setup={setup} />
    </>
  );
}
