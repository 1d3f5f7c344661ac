import type { ReactNode } from 'react';
import { PageTitle } from '../components/PageTitle.tsx';
import { VoterFrame } from '../components/VoterFrame.tsx';
import { useWords } from '../components/words.ts';
import type { AppConfig } from '../logic/config.ts';
import type { NoticeTexts } from './texts/shape.ts';
import { NOTICE_TEXTS } from './texts/texts.ts';

/** What is said of the deployment; nothing if its configuration cannot be read. */
export type Told = Pick<AppConfig, 'organisation' | 'retentionDays'>;

export const useNoticeTexts = (): NoticeTexts => NOTICE_TEXTS[useWords().language];

interface NoticePageProps {
  readonly of: 'data' | 'accessibility';
  readonly children: (told: Told) => ReactNode;
}

/** A page to read; it says what it can without a configuration too. */
export function NoticePage({ of, children }: NoticePageProps) {
  return (
    <VoterFrame>
      {(config) => (
        <Article of={of}>
          {config.at !== 'loading' && children(config.at === 'here' ? config.value : {})}
        </Article>
      )}
    </VoterFrame>
  );
}

function Article({ of, children }: { readonly of: NoticePageProps['of']; readonly children: ReactNode }) {
  const texts = useNoticeTexts();
  const { title, intro } = texts[of];
  return (
    <article className="stack notice-page">
      <PageTitle of={title} />
      <h1>{title}</h1>
      <p>{intro}</p>
      {children}
      <p>
        <a href="./">{texts.back}</a>
      </p>
    </article>
  );
}

export function Section({ heading, children }: { readonly heading: string; readonly children: ReactNode }) {
  return (
    <section className="stack tight">
      <h2>{heading}</h2>
      {children}
    </section>
  );
}
