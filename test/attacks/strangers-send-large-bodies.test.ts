/** Large bodies are not read for strangers: election, phase and sender are known first (contract section 5.7). */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { afterAll, test } from 'vitest';
import { signManifest } from '../../protocol/0-setup/check-manifest.ts';
import { CEREMONY_PASS_HEADER, ceremonyPass } from '../../protocol/messages/ceremony-pass.ts';
import { COMMISSIONER } from '../../protocol/messages/plan.ts';
import { loadMclBls } from '../../protocol/primitives/bls-mcl.ts';
import { toHex } from '../../protocol/primitives/bytes.ts';
import type { SigningKey } from '../../protocol/primitives/p256-signature.ts';
import { signStatement } from '../../protocol/primitives/statement.ts';
import { given, makeElection, newKey, random } from '../../protocol/test-support.ts';
import { administratorApp } from '../../servers/administrator/app.ts';
import { anonymizerApp } from '../../servers/anonymizer/app.ts';
import { counterApp } from '../../servers/counter/app.ts';
import { distributorApp } from '../../servers/distributor/app.ts';
import { HostedElection, type ServerContext } from '../../servers/shared/hosted-election.ts';
import { createLogger } from '../../servers/shared/logger.ts';
import { Metrics } from '../../servers/shared/metrics.ts';
import { trusteeApp } from '../../servers/trustee/app.ts';

const LARGE = 45_000_000;
const UNKNOWN = '0'.repeat(32);
const CBOR = { 'content-type': 'application/cbor' };

const fixture = await makeElection();
const bls = await loadMclBls();
const { planHash } = fixture.election;
const electionId = toHex(fixture.plan.electionId);
const folder = mkdtempSync(join(tmpdir(), 'revs-bodies-'));
let now = 0;
const closing: (() => Promise<unknown>)[] = [];
afterAll(async () => {
  for (const close of closing) await close();
  rmSync(folder, { recursive: true });
});

/** A server of that role whose store holds one document of the election. */
async function hosting(role: AppName, name: 'plan' | 'manifest'): Promise<FastifyInstance> {
  const { id } = given(fixture.plan[`${role}s`][0]);
  const context: ServerContext = {
    id,
    folder: join(folder, name, id),
    commissionerKey: fixture.commissioner.publicKey,
    identity: fixture.server(id).key,
    url: fixture.server(id).url,
    random,
    clock: () => now,
    logger: createLogger(role, id, 'silent'),
  };
  const stored = new HostedElection(context, electionId, '');
  const document = name === 'plan' ? fixture.planDocument : fixture.manifestDocument;
  await stored.store.write(() => stored.documents.keep(name, document));
  await stored.close();
  const { app, elections } = APPS[role](context);
  closing.push(
    () => app.close(),
    () => elections.close(),
  );
  return app;
}
const APPS = {
  administrator: (context: ServerContext) => administratorApp(context, new Metrics(), bls),
  trustee: (context: ServerContext) => trusteeApp(context, new Metrics()),
  anonymizer: (context: ServerContext) => anonymizerApp(context, new Metrics()),
  counter: (context: ServerContext) => counterApp(context, new Metrics()),
  distributor: (context: ServerContext) => distributorApp(context, new Metrics()),
};
type AppName = keyof typeof APPS;

const passBy = (key: SigningKey, context = planHash): string =>
  Buffer.from(signStatement(ceremonyPass, context, {}, COMMISSIONER, key)).toString('base64url');

/** The code of the refusal of a request with that body; '' if it was taken. */
async function codeOf(
  app: FastifyInstance,
  path: string,
  payload = Buffer.from([0x80]),
  headers: Record<string, string> = {},
): Promise<string> {
  const url = `/elections/${path}`;
  const response = await app.inject({ method: 'POST', url, headers: { ...CBOR, ...headers }, payload });
  return response.statusCode < 300 ? '' : response.json<{ code: string }>().code;
}

const ROUTES: readonly (readonly [AppName, readonly string[]])[] = [
  ['administrator', ['manifest', 'roll', 'order']],
  ['trustee', ['manifest', 'order']],
  ['anonymizer', ['manifest', 'relay', 'order']],
  ['counter', ['manifest', 'packages', 'order']],
  ['distributor', ['manifest', 'ballots', 'enrolments', 'order']],
];
/** What the Commissioner alone sends, before there is a manifest. */
const SETUP = new Set(['manifest', 'roll']);
const setupOf = (paths: readonly string[]): string[] => paths.filter((path) => SETUP.has(path));

test('twelve connections that send 45 MB each to an election that is not: refused, and hardly any of it read', async () => {
  const app = await hosting('administrator', 'plan');
  const accepted: Socket[] = [];
  app.server.on('connection', (socket: Socket) => accepted.push(socket));
  const { port } = new URL(await app.listen({ host: '127.0.0.1', port: 0 }));
  const answers = await Promise.all(
    Array.from({ length: 12 }, () => flood(Number(port), `/elections/${UNKNOWN}/manifest`)),
  );
  for (const answer of answers) assert.match(answer, /^HTTP\/1\.1 404 .*"code":"service\/not-found"/s);
  const read = accepted.reduce((sum, { bytesRead }) => sum + bytesRead, 0);
  assert.equal(accepted.length, 12);
  assert.ok(read < LARGE / 4, `read ${read} bytes of ${12 * LARGE}`);
});

/** Sends the head at once and the body until the server closes; resolves to what it answered. */
function flood(port: number, path: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  const chunk = Buffer.alloc(65_536);
  let answer = '';
  let left = LARGE;
  const send = (): void => {
    while (left > 0 && socket.writable) {
      left -= chunk.length;
      if (!socket.write(chunk)) return;
    }
  };
  socket.on('data', (bytes) => {
    answer += bytes.toString();
  });
  socket.on('drain', send);
  socket.on('error', () => undefined);
  const head = `POST ${path} HTTP/1.1\r\nHost: a\r\nContent-Type: application/cbor\r\nContent-Length: ${LARGE}\r\n\r\n`;
  // A server that takes a body waits for it: only one that refuses answers now.
  socket.write(head);
  socket.once('data', send);
  return new Promise((resolve) => socket.on('close', () => resolve(answer)));
}

for (const [role, paths] of ROUTES)
  test(`${role}: an election that is not here is refused before the body is read`, async () => {
    const app = await hosting(role, 'plan');
    // Were it read, it would be found to be no CBOR, or too large.
    for (const path of paths)
      assert.equal(
        await codeOf(app, `${UNKNOWN}/${path}`, Buffer.alloc(2_000_000)),
        'service/not-found',
        path,
      );
  });

for (const [role, paths] of ROUTES)
  test(`${role}: the setup's bodies are read for the Commissioner alone, under this plan`, async () => {
    const app = await hosting(role, 'plan');
    for (const path of setupOf(paths)) {
      const ask = (pass?: string) =>
        codeOf(
          app,
          `${electionId}/${path}`,
          undefined,
          pass === undefined ? {} : { [CEREMONY_PASS_HEADER]: pass },
        );
      assert.equal(await ask(), 'cbor/malformed', path);
      assert.equal(await ask(passBy(newKey())), 'signature/invalid', path);
      assert.equal(await ask(passBy(fixture.commissioner, random(32))), 'statement/wrong-context', path);
      assert.match(await ask(passBy(fixture.commissioner)), /^(cbor|jws)\//, `${path}: read`);
    }
  });

test('setting up is over once there is a manifest', async () => {
  const headers = { [CEREMONY_PASS_HEADER]: passBy(fixture.commissioner) };
  for (const [role, paths] of ROUTES) {
    const app = await hosting(role, 'manifest');
    for (const path of setupOf(paths))
      assert.equal(await codeOf(app, `${electionId}/${path}`, undefined, headers), 'time/closed', path);
  }
});

test('what belongs to a phase is not read outside of it', async () => {
  const large = Buffer.alloc(2_000_000);
  const late: readonly (readonly [AppName, string])[] = [
    ['trustee', 'order'],
    ['anonymizer', 'relay'],
    ['counter', 'packages'],
    ['distributor', 'ballots'],
    ['distributor', 'enrolments'],
  ];
  now = fixture.manifest.claimsEnd * 1_000;
  for (const [role, path] of late)
    assert.equal(
      await codeOf(await hosting(role, 'manifest'), `${electionId}/${path}`, large),
      'time/closed',
    );
});

test("a manifest is shown to whoever names its hash, and taken as the Commissioner's alone", async () => {
  const app = await hosting('counter', 'plan');
  const get = (path: string) => app.inject({ method: 'GET', url: `/elections/${path}` });
  const hash = toHex(fixture.election.manifestHash);
  assert.deepEqual((await get(electionId)).json(), { open: false });
  assert.equal((await get(UNKNOWN)).statusCode, 404);
  const headers = { [CEREMONY_PASS_HEADER]: passBy(fixture.commissioner) };
  const forged = Buffer.from(signManifest(fixture.manifest, newKey()));
  assert.equal(await codeOf(app, `${electionId}/manifest`, forged, headers), 'signature/invalid');
  assert.equal((await get(`${electionId}/manifest/${hash}`)).statusCode, 404);
  assert.equal(await codeOf(app, `${electionId}/manifest`, Buffer.from(fixture.signedManifest), headers), '');
  const answer = await get(`${electionId}/manifest/${hash}`);
  assert.deepEqual(new Uint8Array(answer.rawPayload), fixture.signedManifest);
  for (const other of ['0'.repeat(64), 'x', `${hash}00`])
    assert.equal((await get(`${electionId}/manifest/${other}`)).statusCode, 404, other);
  assert.deepEqual((await get(electionId)).json(), { open: false }, 'what is offered is not taken');
});

test('nothing that can be sent begins to freeze: Counters and Trustees take packages, the offered manifest, an order that the board proves, one to delete a trial', async () => {
  for (const [role, expected] of [
    ['counter', ['/order', '/delete', '/manifest', '/packages']],
    ['trustee', ['/order', '/delete', '/manifest']],
  ] as const) {
    const app = await hosting(role, 'manifest');
    const routes = app.printRoutes({ commonPrefix: false }).split('\n');
    const taking = routes.filter((route) => /POST|PUT|PATCH|DELETE/.test(route));
    assert.deepEqual(
      taking.map((route) => /\/\S+/.exec(route)?.[0]),
      expected,
    );
  }
});

test('routes without a bound of their own take 16 KiB', async () => {
  const app = await hosting('anonymizer', 'manifest');
  assert.equal(await codeOf(app, `${electionId}/challenge`, Buffer.alloc(16_385)), 'service/too-large');
});
