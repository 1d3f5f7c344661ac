/**
 * The card personalisation station: the officer's card printer, with a slot for one card and a feeder of blank ones, over
 * HTTP on loopback for the pages of the Commissioner's console and no others. PINs and PUKs go into the PIN letters, never here.
 *
 * GET  /desk                      {slot: 'empty' | 'blank' | 'personalised', voter?, folder, mailers: {waiting, written}}
 * POST /desk/insert, /desk/eject  a blank card into the slot, the card out of it; answer as GET /desk
 * POST /desk/personalise {voter}  the card in the slot becomes that voter's: {voter}
 * POST /desk/batch {voters?}      cards for these voters, or for all without one, from the feeder: a JSON line for each,
 *                                 {stage, done, total}, at the end {result: {personalised}} or {error: {code, message}}
 * POST /desk/mailers {format, language, addresses?}  writes the PIN letters into the folder: {letters, file, coverList}
 * POST /desk/mailers/destroy      erases those letters and their digits: {destroyed}
 */

import { resolve } from 'node:path';
import { PassThrough } from 'node:stream';
import Fastify, { type FastifyInstance, type FastifyReply } from 'fastify';
import { type Static, Type } from 'typebox';
import { anySignal } from '../common/any-signal.ts';
import { LANGUAGES } from '../common/languages.ts';
import { officerAccess } from '../deployment/deployment.ts';
import { OfficerClient } from '../office/officer-client.ts';
import { CommandError, print } from '../output/output.ts';
import { guardLoopback } from '../tcb-emulator/terminal/loopback-guard.ts';
import { CardOffice } from './card-office.ts';
import { type Batch, CardPrinter } from './card-printer.ts';
import { FORMATS } from './pin-mailers.ts';
import { StationError } from './station-error.ts';

/** Bytes: 200,000 voter IDs, or their addresses. */
const MAX_BODY = 32 * 1024 * 1024;
const strict = { additionalProperties: false };
const voterId = Type.String({ pattern: '^(?!\\.)[A-Za-z0-9._-]{1,64}$' });
const PersonaliseBody = Type.Object({ voter: voterId }, strict);
const BatchBody = Type.Object({ voters: Type.Optional(Type.Array(voterId, { maxItems: 200_000 })) }, strict);
const MailersBody = Type.Object(
  {
    format: Type.Enum([...FORMATS]),
    language: Type.Enum([...LANGUAGES]),
    addresses: Type.Optional(Type.String()),
  },
  strict,
);

const HEADERS = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };

/** `consoleOrigin`: of the only pages that are answered, such as `https://commissioner.example.org`. */
export function stationApp(office: CardOffice, consoleOrigin: string): FastifyInstance {
  const app = Fastify({
    bodyLimit: MAX_BODY,
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false } },
  });
  app.removeContentTypeParser('text/plain');
  app.addHook('onRequest', async (_request, reply) => void reply.headers(HEADERS));
  // A hostile page that the officer happens to visit would otherwise make cards.
  guardLoopback(app, {
    foreignHost: { code: 'desk/not-loopback', message: 'addressed to another host' },
    origin: {
      admits: (origin) => origin === consoleOrigin,
      refusal: {
        code: 'desk/bad-origin',
        message: `only the pages of ${consoleOrigin} may use this station`,
      },
    },
  });
  installErrorReplies(app);
  const printer = new CardPrinter(office);
  const stopping = new AbortController();
  app.addHook('preClose', async () => stopping.abort());
  app.get('/desk', async () => printer.state);
  app.post('/desk/insert', () => printer.insert());
  app.post('/desk/eject', () => printer.eject());
  app.post<{ Body: Static<typeof PersonaliseBody> }>(
    '/desk/personalise',
    { schema: { body: PersonaliseBody } },
    async ({ body: { voter } }) => {
      await printer.personalise(voter);
      return { voter };
    },
  );
  app.post<{ Body: Static<typeof BatchBody> }>(
    '/desk/batch',
    { schema: { body: BatchBody } },
    async ({ body: { voters } }, reply) => {
      await printer.batch(voters, (batch) => stream(reply, batch, stopping.signal));
      return reply;
    },
  );
  app.post<{ Body: Static<typeof MailersBody> }>(
    '/desk/mailers',
    { schema: { body: MailersBody } },
    ({ body }) => printer.printMailers(body),
  );
  app.post('/desk/mailers/destroy', () => printer.destroyMailers());
  return app;
}

function installErrorReplies(app: FastifyInstance): void {
  app.setErrorHandler((error, _request, reply) => {
    const { status, code, message } = refusalOf(error);
    return reply.code(status).send({ code, message });
  });
  app.setNotFoundHandler(() => {
    throw new StationError('desk/not-found', 'no such resource');
  });
}

/** Stops when nobody reads any more, too. Resolves when the job has ended. */
async function stream(reply: FastifyReply, batch: Batch, stopping: AbortSignal): Promise<void> {
  const gone = new AbortController();
  const lines = new PassThrough();
  lines.once('close', () => gone.abort());
  reply.type('application/x-ndjson').send(lines);
  const line = (value: object): void => void lines.write(`${JSON.stringify(value)}\n`);
  try {
    const onCard = (done: number, total: number): void => line({ stage: 'cards', done, total });
    line({ result: { personalised: await batch(onCard, anySignal(gone.signal, stopping)) } });
  } catch (error) {
    const { code, message } = refusalOf(error);
    line({ error: { code, message } });
  }
  lines.end();
}

/** Texts of errors that are not ours could quote what they were given: they are told to nobody. */
function refusalOf(error: unknown): { status: number; code: string; message: string } {
  if (error instanceof StationError) return error;
  // The Commissioner's service refused or does not answer; the card, if it was made, is kept for another attempt.
  if (error instanceof CommandError)
    return { status: 502, code: 'desk/service', message: `${error.message}; then try again` };
  const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500;
  if (status < 500) return { status, code: 'desk/bad-request', message: 'the request is malformed' };
  const frames = error instanceof Error ? (error.stack?.match(/^ +at .*$/gm) ?? []) : [];
  console.error(`The card station failed:\n${frames.join('\n')}`);
  return {
    status: 500,
    code: 'desk/internal',
    message: 'the station failed; the window where it runs says where',
  };
}

export interface StationOptions {
  readonly dir: string;
  readonly out: string;
  readonly port: number;
  readonly pin?: string | undefined;
}

/** `revs desk`: resolves once it listens; on Ctrl-C it finishes the card under way and ends. */
export async function runStation({ dir, out, port, pin }: StationOptions): Promise<void> {
  const access = officerAccess(dir);
  const office = new CardOffice(OfficerClient.byToken(access), { folder: resolve(out), pin });
  const { origin } = new URL(access.url);
  const app = stationApp(office, origin);
  const stop = (): void => void app.close();
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  const address = await app.listen({ host: '127.0.0.1', port }).catch((error: NodeJS.ErrnoException) => {
    throw new CommandError(`port ${port} cannot be used (${error.code}); choose another one with --port`);
  });
  print(`The card personalisation station is at ${address}, for the console at ${origin} on this machine.`);
  print('Keep this window open and go on in the console, under "Cards". Ctrl-C ends the station.');
  print(`Cards go to       ${office.folder}`);
  print('PINs stay in that folder until their letters are printed: see "PIN letters" in the console.');
}
