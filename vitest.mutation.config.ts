/**
 * The tests that mutants meet (`npm run mutation`): those that start no process, and the attacks on single servers. Counting
 * which test covers what makes them slow, so their own limit is wide; a mutant that hangs meets Stryker's.
 */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: [
      '{common,protocol,record,tcb-emulator,servers,ballots}/**/*.test.ts',
      'test/{attacks,terminal}/**/*.test.ts',
    ],
    testTimeout: 900_000,
    hookTimeout: 900_000,
  },
});
