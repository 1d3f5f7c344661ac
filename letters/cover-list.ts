/** Which letters there are, to be ticked off as they are sent or handed over. */
import { fill, type Language, wordsIn } from '../common/languages.ts';
import { LetterDocument, type Organisation } from './document.ts';
import type { Recipient } from './recipients.ts';
import { TEXTS } from './texts/texts.ts';

export interface CoverList {
  readonly kind: 'cover-list';
  readonly of: 'notice' | 'mailer';
  /** Of the election, if the letters are about one. */
  readonly title?: string;
  readonly organisation: Organisation;
  readonly language: Language;
  readonly recipients: readonly Pick<Recipient, 'voter' | 'name'>[];
}

const WIDTHS = [0.08, 0.24, 0.28, 0.4];

export function printCoverList({
  of,
  title,
  organisation,
  language,
  recipients,
}: CoverList): Promise<Buffer> {
  const texts = TEXTS[language];
  const { cover } = texts;
  const document = new LetterDocument(cover.kind, language, organisation);
  document.page();
  document.title(cover.kind, organisation.name && wordsIn(organisation.name, language));
  const kind = texts[of].kind;
  const what = title === undefined ? kind : `${kind}, ${title}`;
  document.paragraph(fill(cover.summary, { number: recipients.length, kind: what }));
  document.table(
    { head: [cover.number, cover.voter, cover.name, cover.received], widths: WIDTHS },
    recipients.map(({ voter, name }, i) => [String(i + 1), voter, name ?? '', '']),
  );
  return document.finish();
}
