/** The texts of the page in the reader's language, for all its components. */
import { createContext, useContext } from 'react';
import { fill, formatNumber, formatPercent, formatTime, type Language } from '../../shared/i18n.ts';
import { en } from '../texts/en.ts';
import type { Texts } from '../texts/texts.ts';

export interface Words {
  readonly language: Language;
  readonly texts: Texts;
}

export const WordsContext = createContext<Words>({ language: 'en', texts: en });

export function useWords() {
  const words = useContext(WordsContext);
  const { language } = words;
  return {
    ...words,
    fill,
    number: (value: number): string => formatNumber(value, language),
    percent: (share: number): string => formatPercent(share, language),
    time: (milliseconds: number): string => formatTime(milliseconds, language),
  };
}
