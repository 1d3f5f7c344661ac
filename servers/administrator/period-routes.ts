/**
 * What a terminal follows the Administrators' periods by, for the PC that shows it: the chain, which proves itself, and of one period
 * what names liars (trustees contract, section 3).
 */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ElectionLog } from '../../protocol/board/election-log.ts';
import { LINKS_AT_ONCE, linksCodec, styleCommitmentsCodec } from '../../protocol/messages/period-chain.ts';
import { encode } from '../../protocol/primitives/cbor.ts';
import { sendCbor } from '../shared/http-server.ts';
import { rangeOf, rangeSchema } from '../shared/range.ts';
import { ServiceError } from '../shared/service-error.ts';

interface Elections {
  of(request: FastifyRequest): { readonly log: Pick<ElectionLog, 'renewal' | 'plan'> };
}

const open = { config: { public: true } };
const ofPeriod = {
  ...open,
  schema: { params: { type: 'object', properties: { period: { type: 'string', pattern: '^[0-9]{1,9}$' } } } },
};

export function addPeriodRoutes(app: FastifyInstance, elections: Elections): void {
  const ended = (request: FastifyRequest) =>
    elections.of(request).log.renewal('administrator')?.log.ended ?? [];
  app.get('/elections/:election/periods', { ...open, ...rangeSchema }, async (request, reply) => {
    const { from } = rangeOf(request);
    const links = ended(request).slice(from, from + LINKS_AT_ONCE);
    const bare = links.map((link) => ({ ...link, commitments: [] }));
    return sendCbor(reply, encode(linksCodec, bare));
  });
  app.get('/elections/:election/periods/:period/:style', ofPeriod, async (request, reply) => {
    const { period, style } = request.params as { period: string; style: string };
    // Only what is not void has commitments, and makes the next period.
    const made = ended(request).filter(({ commitments }) => commitments.length > 0);
    const { record, commitments = [] } = made[Number(period) - 1] ?? {};
    const ofStyle = commitments[elections.of(request).log.plan.plan.styles.indexOf(style)];
    if (record === undefined || ofStyle === undefined)
      throw new ServiceError('service/not-found', 404, 'no such period, or no such style');
    return sendCbor(reply, encode(styleCommitmentsCodec, { record, commitments: ofStyle }));
  });
}
