/** What the human interface and the lab channel have in common: who may ask them, and how they refuse. */

import Fastify, { type FastifyError, type FastifyInstance, type FastifyReply } from 'fastify';
import { HttpError } from '../../common/coded-error.ts';
import type { AutomationErrorCode } from './automation-rules.ts';
import { guardLoopback } from './loopback-guard.ts';

export type HumanInterfaceErrorCode =
  | 'terminal/bad-request'
  | 'terminal/not-found'
  | 'terminal/text-not-shown'
  | 'terminal/unknown-card'
  | 'terminal/no-automation'
  | AutomationErrorCode
  | 'terminal/internal';

export class HumanInterfaceError extends HttpError<HumanInterfaceErrorCode> {}

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
  app.addHook('onRequest', async (_request, reply) => void reply.headers(HEADERS));
  guardLoopback(app, {
    foreignHost: { code: 'terminal/bad-host', message: 'only requests to a loopback address are served' },
    origin: {
      admits: (origin, own) => origin === undefined || origin === own,
      refusal: { code: 'terminal/bad-origin', message: 'another page may not ask' },
    },
    token: {
      value: token,
      refusal: { code: 'terminal/unauthorized', message: 'the token is missing or wrong' },
    },
  });
  return app;
}

/** Every error is JSON {code, message}; a message never repeats what the request held. */
function installErrorReplies(app: FastifyInstance): void {
  app.setNotFoundHandler(() => {
    throw new HumanInterfaceError('terminal/not-found', 404, 'no such resource');
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
