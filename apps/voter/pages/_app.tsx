import type { AppProps } from 'next/app';
import '../../shared/base.css';
import '../styles/app.css';

export default function App({ Component, pageProps }: AppProps) {
  return <Component {...pageProps} />;
}
