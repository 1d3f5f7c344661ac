import { Head, Html, Main, NextScript } from 'next/document';

/** The language is set again by the page, from the browser's. */
export default function Document() {
  return (
    <Html lang="en">
      <Head>
        <meta name="color-scheme" content="light dark" />
        <link rel="icon" href="/icon.svg" />
        {/* react-aria would add a style element of its own, which the Content-Security-Policy forbids: see base.css. */}
        <meta id="react-aria-pressable-style" />
      </Head>
      <body>
        <Main />
        <NextScript />
      </body>
    </Html>
  );
}
