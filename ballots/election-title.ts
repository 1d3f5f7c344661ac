/**
 * The election's title in the languages of its ballots: the manifest has one title, ballots have theirs in each language. Where
 * the election's is a ballot's in some language, both are one title.
 */
import { bestOf } from '../common/languages.ts';
import type { Ballot, LocalText } from './ballot.ts';

export const isTitleOf = (title: string, ballot: Ballot): boolean =>
  Object.values(ballot.title).includes(title);

/** Of the first such ballot; none if there is no such ballot. */
export function titlesOf(title: string, ballots: readonly Ballot[]): LocalText {
  return ballots.find((ballot) => isTitleOf(title, ballot))?.title ?? {};
}

export interface Titled {
  /** As its officers wrote it. */
  readonly title: string;
  readonly titles: LocalText;
}

/** The title for a reader, and the language that it is in, if that is known. */
export function titleIn({ title, titles }: Titled, language: string): { title: string; lang?: string } {
  const lang = bestOf(Object.keys(titles), language);
  const own = titles[lang];
  return own === undefined ? { title } : { title: own, lang };
}
