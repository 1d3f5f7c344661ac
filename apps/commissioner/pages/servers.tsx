import { useState } from 'react';
import { Button } from '../../shared/components/Button.tsx';
import { Card } from '../../shared/components/Card.tsx';
import type { Directory } from '../logic/draft.ts';
import { partOf, type Trial } from '../logic/survival-view.ts';
import { Page } from '../parts/Page.tsx';
import { Problem } from '../parts/Problem.tsx';
import { ServerList } from '../parts/servers/ServerList.tsx';
import { Supposed } from '../parts/servers/Supposed.tsx';
import { SurvivalCard } from '../parts/servers/SurvivalCard.tsx';
import { ThresholdFields } from '../parts/servers/ThresholdFields.tsx';
import { useConsole } from '../parts/use-console.ts';
import { useLoad } from '../parts/use-load.ts';

export default function Servers() {
  const { texts } = useConsole();
  const { value, error, reload } = useLoad<Directory>('/officer/servers');
  return (
    <Page title={texts.survival.heading} intro={texts.survival.intro}>
      {error !== undefined && <Problem error={error} texts={texts} onRetry={reload} />}
      {value === undefined && error === undefined && <p className="quiet">{texts.loading}</p>}
      {value !== undefined && <Known directory={value} />}
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
      <ServerList servers={directory.servers} trial={trial} onTrial={setTrial} />
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
