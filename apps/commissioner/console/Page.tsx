import Head from 'next/head';
import type { ReactNode } from 'react';
import { useConsole } from './use-console.ts';

export interface PageProps {
  readonly title: string;
  readonly intro?: string;
  /** Beside the title. */
  readonly actions?: ReactNode;
  readonly children?: ReactNode;
}

export function Page({ title, intro, actions, children }: PageProps) {
  const { texts, role } = useConsole();
  return (
    <>
      <Head>
        <title>{`${title} · ${texts.title}`}</title>
      </Head>
      <div className="stack tight">
        <div className="row spread">
          <h1>{title}</h1>
          {actions}
        </div>
        {intro !== undefined && <p className="quiet prose">{intro}</p>}
        {role !== 'office' && <p className="prose">{texts.readOnly[role]}</p>}
      </div>
      {children}
    </>
  );
}
