/**
 * Every request of an officer that is not a GET makes an entry in the audit log, whatever comes of it: its route names the
 * action, its handler adds the facts. The answer leaves when the entry is on disk.
 */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { refusalOf } from '../../shared/service-error.ts';
import type { AuditDetail, AuditLog } from './audit-log.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** `area/what`, for the audit log. */
    action?: string;
  }
  interface FastifyRequest {
    /** Who acts; '' if nobody was found to be an officer, of whose requests no entry is made. */
    officer: string;
    /** Facts for the audit log besides the parameters of the path: never a secret, never a voter's choice. */
    facts: AuditDetail;
    /** Makes an entry about this request. A long job calls it as it begins, with `begun`, and as it ends. */
    enter(outcome: string): Promise<void>;
  }
}

/** What the routes of officers begin with: those below need a log-in, and an `action` unless they are for reading. */
export const OFFICERS_ROUTES = '/officer/';

/**
 * By route, not by URL: a request may name the path as it likes, such as in absolute form (RFC 9112, section 3.2.2), and
 * the router finds the route all the same.
 */
export const isOfficersRoute = (request: FastifyRequest): boolean =>
  request.routeOptions.url?.startsWith(OFFICERS_ROUTES) === true;

/** Call before any route is added. Adding a route of officers that has no action for the audit log throws. */
export function addAuditing(app: FastifyInstance, audit: AuditLog): void {
  app.decorateRequest('officer', '');
  app.decorateRequest('facts');
  app.decorateRequest('enter', function (this: FastifyRequest, outcome: string) {
    const { action = '' } = this.routeOptions.config;
    const detail = { ...(this.params as Record<string, string>), ...this.facts };
    return audit.append({ officer: this.officer, action, detail, outcome });
  });
  app.addHook('onRoute', ({ method, url, config }) => {
    if (method !== 'GET' && url.startsWith(OFFICERS_ROUTES) && config?.action === undefined)
      throw new Error(`${method} ${url} has no action for the audit log: config: { action: 'area/what' }`);
  });
  app.addHook('onRequest', async (request) => {
    request.facts = {};
  });
  app.addHook('onSend', async (request, reply, payload) => {
    const { officer, method } = request;
    if (officer === '' || method === 'GET' || !isOfficersRoute(request)) return payload;
    try {
      await request.enter(reply.refusalCode === '' ? 'done' : reply.refusalCode);
      return payload;
    } catch (error) {
      // Thrown from here, the error of a second attempt would leave as Fastify has it, with SQLite's own words.
      const { status, code, message } = refusalOf(error);
      reply.refusalCode = code;
      reply.code(status).removeHeader('set-cookie').removeHeader('content-length').type('application/json');
      return JSON.stringify({ code, message });
    }
  });
}
