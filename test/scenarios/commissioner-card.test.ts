/**
 * The Commissioner's key on a card: made, deployed with, and an election created, opened and closed by its signatures; the
 * PIN is typed on the terminal. Every party is a process of its own, in the smallest deployment there can be.
 */
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, test } from 'vitest';
import { stringify } from 'yaml';
import { issuerOf } from '../../card-issuance/devices.ts';
import { finletOf, officerAccess } from '../../deployment/deployment.ts';
import { type Deployment, serversOf } from '../../deployment/deployment-file.ts';
import { freePorts, Processes, type TerminalAddress } from '../../deployment/processes.ts';
import { registerServers } from '../../deployment/register.ts';
import { OfficerClient } from '../../office/officer-client.ts';
import { waitUntil } from '../../office/tally-election.ts';
import { ProgressBar } from '../../output/output.ts';
import { isCertified } from '../../protocol/messages/device-certificate.ts';
import { requireHex, toHex } from '../../protocol/primitives/bytes.ts';
import { newKey, random } from '../../protocol/test-support.ts';
import type { ElectionStep, ElectionSummary } from '../../servers/commissioner/api/elections.ts';
import { typeKeys } from '../../simulation/robot-voter.ts';
import { keysForPin } from '../../tcb-emulator/dialogue/prompts.ts';
import { openFinletPackage } from '../../tcb-emulator/terminal/finlet-package.ts';
import { HumanClient } from '../../tcb-emulator/terminal/human-client.ts';
import { refused, revs, revsJson, runRevs, SAMPLES } from './support/run-revs.ts';

const SOCKET = 'PCSCLITE_CSOCK_NAME';
const folder = mkdtempSync(join(tmpdir(), 'revs-commissioner-card-'));
const at = (name: string): string => join(folder, name);
const socketBefore = process.env[SOCKET];
const processes = new Processes();
let deployment: Deployment;
let terminal: TerminalAddress;
let human: HumanClient;
let fixture: { pin: string; puk: string };
let commissionerKey = '';
let officer: OfficerClient;
let summary: ElectionSummary;

beforeAll(async () => {
  deployment = await smallestDeployment();
  writeFileSync(at('deployment.yaml'), stringify(deployment));
});
afterAll(async () => {
  await processes.stopAll();
  if (socketBefore === undefined) delete process.env[SOCKET];
  else process.env[SOCKET] = socketBefore;
  rmSync(folder, { recursive: true, force: true });
});

/** One server of each role: nobody but the Commissioner matters here. */
async function smallestDeployment(): Promise<Deployment> {
  const roles = ['administrator', 'distributor', 'anonymizer', 'counter', 'trustee'] as const;
  const [port = 0, ...ports] = await freePorts(roles.length + 2);
  const url = (number = 0): string => `http://127.0.0.1:${number}`;
  return {
    commissioner: { url: url(port) },
    thresholds: {
      signingThreshold: 1,
      hostileAdministrators: 0,
      hostileTrustees: 0,
      pathLength: 1,
      lyingDistributors: 0,
      poolSize: 1,
    },
    servers: roles.map((role, i) => ({ id: role, role, operator: role, system: role, url: url(ports[i]) })),
    board: {
      name: 'A board of one',
      hostile: 0,
      down: 0,
      ...{ phase: 2, lead: 4, grace: 2 },
      replicas: [{ id: 'board', operator: 'counter', system: 'counter', url: url(ports.at(-1)) }],
    },
    logLevel: 'warn',
  };
}

const typePin = (pin = fixture.pin): Promise<void> => typeKeys(human, ['ok', ...keysForPin(pin)]);
const deployArgs = (out: string, ...more: string[]): string[] => [
  'deploy',
  at('deployment.yaml'),
  '--out',
  at(out),
  '--card',
  ...more,
];

/** The card as it is after it was taken out. */
async function reinsert(): Promise<void> {
  await human.removeCard();
  await human.insertCard(at('commissioner.card'));
}

test('a card and its pin-pad are made once', async () => {
  const args = ['card', 'commissioner', '--out', at('commissioner.card'), '--terminal', at('terminal')];
  fixture = await revsJson<{ pin: string; puk: string }>(args);
  assert.match(fixture.pin, /^\d{6}$/);
  assert.match(fixture.puk, /^\d{8}$/);
  await refused(args, /commissioner\.card exists/);
  terminal = await processes.startTerminal('terminal', at('terminal'));
  human = new HumanClient(terminal.human, terminal.token);
});

test('without PC/SC, without that reader, without a card nothing is deployed', async () => {
  process.env[SOCKET] = at('nowhere');
  await refused(deployArgs('deployment'), /no PC\/SC service/);
  process.env[SOCKET] = terminal.pcsc;
  await refused(deployArgs('deployment', 'Other reader'), /no such card reader/);
  await refused(deployArgs('deployment'), /insert it/);
  assert.equal(existsSync(at('deployment')), false);
});

test('the deployment has the key of the card, which signs the Finlet', async () => {
  await human.insertCard(at('commissioner.card'));
  const cancelled = runRevs(deployArgs('deployment'));
  await typeKeys(human, ['cancel']);
  const { code, stderr } = await cancelled;
  assert.equal(code, 1);
  assert.match(stderr, /Type the PIN[\s\S]*cancelled/);
  const [deployed] = await Promise.all([
    revsJson<{ commissionerKey: string }>(deployArgs('deployment')),
    typePin(),
  ]);
  commissionerKey = deployed.commissionerKey;
  assert.equal(existsSync(at('deployment/commissioner/identity.key')), false, 'no key but the card’s');
  const named: unknown = JSON.parse(readFileSync(at('deployment/commissioner/identity.card'), 'utf8'));
  assert.deepEqual(named, { publicKey: commissionerKey });
  const finlet = new Uint8Array(readFileSync(finletOf(at('deployment'))));
  assert.ok(openFinletPackage(finlet, requireHex(commissionerKey)));
});

test('a folder keeps the kind of key that it has', async () => {
  await revsJson(['deploy', at('deployment.yaml'), '--out', at('with-key')]);
  await refused(deployArgs('with-key'), /its key in identity\.key already/);
});

test('the service certifies a terminal by the card', async () => {
  for (const { id, role, url } of serversOf(deployment))
    await processes.startServer(role, id, join(at('deployment'), id), url);
  await registerServers(at('deployment'), AbortSignal.timeout(60_000));
  officer = OfficerClient.byToken(officerAccess(at('deployment')));
  const issuer = await issuerOf(officer);
  assert.equal(toHex(issuer.publicKey), commissionerKey);
  const device = { role: 'terminal', serial: 'one', publicKey: newKey().publicKey } as const;
  const [certificate] = await Promise.all([issuer.certify(device), typePin()]);
  assert.ok(isCertified(certificate, 'terminal', issuer.publicKey));
});

test('an election is created after the PIN; a wrong one ends it with the tries that are left', async () => {
  await officer.post('/officer/voters', [{ voter: 'ana', style: 'resident' }]);
  await officer.post('/officer/cards', [{ voter: 'ana', publicKey: toHex(newKey().publicKey) }]);
  const now = Math.floor(Date.now() / 1000);
  const [closes, intakeEnds, claimsEnd] = [now + 3600, now + 3601, now + 3604];
  const xml = readFileSync(join(SAMPLES, 'referendum.xml'), 'utf8');
  const ballots = [{ style: 'resident', xml }];
  const request = { title: toHex(random(4)), opens: now, closes, intakeEnds, claimsEnd, ballots };
  const stages: string[] = [];
  const create = () =>
    officer.run('/officer/elections', request, (stage, done, total) =>
      stages.push(`${stage} ${done}/${total}`),
    );
  await reinsert();
  const wrong = assert.rejects(create(), /that PIN is wrong; tries left: 2 \(pin\/wrong\)/);
  await Promise.all([wrong, typePin('0000')]);
  assert.deepEqual(stages, ['card 0/1']);
  [summary] = await Promise.all([create(), typePin()]);
  assert.deepEqual(stages.slice(0, 2), ['card 0/1', 'card 0/1']);
  assert.equal(stages.filter((stage) => stage.startsWith('card')).length, 2, 'one PIN for all signatures');
});

const run = (name: ElectionStep) =>
  officer.run(`/officer/elections/${summary.election}/${name}`, {}, () => undefined);

test('it is opened, and closed once the card is back', async () => {
  assert.deepEqual(await run('open'), {});
  await human.removeCard();
  await assert.rejects(run('close'), /insert it and try again \(card\/removed\)/);
  await human.insertCard(at('commissioner.card'));
  const [failures] = await Promise.all([run('close'), typePin()]);
  assert.deepEqual(failures, {});
  const [shown] = await officer.get('/officer/elections');
  assert.ok(shown !== undefined && shown.closes < summary.closes);
  summary = shown;
});

test('the record has the signature of the card', async () => {
  await waitUntil(summary.claimsEnd + 500, 'claims end', new ProgressBar());
  await run('tally');
  await revs('verify', summary.record, '--key', commissionerKey);
});
