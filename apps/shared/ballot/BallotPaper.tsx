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
  const isBlankAllowed = ballot.contests.every((contest) => contest.blankAllowed);
  return (
    <article className="paper">
      <p className="paper-title" lang={tag}>
        {ballot.title[tag]}
      </p>
      {isBlankAllowed && <p className="quiet">{texts.blankAll}</p>}
      {ballot.contests.map((contest) => (
        <ContestText key={contest.id} {...{ contest, tag, texts, level }} saysBlank={!isBlankAllowed} />
      ))}
    </article>
  );
}

interface ContestTextProps extends Omit<BallotPaperProps, 'ballot'> {
  readonly contest: Contest;
  /** Whether it is said of each contest if it may be left blank. */
  readonly saysBlank: boolean;
}

function ContestText({ contest, tag, texts, level, saysBlank }: ContestTextProps) {
  const Heading = `h${level}` as const;
  const heading = useId();
  return (
    <section className="contest" aria-labelledby={heading}>
      <Heading id={heading} lang={tag}>
        {contest.title[tag] || contest.id}
      </Heading>
      <BackgroundText of={contest} name={contest.short[tag] || contest.id} tag={tag} texts={texts} />
      <p className="quiet">{rulesOf(contest, texts, saysBlank)}</p>
      <ul className="options plain">
        {contest.options.map(({ id, short, long, ...background }, i) => (
          <li key={id}>
            <span>
              <span className="mono">{i + 1}</span> <span lang={tag}>{long[tag]}</span>
            </span>
            <OnTerminal text={texts.onTerminal} short={short[tag] ?? id} long={long[tag]} tag={tag} />
            <BackgroundText of={background} name={short[tag] || id} tag={tag} texts={texts} />
          </li>
        ))}
      </ul>
      <OnTerminal
        text={texts.contestOnTerminal}
        short={contest.short[tag] ?? contest.id}
        long={contest.title[tag]}
        tag={tag}
      />
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
  readonly long: string | undefined;
  readonly tag: string;
}

/** What the terminal's small display calls it, where it does not begin so anyway. */
function OnTerminal({ text, short, long, tag }: OnTerminalProps) {
  const [before, after] = text.split('{short}');
  if (long?.startsWith(short)) return null;
  return (
    <p className="quiet small">
      {before}
      <span className="mono" lang={tag}>
        {short}
      </span>
      {after}
    </p>
  );
}

function amountOf({ kind, min, max }: Contest, texts: PaperTexts): string {
  if (kind === 'choose-one' || kind === 'yes-no') return texts.kinds[kind];
  if (min === max) return texts.exactly[kind];
  return min <= 1 ? texts.upTo[kind] : texts.kinds[kind];
}

/** That most votes win goes without saying. */
function rulesOf(contest: Contest, texts: PaperTexts, saysBlank: boolean): string {
  const { subject, count, min, max, seats, blankAllowed, equalRanks } = contest;
  return [
    fill(amountOf(contest, texts), { min, max }),
    ...(seats > 1 ? [fill(texts.seats[subject], { seats })] : []),
    ...(equalRanks ? [texts.equal] : []),
    ...(saysBlank && blankAllowed ? [texts.blank] : []),
    ...(count === 'stv' || count === 'condorcet' ? [texts.counted[count]] : []),
  ].join(' ');
}
