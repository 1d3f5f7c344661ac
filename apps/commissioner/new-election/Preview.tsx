import { useDeferredValue, useMemo, useState } from 'react';
import type { Ballot } from '../../../ballots/ballot.ts';
import { BallotPaper } from '../../shared/ballot/BallotPaper.tsx';
import { SelectField } from '../../shared/components/Field.tsx';
import { bestOf, LANGUAGE_NAMES, LANGUAGES } from '../../shared/i18n.ts';
import { useConsole } from '../console/use-console.ts';
import { TerminalPreview } from './TerminalPreview.tsx';
import { showable } from './terminal-preview.ts';

export interface PreviewProps {
  readonly ballot: Ballot;
  /** The contest that is being edited; -1 if none is. */
  readonly contest: number;
}

/** The ballot as voters will see it, with every change at once. */
export function Preview({ ballot, contest }: PreviewProps) {
  const { texts, language: officers } = useConsole();
  const own = texts.editor.preview;
  const [language, setLanguage] = useState(officers);
  const deferred = useDeferredValue(ballot);
  const shown = useMemo(() => showable(deferred), [deferred]);
  return (
    <aside className="card preview" aria-label={own.heading}>
      <h3>{own.heading}</h3>
      <SelectField
        label={own.language}
        value={language}
        options={LANGUAGES.map((value) => ({ value, label: LANGUAGE_NAMES[value] }))}
        onChange={(value) => setLanguage(LANGUAGES.find((one) => one === value) ?? language)}
      />
      <h4>{own.terminal}</h4>
      {shown.contests.length === 0 ? (
        <p className="quiet">{own.empty}</p>
      ) : (
        <TerminalPreview key={contest} ballot={shown} language={language} start={contest} />
      )}
      <h4>{own.computer}</h4>
      <p className="quiet small">{own.computerHelp}</p>
      <BallotPaper
        ballot={deferred}
        tag={bestOf(deferred.languages, language)}
        texts={texts.paper}
        level={5}
      />
    </aside>
  );
}
