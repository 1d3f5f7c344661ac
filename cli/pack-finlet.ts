/** Makes the package of the voting Finlet: its code and all that it imports in one module, signed. */
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';
import type { SigningKey } from '../protocol/primitives/p256-signature.ts';
import { packFinlet } from '../tcb-emulator/terminal/finlet-package.ts';

const SOURCE = fileURLToPath(new URL('../tcb-emulator/finlet/voting-finlet.ts', import.meta.url));
const NAME = 'REVS voting';
/** Higher with every change that terminals must not fall back behind. */
const VERSION = 1;

export function packVotingFinlet(signer: SigningKey): Uint8Array {
  const { outputFiles } = buildSync({
    entryPoints: [SOURCE],
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    write: false,
  });
  const [bundle] = outputFiles;
  if (bundle === undefined) throw new Error('esbuild made nothing');
  return packFinlet({ name: NAME, version: VERSION, code: new Uint8Array(bundle.contents) }, signer);
}
