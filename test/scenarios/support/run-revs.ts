/** Runs `revs` as a user does, in a process of its own. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../../cli/main.ts', import.meta.url));
export const SAMPLES = fileURLToPath(new URL('../../../ballots/samples', import.meta.url));
const MAX_OUTPUT = 16 * 1024 * 1024;

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export function runRevs(args: readonly string[], input = ''): Promise<Ran> {
  const command = ['--disable-warning=ExperimentalWarning', MAIN, ...args];
  return new Promise((resolve) => {
    const child = execFile(process.execPath, command, { maxBuffer: MAX_OUTPUT }, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
      resolve({ code, stdout, stderr });
    });
    // A command that has ended already reads nothing.
    child.stdin?.on('error', () => undefined).end(input);
  });
}

/** The command succeeds. */
export async function revs(...args: string[]): Promise<Ran> {
  const ran = await runRevs(args);
  assert.equal(ran.code, 0, `revs ${args.join(' ')}: ${ran.stderr}`);
  return ran;
}

/** The command succeeds with --json and prints nothing but JSON. */
export async function revsJson<T = unknown>(args: readonly string[]): Promise<T> {
  const { stdout } = await revs(...args, '--json');
  return JSON.parse(stdout) as T;
}

/** The command fails with exit code 1, says why on standard error, and shows no stack. */
export async function refused(args: readonly string[], reason: RegExp): Promise<void> {
  const { code, stderr } = await runRevs(args);
  assert.equal(code, 1, `revs ${args.join(' ')}: exit code`);
  assert.match(stderr, reason, `revs ${args.join(' ')}`);
  assert.doesNotMatch(stderr, /^\s+at .*:\d+:\d+\)?$/m, 'a refusal is no crash');
}
