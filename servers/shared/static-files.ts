/** Serves the folder that `next build` exports: the files that are there when the server starts, and nothing else. */
import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';

/** The terminal and the card personalisation station, at whichever port of this machine. */
const LOOPBACK = 'http://127.0.0.1:*';
/** Features of browsers that no page of ours uses. */
const FEATURES = ['camera', 'display-capture', 'geolocation', 'hid', 'microphone', 'midi', 'payment', 'usb'];

/** For pages that talk to their own host, to the servers with the URLs `connect`, and to this machine's loopback. */
export const contentSecurityPolicy = (connect: readonly string[]): string => {
  const sources = new Set(["'self'", LOOPBACK, ...connect.map((url) => new URL(url).origin)]);
  return [
    "default-src 'none'",
    // WebAssembly: the pairings with which a page verifies an election record. No text becomes code by it.
    "script-src 'self' 'wasm-unsafe-eval'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src ${[...sources].join(' ')}`,
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
};

/** The headers of every page and file, as {@link contentSecurityPolicy} restricts it. */
export const pageHeaders = (connect: readonly string[]): Readonly<Record<string, string>> => ({
  'content-security-policy': contentSecurityPolicy(connect),
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': FEATURES.map((feature) => `${feature}=()`).join(', '),
  'x-frame-options': 'DENY',
});

export interface StaticFiles {
  /** Where the export is; it may be missing. */
  readonly folder: string;
  readonly headers: Readonly<Record<string, string>>;
}

const NOT_FOUND_PAGE = '/404.html';

/**
 * Adds the routes for GET and HEAD of every path that has no other route. `/elections` is answered with elections.html;
 * what is missing, with 404.html to who asks for a page and as by `buildApp` to others. An app that is not built has one
 * page, which says so.
 */
export function addStaticFiles(app: FastifyInstance, { folder, headers }: StaticFiles): void {
  const files = filesIn(folder);
  if (!files.has('/')) {
    addNotBuilt(app);
    return;
  }
  app.register(fastifyStatic, { serve: false, root: folder, preCompressed: true });
  app.route({
    method: ['GET', 'HEAD'],
    url: '/*',
    handler: (request, reply) => {
      const { '*': path } = request.params as { '*': string };
      const found = files.get(`/${path}`);
      const wantsPage = request.headers.accept?.includes('text/html') === true;
      const file = found ?? (wantsPage ? files.get(NOT_FOUND_PAGE) : undefined);
      if (file === undefined) return reply.callNotFound();
      if (found === undefined) reply.code(404);
      reply.headers({ ...headers, 'cache-control': cacheControl(file) });
      return reply.sendFile(file, folder, { cacheControl: false });
    },
  });
}

/** Each file by its path in URLs, decoded. What a link leads to is left out, and all with a part that begins with a dot. */
function filesIn(folder: string): ReadonlyMap<string, string> {
  if (!existsSync(folder)) return new Map();
  const root = realpathSync(folder);
  const names = readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .filter((path) => realpathSync(path) === path)
    .map((path) => relative(root, path).replaceAll(sep, '/'))
    .filter((name) => !/(^|\/)\./.test(name));
  return new Map(names.flatMap((name) => [`/${name}`, pagePath(name)].map((path) => [path, name] as const)));
}

const pagePath = (name: string): string => (name === 'index.html' ? '/' : `/${name.replace(/\.html$/, '')}`);

/** The names of files below _next/static change with their content. */
function cacheControl(file: string): string {
  if (file.startsWith('_next/static/')) return 'public, max-age=31536000, immutable';
  return file.endsWith('.html') ? 'no-store' : 'no-cache';
}

function addNotBuilt(app: FastifyInstance): void {
  app.get('/', async (_request, reply) =>
    reply
      .code(503)
      .type('text/plain; charset=utf-8')
      .send('These pages are not built yet. Run "./revs build", then start this server again.\n'),
  );
}
