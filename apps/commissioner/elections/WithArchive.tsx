import type { ReactNode } from 'react';
import type { ElectionSummary } from '../../../servers/commissioner/api/elections.ts';
import { fill, formatNumber } from '../../shared/i18n.ts';
import { useConsole } from '../console/use-console.ts';

export interface WithArchiveProps {
  readonly elections: readonly ElectionSummary[];
  /** Shows some of them as a list. */
  readonly children: (some: readonly ElectionSummary[]) => ReactNode;
}

/** Those that are archived stand apart, folded; the newest first. */
export function WithArchive({ elections, children }: WithArchiveProps) {
  const { texts, language } = useConsole();
  const sorted = elections.toSorted((a, b) => b.opens - a.opens);
  const archived = sorted.filter((election) => election.archived);
  const number = formatNumber(archived.length, language);
  return (
    <>
      {children(sorted.filter((election) => !election.archived))}
      {archived.length > 0 && (
        <details className="card">
          <summary>{fill(texts.elections.archived, { number })}</summary>
          {children(archived)}
        </details>
      )}
    </>
  );
}
