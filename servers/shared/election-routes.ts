/** Routes that every role has: identity, the manifest on its way to whoever countersigns it, copies of an order to close. */
import type { FastifyInstance } from 'fastify';
import { MAX_DELETION_LENGTH } from '../../protocol/0-setup/delete-trial.ts';
import { MAX_TOPIC_COPY } from '../../protocol/board/topic-copy.ts';
import { MAX_MANIFEST_DOCUMENT } from '../../protocol/messages/manifest.ts';
import { toHex } from '../../protocol/primitives/bytes.ts';
import type { HostedElection, ServerContext } from './hosted-election.ts';
import type { HostedElections } from './hosted-elections.ts';
import { cborBody, sendCbor } from './http-server.ts';
import { limitInFlight } from './in-flight.ts';
import type { SetupMember } from './setup-member.ts';
import { setupRoute } from './setup-route.ts';

/** Copies of an order that one network may send at once: each has some signatures to verify. */
const COPIES = 4;

export function addElectionRoutes<T extends HostedElection & { readonly setup: SetupMember }>(
  app: FastifyInstance,
  elections: HostedElections<T>,
  context: ServerContext,
): void {
  app.get('/identity', { config: { public: true } }, async () => ({
    id: context.id,
    publicKey: toHex(context.identity.publicKey),
  }));
  app.get('/elections/:election', async (request) => ({ open: elections.of(request).isOpen }));
  const forOrder = {
    bodyLimit: MAX_TOPIC_COPY,
    onRequest: [elections.guard((election) => election.requireNoOrder()), limitInFlight(COPIES)],
  };
  app.post('/elections/:election/order', forOrder, async (request, reply) => {
    await elections.of(request).acceptOrderCopy(cborBody(request, MAX_TOPIC_COPY));
    return reply.code(204).send();
  });
  app.post('/elections/:election/delete', { bodyLimit: MAX_DELETION_LENGTH }, async (request, reply) => {
    const { election } = request.params as { election: string };
    await elections.delete(election, cborBody(request, MAX_DELETION_LENGTH));
    return reply.code(204).send();
  });
  const forManifest = setupRoute(elections, MAX_MANIFEST_DOCUMENT);
  app.post('/elections/:election/manifest', forManifest, async (request, reply) => {
    elections.of(request).setup.offer(cborBody(request, MAX_MANIFEST_DOCUMENT));
    return reply.code(204).send();
  });
  app.get('/elections/:election/manifest/:hash', async (request, reply) => {
    const { hash } = request.params as { hash: string };
    return sendCbor(reply, elections.of(request).setup.offered(hash));
  });
}
