import { Page } from '../console/Page.tsx';
import { Problem } from '../console/Problem.tsx';
import { useConsole, useIsOffice } from '../console/use-console.ts';
import { useRead } from '../console/use-load.ts';
import { RollImport } from '../roll/RollImport.tsx';
import { TestVoters } from '../roll/TestVoters.tsx';
import { VoterList } from '../roll/VoterList.tsx';
import { countByStyle } from '../roll/voters.ts';

export default function Roll() {
  const { texts } = useConsole();
  const isOffice = useIsOffice();
  const { value, error, reload } = useRead('/officer/voters');
  return (
    <Page title={texts.editor.roll.heading} intro={texts.editor.roll.intro}>
      {isOffice && <RollImport onImported={reload} />}
      {error !== undefined && <Problem error={error} texts={texts} onRetry={reload} />}
      {value === undefined && error === undefined && <p className="quiet">{texts.loading}</p>}
      {isOffice && value !== undefined && (
        <TestVoters styles={[...countByStyle(value).keys()]} onAdded={reload} />
      )}
      {value !== undefined && <VoterList voters={value} onChanged={reload} />}
    </Page>
  );
}
