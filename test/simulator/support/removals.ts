/**
 * The rules without which the board would fail (contract, section 11), as what is taken out of the replica's own source. The
 * deployed code has no switches: a bundle is made of it with these lines replaced.
 */
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

/** `[file, what is there exactly once, what takes its place]`. */
export type Removal = readonly [file: string, found: string, instead: string];

const ROOT = join(import.meta.dirname, '../../..');

/** The simulator, on a replica without these lines. Errors: RangeError for a line that is not there exactly once. */
export async function simulatorWithout<T>(entry: string, removals: readonly Removal[]): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'revs-removed-'));
  try {
    const path = join(folder, 'bundle.mjs');
    const { outputFiles } = await build({
      entryPoints: [join(ROOT, 'test/simulator/support', entry)],
      bundle: true,
      write: false,
      format: 'esm',
      platform: 'node',
      plugins: [
        {
          name: 'remove',
          setup: ({ onLoad }) =>
            onLoad({ filter: /(protocol|simulator)\/.*\.ts$/ }, ({ path: file }) => ({
              contents: without(file, removals),
              loader: 'ts',
            })),
        },
      ],
    });
    await writeFile(path, outputFiles[0]?.text ?? '');
    return (await import(pathToFileURL(path).href)) as T;
  } finally {
    await rm(folder, { recursive: true });
  }
}

function without(file: string, removals: readonly Removal[]): string {
  const source = readFileSync(file, 'utf8');
  return removals
    .filter(([name]) => file === join(ROOT, name))
    .reduce((text, [name, found, instead]) => {
      if (text.split(found).length !== 2) throw new RangeError(`${name} has not exactly once: ${found}`);
      return text.replace(found, () => instead);
    }, source);
}

/** The first seed, from 0, in whose world something goes wrong; undefined: in none of so many. */
export async function firstViolation(
  violationOf: (seed: number) => string | undefined | Promise<string | undefined>,
  tries: number,
): Promise<{ seed: number; violation: string } | undefined> {
  for (let seed = 0; seed < tries; seed++) {
    const violation = await violationOf(seed);
    if (violation !== undefined) return { seed, violation };
  }
  return undefined;
}
