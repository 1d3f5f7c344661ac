import type { AppProps } from 'next/app';
import '../../shared/base.css';
import '../styles/app.css';
import { Console } from '../console/Console.tsx';

export default function App({ Component, pageProps }: AppProps) {
  return (
    <Console>
      <Component {...pageProps} />
    </Console>
  );
}
