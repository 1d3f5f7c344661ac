import { useId } from 'react';
import type { Background, Ballot, Contest } from '../../../ballots/ballot.ts';
import { collapseLines, isLink } from '../../../ballots/text.ts';
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
      <BackgroundText of={contest} name={contest.short[tag] || contest.id} tag={tag} texts={texts} />
      <p className="quiet">{rulesOf(contest, texts)}</p>
      <ul className="options plain">
        {contest.options.map(({ id, short, long, ...background }, i) => (
          <li key={id}>
            <span lang={tag}>{long[tag]}</span>
            <span className="quiet small">
              <OnTerminal text={texts.onTerminal} short={`${i + 1} ${short[tag] ?? id}`} tag={tag} />
            </span>
            <BackgroundText of={background} name={short[tag] || id} tag={tag} texts={texts} />
          </li>
        ))}
      </ul>
      <p className="quiet small">
        <OnTerminal text={texts.contestOnTerminal} short={contest.short[tag] ?? contest.id} tag={tag} />
      </p>
    </section>
  );
}

interface BackgroundTextProps {
  readonly of: Background;
  /** What it is about. */
  readonly name: string;
  readonly tag: string;
  readonly texts: PaperTexts;
}

/** What voters can read up on; only a link that the ballot's own rules allow is one. */
function BackgroundText({ of: { details, link }, name, tag, texts }: BackgroundTextProps) {
  const paragraphs = collapseLines(details?.[tag] ?? '').split('\n');
  const address = link?.[tag] ?? '';
  return (
    <>
      {paragraphs[0] !== '' && (
        <details>
          <summary>{fill(texts.more, { name })}</summary>
          {paragraphs.map((text, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: paragraphs have nothing else, and never move
            <p key={at} lang={tag}>
              {text}
            </p>
          ))}
        </details>
      )}
      {isLink(address) && (
        <p className="small">
          <a href={address} target="_blank" rel="noopener noreferrer nofollow">
            {fill(texts.page, { name, host: new URL(address).host })}
          </a>{' '}
          <span className="quiet">({texts.otherSite})</span>
        </p>
      )}
    </>
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
  const { kind, subject, count, min, max, seats, blankAllowed, equalRanks } = contest;
  return [
    fill(texts.kinds[kind], { min, max }),
    ...(seats > 1 ? [fill(texts.seats[subject], { seats })] : []),
    ...(equalRanks ? [texts.equal] : []),
    ...(blankAllowed ? [texts.blank] : []),
    texts.counted[count],
  ].join(' ');
}
