/** The language of a page: the reader's choice, kept in this browser; else the browser's; its texts are loaded on demand. */
import { useCallback, useEffect, useState } from 'react';
import { LANGUAGES, type Language, pickLanguage } from './i18n.ts';

const KEY = 'revs-language';

export interface LocalTexts<T> {
  readonly language: Language;
  readonly texts: T;
  readonly setLanguage: (language: Language) => void;
}

/** English comes with the page, the others by `load`. While one is on its way the page stays as it is. */
export function useLanguage<T>(
  english: T,
  load: Readonly<Record<Exclude<Language, 'en'>, () => Promise<T>>>,
): LocalTexts<T> {
  const [shown, setShown] = useState<{ language: Language; texts: T }>({ language: 'en', texts: english });
  const show = useCallback(
    (language: Language): void => {
      const texts = language === 'en' ? Promise.resolve(english) : load[language]();
      // A page that cannot be reached any more keeps the language it has.
      texts.then((loaded) => setShown({ language, texts: loaded })).catch(() => undefined);
    },
    [english, load],
  );
  useEffect(() => show(remembered() ?? pickLanguage(navigator.languages)), [show]);
  useEffect(() => {
    document.documentElement.lang = shown.language;
  }, [shown.language]);
  const setLanguage = (language: Language): void => {
    try {
      localStorage.setItem(KEY, language);
    } catch {
      // A browser that keeps nothing asks again the next time.
    }
    show(language);
  };
  return { ...shown, setLanguage };
}

function remembered(): Language | undefined {
  try {
    return LANGUAGES.find((language) => language === localStorage.getItem(KEY));
  } catch {
    return undefined;
  }
}
