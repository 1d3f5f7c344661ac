import type { ReactNode } from 'react';
import { type InLanguages, wordsIn } from '../../../common/languages.ts';
import { Shell } from '../../shared/components/Shell.tsx';
import { useLanguage } from '../../shared/use-language.ts';
import type { AppConfig } from '../logic/config.ts';
import { en } from '../texts/en.ts';
import type { Texts } from '../texts/texts.ts';
import { type Loaded, useConfig } from './use-config.ts';
import { useWords, WordsContext } from './words.ts';

const LOAD = {
  pt: (): Promise<Texts> => import('../texts/pt.ts').then(({ pt }) => pt),
  fr: (): Promise<Texts> => import('../texts/fr.ts').then(({ fr }) => fr),
  de: (): Promise<Texts> => import('../texts/de.ts').then(({ de }) => de),
};

/** The frame of every page for voters: whose it is, in which language, who helps, what it keeps. */
export function VoterFrame({ children }: { readonly children: (config: Loaded<AppConfig>) => ReactNode }) {
  const { language, texts, setLanguage } = useLanguage<Texts>(en, LOAD);
  const config = useConfig();
  const organisation = config.at === 'here' ? config.value.organisation : undefined;
  return (
    <WordsContext value={{ language, texts }}>
      <Shell
        title={texts.title}
        organisation={organisation}
        language={language}
        onLanguage={setLanguage}
        labels={{ skip: texts.skip, language: texts.language }}
        aside={<Aside help={organisation?.help} />}
      >
        {children(config)}
      </Shell>
    </WordsContext>
  );
}

function Aside({ help }: { readonly help: InLanguages | undefined }) {
  const { texts, language } = useWords();
  const { label, data, accessibility } = texts.notices;
  return (
    <>
      {help !== undefined && (
        <section className="stack tight" aria-labelledby="help">
          <h2 id="help">{texts.help}</h2>
          <p>{wordsIn(help, language)}</p>
        </section>
      )}
      <WhatThisPageSees />
      <nav className="row" aria-label={label}>
        <a href="data-protection.html">{data}</a>
        <a href="accessibility.html">{accessibility}</a>
      </nav>
    </>
  );
}

function WhatThisPageSees() {
  const { heading, text, emulated, host } = useWords().texts.untrusted;
  return (
    <section className="stack tight" aria-labelledby="untrusted">
      <h2 id="untrusted">{heading}</h2>
      <p>{text}</p>
      <p>{emulated}</p>
      <p>{host}</p>
    </section>
  );
}
