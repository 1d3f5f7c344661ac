/** Results as a table for spreadsheets: a row for each option of each contest, columns with fixed names. */
import type { Ballot } from '../../../ballots/ballot.ts';
import { namesOf, optionsOf } from '../../../ballots/result-view.ts';
import type { Results } from '../../../record/compute-results.ts';
import type { Language } from '../i18n.ts';

/** `ballots` by style. The text begins with a byte order mark, without which Excel reads no accents; no cell is a formula. */
export async function resultsCsv(
  results: Results,
  ballots: ReadonlyMap<string, Ballot>,
  language: Language,
): Promise<string> {
  // Only for those who want the file.
  const { stringify } = await import('csv-stringify/browser/esm/sync');
  const rows = results.contests.flatMap(({ styles, result }) => {
    const { contest, rule, seats, ballots: cast, blank, valid } = result;
    const { title, nameOf } = namesOf(ballots.get(styles[0] ?? ''), contest, language);
    return optionsOf(result, nameOf).map(({ id, label, value, first, fate }) => ({
      ...(results.trial ? { trial: 'yes' } : {}),
      ...{ contest, title, styles: styles.join(' '), rule, seats, ballots: cast, blank, valid },
      ...{ option: id, name: label, votes: value, first_preferences: first, outcome: fate },
    }));
  });
  return stringify(rows, { header: true, bom: true, escape_formulas: true });
}
