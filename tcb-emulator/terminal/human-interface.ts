/**
 * The human interface of the terminal over HTTP: what a person sees, presses and puts into the card slot, for faces
 * in other processes (text mode, web page, robots). It is never given to the PC's side: it shows the voter's choices.
 *
 * GET /display?after=N  the frame; with `after`, as soon as its sequence is above N, after 25 s in any case
 * POST /keys            presses keys in order, each when the terminal is ready for it
 * POST /wait            the first frame, from the current one on, that shows a text
 * POST /card            inserts a card (a memory image) or removes it
 *
 * Guarded by a token; serves only requests addressed to loopback (DNS rebinding), no CORS. Bodies are never logged:
 * keys are choices and PINs. The caller listens, on loopback.
 */

import { setImmediate as laterTurn } from 'node:timers/promises';
import Fastify, { type FastifyInstance, type FastifyReply } from 'fastify';
import Type, { type Static } from 'typebox';
import { guardHumanInterface, HumanInterfaceError, installErrorReplies } from './human-interface-guard.ts';
import { KEYS } from './keys.ts';
import type { Panel } from './panel.ts';

/** The slot that a person puts a card into. Errors with a string `code` reach the person with code and message. */
export interface CardSlot {
  /** @param path the card's memory image */
  insert(path: string): Promise<void>;
  remove(): void;
}

export interface HumanInterfaceParts {
  readonly panel: Panel;
  readonly slot: CardSlot;
  /** At least 16 characters. */
  readonly token: string;
}

/** How long a request may wait for the display or for a dialogue to read, in seconds. */
const LONGEST_POLL = 25;
const LONGEST_WAIT = 60;
const MAX_KEYS = 64;
const MAX_BODY_BYTES = 8 * 1024;

const DisplayQuery = Type.Object(
  { after: Type.Optional(Type.String({ pattern: '^[0-9]{1,15}$' })) },
  { additionalProperties: false },
);

const KeysBody = Type.Object(
  {
    keys: Type.Array(Type.Union(KEYS.map((key) => Type.Literal(key))), { maxItems: MAX_KEYS }),
    /** Robots leave it out; for a person's key it is 0: a key that nobody waits for is refused at once. */
    waitSeconds: Type.Optional(Type.Number({ minimum: 0, maximum: LONGEST_POLL })),
  },
  { additionalProperties: false },
);

const WaitBody = Type.Object(
  {
    text: Type.String({ minLength: 1, maxLength: 80 }),
    timeoutSeconds: Type.Number({ minimum: 0, maximum: LONGEST_WAIT }),
  },
  { additionalProperties: false },
);

const CardBody = Type.Union([
  Type.Object({ insert: Type.String({ minLength: 1, maxLength: 4096 }) }, { additionalProperties: false }),
  Type.Object({ remove: Type.Literal(true) }, { additionalProperties: false }),
]);

/** Builds the server; it does not listen. */
export function createHumanInterface({ panel, slot, token }: HumanInterfaceParts): FastifyInstance {
  const app = Fastify({
    bodyLimit: MAX_BODY_BYTES,
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false } },
  });
  app.removeContentTypeParser('text/plain'); // JSON only
  installErrorReplies(app);
  guardHumanInterface(app, token);

  app.get<{ Querystring: Static<typeof DisplayQuery> }>(
    '/display',
    { schema: { querystring: DisplayQuery } },
    (request, reply) => {
      const { after } = request.query;
      if (after === undefined) return panel.frame();
      return panel.afterFrame(Number(after), endOf(reply, LONGEST_POLL)).catch(() => panel.frame());
    },
  );

  app.post<{ Body: Static<typeof KeysBody> }>(
    '/keys',
    { schema: { body: KeysBody } },
    async (request, reply) => {
      const { keys, waitSeconds = LONGEST_POLL } = request.body;
      const accepted = await panel.type(keys, endOf(reply, waitSeconds));
      await laterTurn(); // the dialogue answers the last key first
      return { accepted, frame: panel.frame() };
    },
  );

  app.post<{ Body: Static<typeof WaitBody> }>('/wait', { schema: { body: WaitBody } }, (request, reply) => {
    const { text, timeoutSeconds } = request.body;
    return panel.waitForText(text, endOf(reply, timeoutSeconds)).catch(() => {
      throw new HumanInterfaceError(
        504,
        'terminal/text-not-shown',
        'the display did not show the text in time',
      );
    });
  });

  app.post<{ Body: Static<typeof CardBody> }>('/card', { schema: { body: CardBody } }, async (request) => {
    if ('insert' in request.body) await slot.insert(request.body.insert);
    else slot.remove();
    return panel.frame();
  });

  return app;
}

/** Aborted when the time is over or the client has gone, so that the keys of a dead robot are never pressed. */
function endOf(reply: FastifyReply, seconds: number): AbortSignal {
  const end = new AbortController();
  const timer = setTimeout(() => end.abort(), seconds * 1000);
  reply.raw.once('close', () => {
    clearTimeout(timer);
    end.abort();
  });
  return end.signal;
}
