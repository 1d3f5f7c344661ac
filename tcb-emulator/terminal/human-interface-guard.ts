/** Who may speak to the human interface, and how it refuses. */

import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

export type HumanInterfaceErrorCode =
  | 'terminal/unauthorized'
  | 'terminal/bad-host'
  | 'terminal/bad-request'
  | 'terminal/not-found'
  | 'terminal/text-not-shown'
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

/** @throws RangeError if the token is shorter than 16 characters */
export function guardHumanInterface(app: FastifyInstance, token: string): void {
  if (token.length < SHORTEST_TOKEN)
    throw new RangeError(`a token has at least ${SHORTEST_TOKEN} characters`);
  const expected = digest(`Bearer ${token}`);
  app.addHook('onRequest', async (request: FastifyRequest) => {
    if (!LOOPBACK_HOST.test(request.headers.host ?? '')) {
      throw new HumanInterfaceError(
        403,
        'terminal/bad-host',
        'only requests to a loopback address are served',
      );
    }
    // Equal lengths, constant time.
    if (!timingSafeEqual(digest(request.headers.authorization ?? ''), expected)) {
      throw new HumanInterfaceError(401, 'terminal/unauthorized', 'the token is missing or wrong');
    }
  });
}

/** Every error is JSON {code, message}; a message never repeats what the request held. */
export function installErrorReplies(app: FastifyInstance): void {
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
