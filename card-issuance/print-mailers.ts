/** PIN letters for all cards that are finished and whose digits are still here. */
import type { Language } from '../common/languages.ts';
import { printLetters } from '../letters/print-letters.ts';
import { AddressError, recipientsOf } from '../letters/recipients.ts';
import type { CardOffice } from './card-office.ts';
import { type Format, mailersCsv } from './pin-mailers.ts';
import { StationError } from './station-error.ts';

export interface MailersWanted {
  readonly format: Format;
  /** For voters whose address names none. */
  readonly language: Language;
  /** CSV: see letters/recipients.ts. */
  readonly addresses?: string | undefined;
}

export interface MailersWritten {
  readonly letters: number;
  /** Paths on this machine. */
  readonly file: string;
  readonly coverList: string;
}

/**
 * Writes the letters and their cover list into the folder of the cards. Errors: StationError desk/no-mailers,
 * desk/bad-addresses; CommandError if the Commissioner's service does not answer.
 */
export async function printMailers(
  office: CardOffice,
  { format, language, addresses }: MailersWanted,
): Promise<MailersWritten> {
  const { mailers } = office;
  const voters = office.finishedMailers();
  if (voters.length === 0) throw new StationError('desk/no-mailers', 'there are no PIN letters to print');
  const recipients = withAddresses(voters, language, addresses).map((recipient) => ({
    ...recipient,
    ...mailers.read(recipient.voter),
  }));
  const organisation = await office.organisation();
  const common = { organisation, language, recipients };
  const letters =
    format === 'csv' ? mailersCsv(recipients) : await printLetters({ kind: 'pin-mailers', ...common });
  const names = recipients.map(({ voter, name }) => ({ voter, ...(name !== undefined && { name }) }));
  const coverList = await printLetters({ ...common, kind: 'cover-list', of: 'mailer', recipients: names });
  mailers.write(format, letters, coverList, voters);
  return { letters: voters.length, file: mailers.letters(format), coverList: mailers.coverList };
}

function withAddresses(voters: readonly string[], language: Language, addresses: string | undefined) {
  try {
    return recipientsOf(voters, language, addresses);
  } catch (error) {
    if (error instanceof AddressError) throw new StationError('desk/bad-addresses', error.message);
    throw error;
  }
}
