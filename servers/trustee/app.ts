/** The Trustee's HTTP interface: builds the application, never listens. */
import type { FastifyInstance } from 'fastify';
import { addElectionRoutes } from '../shared/election-routes.ts';
import type { ServerContext } from '../shared/hosted-election.ts';
import { HostedElections } from '../shared/hosted-elections.ts';
import { buildApp } from '../shared/http-server.ts';
import { addListRoutes } from '../shared/list-routes.ts';
import type { Metrics } from '../shared/metrics.ts';
import { ServiceError } from '../shared/service-error.ts';
import { TrusteeElection } from './trustee-election.ts';

export function trusteeApp(
  context: ServerContext,
  metrics: Metrics,
): { app: FastifyInstance; elections: HostedElections<TrusteeElection> } {
  const { id, logger } = context;
  const app = buildApp({ role: 'trustee', id, logger, metrics, health: () => elections.health() });
  const elections = new HostedElections(context, (c, electionId) => new TrusteeElection(c, electionId));
  addElectionRoutes(app, elections, context);
  addListRoutes(app, elections);
  app.get('/elections/:election/renewal', async (request) => {
    const { renewal } = elections.of(request);
    if (renewal === undefined)
      throw new ServiceError('service/not-found', 404, 'no shares are renewed in this election here');
    return renewal;
  });
  return { app, elections };
}
