/** Builds the web apps into `apps/NAME/out`, folders of static files, where their sources have changed. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { CommandError } from '../output/output.ts';

const PROJECT = fileURLToPath(new URL('..', import.meta.url));
const NEXT = join(PROJECT, 'node_modules/next/dist/bin/next');

export const APPS = ['voter', 'commissioner'] as const;
export type AppName = (typeof APPS)[number];

/** Whatever an app may import (dependency-cruiser.config.json), and what it is built with. */
const SOURCES = [
  'apps/**/*',
  'ballots/**/*.ts',
  'common/*.ts',
  'protocol/**/*.ts',
  'record/*.ts',
  'voter-module/*.ts',
  'tcb-emulator/{client,pc-messages}.ts',
  'tcb-emulator/{dialogue,terminal}/*.ts',
  'package.json',
  'package-lock.json',
];
const MADE = /^apps\/[^/]+\/(\.next|out|next-env\.d\.ts)(\/|$)/;

export const appFolder = (name: AppName): string => join(PROJECT, 'apps', name, 'out');

/** Says which app is being built. Errors: CommandError with what Next.js printed. */
export async function buildApps(onBuild: (name: AppName) => void): Promise<void> {
  const sources = digest();
  for (const name of APPS) {
    const stamp = join(PROJECT, 'apps', name, '.next', 'revs-sources');
    const built = existsSync(appFolder(name)) && existsSync(stamp) ? readFileSync(stamp, 'utf8') : '';
    if (built === sources) continue;
    onBuild(name);
    await build(name);
    if (name === 'voter') await bundleVerifier();
    compress(appFolder(name));
    writeFileSync(stamp, sources);
  }
}

function digest(): string {
  const hash = createHash('sha256');
  const files = globSync(SOURCES, { cwd: PROJECT, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(PROJECT.length))
    .filter((file) => !MADE.test(file));
  for (const file of files.sort()) hash.update(`${file}\0`).update(readFileSync(join(PROJECT, file)));
  return hash.digest('hex');
}

/**
 * The worker of the page that verifies, in one file of its own: within the build of the pages it would make each of them load
 * more of the libraries that they share with it.
 */
async function bundleVerifier(): Promise<void> {
  const { build: bundle } = await import('esbuild');
  await bundle({
    entryPoints: [join(PROJECT, 'apps/voter/verify/worker.ts')],
    outfile: join(appFolder('voter'), 'verify-worker.js'),
    bundle: true,
    minify: true,
    format: 'iife',
    // With what package.json has for browsers.
    platform: 'browser',
    target: 'es2022',
    logLevel: 'error',
  });
}

/** Beside each text file its compressed form: hosts send it instead. */
function compress(folder: string): void {
  for (const file of globSync('**/*.{js,css,html,svg,json}', { cwd: folder }))
    writeFileSync(join(folder, `${file}.gz`), gzipSync(readFileSync(join(folder, file)), { level: 9 }));
}

function build(name: AppName): Promise<void> {
  const child = spawn(process.execPath, [NEXT, 'build'], {
    cwd: join(PROJECT, 'apps', name),
    env: { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      output = `${output}${chunk.toString()}`.slice(-20_000);
    });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) =>
      code === 0 ? resolve() : reject(new CommandError(`apps/${name} cannot be built:\n${output}`)),
    );
  });
}
