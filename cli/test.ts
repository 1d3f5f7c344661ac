/** `revs test`: everything that must hold before a commit, in the order in which it fails fastest. */
import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildApps } from './build-apps.ts';
import { missingStockTools } from './doctor.ts';
import { say } from './output.ts';

const PROJECT = fileURLToPath(new URL('..', import.meta.url));
const bin = (path: string): string => join(PROJECT, 'node_modules', path);

const ROOMS = [
  'protocol',
  'ballots',
  'record',
  'tcb-emulator',
  'servers',
  'voter-module',
  'apps',
  'cli',
  'bench',
  'test',
];

interface Check {
  readonly name: string;
  readonly args: readonly string[];
}

const CHECKS: readonly Check[] = [
  { name: 'lint and format', args: [bin('@biomejs/biome/bin/biome'), 'check', '--error-on-warnings'] },
  { name: 'types', args: [bin('typescript/bin/tsc')] },
  { name: 'types of the web apps', args: [bin('typescript/bin/tsc'), '-p', 'apps/tsconfig.json'] },
  {
    name: 'import rules',
    args: [
      bin('dependency-cruiser/bin/dependency-cruise.mjs'),
      '--config',
      'dependency-cruiser.config.json',
      ...ROOMS,
    ],
  },
  { name: 'dead code', args: [bin('knip/bin/knip.js')] },
];

/** Returns the exit code. `filter` runs only the test files whose path contains it. */
export async function runTests(filter: string | undefined): Promise<number> {
  for (const { name, args } of filter === undefined ? CHECKS : []) {
    say(`== ${name}`);
    const { status } = spawnSync(process.execPath, args, { cwd: PROJECT, stdio: 'inherit' });
    if (status !== 0) {
      say(`${name}: failed; nothing further was run.`);
      return 1;
    }
  }
  const files = globSync(
    '{apps,ballots,cli,protocol,record,servers,tcb-emulator,test,voter-module}/**/*.test.ts',
    {
      cwd: PROJECT,
    },
  ).filter((file) => filter === undefined || file.includes(filter));
  if (files.length === 0) {
    say(`no test file has "${filter}" in its path`);
    return 1;
  }
  if (files.some((file) => file.startsWith('test/browser/')))
    await buildApps((name) => say(`== building apps/${name}`));
  say(`== tests: ${files.length} files`);
  const options = [
    '--disable-warning=ExperimentalWarning',
    '--test',
    '--test-reporter=spec',
    '--test-concurrency=2',
  ];
  const { status } = spawnSync(process.execPath, [...options, ...files.sort()], {
    cwd: PROJECT,
    stdio: 'inherit',
  });
  const missing = [...new Set(missingStockTools())];
  if (missing.length > 0)
    say(
      `== NOT RUN: interoperation with stock card programs, for want of ${missing.join(', ')}: see "revs doctor"`,
    );
  return status ?? 1;
}
