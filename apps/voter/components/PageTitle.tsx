import Head from 'next/head';
import { useWords } from './words.ts';

/** The last one on the page is its title. */
export function PageTitle({ of }: { readonly of?: string }) {
  const { title } = useWords().texts;
  return (
    <Head>
      <title>{of === undefined ? title : `${of} – ${title}`}</title>
      <meta name="viewport" content="width=device-width, initial-scale=1" />
    </Head>
  );
}
