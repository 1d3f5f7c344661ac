import { useId } from 'react';
import type { Ballot, Contest } from '../../../ballots/ballot.ts';
import { fill, type Translated } from '../i18n.ts';
import type { en } from './en.ts';

type PaperTexts = Translated<typeof en>;

export interface BallotPaperProps {
  readonly ballot: Ballot;
  /** Language of the ballot's own texts; `texts` are in the page's. */
  readonly tag: string;
  readonly texts: PaperTexts;
  /** Of the contests' headings. */
  readonly level: 3 | 5;
}

/** The ballot for reading, in full: nothing on it can be chosen, or looks as if it could. */
export function BallotPaper({ ballot, tag, texts, level }: BallotPaperProps) {
  return (
    <article className="paper">
      <p className="paper-title" lang={tag}>
        {ballot.title[tag]}
      </p>
      {ballot.contests.map((contest) => (
        <ContestText key={contest.id} {...{ contest, tag, texts, level }} />
      ))}
    </article>
  );
}

type ContestTextProps = Omit<BallotPaperProps, 'ballot'> & { readonly contest: Contest };

function ContestText({ contest, tag, texts, level }: ContestTextProps) {
  const Heading = `h${level}` as const;
  const heading = useId();
  return (
    <section className="contest" aria-labelledby={heading}>
      <Heading id={heading} lang={tag}>
        {contest.title[tag] || contest.id}
      </Heading>
      <p className="quiet">{rulesOf(contest, texts)}</p>
      <ul className="options plain">
        {contest.options.map(({ id, short, long }, i) => (
          <li key={id}>
            <span lang={tag}>{long[tag]}</span>
            <span className="quiet small">
              <OnTerminal text={texts.onTerminal} short={`${i + 1} ${short[tag] ?? id}`} tag={tag} />
            </span>
          </li>
        ))}
      </ul>
      <p className="quiet small">
        <OnTerminal text={texts.contestOnTerminal} short={contest.short[tag] ?? contest.id} tag={tag} />
      </p>
    </section>
  );
}

interface OnTerminalProps {
  /** Has the place `{short}`, whose language is the ballot's. */
  readonly text: string;
  readonly short: string;
  readonly tag: string;
}

function OnTerminal({ text, short, tag }: OnTerminalProps) {
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

function rulesOf(contest: Contest, texts: PaperTexts): string {
  const { kind, count, min, max, seats, blankAllowed, equalRanks } = contest;
  return [
    fill(texts.kinds[kind], { min, max }),
    ...(seats > 1 ? [fill(texts.seats, { seats })] : []),
    ...(equalRanks ? [texts.equal] : []),
    ...(blankAllowed ? [texts.blank] : []),
    texts.counted[count],
  ].join(' ');
}
