/**
 * How many costly requests of one network are under way at once: whoever floods the signing routes waits for itself, and
 * every other network's requests have only so many before them. A bound on work, not on time: a union's voters behind one
 * address are never refused for being many, only for being more than this at one instant, and may ask again at once.
 */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { networkOf } from './network.ts';
import { ServiceError } from './service-error.ts';

/** Requests of one network at one route's limiter; a Prepare or Sign takes about a millisecond (README). */
export const IN_FLIGHT = 64;

/** A hook (onRequest) for routes that share one count. Errors: service/busy. */
export function limitInFlight(max: number): (request: FastifyRequest, reply: FastifyReply) => Promise<void> {
  const underWay = new Map<string, number>();
  return async (request, reply) => {
    const network = networkOf(request.ip);
    const count = underWay.get(network) ?? 0;
    if (count >= max)
      throw new ServiceError(
        'service/busy',
        503,
        'too many requests of your network are under way: ask again',
      );
    underWay.set(network, count + 1);
    // However it ends: answered, refused, or given up by the client.
    reply.raw.once('close', () => {
      const left = (underWay.get(network) ?? 1) - 1;
      if (left === 0) underWay.delete(network);
      else underWay.set(network, left);
    });
  };
}
