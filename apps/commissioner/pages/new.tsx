import dynamic from 'next/dynamic';
import { Page } from '../console/Page.tsx';
import { useConsole, useIsOffice } from '../console/use-console.ts';

// The ballot parser and the terminal's dialogue are heavy; and the draft is this browser's.
const NewElection = dynamic(
  () => import('../new-election/NewElection.tsx').then((module) => module.NewElection),
  { ssr: false, loading: Loading },
);

export default function New() {
  const { texts } = useConsole();
  return (
    <Page title={texts.editor.new.heading} intro={texts.editor.new.intro}>
      {useIsOffice() && <NewElection />}
    </Page>
  );
}

function Loading() {
  return <p className="quiet">{useConsole().texts.loading}</p>;
}
