import type { RollContent } from '../../../servers/commissioner/api/roll.ts';
import { Button } from '../../shared/components/Button.tsx';
import { Card } from '../../shared/components/Card.tsx';
import { DataTable } from '../../shared/components/DataTable.tsx';
import { Notice } from '../../shared/components/Notice.tsx';
import { fill, formatNumber } from '../../shared/i18n.ts';
import { useConsole } from '../console/use-console.ts';

export interface RollPreviewProps {
  readonly file: string;
  readonly content: RollContent;
  readonly onImport: () => void;
  readonly onCancel: () => void;
}

export function RollPreview({ file, content, onImport, onCancel }: RollPreviewProps) {
  const { language, texts } = useConsole();
  const own = texts.editor.roll;
  const { voters, added, changed, styles, sample } = content;
  const number = (value: number): string => formatNumber(value, language);
  const counts = {
    voters: number(voters),
    added: number(added),
    changed: number(changed),
    same: number(voters - added - changed),
  };
  return (
    <Card title={fill(own.previewOf, { file })}>
      {content.problemCount > 0 ? (
        <RollProblems content={content} />
      ) : (
        <>
          <p role="status">{fill(own.counts, counts)}</p>
          <div className="columns">
            <DataTable
              caption={own.styles}
              columns={[
                { key: 'style', label: own.style },
                { key: 'voters', label: own.voters, numeric: true },
              ]}
              rows={Object.entries(styles)
                .toSorted()
                .map(([style, count]) => ({ id: style, cells: { style, voters: number(count) } }))}
            />
            <DataTable
              caption={own.sample}
              columns={[
                { key: 'voter', label: own.voter },
                { key: 'style', label: own.style },
                { key: 'line', label: own.line, numeric: true },
              ]}
              rows={sample
                .slice(0, 10)
                .map(({ line, voter, style }) => ({ id: voter, cells: { voter, style, line } }))}
            />
          </div>
        </>
      )}
      <div className="row">
        {content.problemCount === 0 && (
          <Button kind="primary" onPress={onImport}>
            {fill(own.doImport, { voters: number(voters) })}
          </Button>
        )}
        <Button onPress={onCancel}>{own.cancel}</Button>
      </div>
    </Card>
  );
}

function RollProblems({ content: { problems, problemCount } }: { readonly content: RollContent }) {
  const { language, texts } = useConsole();
  const own = texts.editor.roll;
  const all = formatNumber(problemCount, language);
  return (
    <>
      <Notice kind="danger" live title={fill(own.problems, { number: all })}>
        <p>{own.problemsText}</p>
      </Notice>
      <DataTable
        caption={fill(own.problemsShown, { shown: formatNumber(problems.length, language), number: all })}
        columns={[
          { key: 'line', label: own.line },
          { key: 'reason', label: own.reason },
        ]}
        rows={problems.map(({ line, reason }) => ({ id: `${line} ${reason}`, cells: { line, reason } }))}
      />
    </>
  );
}
