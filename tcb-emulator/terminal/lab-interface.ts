/**
 * The lab channel: what a test does to the terminal and no person can. It exists only where it is asked for, on an
 * address and with a token of its own, and shows nothing: the display belongs to the human interface.
 *
 * POST /card    {insert: path} or {remove: true}; any path
 * POST /power   {off: true}: cuts the power
 * POST /clock   {offsetMs}: sets the terminal's clock off by so much
 * POST /random  {seed}: from now on what is drawn follows from the seed
 *
 * Each answers 204. The caller listens, on loopback.
 */

import type { FastifyInstance } from 'fastify';
import Type, { type Static } from 'typebox';
import { CardOrder, type CardSlot } from './card-table.ts';
import { createGuardedApp } from './human-interface-guard.ts';

export interface Lab extends CardSlot {
  /** As if the plug were pulled, in the middle of whatever goes on. */
  cutPower(): void;
  /** @param offsetMs milliseconds, a whole number; 0 is the right time */
  setClock(offsetMs: number): void;
  /** @param seed 1 to 64 characters */
  seedRandom(seed: string): void;
}

export interface LabInterfaceDeps {
  readonly lab: Lab;
  /** At least 16 characters; not that of the human interface. */
  readonly token: string;
}

const CENTURY = 100 * 366 * 24 * 3600 * 1000;

const PowerBody = Type.Object({ off: Type.Literal(true) }, { additionalProperties: false });
const ClockBody = Type.Object(
  { offsetMs: Type.Integer({ minimum: -CENTURY, maximum: CENTURY }) },
  { additionalProperties: false },
);
const RandomBody = Type.Object(
  { seed: Type.String({ minLength: 1, maxLength: 64 }) },
  { additionalProperties: false },
);

/** Builds the server; it does not listen. @throws RangeError if the token is shorter than 16 characters */
export function createLabInterface({ lab, token }: LabInterfaceDeps): FastifyInstance {
  const app = createGuardedApp(token);
  app.addHook('preHandler', async (_request, reply) => void reply.code(204));
  app.post<{ Body: CardOrder }>('/card', { schema: { body: CardOrder } }, async ({ body }) => {
    if ('insert' in body) await lab.insert(body.insert);
    else lab.remove();
  });
  app.post('/power', { schema: { body: PowerBody } }, async () => lab.cutPower());
  app.post<{ Body: Static<typeof ClockBody> }>('/clock', { schema: { body: ClockBody } }, async ({ body }) =>
    lab.setClock(body.offsetMs),
  );
  app.post<{ Body: Static<typeof RandomBody> }>(
    '/random',
    { schema: { body: RandomBody } },
    async ({ body }) => lab.seedRandom(body.seed),
  );
  return app;
}
