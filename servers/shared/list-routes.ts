/** Routes of those who hold Counters' lists, for those who lack one. */
import type { FastifyInstance } from 'fastify';
import { requireHex } from '../../protocol/primitives/bytes.ts';
import type { ListHost } from './fetch-list.ts';
import type { HostContext } from './hosted-election.ts';
import type { HostedElections } from './hosted-elections.ts';
import { sendCbor } from './http-server.ts';
import { rangeOf, rangeSchema } from './range.ts';

const schema = {
  ...rangeSchema.schema,
  params: {
    type: 'object',
    properties: {
      size: { type: 'string', pattern: '^[0-9]{1,9}$' },
      root: { type: 'string', pattern: '^[0-9a-f]{64}$' },
    },
  },
};

export function addListRoutes<T extends ListHost>(
  app: FastifyInstance,
  elections: Pick<HostedElections<T, HostContext>, 'of'>,
): void {
  for (const [name, give] of [
    ['leaves', 'listLeaves'],
    ['packages', 'listPackages'],
  ] as const)
    app.get(`/elections/:election/lists/:counter/:size/:root/${name}`, { schema }, async (request, reply) => {
      const { counter, size, root } = request.params as { counter: string; size: string; root: string };
      const { from, limit } = rangeOf(request);
      const head = { counter, size: Number(size), root: requireHex(root) };
      return sendCbor(reply, elections.of(request).bulletinBoard[give](head, from, limit));
    });
}
