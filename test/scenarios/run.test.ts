/** `revs run`: all servers of a deployment at once; when one ends, the others are stopped and it is named. */
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { deploy } from '../../cli/deployment.ts';
import { localDeploymentFile } from '../../cli/local-deployment.ts';
import { refused, runRevs } from './support/run-revs.ts';

test('all servers run, until one ends', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'revs-run-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  await refused(['run', '--dir', folder], /has no servers.*revs deploy/s);
  const { web: _, ...deployment } = await localDeploymentFile(0);
  await deploy(deployment, folder);
  const urls = [deployment.commissioner.url, ...deployment.servers.map(({ url }) => url)];
  const isUp = (url: string): Promise<boolean> =>
    fetch(`${url}/health`).then(
      ({ ok }) => ok,
      () => false,
    );
  const running = runRevs(['run', '--dir', folder]);
  while (!(await Promise.all(urls.map(isUp))).every(Boolean)) await new Promise(setImmediate);
  process.kill(pidOf(join(folder, 'counter-2', 'server.yaml')), 'SIGKILL');
  const { code, stderr, stdout } = await running;
  assert.equal(code, 1);
  assert.match(stderr, /counter-2 has ended; its log is .*counter-2\/server\.log/);
  for (const { id, url } of deployment.servers) assert.match(stdout, new RegExp(`${id}.*${url}`));
  assert.equal((await Promise.all(urls.map(isUp))).some(Boolean), false);
});

/** The process with that path in its command line, as Linux lists them. */
function pidOf(path: string): number {
  const isIt = (pid: string): boolean => {
    try {
      return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(path);
    } catch {
      return false; // it has ended meanwhile
    }
  };
  return Number(readdirSync('/proc').find(isIt) ?? assert.fail(`no process of ${path}`));
}
