/**
 * The PC interface of the terminal: what a USB cable would carry, over HTTP on loopback. Whoever calls it is hostile by
 * assumption: it cannot press keys, read the display, or reach the voting applet but through the Finlet.
 *
 * GET  /card            the key hash of the card in the slot, and the public key of the terminal's Commissioner
 * GET  /status?wait=P   how far the session is; with `wait`, once the phase is no longer P, after 20 s in any case
 * POST /finlet          a Finlet to install, signed
 * POST /finlet/NAME     a call to the Finlet
 */
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { ProtocolError } from '../../protocol/errors.ts';
import { type Codec, encode } from '../../protocol/primitives/cbor.ts';
import { cardStatusCodec, statusCodec } from '../finlet/pc-messages.ts';
import type { FinreadTerminal, InstalledFinlet } from './finread-terminal.ts';
import { guardLoopback, isLoopbackOrigin } from './loopback-guard.ts';
import { TERMINAL_MEMORY } from './terminal-refusal.ts';

/** How long a request for the status may wait for a change, in milliseconds. */
const LONGEST_POLL = 20_000;

/** Verifies and loads a Finlet's package. Errors: TerminalRefusal finlet/unsigned. */
export type LoadFinlet = (document: Uint8Array) => Promise<InstalledFinlet>;

/** `origins`: of web pages that are not on this machine's loopback and may still use the terminal. */
export function createPcInterface(
  terminal: FinreadTerminal,
  loadFinlet: LoadFinlet,
  origins: readonly string[] = [],
): FastifyInstance {
  const app = Fastify({ bodyLimit: TERMINAL_MEMORY, routerOptions: { maxParamLength: 64 } });
  app.addContentTypeParser('application/cbor', { parseAs: 'buffer' }, (_request, body, done) =>
    done(null, body),
  );
  guardLoopback(app, {
    foreignHost: { code: 'terminal/not-loopback', message: 'addressed to another host' },
    // Any web page that the voter happens to visit could otherwise begin sessions.
    origin: {
      admits: (origin) => origin === undefined || origins.includes(origin) || isLoopbackOrigin(origin),
      refusal: { code: 'terminal/bad-origin', message: 'this page may not ask' },
    },
  });
  app.setErrorHandler((error, _request, reply) => {
    const { status, code, message } = refusalOf(error);
    return reply.code(status).send({ code, message });
  });
  app.setNotFoundHandler((_request, reply) =>
    reply.code(404).send({ code: 'terminal/not-found', message: 'no such resource' }),
  );
  app.get('/card', async (_request, reply) => {
    const { keyHash, commissionerKey } = terminal;
    return answer(reply, cardStatusCodec, { keyHash, commissionerKey });
  });
  app.get('/status', async (request, reply) => {
    const { wait } = request.query as { wait?: string };
    // A wait ends when the phase is no longer the one that the caller knows.
    const timeout = AbortSignal.timeout(LONGEST_POLL);
    while (wait !== undefined && terminal.status().phase === wait && !timeout.aborted)
      await terminal.whenChanged(timeout);
    return answer(reply, statusCodec, terminal.status());
  });
  app.post('/finlet', async (request, reply) => {
    await install(terminal, loadFinlet, bodyOf(request));
    return reply.code(204).send();
  });
  app.post('/finlet/*', async (request, reply) => {
    const { '*': name } = request.params as { '*': string };
    return send(reply, await terminal.call(name, bodyOf(request)));
  });
  return app;
}

async function install(terminal: FinreadTerminal, load: LoadFinlet, document: Uint8Array): Promise<void> {
  try {
    terminal.install(await load(document));
  } catch (error) {
    terminal.showRefusedFinlet();
    throw error;
  }
}

function bodyOf(request: FastifyRequest): Uint8Array {
  if (!Buffer.isBuffer(request.body))
    throw new ProtocolError('cbor/malformed', 'the body must be application/cbor');
  return new Uint8Array(request.body);
}

const send = (reply: FastifyReply, bytes: Uint8Array): FastifyReply =>
  reply.type('application/cbor').send(Buffer.from(bytes));

const answer = <T>(reply: FastifyReply, codec: Codec<T>, value: T): FastifyReply =>
  send(reply, encode(codec, value));

/** By name: a Finlet's classes are its own. */
const REFUSALS: readonly string[] = ['ProtocolError', 'FinletError', 'BallotError', 'TerminalRefusal'];

/** Codes of the protocol, the terminal, the Finlet and the card; of anything else only that it happened. */
function refusalOf(error: unknown): { status: number; code: string; message: string } {
  if (!(error instanceof Error)) return internal();
  const code = 'code' in error ? String(error.code) : '';
  if (REFUSALS.includes(error.name)) return { status: 409, code, message: error.message };
  if (error.name === 'CardError') return { status: 409, code, message: 'the card refused' };
  const status = 'statusCode' in error ? Number(error.statusCode) : 500;
  if (status < 500) return { status, code: 'terminal/bad-request', message: 'the request is malformed' };
  return internal();
}

const internal = () => ({ status: 500, code: 'terminal/internal', message: 'the terminal failed' });
