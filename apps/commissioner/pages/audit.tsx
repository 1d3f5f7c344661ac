import { useState } from 'react';
import type { AuditEntry, AuditPage } from '../../../servers/commissioner/api/audit.ts';
import { Button, LinkButton } from '../../shared/components/Button.tsx';
import { Card } from '../../shared/components/Card.tsx';
import { DataTable } from '../../shared/components/DataTable.tsx';
import { Notice } from '../../shared/components/Notice.tsx';
import { fill, formatNumber } from '../../shared/i18n.ts';
import { detailOf, pagesOf, rangeOf } from '../audit/audit.ts';
import { VerifyLog } from '../audit/VerifyLog.tsx';
import { CopyButton } from '../console/CopyButton.tsx';
import { exactTime } from '../console/format.ts';
import { Page } from '../console/Page.tsx';
import { Problem } from '../console/Problem.tsx';
import { type Texts, useConsole } from '../console/use-console.ts';
import { useRead } from '../console/use-load.ts';

/** Milliseconds. */
const EVERY = 10_000;

export default function Audit() {
  const { texts } = useConsole();
  const { audit } = texts;
  const { value: newest, error, reload } = useRead('/officer/audit?from=0&limit=0', EVERY);
  return (
    <Page
      title={audit.heading}
      intro={audit.intro}
      actions={
        <LinkButton href="/officer/audit.jsonl" download>
          {audit.export}
        </LinkButton>
      }
    >
      {error !== undefined && <Problem error={error} texts={texts} onRetry={reload} />}
      {newest !== undefined && <Head newest={newest} />}
      {newest !== undefined && <Entries total={newest.total} />}
      {newest !== undefined && <VerifyLog onBoard={newest.onBoard} />}
    </Page>
  );
}

/** What the board has of the log: an anchor that nobody here can change. */
function OnBoard({ newest, contradicting }: AuditPage['onBoard']) {
  const { texts, language } = useConsole();
  const { audit } = texts;
  const told = (text: string, { total, time }: NonNullable<typeof newest>): string =>
    fill(text, { total: formatNumber(total, language), time: exactTime(time, language) });
  if (contradicting !== null)
    return (
      <Notice kind="danger" title={audit.rewritten}>
        <p>{told(audit.rewrittenText, contradicting)}</p>
      </Notice>
    );
  return <p className="quiet">{newest === null ? audit.notOnBoard : told(audit.onBoard, newest)}</p>;
}

function Head({ newest: { total, head, onBoard } }: { readonly newest: AuditPage }) {
  const { texts, language } = useConsole();
  const { audit } = texts;
  return (
    <Card title={audit.head}>
      <p>
        <code>{head}</code>
        <br />
        <span className="quiet">{fill(audit.total, { total: formatNumber(total, language) })}</span>
      </p>
      <OnBoard {...onBoard} />
      <p className="prose">{audit.headText}</p>
      <pre className="command">{`./revs audit verify audit.jsonl --anchor ${head}`}</pre>
      <div className="row">
        <CopyButton what="head" text={head} />
      </div>
    </Card>
  );
}

function Entries({ total }: { readonly total: number }) {
  const { texts, language } = useConsole();
  const { audit } = texts;
  const [page, setPage] = useState(0);
  const { from, limit } = rangeOf(total, page);
  const { value, error, reload } = useRead(`/officer/audit?from=${from}&limit=${limit}`);
  const shown = {
    from: formatNumber(from + limit, language),
    to: formatNumber(Math.min(from + 1, total), language),
    total: formatNumber(total, language),
  };
  return (
    <>
      {error !== undefined && <Problem error={error} texts={texts} onRetry={reload} />}
      <DataTable
        caption={audit.caption}
        columns={[
          { key: 'number', label: audit.number, numeric: true },
          { key: 'time', label: audit.time },
          { key: 'officer', label: audit.officer },
          { key: 'action', label: audit.action },
          { key: 'outcome', label: audit.outcome },
          { key: 'detail', label: audit.detail },
        ]}
        rows={(value?.entries ?? []).toReversed().map((entry) => ({
          id: entry.hash,
          cells: {
            number: formatNumber(entry.index + 1, language),
            time: exactTime(entry.time, language),
            officer: officerOf(entry, texts),
            action: wordOf(entry.action, audit.actions),
            outcome: <Outcome entry={entry} texts={texts} />,
            detail: <span className="small wrap facts-line">{detailOf(entry.detail)}</span>,
          },
        }))}
        empty={value === undefined ? texts.loading : audit.empty}
      />
      <div className="row">
        <Button isDisabled={page === 0} onPress={() => setPage(page - 1)}>
          {audit.newer}
        </Button>
        <Button isDisabled={page >= pagesOf(total) - 1} onPress={() => setPage(page + 1)}>
          {audit.older}
        </Button>
        <span role="status" className="quiet">
          {fill(audit.shown, shown)}
        </span>
      </div>
    </>
  );
}

const wordOf = (key: string, words: Readonly<Record<string, string>>): string => words[key] ?? key;

const officerOf = ({ officer }: AuditEntry, { audit }: Texts): string =>
  wordOf(officer, { token: audit.token, '(unknown)': audit.unknownName });

function Outcome({ entry: { outcome }, texts }: { readonly entry: AuditEntry; readonly texts: Texts }) {
  if (outcome === 'done') return <span className="tag success">{texts.audit.done}</span>;
  if (outcome === 'begun') return <span className="tag">{texts.audit.begun}</span>;
  return <span className="tag danger">{outcome}</span>;
}
