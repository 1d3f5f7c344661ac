/** The two options of a yes-no contest whose author gave none. */

import type { Option } from './ballot.ts';
import { BallotError } from './errors.ts';

const WORDS: ReadonlyMap<string, readonly [yes: string, no: string]> = new Map([
  ['de', ['Ja', 'Nein']],
  ['en', ['Yes', 'No']],
  ['fr', ['Oui', 'Non']],
  ['pt', ['Sim', 'Não']],
]);

/** Regional forms (`pt-BR`) use the words of their language. */
export function yesNoOptions(languages: readonly string[], where: string): readonly [Option, Option] {
  const yes: Record<string, string> = {};
  const no: Record<string, string> = {};
  for (const language of languages) {
    const words = WORDS.get(language.split('-')[0] ?? '');
    if (words === undefined) {
      throw new BallotError(
        'ballot/missing-language',
        where,
        `no built-in Yes and No in ${language}: give two options`,
      );
    }
    [yes[language], no[language]] = words;
  }
  return [
    { id: 'yes', short: yes, long: yes },
    { id: 'no', short: no, long: no },
  ];
}
