/** Notices as a table, for the office's own letters: a row for each voter, columns with fixed names. */
import { stringify } from 'csv-stringify/sync';
import type { NoticeElection, NoticeRecipient } from './election-notice.ts';

/** The text begins with a byte order mark, without which Excel reads no accents; no cell is a formula. Times: ISO 8601, UTC. */
export function mailMerge(
  { titles, opens, closes, intakeEnds, fingerprint, page }: NoticeElection,
  recipients: readonly NoticeRecipient[],
): string {
  const iso = (at: number): string => new Date(at).toISOString();
  const rows = recipients.map(({ voter, language, name, address, style }) => ({
    ...{ voter, language, name, address: address.join('\n'), style, election: titles[language] },
    ...{ opens: iso(opens), closes: iso(closes), intake_ends: iso(intakeEnds), page, fingerprint },
  }));
  return stringify(rows, { header: true, bom: true, escape_formulas: true });
}
