/** What a voter is told of an election: when, where, the fingerprint to compare, how to vote, who helps. */
import { inGroups } from '../common/in-groups.ts';
import { fill, type Language, LOCALES, wordsIn } from '../common/languages.ts';
import { LetterDocument, type Organisation } from './document.ts';
import { linesFor, type Recipient } from './recipients.ts';
import { TEXTS } from './texts/texts.ts';

export interface NoticeElection {
  readonly titles: Readonly<Record<Language, string>>;
  readonly isTrial: boolean;
  /** Unix ms. */
  readonly opens: number;
  readonly closes: number;
  readonly intakeEnds: number;
  /** 32 characters. */
  readonly fingerprint: string;
  /** Where voters vote, if there is such a page. */
  readonly page?: string;
}

export interface NoticeRecipient extends Recipient {
  readonly style: string;
}

export interface Notices {
  readonly kind: 'notices';
  readonly organisation: Organisation;
  readonly election: NoticeElection;
  /** IANA name, such as Europe/Lisbon: of the times in the letters. */
  readonly timeZone: string;
  /** Of the document as a whole. */
  readonly language: Language;
  readonly recipients: readonly NoticeRecipient[];
}

/** One letter for each recipient, in the recipient's language. */
export function printNotices({
  organisation,
  election,
  timeZone,
  language,
  recipients,
}: Notices): Promise<Buffer> {
  const title = `${TEXTS[language].notice.kind}: ${election.titles[language]}`;
  const document = new LetterDocument(title, language, organisation);
  const times = timesByLanguage(timeZone, election);
  for (const recipient of recipients)
    printNotice(document, organisation, { ...election, ...times[recipient.language] }, recipient);
  return document.finish();
}

/** In words. */
interface Times {
  readonly opening: string;
  readonly closing: string;
  readonly intakeEnd: string;
}

function printNotice(
  document: LetterDocument,
  { help }: Organisation,
  election: NoticeElection & Times,
  recipient: NoticeRecipient,
): void {
  const { voter, style, language } = recipient;
  const { notice, ...texts } = TEXTS[language];
  document.begin(linesFor(recipient), language);
  document.title(notice.kind, election.titles[language]);
  if (election.isTrial) document.paragraph(notice.trial);
  document.fact(notice.opens, election.opening);
  document.fact(notice.closes, election.closing);
  document.fact(notice.voter, voter);
  document.fact(notice.style, style);
  if (election.page !== undefined) {
    document.fact(notice.page, election.page);
    document.qrCode(election.page, fill(notice.code, { address: election.page }));
  }
  document.fact(notice.fingerprint, inGroups(election.fingerprint), 'large');
  document.gap(4);
  document.paragraph(notice.compare);
  document.heading(notice.how);
  document.list(notice.steps);
  document.paragraph(fill(notice.check, { time: election.intakeEnd }));
  document.paragraph(notice.never);
  document.heading(texts.help);
  document.paragraph(help === undefined ? texts.office : wordsIn(help, language));
}

const timesByLanguage = (timeZone: string, election: NoticeElection): Readonly<Record<Language, Times>> => ({
  en: timesIn('en', timeZone, election),
  pt: timesIn('pt', timeZone, election),
  fr: timesIn('fr', timeZone, election),
  de: timesIn('de', timeZone, election),
});

function timesIn(language: Language, timeZone: string, election: NoticeElection): Times {
  const format = new Intl.DateTimeFormat(LOCALES[language], {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    timeZoneName: 'short',
    timeZone,
  });
  return {
    opening: format.format(election.opens),
    closing: format.format(election.closes),
    intakeEnd: format.format(election.intakeEnds),
  };
}
