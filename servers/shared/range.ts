/** `?from=N&limit=N` on routes that give a list in parts. */
import type { FastifyRequest } from 'fastify';

export const rangeSchema = {
  schema: {
    querystring: {
      type: 'object',
      additionalProperties: false,
      properties: {
        from: { type: 'string', pattern: '^[0-9]{1,9}$' },
        limit: { type: 'string', pattern: '^[0-9]{1,5}$' },
      },
    },
  },
};

export function rangeOf(request: FastifyRequest): { from: number; limit: number } {
  const { from = '0', limit = '99999' } = request.query as { from?: string; limit?: string };
  return { from: Number(from), limit: Number(limit) };
}
