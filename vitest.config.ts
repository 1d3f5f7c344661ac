/**
 * Which tests there are: `unit` starts no process and is what a developer watches; `component` shows the pages' components in a
 * browser; `system` runs servers, attacks and faults; `browser` makes whole journeys through the pages as they are built.
 */
import chromium from '@sparticuz/chromium';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { CHROMIUM_ARGUMENTS, hasChromium } from './test/support/chromium.ts';

const ROOMS =
  '{apps,ballots,card-issuance,cli,common,deployment,letters,office,output,protocol,record,servers,simulation,tcb-emulator,voter-module,warden}';
const MINUTE = 60_000;
/**
 * Milliseconds that a test of a component waits for what its page shall show or let do. Without the limit for actions vitest
 * would take what is left of the test's own.
 */
const PATIENCE = 10_000;
/** Only a hung test meets these: no test says how fast anything is. */
const limits = (minutes: number) => ({ testTimeout: minutes * MINUTE, hookTimeout: minutes * MINUTE });

export default defineConfig(async () => ({
  test: {
    // A tree that is missing fails like one that differs; `-u` writes them.
    update: 'none',
    // For two cores: whole elections start two dozen processes each, which a third one would starve.
    maxWorkers: 2,
    restoreMocks: true,
    // Progress and messages that a test's own process prints are shown if it fails.
    silent: 'passed-only' as const,
    execArgv: ['--disable-warning=ExperimentalWarning'],
    coverage: {
      provider: 'v8' as const,
      include: [`${ROOMS}/**/*.{ts,tsx}`],
      exclude: ['**/*.test.{ts,tsx}', '**/*test-support.ts', 'apps/*/{.next,out}/**'],
      reporter: ['json-summary' as const],
    },
    projects: [
      {
        extends: true as const,
        test: {
          name: 'unit',
          include: [`${ROOMS}/**/*.test.ts`],
          ...limits(1),
        },
      },
      ...(hasChromium ? [await componentProject()] : []),
      {
        extends: true as const,
        test: {
          name: 'system',
          include: ['test/**/*.test.ts'],
          exclude: ['test/browser/**'],
          ...limits(15),
        },
      },
      {
        extends: true as const,
        test: { name: 'browser', include: ['test/browser/**/*.test.ts'], ...limits(15) },
      },
    ],
  },
}));

async function componentProject() {
  const executablePath = await chromium.executablePath();
  const launchOptions = { executablePath, args: CHROMIUM_ARGUMENTS };
  return {
    extends: true as const,
    // Found in the middle of a run they would make the browser load its tests once more.
    optimizeDeps: {
      include: [
        '@noble/curves/nist.js',
        '@noble/hashes/sha2.js',
        '@noble/hashes/utils.js',
        'cbor2',
        'csv-stringify/browser/esm/sync',
        'fast-xml-parser',
        'jsqr',
        'next/head',
        'uqr',
      ],
    },
    test: {
      name: 'component',
      include: ['apps/**/*.test.tsx'],
      expect: { poll: { timeout: PATIENCE } },
      browser: {
        enabled: true,
        headless: true,
        screenshotFailures: false,
        provider: playwright({ launchOptions, actionTimeout: PATIENCE }),
        instances: [{ browser: 'chromium' as const }],
      },
      ...limits(1),
    },
  };
}
