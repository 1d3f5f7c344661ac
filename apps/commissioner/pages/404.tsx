import Link from 'next/link';
import { Page } from '../parts/Page.tsx';
import { useConsole } from '../parts/use-console.ts';

export default function NotFound() {
  const { texts } = useConsole();
  return (
    <Page title={texts.notFound}>
      <Link href="/">{texts.election.back}</Link>
    </Page>
  );
}
