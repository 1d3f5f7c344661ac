import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { test } from 'vitest';
import { freePorts } from './processes.ts';

/** Where this process would look first. */
const OWN_BLOCK = 10_000 + (process.pid % 100) * 220;

test('no port is given of a block that another process holds, and none twice though nobody listens yet', async (t) => {
  const other = createServer().listen(OWN_BLOCK, '127.0.0.1');
  await once(other, 'listening');
  t.onTestFinished(() => void other.close());
  const ports = [...(await freePorts(60)), ...(await freePorts(60)), ...(await freePorts(60))];
  assert.equal(new Set(ports).size, 180);
  assert.ok(ports.every((port) => port < OWN_BLOCK || port >= OWN_BLOCK + 220));
});
