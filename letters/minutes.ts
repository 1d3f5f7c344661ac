/** The minutes of an election: who did what when, turnout, results, and what they rest on; to be signed by hand. */
import type { Ballot } from '../ballots/ballot.ts';
import type { ContestResult } from '../ballots/count/result.ts';
import { namesOf, type OptionView, optionsOf } from '../ballots/result-view.ts';
import { inGroups } from '../common/in-groups.ts';
import { fill, type Language, LOCALES } from '../common/languages.ts';
import { LetterDocument, type Organisation } from './document.ts';
import { type LetterTexts, TEXTS } from './texts/texts.ts';

export const MINUTED_STEPS = ['create', 'open', 'close', 'tally', 'publish'] as const;
export type MinutedStep = (typeof MINUTED_STEPS)[number];

/** What an officer did, at last. */
export interface StepTaken {
  readonly step: MinutedStep;
  /** Unix ms. */
  readonly time: number;
  /** Who did it, and who approved it. */
  readonly officers: readonly string[];
}

export interface Minutes {
  readonly kind: 'minutes';
  readonly organisation: Organisation;
  readonly language: Language;
  /** IANA name, such as Europe/Lisbon. */
  readonly timeZone: string;
  readonly title: string;
  readonly isTrial: boolean;
  /** In hexadecimal. */
  readonly electionId: string;
  readonly fingerprint: string;
  /** Unix ms, as voting really opened and closed. */
  readonly opens: number;
  readonly closes: number;
  readonly steps: readonly StepTaken[];
  readonly styles: readonly { readonly style: string; readonly voters: number; readonly votes: number }[];
  readonly contests: readonly { readonly styles: readonly string[]; readonly result: ContestResult }[];
  /** By style, for the names of contests and options. */
  readonly ballots: ReadonlyMap<string, Ballot>;
  readonly packages: number;
  readonly refused: number;
  /** SHA-256 of record.jws, by which the Commissioner signs for every file of the record; in hexadecimal. */
  readonly recordHash: string;
  /** In hexadecimal. */
  readonly commissionerKey: string;
}

/** Lines for signatures by hand. */
const SIGNATURES = 3;
const STEP_WIDTHS = [0.4, 0.35, 0.25];
const SIGNATURE_WIDTHS = [0.35, 0.3, 0.35];

export function printMinutes(minutes: Minutes): Promise<Buffer> {
  const { language, organisation, title, isTrial } = minutes;
  const texts = TEXTS[language];
  const own = texts.minutes;
  const document = new LetterDocument(`${own.kind}: ${title}`, language, organisation);
  document.beginReport();
  document.title(own.kind, title);
  if (isTrial) document.paragraph(texts.notice.trial);
  printFacts(document, minutes, texts);
  printSteps(document, minutes, texts);
  document.heading(own.results);
  document.gap();
  for (const contest of minutes.contests) printContest(document, minutes, contest, texts);
  document.paragraph(
    fill(own.packages, {
      packages: numberIn(minutes, minutes.packages),
      refused: numberIn(minutes, minutes.refused),
    }),
  );
  document.heading(own.record);
  document.paragraph(own.recordText);
  document.fact(own.recordHash, inGroups(minutes.recordHash));
  document.fact(own.key, inGroups(minutes.commissionerKey));
  document.gap(4);
  document.heading(own.signatures);
  document.gap();
  const head = [own.name, own.placeAndDate, own.signature];
  document.table(
    { head, widths: SIGNATURE_WIDTHS },
    Array.from({ length: SIGNATURES }, () => ['\n\n', '', '']),
  );
  return document.finish();
}

function printFacts(document: LetterDocument, minutes: Minutes, { minutes: own, notice }: LetterTexts): void {
  const time = timesIn(minutes);
  document.fact(own.election, inGroups(minutes.electionId));
  document.fact(notice.fingerprint, inGroups(minutes.fingerprint));
  document.fact(notice.opens, time(minutes.opens));
  document.fact(notice.closes, time(minutes.closes));
  const { styles } = minutes;
  for (const { style, voters, votes } of styles) {
    const share = new Intl.NumberFormat(LOCALES[minutes.language], {
      style: 'percent',
      maximumFractionDigits: 1,
    }).format(voters === 0 ? 0 : votes / voters);
    const label = styles.length > 1 ? `${own.turnout} (${style})` : own.turnout;
    const counts = { votes: numberIn(minutes, votes), voters: numberIn(minutes, voters), share };
    document.fact(label, fill(own.turnoutText, counts));
  }
  document.gap(4);
}

function printSteps(document: LetterDocument, minutes: Minutes, { minutes: own }: LetterTexts): void {
  const time = timesIn(minutes);
  document.heading(own.steps);
  document.gap();
  document.table(
    { head: [own.step, own.time, own.officers], widths: STEP_WIDTHS },
    minutes.steps.map(({ step, time: at, officers }) => [own.stepNames[step], time(at), officers.join(', ')]),
  );
  document.gap(4);
}

function printContest(
  document: LetterDocument,
  minutes: Minutes,
  { styles, result }: Minutes['contests'][number],
  { minutes: own }: LetterTexts,
): void {
  const { title, nameOf, subject, outcome } = namesOf(
    minutes.ballots.get(styles[0] ?? ''),
    result.contest,
    minutes.language,
  );
  const number = (value: number): string => numberIn(minutes, value);
  const fates = { elected: own[outcome], tied: own.tied };
  const row = ({ label, value, first, fate }: OptionView): string[] => [
    label,
    ...(first === undefined ? [] : [number(first)]),
    number(value),
    fate === undefined ? '' : fates[fate],
  ];
  document.heading(title);
  const about = { rule: own.rules[result.rule], seats: number(result.seats) };
  document.paragraph(fill(own.about[subject], about));
  const votes = result.rule === 'stv' ? [own.firstPreferences, own.finalVotes] : [own.values[result.rule]];
  const widths = result.rule === 'stv' ? [0.4, 0.2, 0.2, 0.2] : [0.5, 0.25, 0.25];
  document.table({ head: [own.option, ...votes, own.outcome], widths }, optionsOf(result, nameOf).map(row));
  document.gap();
  const of = minutes.styles.length > 1 ? ` ${fill(own.votesOf, { styles: styles.join(', ') })}` : '';
  const counts = { ballots: number(result.ballots), blank: number(result.blank) };
  const quota = result.rule === 'stv' ? ` ${fill(own.quota, { quota: number(result.quota) })}` : '';
  document.small(`${fill(own.valid, counts)}${quota}${of}`);
  if (result.rule !== 'stv' && result.tie !== null)
    document.paragraph(fill(own.tie, { seats: number(result.tie.seats) }));
}

const numberIn = ({ language }: Minutes, value: number): string =>
  new Intl.NumberFormat(LOCALES[language]).format(value);

function timesIn({ language, timeZone }: Minutes): (at: number) => string {
  const format = new Intl.DateTimeFormat(LOCALES[language], {
    dateStyle: 'medium',
    timeStyle: 'long',
    timeZone,
  });
  return (at) => format.format(at);
}
