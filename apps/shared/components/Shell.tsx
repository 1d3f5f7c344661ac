import type { ReactNode } from 'react';
import { type InLanguages, wordsIn } from '../../../common/languages.ts';
import { LANGUAGE_NAMES, LANGUAGES, type Language } from '../i18n.ts';

export interface ShellProps {
  readonly title: string;
  /** Whose page it is; `hasLogo`: at /logo.png. */
  readonly organisation?: { readonly name: InLanguages; readonly hasLogo: boolean } | undefined;
  readonly language: Language;
  readonly onLanguage: (language: Language) => void;
  readonly labels: { readonly skip: string; readonly language: string };
  /** Links to the parts of the app; the current one has `aria-current`. */
  readonly nav?: ReactNode;
  /** Beside the language: who is logged in. */
  readonly account?: ReactNode;
  readonly aside?: ReactNode;
  readonly children: ReactNode;
}

/** The frame of every page. */
export function Shell({ title, organisation, language, onLanguage, labels, ...parts }: ShellProps) {
  const { nav, account, aside, children } = parts;
  return (
    <>
      <a className="skip" href="#main">
        {labels.skip}
      </a>
      <header className="shell-header">
        <div>
          <a className="brand" href="./">
            {organisation?.hasLogo === true ? <Logo /> : <Mark />}
            <span>
              {title}
              {organisation !== undefined && (
                <span className="organisation">{wordsIn(organisation.name, language)}</span>
              )}
            </span>
          </a>
          {nav}
          <div className="row">
            <label className="language">
              {labels.language}
              <select
                value={language}
                onChange={(event) => onLanguage(LANGUAGES.find((one) => one === event.target.value) ?? 'en')}
              >
                {LANGUAGES.map((one) => (
                  <option key={one} value={one} lang={one}>
                    {LANGUAGE_NAMES[one]}
                  </option>
                ))}
              </select>
            </label>
            {account}
          </div>
        </div>
      </header>
      <main className="shell-main" id="main" tabIndex={-1}>
        {children}
      </main>
      {aside !== undefined && <footer className="shell-footer">{aside}</footer>}
    </>
  );
}

/** The organisation's name stands beside it. */
function Logo() {
  // biome-ignore lint/performance/noImgElement: the pages are exported files, there is no server that would optimise it
  return <img src="/logo.png" alt="" />;
}

/** A sealed envelope with a tick. */
function Mark() {
  return (
    <svg viewBox="0 0 32 32" aria-hidden="true">
      <rect x="2" y="6" width="28" height="20" rx="4" fill="currentColor" />
      <path d="M9 16.5l5 5L24 11" fill="none" className="mark-tick" strokeWidth="3.2" strokeLinecap="round" />
    </svg>
  );
}
