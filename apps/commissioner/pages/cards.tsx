import dynamic from 'next/dynamic';
import { Page } from '../parts/Page.tsx';
import { useConsole } from '../parts/use-console.ts';

// The address of the desk is this browser's.
const Cards = dynamic(() => import('../parts/editor/Cards.tsx').then((module) => module.Cards), {
  ssr: false,
});

export default function CardsPage() {
  const { texts } = useConsole();
  return (
    <Page title={texts.editor.cards.heading} intro={texts.editor.cards.intro}>
      <Cards />
    </Page>
  );
}
