/**
 * Every rule of the agreement core is needed: taken out of the replica's source, a schedule breaks the board; with it, the same
 * schedule does not.
 */
import assert from 'node:assert/strict';
import { describe, test } from 'vitest';
import type * as handWritten from './support/hand-written.ts';
import { violationOf } from './support/hand-written.ts';
import { type Removal, simulatorWithout } from './support/removals.ts';
import { RULES } from './support/rules.ts';
import type * as schedules from './support/schedules.ts';
import { runSchedule } from './support/schedules.ts';
import type * as timed from './support/timed.ts';
import { silentLeaderAndTick, starve } from './support/timed.ts';

describe('agreement', () => {
  for (const { name, removals, schedule } of RULES)
    test(name, async () => {
      assert.equal(violationOf(schedule), undefined);
      const removed = await simulatorWithout<typeof handWritten>('hand-written.ts', removals);
      assert.match(removed.violationOf(schedule) ?? 'no violation', /was decided as/);
    });

  test("n >= 3k' + 2k + 1: five replicas do not bear one hostile and one down", () => {
    assert.match(violationOf('fiveReplicas') ?? 'no violation', /was decided as/);
  });

  test('3.13: a replica whose disk is lost does not vote with its old key, n = 4, 6, 7', () => {
    for (const schedule of ['amnesiaOfSix', 'amnesiaOfSeven'] as const) {
      assert.equal(violationOf(schedule), undefined);
      assert.match(violationOf(schedule, true) ?? 'no violation', /was decided as/);
    }
    const plan = {
      shape: { replicas: 4, hostile: 1, down: 0 },
      as: 'nobody',
      style: 'soup',
      length: 350,
      amnesias: 4,
    } as const;
    assert.ok(first((seed) => runSchedule({ ...plan, keepsOldKey: true }, seed).violation) !== undefined);
  });
});

describe('liveness', () => {
  /** ms of the schedule's own time. */
  const LIMIT = 120_000;

  test('3.7: only a new base restarts the clock of what waits', async () => {
    const removed = await without('6-decide', 'if (batch.proposer !== replica.base) replica.', 'replica.');
    assert.ok((starve(LIMIT) ?? LIMIT) < 5_000);
    assert.equal(removed.starve(LIMIT), undefined);
  });

  test('3.7: a due tick is waited for like a request', async () => {
    const removed = await without('7-timers', 'waits(tickDueSince) || ', '');
    assert.ok((silentLeaderAndTick(LIMIT) ?? LIMIT) < 5_000);
    assert.equal(removed.silentLeaderAndTick(LIMIT), undefined);
  });

  test('3.3: a forced batch is not refused by the clock', async () => {
    const removal: Removal = [
      'protocol/board/rules/3-write.ts',
      "if (forced !== undefined) return 'right';",
      '',
    ];
    const removed = await simulatorWithout<typeof schedules>('schedules.ts', [removal]);
    const shape = { replicas: 4, hostile: 1, down: 0 };
    const plan = { shape, as: 'liar', style: 'phased', length: 12, mustSettle: true } as const;
    const seed = first((candidate) => removed.runSchedule(plan, candidate).violation);
    assert.ok(seed !== undefined);
    assert.equal(runSchedule(plan, seed).violation, undefined);
  });
});

const without = (rule: string, found: string, instead: string) =>
  simulatorWithout<typeof timed>('timed.ts', [[`protocol/board/rules/${rule}.ts`, found, instead]]);

/** The first seed that finds something. */
function first(violation: (seed: number) => string | undefined): number | undefined {
  for (let seed = 0; seed < 2_000; seed++) if (violation(seed) !== undefined) return seed;
  return undefined;
}
