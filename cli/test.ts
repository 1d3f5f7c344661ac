/** `revs test`: everything that must hold before a commit, in the order in which it fails fastest. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildApps } from '../deployment/build-apps.ts';
import { print } from '../output/output.ts';
import type { TestProject } from './common-options.ts';
import { coverageByRoom } from './coverage-by-room.ts';
import { missingStockTools } from './doctor.ts';

const PROJECT = fileURLToPath(new URL('..', import.meta.url));
const bin = (path: string): string => join(PROJECT, 'node_modules', path);

const ROOMS = [
  'common',
  'protocol',
  'ballots',
  'record',
  'tcb-emulator',
  'servers',
  'voter-module',
  'warden',
  'apps',
  'output',
  'deployment',
  'office',
  'card-issuance',
  'letters',
  'simulation',
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
    name: "types of the terminal's page",
    args: [bin('typescript/bin/tsc'), '-p', 'tcb-emulator/terminal/web/tsconfig.json'],
  },
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

interface TestOptions {
  /** Only test files with this in their path. */
  readonly filter?: string | undefined;
  readonly project?: TestProject | undefined;
  /** Runs what a change concerns, again and again, until it is stopped: of the unit tests unless `project` says. */
  readonly watch: boolean;
  /** Of all tests, where it is otherwise of those alone that take seconds: counting makes others slower by a third to two thirds. */
  readonly coverage: boolean;
}

/** Tests that run together. */
interface Run {
  readonly args: readonly string[];
  readonly coverage: boolean;
}

const only = (...projects: TestProject[]): string[] => projects.flatMap((name) => ['--project', name]);
const QUICK: Run = { args: only('unit', 'component'), coverage: true };
const LONG: Run = { args: only('system', 'browser'), coverage: false };

/** Returns the exit code. Without filter and project lint, types, import rules and dead code come first. */
export async function runTests({ filter, project, watch, coverage }: TestOptions): Promise<number> {
  const isWhole = filter === undefined && project === undefined && !watch;
  if (isWhole && !(await checksPass())) return 1;
  // Only journeys need the pages as they are built.
  if (!watch && (project ?? 'browser') === 'browser')
    await buildApps((name) => print(`== building apps/${name}`));
  const chosen = watch ? (project ?? 'unit') : project;
  const args = [...(chosen === undefined ? [] : only(chosen)), ...(filter === undefined ? [] : [filter])];
  if (watch) return vitest(['watch', ...args]);
  return runOnce(isWhole && !coverage ? [QUICK, LONG] : [{ args, coverage }]);
}

/** All at once: each keeps one core busy. They report in their order; the first that fails ends the others. */
async function checksPass(): Promise<boolean> {
  const failure = new AbortController();
  const checks = CHECKS.map(({ name, args }) => ({ name, ended: runQuietly(args, failure.signal) }));
  for (const { name, ended } of checks) {
    print(`== ${name}`);
    const { passed, output } = await ended;
    if (output !== '') print(output);
    if (passed) continue;
    failure.abort();
    print(`${name}: failed; nothing further was run.`);
    return false;
  }
  return true;
}

function runQuietly(
  args: readonly string[],
  signal: AbortSignal,
): Promise<{ readonly passed: boolean; readonly output: string }> {
  const output: Buffer[] = [];
  const child = spawn(process.execPath, args, { cwd: PROJECT, signal, stdio: ['ignore', 'pipe', 'pipe'] });
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part: Buffer) => output.push(part));
  return new Promise((resolve) => {
    const end = (passed: boolean): void =>
      resolve({ passed, output: Buffer.concat(output).toString().trimEnd() });
    child.once('error', () => end(false));
    child.once('close', (code) => end(code === 0));
  });
}

function vitest(args: readonly string[]): number {
  const options = ['--disable-warning=ExperimentalWarning', bin('vitest/vitest.mjs')];
  const { status } = spawnSync(process.execPath, [...options, ...args], { cwd: PROJECT, stdio: 'inherit' });
  return status ?? 1;
}

function runOnce(runs: readonly Run[]): number {
  const folder = mkdtempSync(join(tmpdir(), 'revs-test-'));
  const countsOf = (_run: Run, i: number): string => join(folder, `counts-${i}.json`);
  try {
    print('== tests');
    const codes = runs.map((run, i) => {
      const coverage = run.coverage ? ['--coverage', `--coverage.reportsDirectory=${folder}`] : [];
      const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${countsOf(run, i)}`];
      return vitest(['run', ...reporters, ...coverage, ...run.args]);
    });
    printCoverage(join(folder, 'coverage-summary.json'));
    const missing = [...new Set(missingStockTools())];
    if (missing.length > 0)
      print(`Not run: stock card programs, for want of ${missing.join(', ')}: see "revs doctor"`);
    printCounts(runs.map(countsOf));
    return codes.find((code) => code !== 0) ?? 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Counts {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
}

/** The last line; none if tests could not be run at all. */
function printCounts(files: readonly string[]): void {
  if (!files.every((file) => existsSync(file))) return;
  const counts = files.map((file): Counts => JSON.parse(readFileSync(file, 'utf8')));
  const sum = (of: (counts: Counts) => number): number => counts.reduce((all, each) => all + of(each), 0);
  const passed = sum(({ numPassedTests }) => numPassedTests);
  const failed = sum(({ numFailedTests }) => numFailedTests);
  const skipped = sum(({ numPendingTests, numTodoTests }) => numPendingTests + numTodoTests);
  print(`${passed} passed, ${failed} failed, ${skipped} skipped`);
}

function printCoverage(file: string): void {
  if (!existsSync(file)) return;
  print(coverageByRoom(JSON.parse(readFileSync(file, 'utf8')), PROJECT));
}
