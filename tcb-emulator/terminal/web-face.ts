/**
 * The device as a web page, `web/`. Its files hold no secret and need no token; the page takes the token from the
 * fragment of its address, which a browser never sends, and asks the human interface like any other face.
 */

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { FastifyInstance } from 'fastify';

const FILES = [
  ['/', 'index.html', 'text/html; charset=utf-8'],
  ['/terminal.css', 'terminal.css', 'text/css; charset=utf-8'],
  ['/device.css', 'device.css', 'text/css; charset=utf-8'],
  ['/icon.svg', 'icon.svg', 'image/svg+xml'],
] as const;
const SCRIPT = fileURLToPath(new URL('web/terminal.ts', import.meta.url));

export function addWebFace(app: FastifyInstance): void {
  for (const [url, file, type] of FILES) {
    const content = readFileSync(new URL(`web/${file}`, import.meta.url));
    app.get(url, { config: { open: true } }, (_request, reply) => reply.type(type).send(content));
  }
  let script: Promise<string> | undefined;
  app.get('/terminal.js', { config: { open: true } }, async (_request, reply) => {
    script ??= bundleScript();
    return reply.type('text/javascript; charset=utf-8').send(await script);
  });
}

/** When a page first asks, so that a terminal starts no slower for it; 0.1 s. Readable: it is the trusted display's. */
async function bundleScript(): Promise<string> {
  const { buildSync } = await import('esbuild');
  const { outputFiles } = buildSync({
    entryPoints: [SCRIPT],
    bundle: true,
    format: 'esm',
    target: 'es2022',
    charset: 'utf8',
    write: false,
  });
  const [bundle] = outputFiles;
  if (bundle === undefined) throw new Error('esbuild made nothing');
  return bundle.text;
}

/** The address to open in a browser. @param url of the human interface */
export function webAddress(url: string, token: string): string {
  return `${url}/#token=${encodeURIComponent(token)}`;
}
