import { useCallback, useState } from 'react';
import type { Ballot } from '../../../ballots/ballot.ts';
import { parseBallot } from '../../../ballots/parse-ballot.ts';
import { type FetchedElection, fetchBallot } from '../../../voter-module/fetch-election.ts';
import { fetchSend } from '../../../voter-module/send-fetch.ts';
import { BallotPaper } from '../../shared/ballot/BallotPaper.tsx';
import { SelectField } from '../../shared/components/Field.tsx';
import { Notice } from '../../shared/components/Notice.tsx';
import { bestOf } from '../../shared/i18n.ts';
import { useLoaded } from './use-config.ts';
import { useWords } from './words.ts';

export interface BallotReaderProps {
  readonly election: FetchedElection;
  /** Of the voter whose card is in the terminal. */
  readonly ownStyle: string | undefined;
}

/** The ballot for reading: nothing on it can be chosen. */
export function BallotReader({ election, ownStyle }: BallotReaderProps) {
  const { texts, fill } = useWords();
  const styles = election.manifest.styles.map(({ style }) => style);
  const [chosen, setChosen] = useState<string>();
  const style = chosen ?? ownStyle ?? styles[0] ?? '';
  const load = useCallback(
    async () => parseBallot(await fetchBallot(fetchSend, election, style)),
    [election, style],
  );
  const ballot = useLoaded(load);
  return (
    <>
      {styles.length > 1 && (
        <SelectField
          label={texts.ballot.which}
          value={style}
          options={styles.map((one) => ({ value: one, label: fill(texts.ballot.forStyle, { style: one }) }))}
          onChange={setChosen}
        />
      )}
      {ballot.at === 'loading' && <p role="status">{texts.ballot.loading}</p>}
      {ballot.at === 'failed' && (
        <Notice kind="warning" title={fill(texts.ballot.failed, { code: ballot.code })} live />
      )}
      {ballot.at === 'here' && <Paper ballot={ballot.value} />}
    </>
  );
}

function Paper({ ballot }: { readonly ballot: Ballot }) {
  const { texts, language } = useWords();
  const [chosen, setChosen] = useState<string>();
  const tag =
    chosen !== undefined && ballot.languages.includes(chosen) ? chosen : bestOf(ballot.languages, language);
  const names = new Intl.DisplayNames(language, { type: 'language' });
  return (
    <>
      {ballot.languages.length > 1 && (
        <SelectField
          label={texts.ballot.in}
          value={tag}
          options={ballot.languages.map((one) => ({ value: one, label: names.of(one) ?? one }))}
          onChange={setChosen}
        />
      )}
      <p className="quiet small">{texts.ballot.readOnly}</p>
      <BallotPaper ballot={ballot} tag={tag} texts={texts.paper} level={3} />
    </>
  );
}
