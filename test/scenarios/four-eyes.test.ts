/** Four eyes at the command line, against a running service: two officers by name, and who holds the token alone. */
import assert from 'node:assert/strict';
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, test } from 'vitest';
import { deploy } from '../../deployment/deployment.ts';
import { Processes } from '../../deployment/processes.ts';
import { localDeploymentFile } from '../../simulation/local-deployment.ts';
import { type Ran, revs, revsJson, runRevs } from './support/run-revs.ts';

const PASSPHRASE: Readonly<Record<string, string>> = {
  ana: 'planted passphrase of ana',
  ben: 'planted passphrase of ben',
};
const folder = mkdtempSync(join(tmpdir(), 'revs-four-eyes-'));
const cards = join(folder, 'cards');
const processes = new Processes();

beforeAll(async () => {
  const deployment = await localDeploymentFile(10);
  const commissioner = { ...deployment.commissioner, fourEyes: true };
  await deploy({ ...deployment, commissioner }, folder);
  await processes.startServer('commissioner', 'commissioner', join(folder, 'commissioner'), commissioner.url);
});
afterAll(async () => {
  await processes.stopAll();
  rmSync(folder, { recursive: true, force: true });
});

/** As an officer by name, or by the token; `input` comes after the passphrase. */
function as(name: string, args: readonly string[], input = ''): Promise<Ran> {
  const by = name === 'token' ? [] : ['--officer', name];
  const typed = name === 'token' ? input : `${PASSPHRASE[name]}\n${input}`;
  return runRevs([...args, '--dir', folder, ...by], typed);
}

/** Another one must approve it: the ID of the request. */
async function waits(name: string, args: readonly string[], input = ''): Promise<string> {
  const { code, stdout, stderr } = await as(name, [...args, '--json'], input);
  assert.equal(code, 2, stderr);
  return JSON.parse(stdout).waiting.request;
}
async function refused(name: string, args: readonly string[], reason: RegExp): Promise<void> {
  const { code, stderr } = await as(name, args);
  assert.equal(code, 1);
  assert.match(stderr, reason);
}
async function approved(name: string, request: string): Promise<string> {
  const { code, stdout, stderr } = await as(name, ['approvals', 'approve', request]);
  assert.equal(code, 0, stderr);
  return stdout;
}

test('the token makes the first two officers, and no third one', async () => {
  const add = (name: string, role: string) =>
    as('token', ['officers', 'add', name, '--role', role], `${PASSPHRASE[name]}\n`);
  assert.equal((await add('ana', 'office')).code, 0);
  assert.equal((await add('ben', 'approver')).code, 0);
  const { code, stderr } = await as('token', ['officers', 'add', 'cyd'], 'planted passphrase of cyd\n');
  assert.equal(code, 1);
  assert.match(stderr, /--officer.*approval\/named/);
});

test('what one officer asks for waits, in words, until the other one approves it', async () => {
  const roll = join(folder, 'roll.csv');
  writeFileSync(roll, 'voter,style\nv1,s\nv2,s\n');
  await revs('voters', 'import', roll, '--dir', folder);
  await refused('token', ['voters', 'remove', 'v1'], /approval\/named/);
  const { code, stdout } = await as('ana', ['voters', 'remove', 'v1']);
  assert.equal(code, 2);
  const [, request = ''] = /revs approvals approve ([0-9a-f]{16}) --officer NAME/.exec(stdout) ?? [];
  assert.match((await as('ben', ['approvals', 'list'])).stdout, /ana.*remove v1 from the roll/);
  await refused('ana', ['approvals', 'approve', request], /approval\/own/);
  await refused('token', ['approvals', 'approve', request], /approval\/named/);
  assert.match(await approved('ben', request.slice(0, 6)), /Done: remove v1 from the roll/);
  await refused('ben', ['approvals', 'approve', request], /no open request/);
  const voters = await revsJson<{ voter: string }[]>(['voters', 'list', '--dir', folder]);
  assert.deepEqual(
    voters.map(({ voter }) => voter),
    ['v2'],
  );
});

test('a request is withdrawn by who has asked', async () => {
  const request = await waits('ana', ['officers', 'role', 'ben', 'office']);
  assert.equal((await as('ana', ['approvals', 'decline', request])).code, 0);
  assert.match((await as('ben', ['approvals', 'list'])).stdout, /Nobody asks/);
});

test('a third officer logs in with what both have handed over', async () => {
  const request = await waits('ana', ['officers', 'add', 'cyd'], 'planted passphrase of cyd\n');
  const [, code = ''] = /([0-9a-f]{4}(?:-[0-9a-f]{4}){4})/.exec(await approved('ben', request)) ?? [];
  const logIn = (passphrase: string) =>
    runRevs(['officers', 'list', '--dir', folder, '--officer', 'cyd'], `${passphrase}\n`);
  assert.match((await logIn('planted passphrase of cyd')).stderr, /officer\/wrong-passphrase/);
  assert.match((await logIn(`planted passphrase of cyd ${code}`)).stdout, /cyd.*office/);
});

test('a card takes the place of another one once two officers want it, and then its making ends', async () => {
  const personalise = ['card', 'personalise', '--voter', 'v2', '--out', cards, '--pin', '1234'];
  assert.equal((await as('token', personalise)).code, 0);
  renameSync(join(cards, 'v2.card'), join(cards, 'lost.card'));
  const request = await waits('ana', personalise);
  await approved('ben', request);
  assert.equal((await as('token', personalise)).code, 0, 'it is registered: this only says so');
});
