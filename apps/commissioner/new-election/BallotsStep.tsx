import { useState } from 'react';
import { Card } from '../../shared/components/Card.tsx';
import { SelectField } from '../../shared/components/Field.tsx';
import { fill, formatNumber } from '../../shared/i18n.ts';
import { useConsole } from '../console/use-console.ts';
import { BallotEditor } from './BallotEditor.tsx';
import type { Problem } from './check-draft.ts';
import { type Draft, ownPapers, sharedBallotsFor, withPaper } from './draft.ts';

export interface BallotsStepProps {
  readonly draft: Draft;
  readonly onChange: (draft: Draft) => void;
  readonly isAttempted: boolean;
  /** By style, of the styles that have ballots of their own. */
  readonly problems: ReadonlyMap<string, readonly Problem[]>;
  /** Voters by style. */
  readonly styles: ReadonlyMap<string, number>;
}

export function BallotsStep({ draft, onChange, isAttempted, problems, styles }: BallotsStepProps) {
  const { texts } = useConsole();
  const own = texts.editor.ballot;
  const papers = ownPapers(draft, [...styles.keys()]);
  const [wanted, setWanted] = useState('');
  // Opened where there is something to do.
  const withErrors = papers.find(({ style }) => (problems.get(style)?.length ?? 0) > 0);
  const paper = papers.find(({ style }) => style === wanted) ?? withErrors ?? papers[0];
  if (paper === undefined) return null;
  const { style } = paper;
  return (
    <>
      {styles.size > 1 && <StyleChoices draft={draft} onChange={onChange} styles={styles} />}
      {papers.length > 1 && (
        <SelectField
          label={own.edit}
          value={style}
          options={papers.map((one) => ({
            value: one.style,
            label: fill(own.editing, { style: one.style }),
          }))}
          onChange={setWanted}
        />
      )}
      <BallotEditor
        key={style}
        name={style}
        ballot={paper.ballot}
        problems={problems.get(style) ?? []}
        isAttempted={isAttempted}
        onChange={(ballot) => {
          setWanted(style);
          onChange(withPaper(draft, style, (one) => ({ ...one, ballot })));
        }}
      />
    </>
  );
}

const OWN = '';

function StyleChoices({ draft, onChange, styles }: Pick<BallotsStepProps, 'draft' | 'onChange' | 'styles'>) {
  const { language, texts } = useConsole();
  const own = texts.editor.ballot;
  const names = [...styles.keys()];
  return (
    <Card title={own.styles} level={3}>
      <p className="quiet">{own.stylesHelp}</p>
      <div className="columns">
        {[...styles].map(([style, number]) => {
          const shared = sharedBallotsFor(draft, style, names);
          const voters = formatNumber(number, language);
          return (
            <SelectField
              key={style}
              label={fill(own.styleBallot, { style, voters })}
              description={shared.length === 0 ? own.isShared : undefined}
              value={draft.papers.find((paper) => paper.style === style)?.use ?? OWN}
              options={[
                { value: OWN, label: own.own },
                ...shared.map((one) => ({ value: one, label: fill(own.sameAs, { style: one }) })),
              ]}
              onChange={(use) =>
                onChange(withPaper(draft, style, (paper) => ({ ...paper, use: use === OWN ? null : use })))
              }
            />
          );
        })}
      </div>
    </Card>
  );
}
