/** Routes that every role has: identity, the manifest on its way to whoever countersigns it. */
import type { FastifyInstance } from 'fastify';
import { MAX_MANIFEST_DOCUMENT } from '../../protocol/messages/manifest.ts';
import { toHex } from '../../protocol/primitives/bytes.ts';
import type { HostedElection, ServerContext } from './hosted-election.ts';
import type { HostedElections } from './hosted-elections.ts';
import { cborBody, sendCbor } from './http-server.ts';
import type { SetupMember } from './setup-member.ts';
import { setupRoute } from './setup-route.ts';

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
