/** What officers ask one another to approve. */
import type { FastifyInstance } from 'fastify';
import type { Reads, Writes } from '../api/routes.ts';
import type { AuditDetail } from '../audit/audit-log.ts';
import { stream } from '../audit/audited-job.ts';
import { type AskedStep, askSchema, type FinalStep, requestParams } from './approval-api.ts';
import type { Approvals } from './approvals.ts';

const PATH = '/officer/approvals';

export function addApprovalRoutes(app: FastifyInstance, approvals: Approvals): void {
  app.get(PATH, { config: { role: 'observer' } }, async (): Promise<Reads[typeof PATH]> => approvals.list());
  app.post<{ Body: AskedStep }>(
    PATH,
    { schema: { body: askSchema }, config: { action: 'approval/ask', role: 'office' } },
    async (request, reply): Promise<Writes[typeof PATH]['answer']> => {
      request.facts = factsOf(request.body);
      const asked = await approvals.ask(request.body, request.officer);
      request.facts = { ...request.facts, request: asked.request };
      reply.code(201);
      return asked;
    },
  );
  app.post<{ Params: { request: string } }>(
    `${PATH}/:request`,
    { schema: { params: requestParams }, config: { action: 'approval/give', role: 'approver' } },
    (request, reply) => {
      const { step, officer } = approvals.get(request.params.request);
      request.facts = { ...factsOf(step), askedBy: officer };
      return stream(reply, (progress) =>
        approvals.approve(request.params.request, request.officer, progress),
      );
    },
  );
  app.delete<{ Params: { request: string } }>(
    `${PATH}/:request`,
    { schema: { params: requestParams }, config: { action: 'approval/end', role: 'approver' } },
    async (request, reply) => {
      const { step, officer } = await approvals.end(request.params.request);
      request.facts = { ...factsOf(step), askedBy: officer };
      return reply.code(204).send();
    },
  );
}

/** For the audit log: all but a passphrase. */
function factsOf(asked: AskedStep | FinalStep): AuditDetail {
  const { passphrase: _, ...facts } = { passphrase: '', ...asked };
  return facts;
}
