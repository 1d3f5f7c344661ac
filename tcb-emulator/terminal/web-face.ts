/**
 * The device as a web page, `web/`. Its files hold no secret and need no token; the page takes the token from the
 * fragment of its address, which a browser never sends, and asks the human interface like any other face.
 */

import { readFileSync } from 'node:fs';
import type { FastifyInstance } from 'fastify';

const FILES = [
  ['/', 'index.html', 'text/html; charset=utf-8'],
  ['/terminal.css', 'terminal.css', 'text/css; charset=utf-8'],
  ['/terminal.js', 'terminal.js', 'text/javascript; charset=utf-8'],
  ['/words.js', 'words.js', 'text/javascript; charset=utf-8'],
  ['/icon.svg', 'icon.svg', 'image/svg+xml'],
] as const;

export function addWebFace(app: FastifyInstance): void {
  for (const [url, file, type] of FILES) {
    const content = readFileSync(new URL(`web/${file}`, import.meta.url));
    app.get(url, { config: { open: true } }, (_request, reply) => reply.type(type).send(content));
  }
}

/** The address to open in a browser. @param url of the human interface */
export function webAddress(url: string, token: string): string {
  return `${url}/#token=${encodeURIComponent(token)}`;
}
