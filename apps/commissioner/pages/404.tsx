import Link from 'next/link';
import { Page } from '../console/Page.tsx';
import { useConsole } from '../console/use-console.ts';

export default function NotFound() {
  const { texts } = useConsole();
  return (
    <Page title={texts.notFound}>
      <Link href="/">{texts.election.back}</Link>
    </Page>
  );
}
