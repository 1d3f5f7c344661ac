/** `revs officers` and `revs audit` against a running service: what they did is in the log, which verifies, or does not. */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, test } from 'vitest';
import { deploy } from '../../deployment/deployment.ts';
import { Processes } from '../../deployment/processes.ts';
import { localDeploymentFile } from '../../simulation/local-deployment.ts';
import { refused, revs, revsJson, runRevs } from './support/run-revs.ts';

const PASSPHRASE = 'planted passphrase of ana';
const folder = mkdtempSync(join(tmpdir(), 'revs-officers-'));
const at = (name: string): string => join(folder, name);
const processes = new Processes();
const officers = (...args: string[]): string[] => ['officers', ...args, '--dir', folder];

beforeAll(async () => {
  const deployment = await localDeploymentFile(10);
  await deploy({ ...deployment, logLevel: 'info' }, folder);
  await processes.startServer(
    'commissioner',
    'commissioner',
    at('commissioner'),
    deployment.commissioner.url,
  );
});
afterAll(async () => {
  await processes.stopAll();
  rmSync(folder, { recursive: true, force: true });
});

test('an officer is added with the passphrase from standard input, listed and removed', async () => {
  assert.match((await revs(...officers('list'))).stdout, /no officer yet/);
  for (const [name, role] of [
    ['ana', 'office'],
    ['ben', 'observer'],
  ] as const) {
    const { code, stdout, stderr } = await runRevs(
      [...officers('add', name, '--role', role), '--json'],
      `${PASSPHRASE}\nmore`,
    );
    assert.equal(code, 0, stderr);
    assert.deepEqual(JSON.parse(stdout), { name, role });
  }
  const listed = await revsJson<{ name: string; role: string; lockedUntil: number | null }[]>(
    officers('list'),
  );
  assert.deepEqual(
    listed.map(({ name, role, lockedUntil }) => [name, role, lockedUntil]),
    [
      ['ana', 'office', null],
      ['ben', 'observer', null],
    ],
  );
  assert.match((await revs(...officers('list'))).stdout, /ana/);
  assert.deepEqual(await revsJson(officers('unlock', 'ben')), { name: 'ben' });
  assert.deepEqual(await revsJson(officers('role', 'ben', 'approver')), { name: 'ben', role: 'approver' });
  await refused(officers('role', 'ana', 'approver'), /last officer with the role office.*officer\/last/);
  await revs(...officers('remove', 'ben'));
  await refused(officers('remove', 'ben'), /no officer ben \(officer\/unknown\)/);
  await refused(officers('remove', 'ana'), /last officer with the role office/);
});

test('an officer without a good passphrase is not added', async () => {
  await refused(officers('add', 'cyd'), /no passphrase: write it/);
  const { code, stderr } = await runRevs(officers('add', 'cyd'), 'short\n');
  assert.equal(code, 1);
  assert.match(stderr, /officer\/weak-passphrase/);
  assert.equal((await revsJson<unknown[]>(officers('list'))).length, 1);
});

test('the log is exported and verifies; a changed one and one without its end do not', async () => {
  const file = at('audit.jsonl');
  const verdict = await revsJson<{ total: number; head: string }>(['audit', 'export', file, '--dir', folder]);
  assert.equal(statSync(file).mode & 0o777, 0o600);
  assert.deepEqual(await revsJson(['audit', 'verify', file]), verdict);
  assert.match((await revs('audit', 'verify', file)).stdout, new RegExp(`unbroken chain[^]*${verdict.head}`));
  const text = readFileSync(file, 'utf8');
  const actions = text.match(/"action":"officer\/(add|unlock|remove|role)"/g);
  assert.equal(actions?.length, verdict.total);
  const log = readFileSync(at('commissioner/server.log'), 'utf8');
  assert.ok(log.includes(verdict.head), 'the log of the service has the anchor');
  assert.ok(![text, log].some((content) => content.includes('planted')));

  writeFileSync(file, text.replace('"name":"ben"', '"name":"bob"'));
  await refused(['audit', 'verify', file], /line 2: the entry was changed/);
  const { code, stdout } = await runRevs(['audit', 'verify', file, '--json']);
  assert.deepEqual([code, JSON.parse(stdout).badLine], [1, 2]);
  writeFileSync(file, `${text.split('\n').slice(0, -2).join('\n')}\n`);
  await revs('audit', 'verify', file);
  await refused(['audit', 'verify', file, '--anchor', verdict.head], /entries are missing/);
  await refused(['audit', 'verify', file, '--anchor', 'x'], /64 hex digits/);
});
