/** The Ballot Distributor's HTTP interface: builds the application, never listens. */
import type { FastifyInstance } from 'fastify';
import { enrolmentsCodec, MAX_ENROLMENTS_LENGTH } from '../../protocol/messages/transfer.ts';
import { fromHex } from '../../protocol/primitives/bytes.ts';
import { decode } from '../../protocol/primitives/cbor.ts';
import { addElectionRoutes } from '../shared/election-routes.ts';
import type { ServerContext } from '../shared/hosted-election.ts';
import { HostedElections } from '../shared/hosted-elections.ts';
import { buildApp, cborBody, sendCbor } from '../shared/http-server.ts';
import type { Metrics } from '../shared/metrics.ts';
import { addDataDeletionRoute } from '../shared/personal-data.ts';
import { DistributorElection } from './distributor-election.ts';

/** Longest ballot, in bytes (protocol section 2, Bounds). */
const MAX_BALLOT_LENGTH = 65_536;

export function distributorApp(
  context: ServerContext,
  metrics: Metrics,
): { app: FastifyInstance; elections: HostedElections<DistributorElection> } {
  const { id, logger } = context;
  const app = buildApp({ role: 'distributor', id, logger, metrics, health: () => elections.health() });
  const elections = new HostedElections(context, (c, electionId) => new DistributorElection(c, electionId));
  addElectionRoutes(app, elections, context);
  addDataDeletionRoute(app, elections);
  const unfinished = elections.guard((election) => election.requireUnfinished());
  const large = (bodyLimit: number) => ({ bodyLimit, onRequest: unfinished });
  app.post('/elections/:election/ballots', large(MAX_BALLOT_LENGTH), async (request, reply) => {
    await elections.of(request).acceptBallot(cborBody(request, MAX_BALLOT_LENGTH));
    return reply.code(204).send();
  });
  app.post('/elections/:election/enrolments', large(MAX_ENROLMENTS_LENGTH), async (request, reply) => {
    const body = cborBody(request, MAX_ENROLMENTS_LENGTH);
    await elections.of(request).acceptEnrolments(decode(enrolmentsCodec, body, MAX_ENROLMENTS_LENGTH));
    return reply.code(204).send();
  });
  const open = { config: { public: true } };
  app.get('/elections', open, async () =>
    elections
      .all()
      .filter(({ isOpen }) => isOpen)
      .map((election) => election.summary()),
  );
  app.get('/elections/:election/manifest', open, async (request, reply) =>
    sendCbor(reply, elections.of(request).manifestDocument()),
  );
  app.get('/elections/:election/distribution', open, async (request, reply) =>
    sendCbor(reply, elections.of(request).distribution()),
  );
  app.get('/elections/:election/ballots/:style', open, async (request, reply) => {
    const { style } = request.params as { style: string };
    return sendCbor(reply, elections.of(request).ballot(style));
  });
  app.get('/elections/:election/enrolments/:keyHash', open, async (request, reply) => {
    const { keyHash } = request.params as { keyHash: string };
    return sendCbor(reply, elections.of(request).enrolment(fromHex(keyHash)));
  });
  return { app, elections };
}
