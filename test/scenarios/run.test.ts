/** `revs run`: a server that ends is named with the reason and started again, and the others go on. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'vitest';
import { deploy } from '../../deployment/deployment.ts';
import { localDeploymentFile } from '../../simulation/local-deployment.ts';

const MAIN = fileURLToPath(new URL('../../cli/main.ts', import.meta.url));

test('revs run goes on without a server that cannot start, and starts it once it can', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'revs-run-'));
  t.onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const deployment = await localDeploymentFile(10);
  await deploy(deployment, folder);
  const [well, ill] = ['counter-1', 'counter-2'].map((id) => deployment.servers.find((s) => s.id === id));
  assert.ok(well && ill);
  for (const { id } of [...deployment.servers, { id: 'commissioner' }, { id: 'web' }])
    if (id !== well.id && id !== ill.id) rmSync(join(folder, id), { recursive: true, force: true });
  const inTheWay = createServer((socket) => socket.destroy()).listen(
    Number(new URL(ill.url).port),
    '127.0.0.1',
  );
  await once(inTheWay, 'listening');
  t.onTestFinished(() => void inTheWay.close());

  const run = spawn(process.execPath, [
    '--disable-warning=ExperimentalWarning',
    MAIN,
    'run',
    '--dir',
    folder,
  ]);
  t.onTestFinished(() => void run.kill('SIGTERM'));
  const output: string[] = [];
  const said = async (pattern: RegExp): Promise<void> => {
    while (!pattern.test(output.join(''))) {
      assert.equal(run.exitCode, null, output.join(''));
      await Promise.race([once(run.stdout, 'data'), once(run.stderr, 'data'), once(run, 'exit')]);
    }
  };
  for (const stream of [run.stdout, run.stderr]) stream.on('data', (part) => output.push(String(part)));
  await said(
    /counter-2 did not start.* again in 1 s; all others go on\..*server\.log ends with:\n.*EADDRINUSE/,
  );
  await said(/Ctrl-C stops all/);
  await said(/Now in the board's directory: .*counter-1/);
  assert.equal((await fetch(`${well.url}/health`)).status, 200);
  inTheWay.close();
  await said(/counter-2 runs again/);
  for (const { url } of [well, ill]) assert.equal((await fetch(`${url}/health`)).status, 200);
  run.kill('SIGTERM');
  await once(run, 'close');
  assert.doesNotMatch(output.join(''), /counter-1 (has|was|did)/);
  for (const { url } of [well, ill]) await assert.rejects(fetch(`${url}/health`), 'nothing is left running');
});
