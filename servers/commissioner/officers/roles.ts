/** What officers may do. Each route of theirs declares the least role that it needs; without one it cannot be added. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ServiceError } from '../../shared/service-error.ts';
import { isOfficersRoute, OFFICERS_ROUTES } from '../audit/auditing.ts';
import type { OfficerRole } from '../fields.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The least that an officer must be; `nobody` where no log-in is needed. */
    role?: OfficerRole | 'nobody';
  }
}

/** Each may do what those before it may. */
const ORDER: readonly OfficerRole[] = ['observer', 'approver', 'office'];
export const mayAct = (role: OfficerRole, least: OfficerRole): boolean =>
  ORDER.indexOf(role) >= ORDER.indexOf(least);

/** Call before any route is added. Adding a route of officers without a role throws. */
export function requireRoles(app: FastifyInstance): void {
  app.addHook('onRoute', ({ method, url, config }) => {
    if (url.startsWith(OFFICERS_ROUTES) && config?.role === undefined)
      throw new Error(`${method} ${url} does not say whom it is for: config: { role: 'observer' }`);
  });
}

/** Whether nobody needs to be logged in. */
export const isForNobody = (request: FastifyRequest): boolean =>
  !isOfficersRoute(request) || request.routeOptions.config.role === 'nobody';

/** Errors: officer/role. */
export function requireRole({ routeOptions: { config } }: FastifyRequest, role: OfficerRole): void {
  const { role: least = 'office' } = config;
  if (least === 'nobody' || mayAct(role, least)) return;
  throw new ServiceError('officer/role', 403, `this takes the role ${least}; yours is ${role}`);
}
