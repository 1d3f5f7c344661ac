/** What a test of a rule of refreshes bundles, with and without it: by world, what went wrong in that of a seed. */
import { forkedRefreshViolation } from './forked-refresh.ts';
import { periodOfBreak } from './mobile-adversary.ts';
import { refreshViolation } from './refresh-schedules.ts';

export const WORLDS = {
  schedules: refreshViolation,
  forks: forkedRefreshViolation,
} as const;

export { periodOfBreak };
