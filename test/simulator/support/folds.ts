/** What a test of a rule of the folds bundles, with and without it: by world, what went wrong in that of a seed. */
import { ceremonyViolation } from './ceremony-world.ts';
import { closeViolation } from './close-world.ts';
import { forkViolation } from './forked-ceremony.ts';
import { freezeViolation } from './freeze-world.ts';

export const WORLDS = {
  ceremony: ceremonyViolation,
  forks: forkViolation,
  close: closeViolation,
  freeze: freezeViolation,
} as const;
