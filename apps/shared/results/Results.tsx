import type { Ballot } from '../../../ballots/ballot.ts';
import type { CondorcetResult, ContestResult, StvResult } from '../../../ballots/count/result.ts';
import { fullBar, type Names, namesOf, type OptionView, optionsOf } from '../../../ballots/result-view.ts';
import type { Results as ResultsFile, StyleResult } from '../../../record/compute-results.ts';
import { BarChart } from '../components/BarChart.tsx';
import { Button, LinkButton } from '../components/Button.tsx';
import { Card } from '../components/Card.tsx';
import { DataTable } from '../components/DataTable.tsx';
import { Notice } from '../components/Notice.tsx';
import { fill, formatNumber, formatPercent, type Language, type Translated } from '../i18n.ts';
import { saveFile } from '../save-file.ts';
import { resultsCsv } from './csv.ts';
import type { en } from './en.ts';

interface Words {
  readonly texts: Translated<typeof en>;
  readonly language: Language;
}

export interface ResultsProps extends Words {
  readonly results: ResultsFile;
  /** By style; options of a style without one bear their IDs. */
  readonly ballots: ReadonlyMap<string, Ballot>;
  /** Address of the record's results.json: its exact bytes, of which `results` may be what is shown. None: the reader has it. */
  readonly file?: string;
}

/** The results of an election, contest by contest. */
export function Results({ results, ballots, file, ...words }: ResultsProps) {
  const { texts, language } = words;
  const refused = Object.values(results.refused).reduce((sum, count) => sum + count, 0);
  return (
    <>
      {results.styles.map((result) => (
        <p key={result.style}>
          {results.styles.length > 1 && (
            <>
              <strong>{fill(texts.forStyle, { style: result.style })}</strong>{' '}
            </>
          )}
          {turnout(result, words)}
        </p>
      ))}
      {results.contests.map(({ styles, result }) => (
        <Contest
          key={`${result.contest} ${styles.join()}`}
          result={result}
          names={namesOf(ballots.get(styles[0] ?? ''), result.contest, language)}
          of={results.styles.length > 1 ? styles : []}
          {...words}
        />
      ))}
      <p className="small quiet">
        {fill(texts.packages, { packages: formatNumber(results.packages, language) })}{' '}
        {refused > 0 && fill(texts.refused, { count: formatNumber(refused, language) })}
      </p>
      <Downloads results={results} ballots={ballots} {...(file !== undefined && { file })} {...words} />
    </>
  );
}

/** The same numbers for programs: a table, and the record's own file. */
function Downloads({ results, ballots, file, texts, language }: ResultsProps) {
  const saveCsv = async (): Promise<void> =>
    saveFile(`results-${results.election}.csv`, await resultsCsv(results, ballots, language), 'text/csv');
  return (
    <div className="row">
      <Button onPress={saveCsv}>{texts.saveCsv}</Button>
      {file !== undefined && (
        <LinkButton href={file} download>
          {texts.saveJson}
        </LinkButton>
      )}
    </div>
  );
}

function turnout({ votes, voters }: StyleResult, { texts, language }: Words): string {
  return fill(texts.turnout, {
    votes: formatNumber(votes, language),
    voters: formatNumber(voters, language),
    share: formatPercent(voters === 0 ? 0 : votes / voters, language),
  });
}

interface ContestProps extends Words {
  readonly result: ContestResult;
  readonly names: Names;
}

/** `of`: the styles whose voters could vote in it, if that is worth saying. */
function Contest({ result, names, of, texts, language }: ContestProps & { readonly of: readonly string[] }) {
  const words = { texts, language };
  const marks = {
    elected: { kind: 'success', text: texts[names.outcome] },
    tied: { kind: 'warning', text: texts.tied },
  } as const;
  const rows = optionsOf(result, names.nameOf).map((option) => ({
    ...option,
    text: valueText(option, result, words),
    mark: option.fate && marks[option.fate],
  }));
  const about = [
    texts.rules[result.rule],
    fill(texts.seats[names.subject], { seats: result.seats }),
    result.rule === 'stv' ? fill(texts.quota, { quota: formatNumber(result.quota, language) }) : '',
  ];
  const count = {
    ballots: formatNumber(result.ballots, language),
    blank: formatNumber(result.blank, language),
  };
  return (
    <Card title={names.title} level={3}>
      <BarChart caption={about.join(' ')} rows={rows} max={fullBar(result)} />
      {result.rule !== 'stv' && result.tie !== null && (
        <Notice kind="warning" title={fill(texts.tie, { seats: result.tie.seats })} />
      )}
      <p className="small quiet">
        {fill(texts.valid, count)}{' '}
        {of.length > 0 && fill(texts.votesOf, { styles: new Intl.ListFormat(language).format(of) })}
      </p>
      {result.rule === 'stv' && <Stages result={result} names={names} {...words} />}
      {result.rule === 'condorcet' && <Pairs result={result} names={names} {...words} />}
    </Card>
  );
}

function valueText({ value, first }: OptionView, result: ContestResult, { texts, language }: Words): string {
  const votes = formatNumber(value, language);
  if (result.rule === 'condorcet')
    return fill(texts.wins, { wins: votes, others: formatNumber(result.options.length - 1, language) });
  if (first !== undefined) return fill(texts.stvCount, { votes, first: formatNumber(first, language) });
  const share = formatPercent(result.valid === 0 ? 0 : value / result.valid, language);
  return fill(texts.voteCount, { votes, share });
}

function Stages({ result, names, texts, language }: ContestProps & { readonly result: StvResult }) {
  const options = result.stages[0]?.options ?? [];
  return (
    <details>
      <summary>{texts.stages}</summary>
      <DataTable
        caption={`${names.title}: ${texts.stages}`}
        columns={[
          { key: 'option', label: texts.option },
          ...result.stages.map(({ stage }) => ({
            key: String(stage),
            label: fill(texts.stage, { stage }),
            numeric: true,
          })),
        ]}
        rows={options.map(({ option }, i) => ({
          id: option,
          cells: {
            option: names.nameOf(option),
            ...Object.fromEntries(
              result.stages.map(({ stage, options: now }) => [
                stage,
                formatNumber(Number(now[i]?.votes ?? 0), language),
              ]),
            ),
          },
        }))}
      />
    </details>
  );
}

function Pairs({ result, names, texts, language }: ContestProps & { readonly result: CondorcetResult }) {
  return (
    <details>
      <summary>{texts.pairs}</summary>
      <p className="small quiet">{texts.pairsText}</p>
      <DataTable
        caption={`${names.title}: ${texts.pairs}`}
        columns={[
          { key: 'option', label: texts.option },
          ...result.options.map((id) => ({ key: `above ${id}`, label: names.nameOf(id), numeric: true })),
        ]}
        rows={result.options.map((id, i) => ({
          id,
          cells: {
            option: names.nameOf(id),
            ...Object.fromEntries(
              result.options.map((other, j) => [
                `above ${other}`,
                i === j ? '–' : formatNumber(result.pairwise[i]?.[j] ?? 0, language),
              ]),
            ),
          },
        }))}
      />
    </details>
  );
}
