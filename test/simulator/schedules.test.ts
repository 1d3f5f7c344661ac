/**
 * Random schedules of the board's agreement, 100,000 in all: in none do two honest replicas decide differently, or does the
 * board stand still for ever. Processes of their own run them, as counting which lines run would take longer than running them.
 */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { test } from 'vitest';
import { PLANS } from './support/plans.ts';

const SCHEDULES = 100_000;
const sharesOf = (style: string): number =>
  PLANS.filter(({ plan }) => plan.style === style).reduce((sum, { share }) => sum + share, 0);

test('the shares make a hundred', () => {
  assert.equal(sharesOf('soup') + sharesOf('phased'), 100);
});

test.concurrent.for(['soup', 'phased'] as const)('%s', async (style) => {
  const schedules = (SCHEDULES * sharesOf(style)) / 100;
  const script = join(import.meta.dirname, 'simulate.ts');
  const environment = { ...process.env, NODE_V8_COVERAGE: undefined };
  const run = promisify(execFile)(process.execPath, [script, String(schedules), '--style', style], {
    env: environment,
  });
  // What it prints if agreement does not hold is a message diagram.
  const { stdout } = await run.catch((error: { stdout?: string }) =>
    assert.fail(error.stdout ?? String(error)),
  );
  const counts = [...stdout.matchAll(/: (\d+) schedules, (\d+) instances, .*: agreement holds/g)];
  assert.equal(counts.length, PLANS.filter(({ plan }) => plan.style === style).length);
  assert.equal(
    counts.reduce((sum, [, runs]) => sum + Number(runs), 0),
    schedules,
  );
  for (const [line, runs, instances] of counts) assert.ok(Number(instances) >= Number(runs), line);
});
