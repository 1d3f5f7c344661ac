/**
 * The Commissioner's service over HTTP: builds the application, never listens. Officers' routes need the officer's token;
 * long works answer with one JSON line per step: {"stage","done","total"}, at the end {"result"} or {"error"}.
 */
import { timingSafeEqual } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { join } from 'node:path';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { type Static, Type } from 'typebox';
import { fingerprint } from '../../protocol/0-setup/fingerprint.ts';
import { certificateCodec, certifyDevice } from '../../protocol/messages/device-certificate.ts';
import { toHex, utf8 } from '../../protocol/primitives/bytes.ts';
import { encode } from '../../protocol/primitives/cbor.ts';
import { requirePublicKey } from '../../protocol/primitives/p256-signature.ts';
import { sha256 } from '../../protocol/primitives/sha256.ts';
import type { ServerContext } from '../shared/hosted-election.ts';
import { HostedElections } from '../shared/hosted-elections.ts';
import { buildApp } from '../shared/http-server.ts';
import type { Metrics } from '../shared/metrics.ts';
import { refusalOf, ServiceError } from '../shared/service-error.ts';
import { CommissionerElection } from './commissioner-election.ts';
import { createElection } from './create-election.ts';
import type { Directory } from './directory.ts';
import type { Progress } from './progress.ts';
import type { Registry } from './registry.ts';
import { closeElection, discloseKey, freezeBulletin, openElection } from './run-election.ts';
import { tally } from './tally.ts';

const MAX_BODY = 32 * 1024 * 1024;
const id = Type.String({ pattern: '^[A-Za-z0-9._-]{1,64}$' });
const strict = { additionalProperties: false };

const VotersBody = Type.Array(Type.Object({ voter: id, style: id }, strict), { maxItems: 200_000 });
const CardsBody = Type.Array(
  Type.Object({ voter: id, publicKey: Type.String({ pattern: '^[0-9a-f]{66}$' }) }, strict),
  { maxItems: 200_000 },
);
const DeviceBody = Type.Object(
  {
    role: Type.Union([Type.Literal('card'), Type.Literal('terminal')]),
    serial: id,
    publicKey: Type.String({ pattern: '^[0-9a-f]{66}$' }),
  },
  strict,
);
const time = Type.Integer({ minimum: 0, maximum: 253_402_300_799 });
const ElectionBody = Type.Object(
  {
    title: Type.String({ minLength: 1, maxLength: 200 }),
    opens: time,
    closes: time,
    intakeEnds: time,
    claimsEnd: time,
    ballots: Type.Array(Type.Object({ style: id, xml: Type.String({ maxLength: 65_536 }) }, strict), {
      minItems: 1,
      maxItems: 64,
    }),
  },
  strict,
);

export interface CommissionerParts {
  readonly directory: Directory;
  readonly registry: Registry;
  readonly officerToken: string;
}

export function commissionerApp(
  context: ServerContext,
  metrics: Metrics,
  { directory, registry, officerToken }: CommissionerParts,
): { app: FastifyInstance; elections: HostedElections<CommissionerElection> } {
  const app = buildApp({
    role: 'commissioner',
    id: context.id,
    logger: context.logger,
    metrics,
    bodyLimit: MAX_BODY,
  });
  const elections = new HostedElections(context, (c, electionId) => new CommissionerElection(c, electionId));
  const expected = sha256(utf8(`Bearer ${officerToken}`));
  app.addHook('onRequest', async (request) => {
    if (!request.url.startsWith('/officer/')) return;
    const given = sha256(utf8(request.headers.authorization ?? ''));
    if (!timingSafeEqual(given, expected))
      throw new ServiceError('service/unauthorised', 401, "this needs the officer's token");
  });
  addRegistryRoutes(app, registry);
  addDeviceRoutes(app, context);
  app.post<{ Body: Static<typeof ElectionBody> }>(
    '/officer/elections',
    { schema: { body: ElectionBody } },
    (request, reply) =>
      stream(reply, async (progress) => {
        const ballots = new Map(request.body.ballots.map(({ style, xml }) => [style, utf8(xml)]));
        const voters = registry.voters();
        const wanted = { ...request.body, ballots };
        return summary(await createElection(context, directory, elections, voters, wanted, progress));
      }),
  );
  const works = {
    open: openElection,
    close: closeElection,
    freeze: freezeBulletin,
    disclose: discloseKey,
    tally,
  };
  for (const [name, work] of Object.entries(works))
    app.post(`/officer/elections/:election/${name}`, (request, reply) =>
      stream(reply, async (progress) => work(elections.of(request), progress)),
    );
  app.get('/officer/elections', async () =>
    elections
      .all()
      .filter(({ isOpen }) => isOpen)
      .map(summary),
  );
  addPublicRoutes(app, elections, context);
  return { app, elections };
}

function addRegistryRoutes(app: FastifyInstance, registry: Registry): void {
  app.post<{ Body: Static<typeof VotersBody> }>(
    '/officer/voters',
    { schema: { body: VotersBody } },
    async (request) => {
      await registry.importVoters(request.body);
      return { imported: request.body.length };
    },
  );
  app.post<{ Body: Static<typeof CardsBody> }>(
    '/officer/cards',
    { schema: { body: CardsBody } },
    async (request) => {
      const cards = request.body.map(({ voter, publicKey }) => ({
        voter,
        publicKey: new Uint8Array(Buffer.from(publicKey, 'hex')),
      }));
      await registry.registerCards(cards);
      return { registered: cards.length };
    },
  );
  app.get('/officer/voters', async () =>
    registry.voters().map(({ voter, style, publicKey }) => ({ voter, style, card: publicKey !== undefined })),
  );
}

/** Certificates for the cards and terminals that the Commissioner hands out; its key never leaves this service. */
function addDeviceRoutes(app: FastifyInstance, { identity }: ServerContext): void {
  app.post<{ Body: Static<typeof DeviceBody> }>(
    '/officer/devices',
    { schema: { body: DeviceBody } },
    async (request) => {
      const publicKey = new Uint8Array(Buffer.from(request.body.publicKey, 'hex'));
      requirePublicKey(publicKey);
      const certificate = certifyDevice({ ...request.body, publicKey }, identity);
      return { certificate: toHex(encode(certificateCodec, certificate)) };
    },
  );
}

/** What anyone may fetch: the Commissioner's key, the final roots, the election record. */
function addPublicRoutes(
  app: FastifyInstance,
  elections: HostedElections<CommissionerElection>,
  context: ServerContext,
): void {
  const open = { config: { public: true } };
  app.get('/identity', open, async () => ({ id: context.id, publicKey: toHex(context.identity.publicKey) }));
  app.get('/elections/:election/final-roots', open, async (request, reply) =>
    reply
      .type('application/cbor')
      .send(Buffer.from(elections.of(request).document('final-roots') ?? missing('final roots'))),
  );
  app.get('/elections/:election/record/*', open, async (request, reply) => {
    const { '*': name } = request.params as { '*': string };
    const path = join(elections.of(request).recordFolder, name);
    if (!/^[A-Za-z0-9_-][A-Za-z0-9._-]*(\/[A-Za-z0-9_-][A-Za-z0-9._-]*)?$/.test(name) || !existsSync(path))
      missing('file in the record');
    return reply.type('application/octet-stream').send(createReadStream(path));
  });
}

function missing(what: string): never {
  throw new ServiceError('service/not-found', 404, `no such ${what} here`);
}

function summary(election: CommissionerElection): object {
  const { manifest, manifestHash, plan } = election.election;
  return {
    election: election.electionId,
    title: manifest.title,
    stage: election.stage,
    manifestHash: toHex(manifestHash),
    fingerprint: fingerprint(manifestHash),
    ...election.times,
    voters: manifest.styles.reduce((sum, { voters }) => sum + voters, 0),
    servers: manifest.servers.map(({ id, url }) => ({ id, url })),
    administrators: plan.administrators.map(({ id }) => id),
    record: election.recordFolder,
  };
}

/** Runs a long work, a JSON line for each step. The status is 200 from the first line on; the last line tells. */
function stream(reply: FastifyReply, work: (progress: Progress) => Promise<unknown>): FastifyReply {
  reply.hijack();
  const { raw } = reply;
  raw.writeHead(200, { 'content-type': 'application/x-ndjson', 'cache-control': 'no-store' });
  const line = (value: object): boolean => raw.write(`${JSON.stringify(value)}\n`);
  let last = 0;
  const progress: Progress = (stage, done, total) => {
    if (done !== total && Date.now() - last < 100) return;
    last = Date.now();
    line({ stage, done, total });
  };
  work(progress).then(
    (result) => raw.end(`${JSON.stringify({ result: result ?? null })}\n`),
    (error: unknown) => {
      const { code, message } = knownError(error);
      raw.end(`${JSON.stringify({ error: { code, message } })}\n`);
    },
  );
  return reply;
}

/** The officer is told what another server refused; anything unforeseen stays in the log. */
function knownError(error: unknown): { code: string; message: string } {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code.includes('/'))
    return { code: error.code, message: error.message };
  return refusalOf(error);
}
