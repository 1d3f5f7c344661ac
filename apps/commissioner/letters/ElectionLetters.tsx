import { useState } from 'react';
import type { ElectionSummary } from '../../../servers/commissioner/api/elections.ts';
import type { LettersRequest } from '../../../servers/commissioner/api/roll.ts';
import { Button } from '../../shared/components/Button.tsx';
import { Card } from '../../shared/components/Card.tsx';
import { TextField } from '../../shared/components/Field.tsx';
import { saveFile } from '../../shared/save-file.ts';
import { Problem } from '../console/Problem.tsx';
import { useConsole } from '../console/use-console.ts';
import { useLetterFields } from './use-letter-fields.tsx';

const FILES = {
  notices: { name: 'election-notices.pdf', type: 'application/pdf' },
  'cover-list': { name: 'cover-list.pdf', type: 'application/pdf' },
  'mail-merge': { name: 'mail-merge.csv', type: 'text/csv' },
} as const;
type What = LettersRequest['what'];

type State =
  | { readonly at: 'ready' | 'making' | 'made' }
  | { readonly at: 'failed'; readonly error: unknown };

/** Election notices for all voters or one, with their cover list, or the data for letters of the office's own. */
export function ElectionLetters({ election }: Pick<ElectionSummary, 'election'>) {
  const { api, texts } = useConsole();
  const own = texts.letters;
  const { fields, wanted } = useLetterFields();
  const [voter, setVoter] = useState('');
  const [state, setState] = useState<State>({ at: 'ready' });
  const make = async (what: What): Promise<void> => {
    setState({ at: 'making' });
    try {
      const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
      const one = voter.trim() === '' ? {} : { voters: [voter.trim()] };
      const path = `/officer/elections/${election}/letters` as const;
      const file = await api.file(path, { what, timeZone, ...one, ...wanted });
      saveFile(FILES[what].name, file, FILES[what].type);
      setState({ at: 'made' });
    } catch (error) {
      setState({ at: 'failed', error });
    }
  };
  const button = (what: What, label: string) => (
    <Button isDisabled={state.at === 'making'} onPress={() => void make(what)}>
      {label}
    </Button>
  );
  return (
    <Card title={own.notices}>
      <p className="quiet">{own.noticesText}</p>
      {fields}
      <TextField
        label={own.voter}
        description={own.voterHelp}
        value={voter}
        autoComplete="off"
        onChange={setVoter}
      />
      <div className="row">
        {button('notices', own.makeNotices)}
        {button('cover-list', own.makeCoverList)}
        {button('mail-merge', own.makeMailMerge)}
      </div>
      <p role="status" className="quiet">
        {state.at === 'making' && own.making}
        {state.at === 'made' && own.made}
      </p>
      {state.at === 'failed' && <Problem error={state.error} texts={texts} />}
    </Card>
  );
}
