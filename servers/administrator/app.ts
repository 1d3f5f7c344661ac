/** The Administrator's HTTP interface: builds the application, never listens. */
import type { FastifyInstance } from 'fastify';
import { mergeRequestStatement, rollRequestStatement } from '../../protocol/messages/merge.ts';
import { PREPARE_LENGTH, prepareAnswerCodec } from '../../protocol/messages/prepare-request.ts';
import { MAX_SIGN_REQUEST_LENGTH, partialCodec } from '../../protocol/messages/sign-request.ts';
import { rollPartStatement } from '../../protocol/messages/transfer.ts';
import type { MclBls } from '../../protocol/primitives/bls-mcl.ts';
import { encode } from '../../protocol/primitives/cbor.ts';
import { sealOverhead, TRAFFIC } from '../../protocol/primitives/hpke.ts';
import { addElectionRoutes } from '../shared/election-routes.ts';
import type { ServerContext } from '../shared/hosted-election.ts';
import { HostedElections } from '../shared/hosted-elections.ts';
import { buildApp, cborBody, sendCbor } from '../shared/http-server.ts';
import { IN_FLIGHT, limitInFlight } from '../shared/in-flight.ts';
import type { Metrics } from '../shared/metrics.ts';
import { addDataDeletionRoute } from '../shared/personal-data.ts';
import { ServiceError } from '../shared/service-error.ts';
import { setupRoute } from '../shared/setup-route.ts';
import { AdministratorElection } from './administrator-election.ts';
import { addPeriodRoutes } from './period-routes.ts';

const MAX_ROLL_PART_STATEMENT = rollPartStatement.maxLength + 256;
const MAX_MERGE_REQUEST = mergeRequestStatement.maxLength + 256;
const MAX_ROLL_REQUEST = rollRequestStatement.maxLength + 256;
/** Of one network; all Administrators may be behind one. */
const MERGES_IN_FLIGHT = 32;
const SEALED_PREPARE_LENGTH = PREPARE_LENGTH + sealOverhead(TRAFFIC);

export function administratorApp(
  context: ServerContext,
  metrics: Metrics,
  bls: MclBls,
): { app: FastifyInstance; elections: HostedElections<AdministratorElection> } {
  const { id, logger } = context;
  const app = buildApp({ role: 'administrator', id, logger, metrics, health: () => elections.health() });
  const elections = new HostedElections(
    context,
    (c, electionId) => new AdministratorElection(c, electionId, bls),
  );
  addElectionRoutes(app, elections, context);
  addDataDeletionRoute(app, elections);
  const forRoll = setupRoute(elections, MAX_ROLL_PART_STATEMENT);
  app.post('/elections/:election/roll', forRoll, async (request, reply) => {
    await elections.of(request).acceptRollPart(cborBody(request, MAX_ROLL_PART_STATEMENT));
    return reply.code(204).send();
  });
  const open = { config: { public: true } };
  const signing = { ...open, onRequest: limitInFlight(IN_FLIGHT) };
  app.post(
    '/elections/:election/prepare',
    { ...signing, bodyLimit: SEALED_PREPARE_LENGTH },
    async (request, reply) => {
      const answer = await elections.of(request).prepare(cborBody(request, SEALED_PREPARE_LENGTH));
      return sendCbor(reply, encode(prepareAnswerCodec, answer));
    },
  );
  app.post(
    '/elections/:election/sign',
    { ...signing, bodyLimit: MAX_SIGN_REQUEST_LENGTH },
    async (request, reply) =>
      sendCbor(
        reply,
        encode(partialCodec, await elections.of(request).sign(cborBody(request, MAX_SIGN_REQUEST_LENGTH))),
      ),
  );
  addPeriodRoutes(app, elections);
  app.post(
    '/elections/:election/merge',
    { onRequest: limitInFlight(MERGES_IN_FLIGHT), bodyLimit: MAX_MERGE_REQUEST },
    async (request, reply) =>
      sendCbor(reply, elections.of(request).answerMerge(cborBody(request, MAX_MERGE_REQUEST))),
  );
  app.post(
    '/elections/:election/merge/roll',
    { onRequest: limitInFlight(MERGES_IN_FLIGHT), bodyLimit: MAX_ROLL_REQUEST },
    async (request, reply) =>
      sendCbor(reply, elections.of(request).answerRoll(cborBody(request, MAX_ROLL_REQUEST))),
  );
  app.get('/elections/:election/renewal', async (request) => {
    const { renewal } = elections.of(request);
    if (renewal === undefined)
      throw new ServiceError('service/not-found', 404, 'no keys are renewed in this election here');
    return renewal;
  });
  app.get('/elections/:election/status', open, async (request) => {
    const election = elections.of(request);
    return { open: election.isOpen, ...election.turnout() };
  });
  return { app, elections };
}
