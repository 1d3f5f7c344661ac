/** Who may speak to the human interface and to the lab channel, and how they refuse. */

import { createHash, timingSafeEqual } from 'node:crypto';
import Fastify, { type FastifyError, type FastifyInstance, type FastifyReply } from 'fastify';
import type { AutomationErrorCode } from './automation-rules.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Served without the token: for what holds no secret. */
    readonly open?: true;
  }
}

export type HumanInterfaceErrorCode =
  | 'terminal/unauthorized'
  | 'terminal/bad-host'
  | 'terminal/bad-origin'
  | 'terminal/bad-request'
  | 'terminal/not-found'
  | 'terminal/text-not-shown'
  | 'terminal/unknown-card'
  | 'terminal/no-automation'
  | AutomationErrorCode
  | 'terminal/internal';

export class HumanInterfaceError extends Error {
  readonly status: number;
  readonly code: HumanInterfaceErrorCode;

  constructor(status: number, code: HumanInterfaceErrorCode, message: string) {
    super(message);
    this.name = 'HumanInterfaceError';
    this.status = status;
    this.code = code;
  }
}

const LOOPBACK_HOST = /^(?:localhost|127\.0\.0\.1|\[::1\])(?::[0-9]{1,5})?$/;
const SHORTEST_TOKEN = 16;
const MAX_BODY_BYTES = 8 * 1024;

/** The page may run its own script and ask its own server, and nothing else; nobody may frame it. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join('; ');

const HEADERS = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
};

/**
 * A server of JSON whose every request must be addressed to loopback (DNS rebinding), come from no page but its own,
 * and bear the token; only what is configured as `open` needs no token. It logs nothing.
 * @throws RangeError if the token is shorter than 16 characters
 */
export function createGuardedApp(token: string): FastifyInstance {
  const app = Fastify({
    bodyLimit: MAX_BODY_BYTES,
    forceCloseConnections: true, // else a poll of the display would hold up the end
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false } },
  });
  app.removeContentTypeParser('text/plain'); // JSON only
  installErrorReplies(app);
  guard(app, token);
  return app;
}

function guard(app: FastifyInstance, token: string): void {
  if (token.length < SHORTEST_TOKEN)
    throw new RangeError(`a token has at least ${SHORTEST_TOKEN} characters`);
  const expected = digest(`Bearer ${token}`);
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(HEADERS);
    const { host = '', origin, authorization = '' } = request.headers;
    if (!LOOPBACK_HOST.test(host)) {
      throw new HumanInterfaceError(
        403,
        'terminal/bad-host',
        'only requests to a loopback address are served',
      );
    }
    if (origin !== undefined && origin !== `http://${host}`)
      throw new HumanInterfaceError(403, 'terminal/bad-origin', 'another page may not ask');
    if (request.routeOptions.config.open) return;
    // Equal lengths, constant time.
    if (!timingSafeEqual(digest(authorization), expected))
      throw new HumanInterfaceError(401, 'terminal/unauthorized', 'the token is missing or wrong');
  });
}

/** Every error is JSON {code, message}; a message never repeats what the request held. */
function installErrorReplies(app: FastifyInstance): void {
  app.setNotFoundHandler(() => {
    throw new HumanInterfaceError(404, 'terminal/not-found', 'no such resource');
  });
  app.setErrorHandler((error: FastifyError, _request, reply) => {
    if (error instanceof HumanInterfaceError) return send(reply, error.status, error.code, error.message);
    const where = error.validation?.[0]?.instancePath;
    if (where !== undefined)
      return send(reply, 400, 'terminal/bad-request', `not as documented: ${where || '/'}`);
    if (error.code?.startsWith('FST_')) {
      return send(reply, error.statusCode ?? 400, 'terminal/bad-request', 'the request is not as documented');
    }
    // The card slot's refusals: <area>/<what>. Anything else stays inside.
    if (/^[a-z-]+\/[a-z0-9-]+$/.test(error.code ?? '')) return send(reply, 409, error.code, error.message);
    return send(reply, 500, 'terminal/internal', 'the terminal failed');
  });
}

function send(reply: FastifyReply, status: number, code: string, message: string): FastifyReply {
  return reply.status(status).send({ code, message });
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
