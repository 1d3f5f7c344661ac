/** Writes the election record: canonical files and, last, the Commissioner's signed index of them. */
import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { COMMISSIONER } from '../protocol/messages/plan.ts';
import { encode } from '../protocol/primitives/cbor.ts';
import { LABELS } from '../protocol/primitives/domain-labels.ts';
import { encodeJws, signPayload } from '../protocol/primitives/jws.ts';
import { type OnWait, type Signer, signing } from '../protocol/primitives/signer.ts';
import { indexCodec, measure, RECORD_FILES } from './files.ts';
import { folderSource } from './folder-source.ts';

/** Writes a file whole or not at all. */
export async function writePart(folder: string, path: string, content: Uint8Array): Promise<void> {
  const file = join(folder, path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(`${file}.part`, content, { flush: true });
  await rename(`${file}.part`, file);
}

/** Streams the frozen bulletin board's packages into its file. */
export async function writeBulletinBoard(
  folder: string,
  packages: Iterable<Uint8Array>,
  onProgress: (done: number) => void,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  const file = join(folder, RECORD_FILES.bulletinBoard);
  const output = openSync(`${file}.part`, 'w');
  try {
    let done = 0;
    for (const body of packages) {
      writeSync(output, body);
      done += 1;
      if (done % 512 === 0) onProgress(done);
    }
    fsyncSync(output);
  } finally {
    closeSync(output);
  }
  await rename(`${file}.part`, file);
}

export async function writeIndex(
  folder: string,
  paths: readonly string[],
  manifestHash: Uint8Array,
  commissioner: Signer,
  onWait?: OnWait,
): Promise<void> {
  const source = folderSource(folder);
  const files = await Promise.all([...paths].sort().map((path) => measure(source, path)));
  const payload = encode(indexCodec, { manifestHash, files });
  const signature = await signing(
    commissioner,
    (key) => signPayload(LABELS.record, payload, COMMISSIONER, key),
    onWait,
  );
  const index = encodeJws({ typ: LABELS.record, payload, signatures: [signature] });
  await writePart(folder, RECORD_FILES.index, index);
}
