/**
 * The Commissioner's service over HTTP: builds the application, never listens. Officers' routes need an officer who is logged
 * in, and make entries in the audit log. Long jobs answer with one JSON line per step: {"stage","done","total"}, at the end
 * {"result"} or {"error"}.
 */
import type { FastifyInstance } from 'fastify';
import { Gauge } from 'prom-client';
import type { Static } from 'typebox';
import type { Organisation } from '../../letters/document.ts';
import { certificateCodec, certifyDevice } from '../../protocol/messages/device-certificate.ts';
import { requireHex, toHex, utf8 } from '../../protocol/primitives/bytes.ts';
import { encode } from '../../protocol/primitives/cbor.ts';
import { requirePublicKey } from '../../protocol/primitives/p256-signature.ts';
import { signing } from '../../protocol/primitives/signer.ts';
import { failing, HostedElections } from '../shared/hosted-elections.ts';
import { buildApp } from '../shared/http-server.ts';
import type { OfficeBoard } from '../shared/join-board.ts';
import { addListRoutes } from '../shared/list-routes.ts';
import type { Metrics } from '../shared/metrics.ts';
import { ServiceError } from '../shared/service-error.ts';
import { type ElectionRequest, type ElectionSummary, electionSchema, type Stage } from './api/elections.ts';
import {
  cardsSchema,
  deviceSchema,
  type ListedVoter,
  testVotersSchema,
  type VotersElections,
  voterParams,
  votersSchema,
} from './api/roll.ts';
import type { Imported, Reads, Writes } from './api/routes.ts';
import type { Directory } from './api/servers.ts';
import { addApprovalRoutes } from './approvals/approval-routes.ts';
import { Approvals } from './approvals/approvals.ts';
import { FinalSteps, type OneAtATime } from './approvals/final-steps.ts';
import type { AuditLog } from './audit/audit-log.ts';
import { stream } from './audit/audited-job.ts';
import { type CommissionerContext, CommissionerElection } from './election/commissioner-election.ts';
import { createElection } from './election/create-election.ts';
import { addDeletionRecordRoute } from './election/deletion-record.ts';
import { requestOf, summaryOf } from './election/election-summary.ts';
import { addLetterRoutes } from './letters/letter-routes.ts';
import { addMinutesRoute } from './letters/minutes-route.ts';
import { chosenFrom } from './monitoring/directory.ts';
import { addMonitoringRoutes } from './monitoring/monitoring-routes.ts';
import { addOfficerRoutes } from './officers/officer-routes.ts';
import type { Officers } from './officers/officers.ts';
import { requireOwnHost } from './officers/own-host.ts';
import { Sessions } from './officers/sessions.ts';
import { addRecordRoutes } from './record/record-routes.ts';
import { tally } from './record/tally.ts';
import type { Registry } from './roll/registry.ts';
import { MAX_ROLL_LENGTH } from './roll/roll-csv.ts';
import { addRollRoutes } from './roll/roll-routes.ts';
import { addTemplateRoutes } from './templates/template-routes.ts';
import type { Templates } from './templates/templates.ts';

/** Stages in which a voter may still vote. */
const UNDER_WAY: readonly Stage[] = ['created', 'open'];
/** Bytes: a roll, a list of cards, or the ballots of an election. The sender is known to be an officer by then. */
const MAX_LARGE = MAX_ROLL_LENGTH;

export interface CommissionerDeps {
  readonly directory: Directory;
  readonly registry: Registry;
  readonly templates: Templates;
  readonly officers: Officers;
  readonly audit: AuditLog;
  readonly officerToken: string;
  /** As it is in letters. */
  readonly organisation: Organisation;
  /** That this office uses. */
  readonly board: OfficeBoard;
  /** Where the service listens. */
  readonly port: number;
}

export function commissionerApp(
  context: CommissionerContext,
  metrics: Metrics,
  deps: CommissionerDeps,
): { app: FastifyInstance; elections: HostedElections<CommissionerElection> } {
  const { directory, registry, audit } = deps;
  const app = buildApp({
    role: 'commissioner',
    id: context.id,
    logger: context.logger,
    metrics,
    health: () => {
      const stores = [registry, deps.templates, deps.officers, audit];
      const code = stores.map((store) => store.fault()).find((fault) => fault !== undefined);
      return code === undefined ? elections.health() : failing(code);
    },
  });
  const elections = new HostedElections(
    context,
    (c, electionId) => new CommissionerElection(c, electionId, audit),
  );
  countContradictions(elections, metrics);
  requireOwnHost(app, context.url, deps.port);
  const alone = oneAtATime();
  const sessions = new Sessions(context.clock, context.random);
  const steps = new FinalSteps({ elections, registry, officers: deps.officers, alone });
  const approvals = new Approvals(steps, deps.officers);
  addOfficerRoutes(app, {
    ...deps,
    approvals,
    url: context.url,
    auditHeads: () => elections.all().map(({ auditHeads }) => auditHeads),
    sessions,
  });
  addApprovalRoutes(app, approvals);
  addRegistryRoutes(app, registry, approvals);
  addCardRoutes(app, elections, approvals);
  addRollRoutes(app, registry);
  addTemplateRoutes(app, deps.templates);
  addDeviceRoutes(app, context);
  addMonitoringRoutes(app, directory, deps.board, elections, context.clock);
  addRecordRoutes(app, elections);
  addListRoutes(app, elections);
  addMinutesRoute(app, elections, { organisation: deps.organisation, audit });
  addLetterRoutes(app, elections, {
    organisation: deps.organisation,
    voterPage: directory.voterPage,
    maxBody: MAX_LARGE,
  });
  app.post<{ Body: ElectionRequest }>(
    '/officer/elections',
    {
      schema: { body: electionSchema },
      bodyLimit: MAX_LARGE,
      config: { action: 'election/create', role: 'office' },
    },
    (request, reply) => {
      const { title, trial } = request.body;
      const named = { title, ...(trial === undefined ? {} : { trial }) };
      request.facts = named;
      return stream(reply, async (progress): Promise<ElectionSummary> => {
        const ballots = new Map(request.body.ballots.map(({ style, xml }) => [style, utf8(xml)]));
        const voters = registry.voters();
        const chosen = chosenFrom(directory, request.body);
        const setup = { context, ...deps.board, elections, directory: chosen, progress };
        const election = await createElection(setup, voters, { ...request.body, ballots });
        request.facts = { ...named, election: election.electionId, voters: election.voters };
        return summaryOf(election);
      });
    },
  );
  for (const step of ['open', 'close', 'publish', 'delete', 'delete-data'] as const)
    app.post<{ Params: { election: string } }>(
      `/officer/elections/:election/${step}`,
      { config: { action: `election/${step}`, role: 'office' } },
      ({ officer, params: { election } }, reply) =>
        stream(reply, async (progress) => {
          const asked = { step: `election/${step}`, election } as const;
          const { failures = null } = await approvals.doAtOnce(asked, officer, progress);
          return failures;
        }),
    );
  app.post(
    '/officer/elections/:election/tally',
    { config: { action: 'election/tally', role: 'office' } },
    (request, reply) =>
      stream(reply, async (progress) => {
        const election = elections.of(request);
        return alone(election.electionId, () => tally(election, progress));
      }),
  );
  app.get(
    '/officer/elections',
    { config: { role: 'observer' } },
    async (): Promise<Reads['/officer/elections']> =>
      elections
        .all()
        .filter(({ isOpen }) => isOpen)
        .map(summaryOf),
  );
  app.get(
    '/officer/elections/:election/request',
    { config: { role: 'observer' } },
    async (request): Promise<ElectionRequest> => requestOf(elections.of(request)),
  );
  addArchiveRoutes(app, elections);
  addDeletionRecordRoute(app, elections, audit);
  app.get(
    '/identity',
    { config: { public: true } },
    async (): Promise<Reads['/identity']> => ({
      id: context.id,
      publicKey: toHex(context.identity.publicKey),
      organisation: directory.organisation ?? null,
      voterPage: directory.voterPage ?? null,
    }),
  );
  return { app, elections };
}

/** To put an election away that is over, and to take it out again. */
function addArchiveRoutes(app: FastifyInstance, elections: HostedElections<CommissionerElection>): void {
  const path = '/officer/elections/:election/archive';
  app.put(path, { config: { action: 'election/archive', role: 'office' } }, async (request, reply) => {
    await elections.of(request).archive();
    return reply.code(204).send();
  });
  app.delete(path, { config: { action: 'election/unarchive', role: 'office' } }, async (request, reply) => {
    await elections.of(request).unarchive();
    return reply.code(204).send();
  });
}

function countContradictions(elections: HostedElections<CommissionerElection>, { registry }: Metrics): void {
  new Gauge({
    name: 'revs_counter_contradictions',
    help: 'pairs of signed heads by which Counters contradict themselves',
    registers: [registry],
    collect() {
      const found = elections.all().map(({ lists }) => lists.contradictions.length);
      this.set(found.reduce((sum, count) => sum + count, 0));
    },
  });
}

/** A card that is lost, and what that means for elections that have been made. */
function addCardRoutes(
  app: FastifyInstance,
  elections: HostedElections<CommissionerElection>,
  approvals: Approvals,
): void {
  app.delete<{ Params: { voter: string } }>(
    '/officer/voters/:voter/card',
    { schema: { params: voterParams }, config: { action: 'card/revoke', role: 'office' } },
    async ({ officer, params: { voter } }, reply) => {
      await approvals.doAtOnce({ step: 'card/revoke', voter }, officer);
      return reply.code(204).send();
    },
  );
  app.get<{ Params: { voter: string } }>(
    '/officer/voters/:voter/elections',
    { schema: { params: voterParams }, config: { role: 'observer' } },
    async ({ params: { voter } }): Promise<VotersElections> =>
      elections
        .all()
        .filter(
          (election) => election.isOpen && UNDER_WAY.includes(election.stage) && election.hasVoter(voter),
        )
        .map(({ electionId, election: { manifest }, stage }) => ({
          ...{ election: electionId, title: manifest.title, stage },
        })),
  );
}

function addRegistryRoutes(app: FastifyInstance, registry: Registry, approvals: Approvals): void {
  app.post<{ Body: Static<typeof votersSchema> }>(
    '/officer/voters',
    {
      schema: { body: votersSchema },
      bodyLimit: MAX_LARGE,
      config: { action: 'roll/import', role: 'office' },
    },
    async (request): Promise<Imported> => {
      request.facts = { voters: request.body.length };
      await registry.importVoters(request.body);
      return { imported: request.body.length };
    },
  );
  app.post<{ Body: Static<typeof testVotersSchema> }>(
    '/officer/test-voters',
    { schema: { body: testVotersSchema }, config: { action: 'roll/add-test', role: 'office' } },
    async (request): Promise<Writes['/officer/test-voters']['answer']> => {
      const { number, style } = request.body;
      request.facts = { voters: number };
      return { voters: await registry.addTestVoters(number, style) };
    },
  );
  app.post<{ Body: Static<typeof cardsSchema> }>(
    '/officer/cards',
    {
      schema: { body: cardsSchema },
      bodyLimit: MAX_LARGE,
      config: { action: 'card/register', role: 'office' },
    },
    async (request): Promise<Writes['/officer/cards']['answer']> => {
      const [first, second] = request.body;
      const isOne = first !== undefined && second === undefined;
      request.facts = isOne ? { voter: first.voter } : { cards: request.body.length };
      const cards = request.body.map(({ voter, publicKey: hex }) => ({
        voter,
        hex,
        publicKey: requireHex(hex),
      }));
      await registry.registerCards(cards, ({ voter, hex }, replaces) => {
        const step = { step: 'card/replace', voter, publicKey: hex } as const;
        if (replaces) approvals.requireNone(step, request.officer);
      });
      return { registered: cards.length };
    },
  );
  app.delete<{ Params: { voter: string } }>(
    '/officer/voters/:voter',
    { schema: { params: voterParams }, config: { action: 'roll/remove', role: 'office' } },
    async ({ officer, params: { voter } }, reply) => {
      await approvals.doAtOnce({ step: 'roll/remove', voter }, officer);
      return reply.code(204).send();
    },
  );
  app.get('/officer/voters', { config: { role: 'observer' } }, async (): Promise<readonly ListedVoter[]> => {
    const revoked = registry.revoked();
    return registry.voters().map(({ voter, style, publicKey }) => ({
      ...{ voter, style, card: publicKey !== undefined },
      ...(revoked.has(voter) && { hadCard: true as const }),
    }));
  });
}

/** Certificates for the cards and terminals that the Commissioner hands out; its key never leaves this service. */
function addDeviceRoutes(app: FastifyInstance, { identity }: CommissionerContext): void {
  app.post<{ Body: Static<typeof deviceSchema> }>(
    '/officer/devices',
    { schema: { body: deviceSchema }, config: { action: 'device/certify', role: 'office' } },
    async (request): Promise<Writes['/officer/devices']['answer']> => {
      const { role, serial } = request.body;
      request.facts = { role, serial };
      const publicKey = new Uint8Array(Buffer.from(request.body.publicKey, 'hex'));
      requirePublicKey(publicKey);
      const device = { ...request.body, publicKey };
      const certificate = await signing(identity, (key) => certifyDevice(device, key));
      return { certificate: toHex(encode(certificateCodec, certificate)) };
    },
  );
}

/** Two officers who press the same button at once start one job; the other is told that it is under way. */
function oneAtATime(): OneAtATime {
  const busy = new Set<string>();
  return async (election, job) => {
    if (busy.has(election))
      throw new ServiceError(
        'service/busy',
        409,
        'a step of this election is under way: wait until it has ended',
      );
    busy.add(election);
    try {
      return await job();
    } finally {
      busy.delete(election);
    }
  };
}
