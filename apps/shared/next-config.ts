/** What both apps have in common: a folder of files that any host can serve, without a server of our own at run time. */
import { fileURLToPath } from 'node:url';
import type { NextConfig } from 'next';

export const staticApp: NextConfig = {
  output: 'export',
  reactStrictMode: true,
  poweredByHeader: false,
  images: { unoptimized: true },
  // The shared one starts from a script within the page, which the Content-Security-Policy forbids.
  experimental: { turbopackSharedRuntime: false },
  turbopack: { root: fileURLToPath(new URL('../..', import.meta.url)) },
  // `revs test` checks the types of all apps with one compiler: apps/tsconfig.json.
  typescript: { ignoreBuildErrors: true, tsconfigPath: '../tsconfig.json' },
};
