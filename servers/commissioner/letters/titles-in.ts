/** An election's title in the languages of letters. */
import { titleIn, titlesOf } from '../../../ballots/election-title.ts';
import { parseBallot } from '../../../ballots/parse-ballot.ts';
import type { Language } from '../../../common/languages.ts';
import type { CommissionerElection } from '../election/commissioner-election.ts';

export function titlesIn(election: CommissionerElection): Readonly<Record<Language, string>> {
  const { title } = election.election.manifest;
  const titles = titlesOf(title, [...election.ballots().values()].map(parseBallot));
  const of = (language: Language): string => titleIn({ title, titles }, language).title;
  return { en: of('en'), pt: of('pt'), fr: of('fr'), de: of('de') };
}
