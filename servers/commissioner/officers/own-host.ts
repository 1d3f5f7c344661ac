/**
 * The console and what officers do are answered only under the service's own names. A page of another site, whose name has
 * come to mean this machine, is of the same origin for a browser (DNS rebinding), but its requests name that site.
 */
import type { FastifyInstance } from 'fastify';
import { ServiceError } from '../../shared/service-error.ts';

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];
/** Besides public routes: nothing secret, and asked for by address. */
const FOR_MONITORS = ['/health', '/metrics'];

/**
 * Call before any route is added. `url`: where browsers reach the service; `port`: where it listens. The header itself is
 * what counts: a page may set `x-forwarded-host`. Errors: service/foreign-host.
 */
export function requireOwnHost(app: FastifyInstance, url: string, port: number): void {
  const { protocol, host } = new URL(url);
  const hostIn = (header: string): string => {
    const address = `${protocol}//${header}`;
    return URL.canParse(address) ? new URL(address).host : '';
  };
  const own = new Set([host, ...LOOPBACK.map((name) => hostIn(`${name}:${port}`))]);
  app.addHook('onRequest', async ({ headers, routeOptions }) => {
    const isForAll = routeOptions.config.public === true || FOR_MONITORS.includes(routeOptions.url ?? '');
    if (isForAll || own.has(hostIn(headers.host ?? ''))) return;
    throw new ServiceError('service/foreign-host', 403, `this service is reached at ${url}`);
  });
}
