/**
 * Who may ask a server that listens on loopback. Any program and any web page on the PC can reach it, so each request is
 * checked before anything else: its Host header (DNS rebinding gives a page of another site a loopback address, but not a
 * loopback name), the origin of the page that asks, and the token, where the server has one.
 *
 * A refusal is `{code, message}` in JSON, 403 or, for the token, 401. It never quotes the request.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance } from 'fastify';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Served without the token: for what holds no secret. */
    readonly open?: true;
  }
}

const LOOPBACK = /^(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?$/;
const SHORTEST_TOKEN = 16;

/** Fetch standard, CORS protocol; and what Chromium asks before a public page may reach loopback. */
const PREFLIGHT = {
  'access-control-allow-methods': 'GET, POST',
  'access-control-allow-headers': 'content-type',
  'access-control-allow-private-network': 'true',
  'access-control-max-age': '600',
};

export interface GuardRefusal {
  readonly code: string;
  readonly message: string;
}

export interface LoopbackRules {
  /** Of a request that is addressed to a name that is not loopback. */
  readonly foreignHost: GuardRefusal;
  readonly origin: {
    /** @param origin of the page that asks; undefined: no page does. @param own the server's own origin */
    readonly admits: (origin: string | undefined, own: string) => boolean;
    readonly refusal: GuardRefusal;
  };
  /** Asked of every request but those for routes configured as `open`. At least 16 characters. */
  readonly token?: { readonly value: string; readonly refusal: GuardRefusal };
}

/**
 * Call before any route is added. Pages of other origins that are admitted may read the answers (CORS).
 * @throws RangeError if the token is too short
 */
export function guardLoopback(app: FastifyInstance, { foreignHost, origin, token }: LoopbackRules): void {
  const bearsToken = token === undefined ? () => true : tokenCheck(token.value);
  app.addHook('onRequest', async ({ headers, method, routeOptions }, reply) => {
    const { host = '', origin: asking, authorization = '' } = headers;
    if (!LOOPBACK.test(host)) return reply.code(403).send(foreignHost);
    const own = `http://${host}`;
    if (!origin.admits(asking, own)) return reply.code(403).send(origin.refusal);
    if (asking !== undefined && asking !== own) {
      reply.headers({ 'access-control-allow-origin': asking, vary: 'Origin' });
      if (method === 'OPTIONS') return reply.code(204).headers(PREFLIGHT).send();
    }
    if (routeOptions.config.open !== true && !bearsToken(authorization))
      return reply.code(401).send(token?.refusal);
  });
}

/** Whether the origin is that of a page served on this machine's loopback, at any port. */
export function isLoopbackOrigin(origin: string): boolean {
  const [scheme, host = ''] = origin.split('://');
  return scheme === 'http' && LOOPBACK.test(host);
}

/** Digests have equal lengths, so that the comparison takes the same time whatever is sent. */
function tokenCheck(token: string): (authorization: string) => boolean {
  if (token.length < SHORTEST_TOKEN)
    throw new RangeError(`a token has at least ${SHORTEST_TOKEN} characters`);
  const expected = digest(`Bearer ${token}`);
  return (authorization) => timingSafeEqual(digest(authorization), expected);
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
