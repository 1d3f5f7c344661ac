import assert from 'node:assert/strict';
import { test } from 'vitest';
import { PLANS } from './plans.ts';
import { type Plan, runSchedule } from './schedules.ts';

/** In all kinds together. */
const SCHEDULES = 100_000;

/** In none do two honest replicas decide differently, or does the board stand still for ever. */
export function runPlans(style: Plan['style']): void {
  test.for(PLANS.filter(({ plan }) => plan.style === style))('$name', ({ name, plan, share }) => {
    const runs = (SCHEDULES * share) / 100;
    let instances = 0;
    for (let seed = 0; seed < runs; seed++) {
      const verdict = runSchedule(plan, seed);
      const again = `npm run simulate -- 1 --plan '${name}' --seed ${seed}`;
      assert.equal(verdict.violation, undefined, again);
      instances += verdict.instances;
    }
    assert.ok(instances >= runs, 'something was decided');
  });
}
