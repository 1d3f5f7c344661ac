/** The Counter's HTTP interface: builds the application, never listens. */
import type { FastifyInstance } from 'fastify';
import { MAX_RELAY_LENGTH } from '../../protocol/messages/relay.ts';
import { addElectionRoutes } from '../shared/election-routes.ts';
import type { ServerContext } from '../shared/hosted-election.ts';
import { HostedElections } from '../shared/hosted-elections.ts';
import { buildApp, cborBody, sendCbor } from '../shared/http-server.ts';
import type { Metrics } from '../shared/metrics.ts';
import { rangeOf, rangeSchema } from '../shared/range.ts';
import { CounterElection } from './counter-election.ts';

export function counterApp(
  context: ServerContext,
  metrics: Metrics,
): { app: FastifyInstance; elections: HostedElections<CounterElection> } {
  const { id, logger } = context;
  const app = buildApp({ role: 'counter', id, logger, metrics, health: () => elections.health() });
  const elections = new HostedElections(context, (c, electionId) => new CounterElection(c, electionId));
  addElectionRoutes(app, elections, context);
  const unfinished = elections.guard((election) => election.requireUnfinished());
  const forPackages = { bodyLimit: MAX_RELAY_LENGTH, onRequest: unfinished };
  app.post('/elections/:election/packages', forPackages, async (request, reply) =>
    sendCbor(reply, await elections.of(request).deliver(cborBody(request, MAX_RELAY_LENGTH))),
  );
  const open = { config: { public: true } };
  app.get('/elections/:election/head', open, async (request, reply) =>
    sendCbor(reply, elections.of(request).head()),
  );
  app.get('/elections/:election/close-head', open, async (request, reply) =>
    sendCbor(reply, elections.of(request).closeHead()),
  );
  app.get('/elections/:election/leaves', { ...open, ...rangeSchema }, async (request, reply) => {
    const { from, limit } = rangeOf(request);
    return sendCbor(reply, elections.of(request).leaves(from, limit));
  });
  app.get('/elections/:election/packages', { ...open, ...rangeSchema }, async (request, reply) => {
    const { from, limit } = rangeOf(request);
    return sendCbor(reply, elections.of(request).packages(from, limit));
  });
  return { app, elections };
}
