import assert from 'node:assert/strict';
import { Counter } from 'prom-client';
import { test } from 'vitest';
import { Metrics } from './metrics.ts';

test('requests are counted and timed; roles add their own; servers in one process are apart', async () => {
  const metrics = new Metrics();
  const other = new Metrics();
  metrics.observe({ method: 'GET', route: '/a/:b', status: 200, seconds: 0.003 });
  new Counter({ name: 'revs_own_total', help: 'own', registers: [metrics.registry] }).inc(2);
  const text = await metrics.registry.metrics();
  assert.match(text, /revs_http_requests_total\{method="GET",route="\/a\/:b",status="200"\} 1\n/);
  assert.match(text, /duration_seconds_bucket\{le="0.0025",route="\/a\/:b",status="200"\} 0\n/);
  assert.match(text, /duration_seconds_bucket\{le="0.005",route="\/a\/:b",status="200"\} 1\n/);
  assert.match(text, /revs_own_total 2\n/);
  assert.match(text, /process_resident_memory_bytes/);
  assert.doesNotMatch(await other.registry.metrics(), /\/a\/:b|revs_own_total/);
});
