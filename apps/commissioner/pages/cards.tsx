import dynamic from 'next/dynamic';
import { Page } from '../console/Page.tsx';
import { useConsole, useIsOffice } from '../console/use-console.ts';

// The address of the station is this browser's.
const Cards = dynamic(() => import('../cards/Cards.tsx').then((module) => module.Cards), {
  ssr: false,
});

export default function CardsPage() {
  const { texts } = useConsole();
  return (
    <Page title={texts.editor.cards.heading} intro={texts.editor.cards.intro}>
      {useIsOffice() && <Cards />}
    </Page>
  );
}
