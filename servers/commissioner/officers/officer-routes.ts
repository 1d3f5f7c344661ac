/**
 * Who may act as an election officer: the holder of a session (the console's cookie) or of the deployment's token (command
 * line, card personalisation station). Routes for logging in and out, for passphrases, officers and the audit log.
 */
import { timingSafeEqual } from 'node:crypto';
import { Readable } from 'node:stream';
import cookiePlugin from '@fastify/cookie';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Static } from 'typebox';
import { utf8 } from '../../../protocol/primitives/bytes.ts';
import { sha256 } from '../../../protocol/primitives/sha256.ts';
import { rateLimiter } from '../../shared/http-server.ts';
import { networkOf } from '../../shared/network.ts';
import { rangeOf, rangeSchema } from '../../shared/range.ts';
import { ServiceError } from '../../shared/service-error.ts';
import type { AuditPage } from '../api/audit.ts';
import {
  credentialsSchema,
  newOfficerSchema,
  type Officer,
  type OfficerSession,
  officerParams,
  officerRoleSchema,
  passphraseSchema,
} from '../api/officers.ts';
import type { Writes } from '../api/routes.ts';
import type { Approvals } from '../approvals/approvals.ts';
import type { AuditHeads } from '../audit/audit-heads.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import { addAuditing } from '../audit/auditing.ts';
import type { OfficerRole } from '../fields.ts';
import { type Officers, TOKEN_OFFICER } from './officers.ts';
import { isForNobody, requireRole, requireRoles } from './roles.ts';
import type { Sessions, StoredSession } from './sessions.ts';

export interface OfficerAccess {
  readonly officers: Officers;
  readonly sessions: Sessions;
  readonly audit: AuditLog;
  /** Of each election: what the board has of the log. */
  readonly auditHeads: () => readonly AuditHeads[];
  readonly officerToken: string;
  readonly approvals: Approvals;
  /** Where browsers reach the service. */
  readonly url: string;
}

const COOKIE = 'revs-officer';
const SESSION_ROUTE = '/officer/session';
/** In the audit log, for names that are no officer's: what was typed there may be a passphrase. */
const UNKNOWN_OFFICER = '(unknown)';
/** Log-ins that one address may try in a minute: each may make an entry in the audit log, which keeps it for ever. */
const LOG_IN_LIMIT = { max: 60, timeWindow: 60_000 };
const MAX_ENTRIES = 1_000;

type Credentials = Static<typeof credentialsSchema>;

/** Call before any other route is added: from then on every route below /officer/ needs an officer, of the role that it declares. */
export function addOfficerRoutes(app: FastifyInstance, access: OfficerAccess): void {
  app.register(cookiePlugin);
  addAuditing(app, access.audit);
  requireRoles(app);
  app.addHook('onRequest', authenticator(app, access));
  app.addHook('onRequest', async (request) => {
    if (!isForNobody(request)) requireRole(request, roleOf(access, request.officer));
  });
  addSessionRoutes(app, access);
  addPassphraseRoute(app, access);
  addOfficersRoutes(app, access);
  addAuditRoutes(app, access);
}

/** Finds out who acts. Errors: service/unauthorised, officer/session-expired, officer/foreign-origin. */
function authenticator(
  app: FastifyInstance,
  access: OfficerAccess,
): (request: FastifyRequest) => Promise<void> {
  const expected = sha256(utf8(`Bearer ${access.officerToken}`));
  return async (request) => {
    // A log-in needs no check of its origin: no other origin may send JSON (Fetch standard, CORS protocol).
    if (isForNobody(request)) return;
    const { authorization } = request.headers;
    if (authorization !== undefined) {
      if (!timingSafeEqual(sha256(utf8(authorization)), expected))
        throw new ServiceError('service/unauthorised', 401, "this is not the officer's token");
      request.officer = TOKEN_OFFICER;
      return;
    }
    const { officer, credential } = sessionOf(app, access, request);
    // Whoever was removed, or another passphrase, even while the log-in was under way.
    if (access.officers.credentialOf(officer) !== credential)
      throw new ServiceError('officer/session-expired', 401, 'the session has ended: log in again');
    request.officer = officer;
    if (request.method !== 'GET') requireOwnOrigin(request, access.url);
  };
}

/** As it is now, however long the session is under way. */
function roleOf({ officers }: OfficerAccess, officer: string): OfficerRole {
  return officer === TOKEN_OFFICER ? 'office' : (officers.roleOf(officer) ?? 'observer');
}

function sessionOf(
  app: FastifyInstance,
  { sessions }: OfficerAccess,
  request: FastifyRequest,
): StoredSession {
  const token = tokenOf(app, request);
  if (token === undefined)
    throw new ServiceError('service/unauthorised', 401, 'this is for election officers: log in first');
  const session = sessions.use(token);
  if (session !== undefined) return session;
  throw new ServiceError('officer/session-expired', 401, 'the session has ended: log in again');
}

const tokenOf = (app: FastifyInstance, { headers: { cookie } }: FastifyRequest): string | undefined =>
  cookie === undefined ? undefined : app.parseCookie(cookie)[COOKIE];

/** A page of another origin cannot act with an officer's cookie (OWASP, Cross-Site Request Forgery Prevention). */
function requireOwnOrigin({ headers: { origin, host } }: FastifyRequest, url: string): void {
  if (origin !== undefined && URL.canParse(origin)) {
    const given = new URL(origin);
    const own = new URL(url);
    // Without TLS the service may be reached by several names; with it, by the one that it has a certificate for.
    if (given.origin === own.origin || (own.protocol === given.protocol && given.host === host)) return;
  }
  throw new ServiceError(
    'officer/foreign-origin',
    403,
    "the request comes from no page of the console's own",
  );
}

function addSessionRoutes(app: FastifyInstance, access: OfficerAccess): void {
  const { officers, sessions } = access;
  app.post<{ Body: Credentials }>(
    SESSION_ROUTE,
    {
      schema: { body: credentialsSchema },
      config: { action: 'session/start', role: 'nobody' },
      onRequest: rateLimiter(app, LOG_IN_LIMIT),
    },
    async (request, reply): Promise<OfficerSession> => {
      const { body } = request;
      const place = networkOf(request.ip);
      // Further attempts while the name is locked make no entry: they learn nothing, and would fill the disk.
      officers.requireUnlocked(body.name, place);
      request.officer = officers.has(body.name) ? body.name : UNKNOWN_OFFICER;
      const credential = await officers.verify(body.name, body.passphrase, place);
      return shown(access, startSession(reply, access, body.name, credential));
    },
  );
  app.get(
    SESSION_ROUTE,
    { config: { role: 'observer' } },
    async (request): Promise<OfficerSession> =>
      shown(
        access,
        request.officer === TOKEN_OFFICER
          ? { officer: TOKEN_OFFICER, expires: null }
          : sessionOf(app, access, request),
      ),
  );
  app.delete(
    SESSION_ROUTE,
    { config: { action: 'session/end', role: 'observer' } },
    async (request, reply) => {
      sessions.end(tokenOf(app, request) ?? '');
      return reply.clearCookie(COOKIE, cookieOptions(access.url)).code(204).send();
    },
  );
}

const shown = (
  access: OfficerAccess,
  { officer, expires }: Pick<OfficerSession, 'officer' | 'expires'>,
): OfficerSession => ({
  officer,
  role: roleOf(access, officer),
  fourEyes: access.officers.fourEyes,
  expires,
});

function startSession(
  reply: FastifyReply,
  { sessions, url }: OfficerAccess,
  officer: string,
  credential: string,
): StoredSession {
  const { token, session } = sessions.start(officer, credential);
  reply.setCookie(COOKIE, token, cookieOptions(url));
  return session;
}

const cookieOptions = (url: string) =>
  ({ path: '/officer', httpOnly: true, sameSite: 'strict', secure: url.startsWith('https:') }) as const;

/** Ends all sessions of the officer, and starts a new one for who gave the old passphrase. */
function addPassphraseRoute(app: FastifyInstance, access: OfficerAccess): void {
  app.put<{ Body: Static<typeof passphraseSchema> }>(
    '/officer/passphrase',
    { schema: { body: passphraseSchema }, config: { action: 'officer/passphrase', role: 'observer' } },
    async ({ officer, body }, reply) => {
      if (officer === TOKEN_OFFICER)
        throw new ServiceError(
          'service/bad-request',
          400,
          'the token has no passphrase: log in as an officer',
        );
      const credential = await access.officers.changePassphrase(officer, body.old, body.new);
      startSession(reply, access, officer, credential);
      return reply.code(204).send();
    },
  );
}

function addOfficersRoutes(app: FastifyInstance, { officers, approvals }: OfficerAccess): void {
  app.get(
    '/officer/officers',
    { config: { role: 'observer' } },
    async (): Promise<readonly Officer[]> => officers.list(),
  );
  app.post<{ Body: Static<typeof newOfficerSchema> }>(
    '/officer/officers',
    { schema: { body: newOfficerSchema }, config: { action: 'officer/add', role: 'office' } },
    async (request, reply): Promise<Writes['/officer/officers']['answer']> => {
      const { name, role, passphrase } = request.body;
      request.facts = { name, role };
      const check = () => approvals.requireNone({ step: 'officer/add', name, role }, request.officer);
      await officers.add(name, role, passphrase, check);
      reply.code(201);
      return { name };
    },
  );
  app.put<{ Params: { name: string }; Body: Static<typeof officerRoleSchema> }>(
    '/officer/officers/:name/role',
    {
      schema: { params: officerParams, body: officerRoleSchema },
      config: { action: 'officer/role', role: 'office' },
    },
    async (request, reply) => {
      const { role } = request.body;
      request.facts = { role };
      await approvals.doAtOnce({ step: 'officer/role', name: request.params.name, role }, request.officer);
      return reply.code(204).send();
    },
  );
  app.delete<{ Params: { name: string } }>(
    '/officer/officers/:name/lock',
    { schema: { params: officerParams }, config: { action: 'officer/unlock', role: 'office' } },
    async (request, reply) => {
      await approvals.doAtOnce({ step: 'officer/unlock', ...request.params }, request.officer);
      return reply.code(204).send();
    },
  );
  app.delete<{ Params: { name: string } }>(
    '/officer/officers/:name',
    { schema: { params: officerParams }, config: { action: 'officer/remove', role: 'office' } },
    async (request, reply) => {
      await approvals.doAtOnce({ step: 'officer/remove', ...request.params }, request.officer);
      return reply.code(204).send();
    },
  );
}

function addAuditRoutes(app: FastifyInstance, { audit, auditHeads }: OfficerAccess): void {
  app.get(
    '/officer/audit',
    { ...rangeSchema, config: { role: 'observer' } },
    async (request): Promise<AuditPage> => {
      const { from, limit } = rangeOf(request);
      const entries = audit.entries(from, Math.min(limit, MAX_ENTRIES));
      return {
        entries: entries.map(({ previous: _, ...entry }) => entry),
        ...audit.head(),
        onBoard: onBoard(auditHeads()),
      };
    },
  );
  app.get('/officer/audit.jsonl', { config: { role: 'observer' } }, async (_request, reply) =>
    reply
      .headers({ 'content-disposition': 'attachment; filename="audit.jsonl"' })
      .type('application/x-ndjson')
      .send(Readable.from(audit.export())),
  );
}

function onBoard(all: readonly AuditHeads[]): AuditPage['onBoard'] {
  const newest = all.flatMap((heads) => heads.newest ?? []).toSorted((a, b) => b.time - a.time);
  const [contradicting = null] = all.flatMap((heads) => heads.contradicting ?? []);
  return { newest: newest[0] ?? null, contradicting };
}
