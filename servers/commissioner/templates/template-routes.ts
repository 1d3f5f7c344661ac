/** Templates of ballots, for the console. */
import type { FastifyInstance } from 'fastify';
import type { Static } from 'typebox';
import type { Reads, Writes } from '../api/routes.ts';
import { templateNameSchema, templateParams, templateSchema } from '../api/templates.ts';
import type { Templates } from './templates.ts';

type Params = Static<typeof templateParams>;

/** JSON around the longest ballot, each byte of it escaped. */
const MAX_TEMPLATE = 6 * 65_536 + 1024;

export function addTemplateRoutes(app: FastifyInstance, templates: Templates): void {
  const forOfficers = { config: { role: 'observer' } } as const;
  app.get(
    '/officer/templates',
    forOfficers,
    async (): Promise<Reads['/officer/templates']> => templates.list(),
  );
  app.get<{ Params: Params }>(
    '/officer/templates/:template',
    { schema: { params: templateParams }, ...forOfficers },
    async ({ params }): Promise<Reads['/officer/templates/1']> => ({
      xml: templates.xml(Number(params.template)),
    }),
  );
  app.post<{ Body: Static<typeof templateSchema> }>(
    '/officer/templates',
    {
      schema: { body: templateSchema },
      bodyLimit: MAX_TEMPLATE,
      config: { action: 'template/save', role: 'office' },
    },
    async (request): Promise<Writes['/officer/templates']['answer']> => {
      const { name, xml } = request.body;
      request.facts = { name };
      return { id: await templates.save(name, xml) };
    },
  );
  app.put<{ Params: Params; Body: Static<typeof templateNameSchema> }>(
    '/officer/templates/:template/name',
    {
      schema: { params: templateParams, body: templateNameSchema },
      config: { action: 'template/rename', role: 'office' },
    },
    async (request, reply) => {
      const { name } = request.body;
      request.facts = { name };
      await templates.rename(Number(request.params.template), name);
      return reply.code(204).send();
    },
  );
  app.delete<{ Params: Params }>(
    '/officer/templates/:template',
    { schema: { params: templateParams }, config: { action: 'template/delete', role: 'office' } },
    async (request, reply) => {
      await templates.remove(Number(request.params.template));
      return reply.code(204).send();
    },
  );
}
