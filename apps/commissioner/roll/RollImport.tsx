import { useState } from 'react';
import type { RollContent } from '../../../servers/commissioner/api/roll.ts';
import { Button } from '../../shared/components/Button.tsx';
import { Card } from '../../shared/components/Card.tsx';
import { FileField } from '../../shared/components/Field.tsx';
import { Notice } from '../../shared/components/Notice.tsx';
import { fill, formatNumber } from '../../shared/i18n.ts';
import { saveFile } from '../../shared/save-file.ts';
import { Problem } from '../console/Problem.tsx';
import { useConsole } from '../console/use-console.ts';
import { RollPreview } from './RollPreview.tsx';
import { readText } from './read-text.ts';

const EXAMPLE = 'voter,style\nmember-0001,north\nmember-0002,north\nmember-0003,south\n';

type State =
  | { readonly at: 'none' }
  | { readonly at: 'busy' | 'unreadable'; readonly text: string }
  | { readonly at: 'preview'; readonly file: string; readonly csv: string; readonly content: RollContent }
  | { readonly at: 'imported'; readonly voters: number }
  | { readonly at: 'failed'; readonly error: unknown };

/** A file is looked at first, and imported as a whole or not at all. */
export function RollImport({ onImported }: { readonly onImported: () => void }) {
  const { api, language, texts } = useConsole();
  const own = texts.editor.roll;
  const [state, setState] = useState<State>({ at: 'none' });
  const attempt = (step: () => Promise<State>): void => {
    step().then(setState, (error: unknown) => setState({ at: 'failed', error }));
  };
  const look = (file: File): void => {
    setState({ at: 'busy', text: fill(own.reading, { file: file.name }) });
    attempt(async () => {
      const read = await readText(file);
      if ('fault' in read) return { at: 'unreadable', text: fill(own[read.fault], { file: file.name }) };
      const content = await api.postText('/officer/roll/preview', read.text, 'text/csv');
      return { at: 'preview', file: file.name, csv: read.text, content };
    });
  };
  const take = (csv: string, file: string): void => {
    setState({ at: 'busy', text: fill(own.reading, { file }) });
    attempt(async () => {
      const { imported } = await api.postText('/officer/roll', csv, 'text/csv');
      onImported();
      return { at: 'imported', voters: imported };
    });
  };
  return (
    <>
      <Card title={own.import}>
        <p className="quiet">{own.format}</p>
        <FileField
          label={own.file}
          accept=".csv,text/csv"
          error={state.at === 'unreadable' ? state.text : undefined}
          onFile={look}
        />
        <div className="row">
          <Button kind="quiet" onPress={() => saveFile('roll-example.csv', EXAMPLE, 'text/csv')}>
            {own.example}
          </Button>
        </div>
        <p role="status" className="quiet">
          {state.at === 'busy' && state.text}
        </p>
      </Card>
      {state.at === 'failed' && <Problem error={state.error} texts={texts} />}
      {state.at === 'imported' && (
        <Notice
          kind="success"
          live
          title={fill(own.imported, { voters: formatNumber(state.voters, language) })}
        />
      )}
      {state.at === 'preview' && (
        <RollPreview
          file={state.file}
          content={state.content}
          onImport={() => take(state.csv, state.file)}
          onCancel={() => setState({ at: 'none' })}
        />
      )}
    </>
  );
}
