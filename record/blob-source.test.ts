/** What somebody chose in a browser may be anything: an archive that lies, a file that is gone. */
import assert from 'node:assert/strict';
import { buffer } from 'node:stream/consumers';
import { type Header, pack } from 'tar-stream';
import { test } from 'vitest';
import { blobSource, filesInArchive, MAX_BULLETIN_BOARD_HERE } from './blob-source.ts';
import { RECORD_FILES, readPart } from './files.ts';

/** Blobs of these tests have their bytes at hand, as a worker has those of files. */
const contents = new WeakMap<Blob, Uint8Array<ArrayBuffer>>();
function blobOf(content: Uint8Array<ArrayBuffer>): Blob {
  const blob = new Blob([content]);
  contents.set(blob, content);
  blob.slice = (from, to) => blobOf(content.slice(from, to));
  return blob;
}
const read = (blob: Blob): ArrayBuffer => {
  const content = contents.get(blob);
  if (content === undefined) throw new Error('it is gone');
  return content.slice().buffer;
};

async function archiveOf(...entries: readonly (readonly [Partial<Header>, string])[]): Promise<Blob> {
  const archive = pack();
  for (const [header, content] of entries) archive.entry({ name: 'election-record/a', ...header }, content);
  archive.finalize();
  return blobOf(new Uint8Array(await buffer(archive)));
}

/** Changes bytes of the only header and makes its checksum right again, as whoever lies would. */
async function withField(at: number, value: string): Promise<Blob> {
  const content = contents.get(await archiveOf([{}, 'content']))?.slice() ?? assert.fail();
  content.set(new TextEncoder().encode(value), at);
  return blobOf(content);
}

const refuses = (archive: Blob, part: string, code: string): void =>
  assert.throws(() => filesInArchive(archive, read), { part, code });

test('the files of an archive, by their paths in the record', async () => {
  const archive = await archiveOf(
    [{ name: 'election-record/plan.jws' }, 'a plan'],
    [{ name: 'election-record/ballots/s.xml' }, ''],
    [{ name: 'elsewhere/x' }, 'x'.repeat(600)],
  );
  const source = blobSource(filesInArchive(archive, read), read);
  assert.deepEqual([...(source.paths() as Iterable<string>)], ['plan.jws', 'ballots/s.xml', 'elsewhere/x']);
  assert.equal(new TextDecoder().decode(readPart(source, 'plan.jws')), 'a plan');
  assert.equal(readPart(source, 'ballots/s.xml').length, 0);
  assert.equal(readPart(source, 'elsewhere/x').length, 600);
  assert.throws(() => readPart(source, 'manifest.jws'), { code: 'record/missing' });
});

test('links, folders and devices in an archive are named, not followed', async () => {
  for (const type of ['symlink', 'link', 'directory', 'character-device', 'fifo'] as const)
    refuses(await archiveOf([{ type, linkname: '/etc/passwd' }, '']), 'a', 'record/not-a-file');
});

test('a file twice, a size that is none, one that goes beyond the end, no archive at all', async () => {
  refuses(await archiveOf([{}, 'one'], [{}, 'two']), 'a', 'record/not-canonical');
  refuses(await withField(124, 'zzzzzzzzzzz'), 'a', 'record/not-an-archive');
  refuses(await withField(124, '-0000000010'), 'a', 'record/not-an-archive');
  refuses(await withField(124, '77777777777'), 'a', 'record/torn');
  refuses(await withField(257, 'other'), 'record.tar', 'record/not-an-archive');
  const whole = contents.get(await archiveOf([{}, 'content'])) ?? assert.fail();
  refuses(blobOf(whole.slice(0, 1024)), 'record.tar', 'record/torn');
  refuses(blobOf(new Uint8Array()), 'record.tar', 'record/torn');
});

test('a file that is gone when it is read; a bulletin board that no browser could hold', () => {
  const gone = blobSource(new Map([['plan.jws', new Blob(['x'])]]), read);
  assert.throws(() => readPart(gone, 'plan.jws'), { part: 'plan.jws', code: 'record/unreadable' });
  const open = (size: number) => {
    const path = RECORD_FILES.bulletinBoard;
    return blobSource(new Map([[path, { size } as Blob]]), read).open(path).size;
  };
  assert.equal(open(MAX_BULLETIN_BOARD_HERE), MAX_BULLETIN_BOARD_HERE);
  assert.throws(() => open(MAX_BULLETIN_BOARD_HERE + 1), { code: 'record/too-long-here' });
});
