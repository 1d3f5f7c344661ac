/** The tests that mutants meet (`npm run mutation`): those that start no process, and the attacks on single servers. */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: [
      '{common,protocol,record,tcb-emulator,servers,ballots}/**/*.test.ts',
      'test/{attacks,terminal}/**/*.test.ts',
    ],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
