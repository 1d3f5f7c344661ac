import type { Voter } from '../logic/voters.ts';
import { RollImport } from '../parts/editor/RollImport.tsx';
import { VoterList } from '../parts/editor/VoterList.tsx';
import { Page } from '../parts/Page.tsx';
import { Problem } from '../parts/Problem.tsx';
import { useConsole } from '../parts/use-console.ts';
import { useLoad } from '../parts/use-load.ts';

export default function Roll() {
  const { texts } = useConsole();
  const { value, error, reload } = useLoad<readonly Voter[]>('/officer/voters');
  return (
    <Page title={texts.editor.roll.heading} intro={texts.editor.roll.intro}>
      <RollImport onImported={reload} />
      {error !== undefined && <Problem error={error} texts={texts} onRetry={reload} />}
      {value === undefined && error === undefined && <p className="quiet">{texts.loading}</p>}
      {value !== undefined && <VoterList voters={value} />}
    </Page>
  );
}
