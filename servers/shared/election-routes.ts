/** Routes that every role has: identity, plan, key statement, manifest, closing order. */
import type { FastifyInstance } from 'fastify';
import { openCountersignedManifest } from '../../protocol/0-setup/check-manifest.ts';
import { MAX_PLAN_DOCUMENT, openPlan } from '../../protocol/0-setup/check-plan.ts';
import { MAX_CLOSING_ORDER_LENGTH } from '../../protocol/messages/closing-order.ts';
import { MAX_MANIFEST_DOCUMENT } from '../../protocol/messages/manifest.ts';
import { toHex } from '../../protocol/primitives/bytes.ts';
import type { HostedElection, ServerContext } from './hosted-election.ts';
import type { HostedElections } from './hosted-elections.ts';
import { cborBody, sendCbor } from './http-server.ts';
import type { OwnStatement } from './own-statement.ts';

/** A folder is made for an election only once its plan or manifest has been found to be the Commissioner's. */
export function addElectionRoutes<T extends HostedElection & { readonly statement: OwnStatement }>(
  app: FastifyInstance,
  elections: HostedElections<T>,
  context: ServerContext,
): void {
  app.get('/identity', { config: { public: true } }, async () => ({
    id: context.id,
    publicKey: toHex(context.identity.publicKey),
  }));
  app.post('/plan', { bodyLimit: MAX_PLAN_DOCUMENT }, async (request, reply) => {
    const document = cborBody(request, MAX_PLAN_DOCUMENT);
    const { plan } = openPlan(document, context.commissionerKey);
    await elections.open(toHex(plan.electionId)).acceptPlan(document);
    return reply.code(204).send();
  });
  app.post('/manifest', { bodyLimit: MAX_MANIFEST_DOCUMENT }, async (request, reply) => {
    const document = cborBody(request, MAX_MANIFEST_DOCUMENT);
    const { plan } = openCountersignedManifest(document, context.commissionerKey);
    await elections.open(toHex(plan.electionId)).acceptManifest(document);
    return reply.code(204).send();
  });
  app.get('/elections/:election/key-statement', async (request, reply) =>
    sendCbor(reply, await elections.of(request).statement.sign()),
  );
  app.post('/elections/:election/closing-order', async (request, reply) => {
    await elections.of(request).acceptClosingOrder(cborBody(request, MAX_CLOSING_ORDER_LENGTH));
    return reply.code(204).send();
  });
}
