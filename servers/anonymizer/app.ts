/** The Anonymizer's HTTP interface: builds the application, never listens. */
import type { FastifyInstance } from 'fastify';
import { MAX_RELAY_LENGTH } from '../../protocol/messages/relay.ts';
import { addElectionRoutes } from '../shared/election-routes.ts';
import type { ServerContext } from '../shared/hosted-election.ts';
import { HostedElections } from '../shared/hosted-elections.ts';
import { buildApp, cborBody, sendCbor } from '../shared/http-server.ts';
import type { Metrics } from '../shared/metrics.ts';
import { ServiceError } from '../shared/service-error.ts';
import { AnonymizerElection } from './anonymizer-election.ts';

const MAX_ONION_LENGTH = 16_384;
const CHALLENGE_LENGTH = 32;

export function anonymizerApp(
  context: ServerContext,
  metrics: Metrics,
): { app: FastifyInstance; elections: HostedElections<AnonymizerElection> } {
  const { id, logger } = context;
  const app = buildApp({ role: 'anonymizer', id, logger, metrics, health: () => elections.health() });
  const elections = new HostedElections(context, (c, electionId) => new AnonymizerElection(c, electionId));
  addElectionRoutes(app, elections, context);
  const open = { config: { public: true } };
  app.post(
    '/elections/:election/challenge',
    { ...open, bodyLimit: CHALLENGE_LENGTH },
    async (request, reply) => {
      const challenge = cborBody(request, CHALLENGE_LENGTH);
      if (challenge.length !== CHALLENGE_LENGTH)
        throw new ServiceError('service/bad-request', 400, 'a challenge is 32 bytes long');
      return sendCbor(reply, elections.of(request).answerChallenge(challenge));
    },
  );
  app.post(
    '/elections/:election/onions',
    { ...open, bodyLimit: MAX_ONION_LENGTH },
    async (request, reply) => {
      await elections.of(request).acceptFromVoter(cborBody(request, MAX_ONION_LENGTH));
      return reply.code(204).send();
    },
  );
  const unfinished = elections.guard((election) => election.requireUnfinished());
  const forRelay = { bodyLimit: MAX_RELAY_LENGTH, onRequest: unfinished };
  app.post('/elections/:election/relay', forRelay, async (request, reply) => {
    await elections.of(request).acceptRelay(cborBody(request, MAX_RELAY_LENGTH));
    return reply.code(204).send();
  });
  return { app, elections };
}
