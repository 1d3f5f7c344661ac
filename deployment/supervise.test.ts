import assert from 'node:assert/strict';
import { test } from 'vitest';
import { supervise } from './supervise.ts';

const STOPPED = new Error('stopped');

/** A process that runs for the times of `runs`, one after the other, and for null cannot start. */
async function pausesFor(runs: readonly (number | null)[]): Promise<{ pauses: number[]; said: string[] }> {
  let now = 0;
  let next = 0;
  const pauses: number[] = [];
  const said: string[] = [];
  const supervised = supervise({
    start: async () => {
      if (runs[next] === null) throw new Error(`no start ${next}`);
    },
    ended: async () => {
      now += runs[next] ?? 0;
      return `end ${next}`;
    },
    wait: async (pause) => {
      pauses.push(pause);
      now += pause;
      next += 1;
      if (next === runs.length) throw STOPPED;
    },
    clock: () => now,
    onStarted: () => said.push(`started ${next}`),
    onEnded: (reason, pause) => said.push(`${reason}: ${pause}`),
  });
  await assert.rejects(supervised, STOPPED);
  return { pauses, said };
}

test('what goes on ending is started again after 1 s, 2 s, 4 s, and at last every minute', async () => {
  const { pauses } = await pausesFor([0, 5, null, 0, 0, null, 0, 0]);
  assert.deepEqual(pauses, [1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]);
});

test('what has run for more than a minute is started again after 1 s', async () => {
  const { pauses } = await pausesFor([0, 0, 60_001, 0, 60_000]);
  assert.deepEqual(pauses, [1_000, 2_000, 1_000, 2_000, 4_000]);
});

test('it is told why it ended or did not start', async () => {
  const { said } = await pausesFor([0, null]);
  assert.deepEqual(said, ['started 0', 'end 0: 1000', 'no start 1: 2000']);
});
