/**
 * The HTTP side of every server: a Fastify application that keeps no trace of who asked for what (contract section 5.3),
 * bounds what a request may cost, and refuses with a stable code (section 5.7).
 */
import type { Socket } from 'node:net';
import rateLimitPlugin from '@fastify/rate-limit';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { Alarm } from './alarm.ts';
import type { Logger } from './logger.ts';
import type { Metrics } from './metrics.ts';
import { type HttpRefusal, refusalOf, refusalOfStatus, ServiceError } from './service-error.ts';
import { hasErrorCode } from './startup-error.ts';
import type { StoreFault } from './store-fault.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** True if browsers may call this route from any origin. */
    public?: boolean;
  }
  interface FastifyReply {
    /** The code of the refusal that was sent, for the log; '' if none was. */
    refusalCode: string;
  }
}

/** What `/health` answers besides role and ID: `failing` with status 503, if nothing can be stored. */
export type Health =
  | { readonly status: 'ok' }
  /**
   * The elections whose stores are damaged, or older than what the server has signed, or whose shares are not renewed as they should be; all others run. After a fork, all of them:
   * voting goes on, and nothing that needs the board.
   */
  | {
      readonly status: 'degraded';
      readonly code: StoreFault | Alarm | 'board/fork';
      readonly elections: readonly string[];
    }
  | {
      readonly status: 'failing';
      readonly code: StoreFault | 'board/rolled-back';
      readonly message: string;
    };

const OK: Health = { status: 'ok' };

export interface AppOptions {
  readonly role: string;
  readonly id: string;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Of what the server stores; ok if it stores nothing. */
  readonly health?: () => Health;
  /** Requests that one address may make in a second: 5,000 unless told, since many voters may share an address. */
  readonly rateLimit?: number;
}

const CBOR = 'application/cbor';
/** Bytes of a request's body, unless its route takes more: `bodyLimit`, together with {@link HostedElections.guard}. */
const BODY_LIMIT = 16_384;
/** Bytes that may still come, and are dropped, after a refusal: with more the connection is closed. */
const MAX_DROPPED = 1_048_576;
const DEFAULT_RATE_LIMIT = 5_000;
const MAX_CONNECTIONS = 4_096;
/** Milliseconds. A request must be here in full, headers and body, within REQUEST_TIMEOUT. */
const REQUEST_TIMEOUT = 10_000;
const TIMEOUT_CHECK_INTERVAL = 1_000;
const IDLE_TIMEOUT = 60_000;
const KEEP_ALIVE_TIMEOUT = 30_000;
/** Bytes. */
const MAX_HEADERS = 8_192;
const NO_SUCH_ROUTE = 'no such method and path';
/** The route that requests are logged under which belong to none. */
const NO_ROUTE = 'none';

const SECURITY_HEADERS = {
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'",
};
const PREFLIGHT_HEADERS = {
  'access-control-allow-methods': 'GET, POST',
  'access-control-allow-headers': 'content-type',
  'access-control-max-age': '86400',
};

/**
 * Builds an application that does not listen yet; add routes, then hand it to `runServer` or inject requests.
 * Throw ProtocolError, BallotError or ServiceError in a handler to refuse. `request.log` is silent: use your own logger.
 */
export function buildApp(options: AppOptions): FastifyInstance {
  const { role, id, logger, metrics } = options;
  const app = fastify({
    bodyLimit: BODY_LIMIT,
    // A reverse proxy on this machine says whom it asks for (operating guide); nobody else is believed.
    trustProxy: 'loopback',
    // Fastify's own log has addresses and URLs in it.
    logger: false,
    exposeHeadRoutes: false,
    // Otherwise Fastify would turn "1" into 1 and drop members that it does not know.
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false } },
    // Requests that come on open connections during a shutdown are still served, within its deadline.
    return503OnClosing: false,
    requestTimeout: REQUEST_TIMEOUT,
    connectionTimeout: IDLE_TIMEOUT,
    keepAliveTimeout: KEEP_ALIVE_TIMEOUT,
    http: {
      headersTimeout: REQUEST_TIMEOUT,
      connectionsCheckingInterval: TIMEOUT_CHECK_INTERVAL,
      maxHeaderSize: MAX_HEADERS,
      // Checked below: Node.js would refuse without a code.
      requireHostHeader: false,
    },
    frameworkErrors: (error, _request, reply) => {
      reply.headers(SECURITY_HEADERS);
      const refusal = refusalOf(error);
      recordUnrouted(options, refusal);
      return refuse(reply, refusal);
    },
    clientErrorHandler: (error, socket) => refuseConnection(options, error, socket),
  });
  app.server.maxConnections = MAX_CONNECTIONS;
  app.removeContentTypeParser('text/plain');
  app.addContentTypeParser(CBOR, { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  app.decorateReply('refusalCode', '');

  app.addHook('onRequest', async (request, reply) => {
    reply.headers(SECURITY_HEADERS);
    if (request.routeOptions.config?.public === true) reply.header('access-control-allow-origin', '*');
    // RFC 9112, section 3.2
    const hosts = request.raw.rawHeaders.filter((name, i) => i % 2 === 0 && /^host$/i.test(name)).length;
    if (hosts > 1 || (hosts === 0 && request.raw.httpVersion === '1.1'))
      throw new ServiceError('service/bad-request', 400, 'a request has one host header');
  });
  addRateLimit(app, options.rateLimit ?? DEFAULT_RATE_LIMIT);
  addPreflight(app);
  app.addHook('onRequest', async (request) => {
    // Before a body is read that no route would take.
    if (request.is404) throw new ServiceError('service/not-found', 404, NO_SUCH_ROUTE);
  });
  app.addHook('onResponse', async (request, reply) => {
    record(options, request, reply);
  });
  app.setErrorHandler((error, request, reply) => {
    const refusal = refusalOf(error);
    if (isBrokenOff(error)) logger.debug({ brokenOff: request.routeOptions.url ?? NO_ROUTE });
    else if (refusal.status === 500) logFailure(logger, request, error);
    if (hasMuchToSend(request)) reply.header('connection', 'close');
    return refuse(reply, refusal);
  });
  app.setNotFoundHandler((_request, reply) =>
    refuse(reply, { status: 404, code: 'service/not-found', message: NO_SUCH_ROUTE }),
  );

  app.get('/health', async (_request, reply) => {
    const health = options.health?.() ?? OK;
    return reply.code(health.status === 'failing' ? 503 : 200).send({ ...health, role, id });
  });
  app.get('/metrics', async (_request, reply) => {
    reply.type(metrics.registry.contentType);
    return metrics.registry.metrics();
  });
  return app;
}

/** The client has gone before its body was here: nobody's fault, and nobody to answer. */
const isBrokenOff = (error: unknown): boolean => hasErrorCode(error, 'ECONNRESET');

/** Whether a body is under way that would cost something even if it were only dropped. */
function hasMuchToSend({ headers, raw }: FastifyRequest): boolean {
  const length =
    headers['transfer-encoding'] === undefined ? Number(headers['content-length'] ?? 0) : Infinity;
  return !raw.complete && length > MAX_DROPPED;
}

/** Answers with `bytes`, the encoded CBOR, unless told otherwise with status 200. */
export function sendCbor(reply: FastifyReply, bytes: Uint8Array): FastifyReply {
  return reply.type(CBOR).send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
}

/**
 * The CBOR body of a request, as a Uint8Array of its own memory.
 * Errors: service/unsupported-type if there is no CBOR body, service/too-large above `maxLength` bytes.
 */
export function cborBody(request: FastifyRequest, maxLength: number): Uint8Array {
  const { body } = request;
  if (!Buffer.isBuffer(body))
    throw new ServiceError('service/unsupported-type', 415, `the body must be ${CBOR}`);
  if (body.length > maxLength)
    throw new ServiceError('service/too-large', 413, `the body is longer than ${maxLength} bytes`);
  return new Uint8Array(body);
}

/** One count per address for all routes, existing or not. */
function addRateLimit(app: FastifyInstance, max: number): void {
  app.register(rateLimitPlugin, { global: false });
  app.addHook('onRequest', rateLimiter(app, { max, timeWindow: 1_000 }));
}

/**
 * A hook that lets one address make `max` requests in `timeWindow` milliseconds. Addresses stay in memory, for so long.
 * Errors: service/rate-limited.
 */
export function rateLimiter(
  app: FastifyInstance,
  limits: { readonly max: number; readonly timeWindow: number },
): (request: FastifyRequest) => Promise<void> {
  let limit: ReturnType<FastifyInstance['createRateLimit']> | undefined;
  return async (request) => {
    // Made late because the plugin, hence its decorator, loads after the routes have been added.
    limit ??= app.createRateLimit({ ...limits });
    const result = await limit(request);
    if (!result.isAllowed && result.isExceeded)
      throw new ServiceError(
        'service/rate-limited',
        429,
        `more than ${limits.max} requests in ${limits.timeWindow / 1_000} s: wait that long`,
      );
  };
}

/** Answers the preflight requests of browsers for public routes (Fetch standard, CORS protocol). */
function addPreflight(app: FastifyInstance): void {
  const paths = new Set<string>();
  app.addHook('onRoute', (route) => {
    if (route.config?.public !== true || paths.has(route.url)) return;
    paths.add(route.url);
    app.options(route.url, { config: { public: true } }, async (_request, reply) =>
      reply.code(204).headers(PREFLIGHT_HEADERS).send(),
    );
  });
}

function refuse(reply: FastifyReply, { status, code, message }: HttpRefusal): FastifyReply {
  reply.refusalCode = code;
  return reply.code(status).send({ code, message });
}

function record({ logger, metrics }: AppOptions, request: FastifyRequest, reply: FastifyReply): void {
  const { method } = request;
  const route = request.routeOptions.url ?? NO_ROUTE;
  const status = reply.statusCode;
  metrics.observe({ method, route, status, seconds: reply.elapsedTime / 1_000 });
  const code = reply.refusalCode === '' ? {} : { code: reply.refusalCode };
  logger.info({ method, route, status, ms: Math.round(reply.elapsedTime), ...code });
}

/** For requests that are refused before they have a route. */
function recordUnrouted({ logger, metrics }: AppOptions, { status, code }: HttpRefusal): void {
  metrics.observe({ method: NO_ROUTE, route: NO_ROUTE, status, seconds: 0 });
  logger.info({ method: NO_ROUTE, route: NO_ROUTE, status, code });
}

function logFailure(logger: Logger, request: FastifyRequest, error: unknown): void {
  const stack = error instanceof Error ? error.stack : String(error);
  logger.error({ method: request.method, route: request.routeOptions.url ?? NO_ROUTE, stack });
}

const NODE_ERROR_STATUS: Readonly<Record<string, number>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 408,
  HPE_HEADER_OVERFLOW: 431,
};

/** Answers what Node.js could not parse, or waited for too long, on the bare socket, and closes it. */
function refuseConnection(options: AppOptions, error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  const refusal = refusalOfStatus(NODE_ERROR_STATUS[error.code ?? ''] ?? 400);
  recordUnrouted(options, refusal);
  const body = JSON.stringify({ code: refusal.code, message: refusal.message });
  const headers = `content-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close`;
  if (socket.writable) socket.write(`HTTP/1.1 ${refusal.status} Refused\r\n${headers}\r\n\r\n${body}`);
  socket.destroySoon();
}
