import { useCallback, useState } from 'react';
import type { Ballot, Contest } from '../../../ballots/ballot.ts';
import { parseBallot } from '../../../ballots/parse-ballot.ts';
import { type FetchedElection, fetchBallot } from '../../../voter-module/fetch-election.ts';
import { fetchSend } from '../../../voter-module/send-fetch.ts';
import { SelectField } from '../../shared/components/Field.tsx';
import { Notice } from '../../shared/components/Notice.tsx';
import { bestOf } from '../../shared/i18n.ts';
import { useLoaded } from './use-voter.ts';
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
      <article className="paper">
        <p className="paper-title" lang={tag}>
          {ballot.title[tag]}
        </p>
        {ballot.contests.map((contest) => (
          <ContestText key={contest.id} contest={contest} tag={tag} />
        ))}
      </article>
    </>
  );
}

function ContestText({ contest, tag }: { readonly contest: Contest; readonly tag: string }) {
  const { texts, fill } = useWords();
  return (
    <section className="contest" aria-labelledby={`contest-${contest.id}`}>
      <h3 id={`contest-${contest.id}`} lang={tag}>
        {contest.title[tag]}
      </h3>
      <Rules contest={contest} />
      <ul className="options plain">
        {contest.options.map(({ id, short, long }) => (
          <li key={id}>
            <span lang={tag}>{long[tag]}</span>
            <span className="quiet small">
              <OnTerminal text={texts.ballot.onTerminal} short={short[tag] ?? id} tag={tag} />
            </span>
          </li>
        ))}
      </ul>
      <p className="quiet small">
        <OnTerminal
          text={fill(texts.ballot.contestOnTerminal, { short: '{short}' })}
          short={contest.short[tag] ?? contest.id}
          tag={tag}
        />
      </p>
    </section>
  );
}

/** `text` has the place `{short}`, whose language is the ballot's. */
function OnTerminal({
  text,
  short,
  tag,
}: {
  readonly text: string;
  readonly short: string;
  readonly tag: string;
}) {
  const [before, after] = text.split('{short}');
  return (
    <>
      {before}
      <span className="mono" lang={tag}>
        {short}
      </span>
      {after}
    </>
  );
}

function Rules({ contest }: { readonly contest: Contest }) {
  const { texts, fill } = useWords();
  const { kind, count, min, max, seats, blankAllowed, equalRanks } = contest;
  const { kinds, counted, equal, blank } = texts.ballot;
  const rules = [
    fill(kinds[kind], { min, max }),
    ...(seats > 1 ? [fill(texts.ballot.seats, { seats })] : []),
    ...(equalRanks ? [equal] : []),
    ...(blankAllowed ? [blank] : []),
    counted[count],
  ];
  return <p className="quiet">{rules.join(' ')}</p>;
}
