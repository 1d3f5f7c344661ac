/** Makes the package of the voting Finlet: its code and all that it imports in one module, signed. */
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';
import { type OnWait, type Signer, signing } from '../protocol/primitives/signer.ts';
import { packFinlet } from '../tcb-emulator/terminal/finlet-package.ts';

const SOURCE = fileURLToPath(new URL('../tcb-emulator/finlet/voting-finlet.ts', import.meta.url));
const NAME = 'REVS voting';
/** Higher with every change that terminals must not fall back behind. */
const VERSION = 1;

export async function packVotingFinlet(signer: Signer, onWait?: OnWait): Promise<Uint8Array> {
  const { outputFiles } = buildSync({
    entryPoints: [SOURCE],
    bundle: true,
    minify: true,
    // The terminal tells errors apart by the names of their classes (pc-interface.ts).
    keepNames: true,
    format: 'esm',
    platform: 'node',
    write: false,
  });
  const [bundle] = outputFiles;
  if (bundle === undefined) throw new Error('esbuild made nothing');
  const content = { name: NAME, version: VERSION, code: new Uint8Array(bundle.contents) };
  return signing(signer, (key) => packFinlet(content, key), onWait);
}
