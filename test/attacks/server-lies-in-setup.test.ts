/**
 * The Commissioner sets an election up with real servers over loopback HTTP, of which one at a time is hostile: it is found
 * before the election opens, and named (protocol sections 3.1 to 3.3).
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { afterAll, afterEach, beforeEach, test } from 'vitest';
import { stateKey } from '../../protocol/0-setup/state-key.ts';
import { keyStatementCodec, MAX_KEY_STATEMENT_LENGTH } from '../../protocol/messages/key-statement.ts';
import type { Role } from '../../protocol/messages/plan.ts';
import { acceptancesCodec, dealsCodec, jwsSignatureCodec } from '../../protocol/messages/transfer.ts';
import { loadMclBls } from '../../protocol/primitives/bls-mcl.ts';
import { toHex } from '../../protocol/primitives/bytes.ts';
import { decode, encode } from '../../protocol/primitives/cbor.ts';
import type { SigningKey } from '../../protocol/primitives/p256-signature.ts';
import { flipped, given, newKey, random } from '../../protocol/test-support.ts';
import { administratorApp } from '../../servers/administrator/app.ts';
import { anonymizerApp } from '../../servers/anonymizer/app.ts';
import type { Directory } from '../../servers/commissioner/api.ts';
import type { CommissionerElection } from '../../servers/commissioner/election/commissioner-election.ts';
import { createElection } from '../../servers/commissioner/election/create-election.ts';
import { type TestService, testService } from '../../servers/commissioner/test-support.ts';
import { counterApp } from '../../servers/counter/app.ts';
import { distributorApp } from '../../servers/distributor/app.ts';
import type { ServerContext } from '../../servers/shared/hosted-election.ts';
import { createLogger } from '../../servers/shared/logger.ts';
import { Metrics } from '../../servers/shared/metrics.ts';
import { removeFolder, temporaryFolder } from '../../servers/shared/test-support.ts';
import { trusteeApp } from '../../servers/trustee/app.ts';

const bls = await loadMclBls();
const XML = new Uint8Array(readFileSync(join(import.meta.dirname, '../../ballots/samples/referendum.xml')));
const OPENS = 1_800_000_000;
const APPS = {
  administrator: (context: ServerContext) => administratorApp(context, new Metrics(), bls),
  trustee: (context: ServerContext) => trusteeApp(context, new Metrics(), 0),
  anonymizer: (context: ServerContext) => anonymizerApp(context, new Metrics()),
  counter: (context: ServerContext) => counterApp(context, new Metrics()),
  distributor: (context: ServerContext) => distributorApp(context, new Metrics()),
};
const IDS = ['administrator-1', 'administrator-2', 'trustee-1', 'anonymizer-1', 'counter-1', 'distributor-1'];

/** What a hostile server says instead of its answer; `route` as "deals". */
let lie = (_id: string, _route: string, answer: Uint8Array): Uint8Array => answer;
const asked = new Set<string>();
const apps = new Map<string, FastifyInstance>();
const closing: (() => Promise<void>)[] = [];
const keys = new Map<string, SigningKey>(IDS.map((id) => [id, newKey()]));
const gateway = createServer((request: IncomingMessage, response: ServerResponse) => {
  const [, id = '', path = ''] = /^\/([^/]+)(\/.*)$/.exec(request.url ?? '') ?? [];
  request.url = path;
  apps.get(id)?.routing(request, response);
});
await new Promise<void>((resolve) => gateway.listen(0, '127.0.0.1', resolve));
const base = `http://127.0.0.1:${(gateway.address() as AddressInfo).port}`;
let service: TestService;
let folder = '';

beforeEach(async () => {
  const commissioner = newKey();
  folder = temporaryFolder();
  service = testService(commissioner);
  for (const id of IDS) await start(id, commissioner.publicKey);
});
afterEach(async () => {
  lie = (_id, _route, answer) => answer;
  asked.clear();
  for (const close of closing.splice(0)) await close();
  await service.close();
  removeFolder(folder);
});
afterAll(() => {
  gateway.closeAllConnections();
  gateway.close();
});

const roleOf = (id: string) => id.split('-')[0] as Role;

async function start(id: string, commissionerKey: Uint8Array): Promise<void> {
  const logger = createLogger(roleOf(id), id, 'silent');
  const own = { id, url: `${base}/${id}`, folder: join(folder, id), identity: given(keys.get(id)) };
  const { app, elections } = APPS[roleOf(id)]({ ...own, commissionerKey, random, clock: Date.now, logger });
  app.addHook('onSend', async ({ url }, _reply, payload) => {
    const route = given(url.split('/').at(-1));
    asked.add(route);
    return payload instanceof Uint8Array ? Buffer.from(lie(id, route, new Uint8Array(payload))) : payload;
  });
  await app.ready();
  apps.set(id, app);
  closing.push(async () => {
    await app.close();
    await elections.close();
  });
}

function create(styles: readonly string[] = ['all']): Promise<CommissionerElection> {
  const thresholds = { signingThreshold: 2, hostileAdministrators: 0, hostileTrustees: 0 };
  const directory: Directory = {
    thresholds: { ...thresholds, pathLength: 1, lyingDistributors: 0, poolSize: 1 },
    servers: IDS.map((id) => ({
      id,
      role: roleOf(id),
      operator: `operator of ${id}`,
      system: `system of ${id}`,
      url: `${base}/${id}`,
      publicKey: toHex(given(keys.get(id)).publicKey),
    })),
  };
  const voters = [{ voter: 'ana', style: 'all', publicKey: newKey().publicKey }];
  const times = { opens: OPENS, closes: OPENS + 60, intakeEnds: OPENS + 120, claimsEnd: OPENS + 180 };
  const request = { title: 'Test', ...times, ballots: new Map(styles.map((style) => [style, XML])) };
  return createElection(service.context, directory, service.elections, voters, request, () => undefined);
}

/** That server answers that route so. */
function hostile(server: string, at: string, change: (answer: Uint8Array) => Uint8Array): void {
  lie = (id, route, answer) => (id === server && route === at ? change(answer) : answer);
}

/** The server's key statement with another address, signed with that key. */
const restated =
  (id: string, url: string, key = given(keys.get(id))) =>
  (answer: Uint8Array): Uint8Array => {
    const statement = decode(keyStatementCodec, answer, MAX_KEY_STATEMENT_LENGTH);
    const planHash = [...service.elections.all()].map(({ plan }) => plan.planHash)[0];
    return encode(keyStatementCodec, stateKey(given(planHash), { ...statement, url }, key));
  };

test('with honest servers the election opens at the Commissioner', async () => {
  const election = await create();
  assert.equal(election.isOpen, true);
  assert.deepEqual(election.election.manifest.servers.map(({ id }) => id).toSorted(), IDS.toSorted());
});

for (const id of ['administrator-2', 'trustee-1'])
  test(`${id} must sign that it accepted the very same deals`, async () => {
    hostile(id, 'acceptances', (answer) => {
      const acceptances = decode(acceptancesCodec, answer, answer.length);
      return encode(
        acceptancesCodec,
        acceptances.map((acceptance) => flipped(acceptance)),
      );
    });
    await assert.rejects(create(), { code: 'key-generation/transcripts-differ', party: id });
    assert.equal(asked.has('countersignature'), false);
  });

test('a server that deals, or accepts, fewer keys than there are is named', async () => {
  const styles = ['all', 'more'];
  const onlyFirst =
    (codec: typeof dealsCodec) =>
    (answer: Uint8Array): Uint8Array =>
      encode(codec, decode(codec, answer, answer.length).slice(0, 1));
  hostile('administrator-1', 'deals', onlyFirst(dealsCodec));
  await assert.rejects(create(styles), { code: 'key-generation/bad-deal', party: 'administrator-1' });
  assert.equal(asked.has('acceptances'), false);
  hostile('administrator-2', 'acceptances', onlyFirst(acceptancesCodec));
  await assert.rejects(create(styles), {
    code: 'key-generation/transcripts-differ',
    party: 'administrator-2',
  });
});

test('a server that states another address than the one it answers at is named', async () => {
  hostile('distributor-1', 'key-statement', restated('distributor-1', 'http://elsewhere.example'));
  await assert.rejects(create(), { code: 'manifest/invalid', party: 'distributor-1' });
});

test('a key statement that its server did not sign is refused before keys are generated', async () => {
  hostile('counter-1', 'key-statement', restated('counter-1', `${base}/counter-1`, newKey()));
  await assert.rejects(create(), { code: 'manifest/invalid', party: 'counter-1' });
  assert.equal(asked.has('deals'), false);
});

test('without every countersignature the election opens nowhere', async () => {
  hostile('trustee-1', 'countersignature', (answer) => {
    const given = decode(jwsSignatureCodec, answer, answer.length);
    return encode(jwsSignatureCodec, { ...given, signature: flipped(given.signature) });
  });
  await assert.rejects(create(), { code: 'manifest/not-countersigned', party: 'trustee-1' });
  assert.deepEqual(
    [...service.elections.all()].map(({ isOpen }) => isOpen),
    [false],
  );
});
