/** What brings a voter the PIN and PUK of a card, apart from the card. */
import { fill, type Language, wordsIn } from '../common/languages.ts';
import { LetterDocument, type Organisation } from './document.ts';
import { linesFor, type Recipient } from './recipients.ts';
import { TEXTS } from './texts/texts.ts';

/** Digits. */
export interface CardSecrets {
  readonly pin: string;
  readonly puk: string;
  readonly signing: { readonly pin: string; readonly puk: string };
}

export interface PinMailers {
  readonly kind: 'pin-mailers';
  readonly organisation: Organisation;
  /** Of the document as a whole. */
  readonly language: Language;
  readonly recipients: readonly (Recipient & CardSecrets)[];
}

export function printPinMailers({ organisation, language, recipients }: PinMailers): Promise<Buffer> {
  const document = new LetterDocument(TEXTS[language].mailer.kind, language, organisation);
  for (const recipient of recipients) printMailer(document, organisation, recipient);
  return document.finish();
}

function printMailer(
  document: LetterDocument,
  { help }: Organisation,
  recipient: Recipient & CardSecrets,
): void {
  const { voter, language, pin, puk, signing } = recipient;
  const { mailer, ...texts } = TEXTS[language];
  document.begin(linesFor(recipient), language);
  document.title(mailer.kind);
  document.paragraph(fill(mailer.intro, { voter }));
  document.gap();
  document.fact(mailer.pin, pin, 'digits');
  document.small(mailer.pinText);
  document.fact(mailer.puk, puk, 'digits');
  document.small(mailer.pukText);
  document.fact(mailer.signing, signing.pin, 'large');
  document.fact(mailer.signingPuk, signing.puk, 'large');
  document.small(mailer.signingText);
  document.gap();
  document.paragraph(mailer.opened);
  document.paragraph(mailer.keep);
  document.heading(texts.help);
  document.paragraph(help === undefined ? texts.office : wordsIn(help, language));
}
