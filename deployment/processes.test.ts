import assert from 'node:assert/strict';
import { test } from 'vitest';
import { freePorts } from './processes.ts';

test('no port is given twice, though nobody listens on it yet', async () => {
  const ports = [...(await freePorts(60)), ...(await freePorts(60)), ...(await freePorts(60))];
  assert.equal(new Set(ports).size, 180);
});
