/**
 * The human interface of the terminal over HTTP: what a person sees, presses and puts into the card slot, for faces
 * in other processes (text mode, web page, robots). It is never given to the PC's side: it shows the voter's choices.
 *
 * GET /display?after=N  the frame; with `after`, as soon as its sequence is above N, after 25 s in any case
 * POST /keys            presses keys in order, each when the terminal is ready for it
 * POST /wait            the first frame, from the current one on, that shows a text
 * GET /cards            the cards on the table, and which one is in the slot
 * POST /card            inserts a card from the table or removes it
 * /automation           rules that press keys (automation-routes.ts)
 * GET /                 the device as a web page (web-face.ts)
 *
 * Guarded by a token (human-interface-guard.ts), but for the page's files; no CORS. Bodies are never logged: keys are
 * choices and PINs. The caller listens, on loopback.
 */

import { setImmediate as laterTurn } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply } from 'fastify';
import Type, { type Static } from 'typebox';
import { KEYS } from '../display/keys.ts';
import type { Panel } from '../display/panel.ts';
import { addAutomationRoutes } from './automation-routes.ts';
import { CardOrder, type CardSlot, CardTable } from './card-table.ts';
import { createGuardedApp, HumanInterfaceError } from './human-interface-guard.ts';
import { addWebFace } from './web-face.ts';

export type { CardSlot } from './card-table.ts';

export interface HumanInterfaceDeps {
  readonly panel: Panel;
  readonly slot: CardSlot;
  /** At least 16 characters. */
  readonly token: string;
  /** The table: a person reaches the card images in this folder, and no other file. Without it, every path. */
  readonly cardsFolder?: string | undefined;
}

/** How long a request may wait for the display or for a dialogue to read, in seconds. */
const LONGEST_POLL = 25;
const LONGEST_WAIT = 60;
const MAX_KEYS = 64;

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

/** Builds the server; it does not listen. */
export function createHumanInterface(deps: HumanInterfaceDeps): FastifyInstance {
  const app = createGuardedApp(deps.token);
  addDisplayRoutes(app, deps.panel);
  addCardRoutes(app, deps);
  addAutomationRoutes(app, deps.panel);
  addWebFace(app);
  return app;
}

function addDisplayRoutes(app: FastifyInstance, panel: Panel): void {
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
        'terminal/text-not-shown',
        504,
        'the display did not show the text in time',
      );
    });
  });
}

function addCardRoutes(app: FastifyInstance, { panel, slot, cardsFolder }: HumanInterfaceDeps): void {
  const table = new CardTable(slot, cardsFolder);
  app.get('/cards', () => table.list());
  app.post<{ Body: CardOrder }>('/card', { schema: { body: CardOrder } }, async (request) => {
    if ('insert' in request.body) await table.insert(request.body.insert);
    else table.remove();
    return panel.frame();
  });
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
