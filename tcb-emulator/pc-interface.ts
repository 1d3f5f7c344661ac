/**
 * The PC interface of the terminal: what a USB cable would carry, over HTTP on loopback. Whoever calls it is hostile by
 * assumption: it cannot press keys, read the display, or reach the card but through the Finlet.
 */
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { ProtocolError } from '../protocol/errors.ts';
import { type Codec, decode, encode } from '../protocol/primitives/cbor.ts';
import { CardError } from './card/card-client.ts';
import { FinletError } from './finlet/session.ts';
import type { FinreadTerminal } from './finread-terminal.ts';
import {
  answerCodec,
  cardStatusCodec,
  challengeAnswersCodec,
  checkDataCodec,
  echoResultCodec,
  electoralDataCodec,
  finalRootsCodec,
  headCodec,
  MAX_DATA_LENGTH,
  onionCodec,
  partialResultCodec,
  statusCodec,
} from './pc-messages.ts';

/** How long a request for the status may wait for a change, in milliseconds. */
const LONGEST_POLL = 20_000;
const LEAF_LENGTH = 32;
const NONE = new Uint8Array();
const LOOPBACK = /^(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?$/;

export function createPcInterface(terminal: FinreadTerminal): FastifyInstance {
  const app = Fastify({ bodyLimit: MAX_DATA_LENGTH });
  app.addContentTypeParser('application/cbor', { parseAs: 'buffer' }, (_request, body, done) =>
    done(null, body),
  );
  app.addHook('onRequest', async (request, reply) => {
    if (LOOPBACK.test(request.headers.host ?? '')) return;
    await reply.code(403).send({ code: 'terminal/not-loopback', message: 'addressed to another host' });
  });
  app.setErrorHandler((error, _request, reply) => {
    const { status, code, message } = refusalOf(error);
    return reply.code(status).send({ code, message });
  });
  app.setNotFoundHandler((_request, reply) =>
    reply.code(404).send({ code: 'terminal/not-found', message: 'no such resource' }),
  );
  app.get('/card', async (_request, reply) =>
    answer(reply, cardStatusCodec, { keyHash: await terminal.keyHash() }),
  );
  app.get('/status', async (request, reply) => {
    const { wait } = request.query as { wait?: string };
    // A wait ends when the phase is no longer the one that the caller knows.
    const timeout = AbortSignal.timeout(LONGEST_POLL);
    while (wait !== undefined && terminal.status().phase === wait && !timeout.aborted)
      await terminal.whenChanged(timeout);
    return answer(reply, statusCodec, terminal.status());
  });
  addVotingRoutes(app, terminal);
  addCheckingRoutes(app, terminal);
  return app;
}

function addVotingRoutes(app: FastifyInstance, terminal: FinreadTerminal): void {
  app.post('/voting', async (request, reply) => {
    terminal.beginVoting(body(request, electoralDataCodec));
    return reply.code(204).send();
  });
  app.post('/voting/echo', async (request, reply) => {
    const { administrator, answer: input } = body(request, answerCodec);
    const { verdict, signRequest = NONE } = await terminal.receiveEcho(administrator, input);
    return answer(reply, echoResultCodec, { verdict, signRequest });
  });
  app.post('/voting/partial', async (request, reply) => {
    const { administrator, answer: input } = body(request, answerCodec);
    const { ready, liars } = await terminal.receivePartial(administrator, input);
    return answer(reply, partialResultCodec, { ready: ready ? 'yes' : 'no', liars });
  });
  app.get('/challenge', async (_request, reply) => send(reply, terminal.challenge()));
  app.post('/voting/onion', async (request, reply) =>
    answer(reply, onionCodec, await terminal.submit(body(request, challengeAnswersCodec))),
  );
  app.post('/voting/sent', async (_request, reply) => {
    terminal.showSent();
    return reply.code(204).send();
  });
}

function addCheckingRoutes(app: FastifyInstance, terminal: FinreadTerminal): void {
  app.post('/checking', async (request, reply) => {
    terminal.beginChecking(body(request, checkDataCodec));
    return reply.code(204).send();
  });
  app.post('/checking/head', async (request, reply) => {
    const { kind, head } = body(request, headCodec);
    terminal.checkHead(kind, head);
    return reply.code(204).send();
  });
  app.post('/checking/leaves', async (request, reply) => {
    const input = raw(request);
    const leaves = Array.from({ length: Math.floor(input.length / LEAF_LENGTH) }, (_, i) =>
      input.slice(i * LEAF_LENGTH, (i + 1) * LEAF_LENGTH),
    );
    terminal.checkLeaves(leaves);
    return reply.code(204).send();
  });
  app.post('/checking/end', async (_request, reply) => {
    terminal.checkEnd();
    return reply.code(204).send();
  });
  app.post('/checking/onion', async (request, reply) =>
    answer(reply, onionCodec, await terminal.submitAfterClose(body(request, challengeAnswersCodec))),
  );
  app.post('/checking/complete', async (request, reply) => {
    await terminal.complete(body(request, finalRootsCodec));
    return reply.code(204).send();
  });
}

function raw(request: FastifyRequest): Uint8Array {
  if (!Buffer.isBuffer(request.body))
    throw new ProtocolError('cbor/malformed', 'the body must be application/cbor');
  return new Uint8Array(request.body);
}

const body = <T>(request: FastifyRequest, codec: Codec<T>): T =>
  decode(codec, raw(request), MAX_DATA_LENGTH, 'call');

const send = (reply: FastifyReply, bytes: Uint8Array): FastifyReply =>
  reply.type('application/cbor').send(Buffer.from(bytes));

const answer = <T>(reply: FastifyReply, codec: Codec<T>, value: T): FastifyReply =>
  send(reply, encode(codec, value));

/** Codes of the protocol, the Finlet and the card; of anything else only that it happened. */
function refusalOf(error: unknown): { status: number; code: string; message: string } {
  if (error instanceof ProtocolError || error instanceof FinletError)
    return { status: 409, code: error.code, message: error.message };
  if (error instanceof CardError) return { status: 409, code: error.code, message: 'the card refused' };
  const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500;
  return status < 500
    ? { status, code: 'terminal/bad-request', message: 'the request is malformed' }
    : { status: 500, code: 'terminal/internal', message: 'the terminal failed' };
}
