/** The election record as one file: the same record gives the same bytes. */
import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Pack, pack } from 'tar-stream';
import { isRecordFile } from '../../../record/files.ts';

/** A tar archive (ustar) of the record's files, in order of name below `election-record/`, without times or owners; streamed. */
export function packRecord(folder: string): Readable {
  const archive = pack();
  // Whoever reads is told of it; without a listener it would be thrown as well.
  archive.on('error', () => undefined);
  addFiles(archive, folder).then(
    () => archive.finalize(),
    (error: unknown) => archive.destroy(error instanceof Error ? error : new Error(String(error))),
  );
  return Readable.from(archive, { objectMode: false });
}

async function addFiles(archive: Pack, folder: string): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    // A part that a crash left half written stands beside them: verifiers would refuse it.
    .filter(isRecordFile)
    .sort();
  for (const path of paths) {
    const { size } = await stat(join(folder, path));
    const entry = archive.entry({ name: `election-record/${path}`, size, mtime: new Date(0), mode: 0o644 });
    await pipeline(createReadStream(join(folder, path)), entry);
  }
}
