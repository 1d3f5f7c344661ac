/**
 * Runs the benchmarks, all or those named, one after the other, each in a process of its own.
 *
 * Usage: main.ts [--json] [administrator | terminal | tally | tally-memory | counter | apdu | key-generation | board | freezing | merge | refresh | renewal | switch]
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const BENCHMARKS: readonly string[] = [
  'administrator',
  'terminal',
  'tally',
  'tally-memory',
  'counter',
  'apdu',
  'key-generation',
  'board',
  'freezing',
  'merge',
  'refresh',
  'renewal',
  'switch',
];

const { values, positionals } = parseArgs({
  options: { json: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const unknown = positionals.find((name) => !BENCHMARKS.includes(name));
if (unknown !== undefined) {
  console.error(`there is no benchmark ${unknown}; there are ${BENCHMARKS.join(', ')}`);
  process.exit(2);
}
const failed = (positionals.length > 0 ? positionals : BENCHMARKS).filter((name) => !succeeds(name));
if (failed.length > 0) {
  console.error(`failed to run: ${failed.join(', ')}`);
  process.exit(1);
}

/** With --json one line for each benchmark. */
function succeeds(name: string): boolean {
  const program = fileURLToPath(new URL(`./${name}.ts`, import.meta.url));
  const options = values.json ? ['--json'] : [];
  const { status } = spawnSync(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', program, ...options],
    { stdio: 'inherit' },
  );
  return status === 0;
}
