import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { CommandError } from '../output/output.ts';
import { loadDirectory } from '../servers/commissioner/monitoring/directory.ts';
import { loadServerConfig } from '../servers/shared/server-config.ts';
import { localDeploymentFile } from '../simulation/local-deployment.ts';
import { deploy, officerAccess } from './deployment.ts';
import { type Deployment, loadDeployment, serversOf } from './deployment-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'revs-deployment-'));
const path = join(folder, 'deployment.yaml');
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const configOf = (out: string, id: string): string => join(out, id, 'server.yaml');
const example = await localDeploymentFile(10);

function load(value: unknown): Deployment {
  writeFileSync(path, typeof value === 'string' ? value : stringify(value, { aliasDuplicateObjects: false }));
  return loadDeployment(path);
}

/** The file and the field are named. */
function refused(value: unknown, field: RegExp): void {
  assert.throws(
    () => load(value),
    (error: unknown) =>
      error instanceof CommandError && error.message.includes(path) && field.test(error.message),
  );
}

test('the example is a deployment file', () => {
  assert.deepEqual(load(example), example);
});

const [first, ...others] = example.servers;
const withFirst = (change: object): unknown => ({
  ...example,
  servers: [{ ...first, ...change }, ...others],
});
const withThresholds = (change: object): unknown => ({
  ...example,
  thresholds: { ...example.thresholds, ...change },
});
const withBoard = (change: object): unknown => ({ ...example, board: { ...example.board, ...change } });
const PNG = Buffer.from('89504e470d0a1a0a', 'hex');
writeFileSync(join(folder, 'logo.png'), PNG);
writeFileSync(join(folder, 'large.png'), Buffer.concat([PNG, Buffer.alloc(262_144)]));
const withLogo = (logo: string): object => ({ ...example, organisation: { name: 'Union', logo } });
const away = { name: 'Union', publicKey: `02${'11'.repeat(32)}` };
const cases: readonly (readonly [what: string, value: unknown, field: RegExp])[] = [
  ['nothing', '', /deployment file|read/],
  ['text', 'hello', /deployment file/],
  ['a list', '- 1', /deployment file/],
  ['no YAML', 'a: [', /cannot be read/],
  ['a key twice', 'commissioner: 1\ncommissioner: 2\n', /cannot be read/],
  ['an alias', 'a: &x 1\nb: *x\n', /cannot be read/],
  ['an alias bomb', `a: &a [x]\nb: &b [*a, *a]\nc: [*b, *b]\n`, /cannot be read/],
  ['no thresholds', { ...example, thresholds: undefined }, /thresholds/],
  [
    'a threshold of text',
    { ...example, thresholds: { ...example.thresholds, signingThreshold: 'x' } },
    /signingThreshold/,
  ],
  [
    'a threshold of half',
    { ...example, thresholds: { ...example.thresholds, pathLength: 1.5 } },
    /pathLength/,
  ],
  ['a path of six', { ...example, thresholds: { ...example.thresholds, pathLength: 6 } }, /pathLength/],
  ['too few signatures', withThresholds({ signingThreshold: 2 }), /thresholds: .*\(N \+ b\) \/ 2 < t/],
  ['too many signatures', withThresholds({ signingThreshold: 4 }), /thresholds: .*t <= N - b/],
  ['too few Trustees', withThresholds({ hostileTrustees: 2 }), /thresholds: .*n >= 3k \+ 1/],
  ['too few Distributors', withThresholds({ lyingDistributors: 3 }), /thresholds: .*f \+ 1 Distributors/],
  ['too few Anonymizers', withThresholds({ pathLength: 4 }), /thresholds: .*different operators/],
  ['a field too many', { ...example, password: 'x' }, /password|additional/],
  ['four servers', { ...example, servers: example.servers.slice(0, 4) }, /servers/],
  ['81 servers', { ...example, servers: Array(81).fill(first) }, /servers/],
  ['a server with a role of its own', withFirst({ role: 'voter' }), /servers\/0/],
  ['an ID that leaves the folder', withFirst({ id: '../x' }), /servers\/0\/id/],
  ['an ID that is the folder above', withFirst({ id: '..' }), /servers\/0\/id/],
  ['a URL that is none', withFirst({ url: 'localhost:80' }), /servers\/0\/url/],
  ['a URL with a password', withFirst({ url: 'http://a:b@c' }), /servers\/0\/url/],
  ['an address to listen on without port', withFirst({ listen: 'localhost' }), /servers\/0\/listen/],
  ['a key that is none', withFirst({ publicKey: 'x' }), /servers\/0\/publicKey/],
  ['an operator without name', withFirst({ operator: '' }), /servers\/0\/operator/],
  ['a web host below a path', { ...example, web: { url: 'https://example.org/vote' } }, /web\/url/],
  ['no board', { ...example, board: undefined }, /board/],
  ['a board without replicas', withBoard({ replicas: [] }), /board\/replicas/],
  ['17 replicas', withBoard({ replicas: Array(17).fill(example.board.replicas[0]) }), /board\/replicas/],
  ['a phase of nothing', withBoard({ phase: 0 }), /board\/phase/],
  ['a protection of its own', withBoard({ protect: 'nobody' }), /board\/protect/],
  ['an operator twice', { ...example, operators: [away, away] }, /operators: Union is there twice/],
  ['replicas without keys', { ...example, operators: [away] }, /keys of board-3 are missing/],
  [
    'a server elsewhere, its operator not',
    withFirst({ publicKey: away.publicKey }),
    /operator's key is missing/,
  ],
  ['an organisation without a name', { ...example, organisation: {} }, /organisation\/?.*name/],
  ['a name in no language', { ...example, organisation: { name: {} } }, /organisation\/name/],
  [
    'a name in another language',
    { ...example, organisation: { name: { es: 'Unión' } } },
    /organisation\/name/,
  ],
  ['a name of 101', { ...example, organisation: { name: 'x'.repeat(101) } }, /organisation\/name/],
  ['a logo that is not there', withLogo('none.png'), /organisation\/logo: .*none\.png is not there/],
  ['a logo that is no PNG', withLogo('deployment.yaml'), /organisation\/logo: .*not a PNG/],
  ['a logo of 257 KiB', withLogo('large.png'), /organisation\/logo: .*at most 256 KiB/],
  ['a retention of nothing', { ...example, retentionDays: 0 }, /retentionDays/],
  ['a log level', { ...example, logLevel: 'loud' }, /logLevel/],
];
for (const [what, value, field] of cases)
  test(`a deployment file is refused by file and field: ${what}`, () => refused(value, field));

test('a file that is not there', () => {
  assert.throws(() => loadDeployment(join(folder, 'nothing.yaml')), /nothing\.yaml cannot be read/);
});

test('two servers of one ID, or one called as the Commissioner is, are refused: each has its folder', () => {
  const [, second] = example.servers;
  refused(withFirst({ id: second?.id }), /id/i);
  refused(withFirst({ id: 'commissioner' }), /id/i);
  refused(withFirst({ id: 'web' }), /id/i);
  refused(withFirst({ id: 'operators' }), /id/i);
  refused(withFirst({ id: 'board-1' }), /id/i);
});

test('every server gets its folder, its configuration and a key of its own', async () => {
  const out = join(folder, 'out');
  const deployed = await deploy(example, out);
  const { commissionerKey } = deployed;
  const homes = [...serversOf(example).map(({ id }) => id), 'web', 'operators'];
  assert.deepEqual(readdirSync(out).sort(), [...homes, 'genesis.jws', 'genesis.payload'].sort());
  for (const { id, role, url } of example.servers) {
    const config = loadServerConfig(configOf(out, id));
    assert.deepEqual([config.id, config.role, config.url], [id, role, url]);
    assert.equal(config.port, Number(new URL(url).port));
    assert.equal(Buffer.from(config.commissionerKey ?? []).toString('hex'), commissionerKey);
    assert.equal(config.folder, join(out, id));
  }
  const commissioner = loadServerConfig(configOf(out, 'commissioner'));
  assert.deepEqual([commissioner.commissionerKey, commissioner.fourEyes], [undefined, false]);
  const { servers, thresholds, voterPage } = loadDirectory(join(out, 'commissioner', 'servers.json'));
  assert.equal(voterPage, example.web?.url);
  assert.deepEqual(thresholds, example.thresholds);
  assert.equal(new Set(servers.map(({ publicKey }) => publicKey)).size, example.servers.length);
  const token = join(out, 'commissioner', 'officer.token');
  assert.equal(statSync(token).mode & 0o777, 0o600, 'the token is for its owner alone');
  const access = officerAccess(out);
  assert.deepEqual(access, { url: example.commissioner.url, token: readFileSync(token, 'utf8') });
  assert.deepEqual(await deploy(example, out), deployed, 'again: the same keys, the same board');
  assert.deepEqual(officerAccess(out), access, 'and the same token');
  await deploy({ ...example, commissioner: { ...example.commissioner, fourEyes: true } }, out);
  assert.equal(loadServerConfig(configOf(out, 'commissioner')).fourEyes, true);
});

test('a server of another operator keeps its key there; one may listen elsewhere than its URL says', async () => {
  const publicKey = `02${'6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296'}`;
  const foreign = { ...first, publicKey } as Deployment['servers'][number];
  const [second, ...rest] = others;
  const listening = {
    ...second,
    listen: '0.0.0.0:8443',
    url: 'https://b.example.org',
  } as Deployment['servers'][number];
  const out = join(folder, 'foreign');
  await deploy({ ...example, servers: [foreign, listening, ...rest], logLevel: 'info' }, out);
  assert.equal(existsSync(join(out, foreign.id)), false);
  const { servers } = loadDirectory(join(out, 'commissioner', 'servers.json'));
  assert.equal(servers.find(({ id }) => id === foreign.id)?.publicKey, publicKey);
  const { host, port, url } = loadServerConfig(configOf(out, listening.id));
  assert.deepEqual([host, port, url], ['0.0.0.0', 8443, 'https://b.example.org']);
});

test('an Anonymizer logs no requests, which would be a log of when voters came', async () => {
  const out = join(folder, 'quiet');
  await deploy({ ...example, logLevel: 'info' }, out);
  const levelOf = (id: string): unknown => parse(readFileSync(configOf(out, id), 'utf8')).logLevel;
  assert.deepEqual([levelOf('anonymizer-1'), levelOf('counter-1')], ['warn', 'info']);
});

test('the web host gets its configuration, and what the pages may and shall connect to', async () => {
  const out = join(folder, 'web-host');
  const readJson = (name: string): unknown => JSON.parse(readFileSync(join(out, 'web', name), 'utf8'));
  const terminal = 'http://10.0.0.7:8600';
  const { commissionerKey } = await deploy(
    { ...example, web: { url: 'https://vote.example.org', listen: '127.0.0.1:8443', terminal } },
    out,
  );
  const { role, id, host, port, url, ...settings } = loadServerConfig(configOf(out, 'web'));
  assert.deepEqual([role, id, host, port], ['web', 'web', '127.0.0.1', 8443]);
  assert.deepEqual([url, settings.commissionerKey], ['https://vote.example.org', undefined]);
  const distributors = example.servers.filter((server) => server.role === 'distributor');
  const commissioner = example.commissioner.url;
  assert.deepEqual(readJson('config.json'), {
    distributors: distributors.map((server) => server.url),
    commissioner,
    commissionerKey,
    terminal,
  });
  const policy = (readJson('headers.json') as Record<string, string>)['content-security-policy'] ?? '';
  const [, connect = ''] = policy.match(/connect-src ([^;]*)/) ?? [];
  const urls = [commissioner, terminal, ...example.servers.map((server) => server.url)];
  assert.deepEqual(connect.split(' ').sort(), ["'self'", 'http://127.0.0.1:*', ...urls].sort());
  const { web: _, ...without } = example;
  await deploy(without, join(folder, 'without'));
  assert.equal(existsSync(join(folder, 'without', 'web')), false);
});

test('how long personal data are kept is told to all that have some, and to the pages', async () => {
  const out = join(folder, 'retention');
  await deploy(load({ ...example, retentionDays: 90 }), out);
  const told = serversOf(example)
    .filter(({ id }) => loadServerConfig(configOf(out, id)).retentionDays === 90)
    .map(({ role }) => role);
  assert.deepEqual([...new Set(told)].toSorted(), ['administrator', 'commissioner', 'distributor']);
  assert.equal(JSON.parse(readFileSync(join(out, 'web', 'config.json'), 'utf8')).retentionDays, 90);
});

test('what turns a machine off is told to that server alone', async () => {
  const out = join(folder, 'power-off');
  const powerOff = ['systemctl', 'poweroff'];
  const servers = example.servers.map((server) =>
    server.id === 'trustee-1' ? { ...server, powerOff } : server,
  );
  await deploy(load({ ...example, servers }), out);
  const told = serversOf(example).filter(
    ({ id }) => loadServerConfig(configOf(out, id)).powerOff !== undefined,
  );
  assert.deepEqual(
    told.map(({ id }) => id),
    ['trustee-1'],
  );
  assert.deepEqual(loadServerConfig(configOf(out, 'trustee-1')).powerOff, powerOff);
  assert.doesNotMatch(readFileSync(join(out, 'commissioner', 'servers.json'), 'utf8'), /poweroff/);
});

test('a deployment that fails leaves no folder behind, and takes none away that was there', async () => {
  const out = join(folder, 'failed');
  const [only] = example.servers;
  const twoRoles = { ...example, servers: [{ ...only, id: 'commissioner/server.yaml' }] } as Deployment;
  await assert.rejects(deploy(twoRoles, out));
  assert.equal(existsSync(out), false);
  const deployed = await deploy(example, out);
  await assert.rejects(deploy(twoRoles, out));
  assert.deepEqual(await deploy(example, out), deployed);
});

test('the officer is told what to do where there is no deployment', () => {
  assert.throws(() => officerAccess(join(folder, 'nothing')), /revs deploy/);
});

test('the organisation is told to the service and to the pages, its logo lies beside; deploying again takes it away', async () => {
  const out = join(folder, 'organisation');
  const shown = { name: 'Łódź Co-operative', help: { en: 'Room 12', de: 'Zimmer 12' } };
  const told = (path: string): unknown => JSON.parse(readFileSync(join(out, path), 'utf8')).organisation;
  await deploy(load({ ...example, organisation: { ...shown, logo: 'logo.png' } }), out);
  for (const path of ['commissioner/servers.json', 'web/config.json'])
    assert.deepEqual(told(path), { ...shown, hasLogo: true });
  for (const id of ['commissioner', 'web']) assert.deepEqual(readFileSync(join(out, id, 'logo.png')), PNG);
  await deploy(load({ ...example, organisation: shown }), out);
  for (const id of ['commissioner', 'web']) assert.equal(existsSync(join(out, id, 'logo.png')), false);
  assert.deepEqual(told('web/config.json'), { ...shown, hasLogo: false });
  await deploy(load(example), out);
  assert.equal(told('web/config.json'), undefined);
});
