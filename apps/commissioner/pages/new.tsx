import dynamic from 'next/dynamic';
import { useRouter } from 'next/router';
import { useCallback } from 'react';
import { Page } from '../console/Page.tsx';
import { useConsole, useIsOffice } from '../console/use-console.ts';

// The ballot parser and the terminal's dialogue are heavy; and the draft is this browser's.
const NewElection = dynamic(
  () => import('../new-election/NewElection.tsx').then((module) => module.NewElection),
  { ssr: false, loading: Loading },
);

export default function New() {
  const { texts } = useConsole();
  const isOffice = useIsOffice();
  const { query, isReady, replace } = useRouter();
  const like = typeof query.copy === 'string' ? query.copy : undefined;
  const forget = useCallback(() => void replace('/new'), [replace]);
  return (
    <Page title={texts.editor.new.heading} intro={texts.editor.new.intro}>
      {isOffice && isReady && <NewElection like={like} onCopied={forget} />}
    </Page>
  );
}

function Loading() {
  return <p className="quiet">{useConsole().texts.loading}</p>;
}
