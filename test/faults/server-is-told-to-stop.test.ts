import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { test } from 'vitest';

/** A server whose requests to /wait end when the process has been told to stop; /hang never ends; /crash throws. */
const SERVER = `
  const shared = process.argv[1];
  const { buildApp } = await import(shared + 'http-server.ts');
  const { runServer } = await import(shared + 'run-server.ts');
  const { createLogger } = await import(shared + 'logger.ts');
  const { Metrics } = await import(shared + 'metrics.ts');
  const logger = createLogger('counter', 'c1', 'info');
  const app = buildApp({ role: 'counter', id: 'c1', logger, metrics: new Metrics() });
  app.get('/wait', async () => {
    logger.info({ here: 'wait' });
    await new Promise((resolve) => process.once('SIGTERM', () => setImmediate(resolve)));
    return { finished: true };
  });
  app.get('/hang', () => logger.info({ here: 'hang' }));
  app.get('/crash', () => { setImmediate(() => { throw new Error('nobody caught this'); }); });
  const port = Number(process.argv[2]);
  await runServer(app, { host: '127.0.0.1', port, logger }, async () => logger.info({ closed: true }));`;

interface Running {
  readonly child: ChildProcess;
  /** Resolves to the first log line, past or to come, that has the field. */
  logged(field: string): Promise<Record<string, unknown>>;
  /** The log lines so far. */
  readonly lines: readonly Record<string, unknown>[];
  readonly exit: Promise<unknown[]>;
}

function start(port = 0): Running {
  const shared = new URL('../../servers/shared/', import.meta.url).href;
  const args = ['--no-warnings', '--input-type=module', '-e', SERVER, shared];
  const child = spawn(process.execPath, [...args, String(port)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines: Record<string, unknown>[] = [];
  const listeners = new Set<() => void>();
  assert.ok(child.stdout);
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(JSON.parse(line));
    for (const listener of listeners) listener();
  });
  const logged = (field: string): Promise<Record<string, unknown>> =>
    new Promise((resolve) => {
      const look = (): void => {
        const found = lines.find((line) => field in line);
        if (found !== undefined) resolve(found);
      };
      listeners.add(look);
      look();
    });
  return { child, logged, lines, exit: once(child, 'close') };
}

const urlOf = async ({ logged }: Running): Promise<string> => String((await logged('listening')).listening);

test('SIGTERM: requests under way finish, new ones are not accepted, stores are closed, status 0', async () => {
  const server = start();
  const url = await urlOf(server);
  const answer = fetch(`${url}/wait`);
  await server.logged('here');
  server.child.kill('SIGTERM');
  assert.deepEqual(await (await answer).json(), { finished: true });
  await server.logged('closed');
  await server.logged('stopped');
  assert.deepEqual(await server.exit, [0, null]);
  assert.ok(!server.lines.some((line) => 'cutOff' in line), 'the kept connection did not delay the end');
  await assert.rejects(fetch(`${url}/health`));
});

test('SIGINT: a request that never finishes is cut off at the deadline', async () => {
  const server = start();
  const url = await urlOf(server);
  const cutOff = assert.rejects(fetch(`${url}/hang`));
  await server.logged('here');
  server.child.kill('SIGINT');
  server.child.kill('SIGINT');
  await cutOff;
  await server.logged('cutOff');
  await server.logged('closed');
  assert.deepEqual(await server.exit, [0, null]);
});

test('an error that nobody caught is logged and ends the process with status 1', async () => {
  const server = start();
  const cutOff = assert.rejects(fetch(`${await urlOf(server)}/crash`));
  const line = await server.logged('stack');
  assert.equal(line.level, 60);
  assert.match(String(line.stack), /nobody caught this/);
  assert.deepEqual(await server.exit, [1, null]);
  await cutOff;
});

test('a port that is taken is named, with status 1', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const address = taken.address();
  assert.ok(typeof address === 'object' && address !== null);
  const server = start(address.port);
  const { stack } = await server.logged('stack');
  assert.match(String(stack), new RegExp(`127\\.0\\.0\\.1:${address.port}: .*EADDRINUSE`));
  assert.deepEqual(await server.exit, [1, null]);
  taken.close();
});

test('log lines are JSON with role, ID, level and ISO time', async () => {
  const server = start();
  const { role, id, level, time } = await server.logged('listening');
  assert.deepEqual([role, id, level], ['counter', 'c1', 30]);
  assert.equal(new Date(String(time)).toISOString(), time);
  server.child.kill('SIGTERM');
  await server.exit;
});
