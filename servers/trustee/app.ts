/** The Trustee's HTTP interface: builds the application, never listens. */
import type { FastifyInstance } from 'fastify';
import {
  freezeProposal,
  freezeRequest,
  MAX_STATEMENT_SET_LENGTH,
  statementSetCodec,
} from '../../protocol/messages/freezing.ts';
import { fromHex } from '../../protocol/primitives/bytes.ts';
import { decode } from '../../protocol/primitives/cbor.ts';
import { addElectionRoutes } from '../shared/election-routes.ts';
import type { ServerContext } from '../shared/hosted-election.ts';
import { HostedElections } from '../shared/hosted-elections.ts';
import { buildApp, cborBody, sendCbor } from '../shared/http-server.ts';
import { addListRoutes } from '../shared/list-routes.ts';
import type { Metrics } from '../shared/metrics.ts';
import { namedStatement } from '../shared/named-statements.ts';
import { ServiceError } from '../shared/service-error.ts';
import { TrusteeElection } from './trustee-election.ts';

const MAX_PROPOSAL_LENGTH = freezeProposal.maxLength + 256;

/** `patience`: as {@link TrusteeElection} takes it. */
export function trusteeApp(
  context: ServerContext,
  metrics: Metrics,
  patience: number,
): { app: FastifyInstance; elections: HostedElections<TrusteeElection> } {
  const { id, logger } = context;
  const app = buildApp({ role: 'trustee', id, logger, metrics, health: () => elections.health() });
  const elections = new HostedElections(
    context,
    (c, electionId) => new TrusteeElection(c, electionId, patience),
  );
  addElectionRoutes(app, elections, context);
  app.post('/elections/:election/freeze-statement', async (request, reply) =>
    sendCbor(reply, await elections.of(request).freeze(cborBody(request, freezeRequest.maxLength + 256))),
  );
  const afterClaims = elections.guard((election) => election.requireClaimsEnded());
  const forProposal = { bodyLimit: MAX_PROPOSAL_LENGTH, onRequest: afterClaims };
  app.post('/elections/:election/proposal', forProposal, async (request, reply) => {
    const proposal = cborBody(request, MAX_PROPOSAL_LENGTH);
    return sendCbor(reply, await elections.of(request).signProposal(proposal));
  });
  const forRoots = { bodyLimit: MAX_STATEMENT_SET_LENGTH, onRequest: afterClaims };
  app.post('/elections/:election/disclosure', forRoots, async (request, reply) => {
    const body = cborBody(request, MAX_STATEMENT_SET_LENGTH);
    const roots = decode(statementSetCodec, body, MAX_STATEMENT_SET_LENGTH, 'final roots');
    return sendCbor(reply, await elections.of(request).disclose(roots));
  });
  addListRoutes(app, elections);
  app.get('/elections/:election/statements/:hash', async (request, reply) => {
    const { hash } = request.params as { hash: string };
    const named = fromHex(hash);
    const statement = named && namedStatement(elections.of(request), named);
    if (statement === undefined) throw new ServiceError('service/not-found', 404, 'no such statement here');
    return sendCbor(reply, statement);
  });
  return { app, elections };
}
