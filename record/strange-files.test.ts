/** Section 5.7, bad input: a record from a stranger costs bounded time and memory, and nothing outside it is touched. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, test } from 'vitest';
import { parseBallot } from '../ballots/parse-ballot.ts';
import { COMMISSIONER } from '../protocol/messages/plan.ts';
import { bytes, decode, encode, list, struct, text, uint } from '../protocol/primitives/cbor.ts';
import { LABELS } from '../protocol/primitives/domain-labels.ts';
import { encodeJws, signPayload } from '../protocol/primitives/jws.ts';
import { sha256 } from '../protocol/primitives/sha256.ts';
import { given, random, sealedVote } from '../protocol/test-support.ts';
import {
  checking,
  MAX_BOARD_ENTRIES,
  measure,
  packagesIn,
  RECORD_FILES,
  RecordError,
  readPart,
} from './files.ts';
import { folderSource } from './folder-source.ts';
import {
  choicesFor,
  documentsOf,
  everything,
  makeReferendum,
  type Referendum,
  STYLE,
  writeRecord,
} from './test-support.ts';
import { verifyFolder } from './verify-folder.ts';

const MEBIBYTE = 2 ** 20;
const GIBIBYTE = 2 ** 30;
const folder = mkdtempSync(join(tmpdir(), 'revs-strange-record-test-'));
const original = join(folder, 'original');
let fixture: Referendum;
let paths: string[];
let copies = 0;

afterAll(() => rmSync(folder, { recursive: true, force: true }));

beforeAll(async () => {
  fixture = await makeReferendum(1);
  const bulletinBoard = [await sealedVote(fixture, STYLE, choicesFor(0))];
  paths = await writeRecord(
    original,
    fixture,
    await documentsOf(fixture, everything(fixture, 1), bulletinBoard),
    bulletinBoard,
  );
});

function copy(): string {
  const to = join(folder, `copy-${copies++}`);
  cpSync(original, to, { recursive: true });
  return to;
}

const refuses = (at: string, part: string, code: string) =>
  assert.rejects(
    verifyFolder(at, fixture.commissioner.publicKey, random, () => undefined),
    (error) => {
      assert.ok(error instanceof RecordError, String(error));
      assert.deepEqual([error.part, error.code], [part, code]);
      return true;
    },
  );

/** What may stand at a file's place instead of a file. */
const STAND_INS: readonly (readonly [string, (path: string) => void, code: string])[] = [
  ['a pipe', (path) => execFileSync('mkfifo', [path]), 'record/not-a-file'],
  ['a folder', (path) => mkdirSync(path), 'record/not-a-file'],
  ['a device', (path) => symlinkSync('/dev/zero', path), 'record/not-a-file'],
  ['a link to nowhere', (path) => symlinkSync('/nowhere', path), 'record/not-a-file'],
  ['a link to itself', (path) => symlinkSync(path, path), 'record/not-a-file'],
];

for (const [what, make, code] of STAND_INS)
  test(`${what} in place of any file is refused at once`, async () => {
    for (const path of [...paths, RECORD_FILES.index]) {
      const to = copy();
      rmSync(join(to, path));
      make(join(to, path));
      await refuses(to, path, code);
    }
  });

test('a link to the very file that it replaces is no file either', async () => {
  for (const path of paths) {
    const to = copy();
    renameSync(join(to, path), join(folder, 'elsewhere'));
    symlinkSync(join(folder, 'elsewhere'), join(to, path));
    await refuses(to, path, 'record/not-a-file');
  }
});

test('a device and a socket are refused by whoever opens them', async () => {
  for (const device of ['zero', 'full', 'tty', 'ptmx'])
    assert.throws(
      () => readPart(folderSource('/dev'), device),
      (error) => error instanceof RecordError && /not-a-file|unreadable/.test(error.code),
    );
  await assert.rejects(measure(folderSource('/dev'), 'zero'), { code: 'record/not-a-file' });
  const server = createServer().listen(join(folder, 'socket'));
  await new Promise((resolve) => server.once('listening', resolve));
  assert.throws(() => readPart(folderSource(folder), 'socket'), { code: 'record/not-a-file' });
  server.close();
});

test('huge files with nothing in them are not read', async () => {
  const beyondOf = new Map<string, number>([
    [RECORD_FILES.bulletinBoard, statSync(join(original, RECORD_FILES.bulletinBoard)).size + 1],
    [RECORD_FILES.entries, MAX_BOARD_ENTRIES + 1],
  ]);
  // The smaller size first: whoever reads it all finds another hash, and need not read the larger one.
  for (const path of [...paths, RECORD_FILES.index]) {
    const beyond = beyondOf.get(path) ?? GIBIBYTE / 32;
    for (const size of [beyond, 64 * GIBIBYTE]) {
      const to = copy();
      truncateSync(join(to, path), size);
      await refuses(to, path, 'record/too-long');
      rmSync(to, { recursive: true });
    }
  }
});

test('a file may be as long as its part of a record can be, and no longer', async () => {
  const most = new Map([
    [RECORD_FILES.plan as string, 4 * MEBIBYTE],
    [RECORD_FILES.ledgers, 4 * MEBIBYTE],
    [RECORD_FILES.results, 16 * MEBIBYTE],
  ]);
  const to = mkdtempSync(join(folder, 'long-'));
  const grow = (path: string, size: number): void => {
    writeFileSync(join(to, path), '');
    truncateSync(join(to, path), size);
  };
  for (const [path, size] of most) {
    grow(path, size);
    assert.equal(readPart(folderSource(to), path).length, size);
    grow(path, size + 1);
    assert.throws(() => readPart(folderSource(to), path), { part: path, code: 'record/too-long' });
  }
  // A bulletin board may have as many packages as a final root may state, of 8 KiB each.
  grow(RECORD_FILES.bulletinBoard, 17 * MEBIBYTE);
  assert.equal((await measure(folderSource(to), RECORD_FILES.bulletinBoard)).size, 17 * MEBIBYTE);
  grow(RECORD_FILES.bulletinBoard, 100_000_000 * 8192 + 1);
  await assert.rejects(measure(folderSource(to), RECORD_FILES.bulletinBoard), { code: 'record/too-long' });
});

test('no file stays open, taken or refused', () => {
  const open = (): number => readdirSync('/dev/fd').length;
  const before = open();
  const to = mkdtempSync(join(folder, 'open-'));
  for (const name of [RECORD_FILES.plan, RECORD_FILES.bulletinBoard]) writeFileSync(join(to, name), 'x');
  mkdirSync(join(to, RECORD_FILES.manifest));
  readPart(folderSource(to), RECORD_FILES.plan);
  assert.equal([...packagesIn(folderSource(to), 1, 1)].length, 1);
  assert.throws(() => readPart(folderSource(to), RECORD_FILES.manifest), { code: 'record/not-a-file' });
  assert.throws(() => [...packagesIn(folderSource(to), 2, 1)], { code: 'freeze/list-mismatch' });
  assert.equal(open(), before);
});

test('whatever a check throws names its part; only what is none of this project has no code of its own', async () => {
  const thrown: readonly (readonly [() => unknown, string])[] = [
    [() => decode(uint(), new Uint8Array(), 1), 'cbor/malformed'],
    [() => parseBallot(new TextEncoder().encode('<ballot')), 'ballot/not-well-formed'],
    [() => readPart(folderSource(folder), 'nothing'), 'record/missing'],
    [() => readPart(folderSource(join(original, RECORD_FILES.plan)), 'x'), 'record/missing'],
    [() => readPart(folderSource(folder), 'a\0b'), 'record/unreadable'],
    [() => JSON.parse('{'), 'record/unreadable'],
  ];
  for (const [check, code] of thrown)
    await assert.rejects(checking('part', check), (error) => {
      assert.ok(error instanceof RecordError);
      assert.equal(error.code, code);
      return true;
    });
});

const looseIndex = struct({
  manifestHash: bytes(32),
  files: list(struct({ path: text(200), size: uint(), hash: bytes(32) }), 200),
});

/** The Commissioner signs an index of whatever paths; those of the record with size and hash as they are. */
function signAnyIndex(to: string, listed: readonly string[], wrongSizeOf?: string): void {
  const files = listed.map((path) => {
    const content = paths.includes(path) ? readFileSync(join(to, path)) : new Uint8Array();
    const size = path === wrongSizeOf ? content.length + 1 : content.length;
    return { path, size, hash: sha256(content) };
  });
  const payload = encode(looseIndex, { manifestHash: fixture.election.manifestHash, files });
  const signature = signPayload(LABELS.record, payload, COMMISSIONER, fixture.commissioner);
  writeFileSync(
    join(to, RECORD_FILES.index),
    encodeJws({ typ: LABELS.record, payload, signatures: [signature] }),
  );
}

test('an index names no path outside the record, and no file that the protocol does not know', async () => {
  const names = [
    '../original/plan.jws',
    '/dev/zero',
    '../../../../../dev/zero',
    'ballots/../../original/plan.jws',
    'ballots/./s.xml',
    'ballots//s.xml',
    'ballots/deeper/s.xml',
    './plan.jws',
    'ballots/..',
    'record.jws/',
    'planXjws',
    'notes.txt',
    '',
  ];
  for (const name of names) {
    const to = copy();
    signAnyIndex(to, [...paths, name].sort());
    await refuses(to, RECORD_FILES.index, 'cbor/out-of-bounds');
  }
});

test('an index states the size of each file', async () => {
  const listed = [...paths].sort();
  for (const path of listed) {
    const to = copy();
    signAnyIndex(to, listed, path);
    await refuses(to, path, 'record/altered');
  }
});

test('an index lists each file once, in order of name, and not itself', async () => {
  const sortedPaths = [...paths].sort();
  const first = given(sortedPaths[0]);
  for (const listed of [sortedPaths.toReversed(), [first, ...sortedPaths]]) {
    const to = copy();
    signAnyIndex(to, listed);
    await refuses(to, RECORD_FILES.index, 'record/not-canonical');
  }
  const self = copy();
  signAnyIndex(self, [...paths, RECORD_FILES.index].sort());
  await refuses(self, RECORD_FILES.index, 'record/altered');
});

test('what the index does not list is found and named: files, folders, links, empty or not', async () => {
  const extras: readonly (readonly [string, (path: string) => void])[] = [
    ['notes.txt', (path) => writeFileSync(path, 'x')],
    ['.hidden', (path) => writeFileSync(path, '')],
    ['plan.jws.part', (path) => writeFileSync(path, 'x')],
    ['empty', (path) => mkdirSync(path)],
    ['ballots/extra.xml', (path) => writeFileSync(path, 'x')],
    ['ballots/empty', (path) => mkdirSync(path)],
    [RECORD_FILES.closingOrder, (path) => writeFileSync(path, 'x')],
    ['link', (path) => symlinkSync(original, path)],
    ['pipe', (path) => execFileSync('mkfifo', [path])],
  ];
  for (const [name, make] of extras) {
    const to = copy();
    make(join(to, name));
    await refuses(to, name, 'record/unknown-file');
  }
});

test('a link in place of the folder of ballots is not followed', async () => {
  const to = copy();
  rmSync(join(to, 'ballots'), { recursive: true });
  symlinkSync(join(original, 'ballots'), join(to, 'ballots'));
  await refuses(to, 'ballots', 'record/unknown-file');
});

test("a strange file's name is printed without what a terminal obeys", async () => {
  const to = copy();
  writeFileSync(join(to, 'a\u001b[2Jb'), '');
  await assert.rejects(
    verifyFolder(to, fixture.commissioner.publicKey, random, () => undefined),
    { message: 'a?[2Jb: the index does not list it' },
  );
});

test('packages are read exactly as many as the final root says; a file that shrinks meanwhile is torn', () => {
  const to = join(folder, 'bulletin');
  mkdirSync(to);
  const path = join(to, RECORD_FILES.bulletinBoard);
  const content = Uint8Array.from({ length: 3000 }, (_, i) => i % 251);
  writeFileSync(path, content);
  const read = [...packagesIn(folderSource(to), 1500, 2)];
  assert.equal(read.length, 1500);
  assert.deepEqual(Uint8Array.from(read.flatMap((part) => [...part])), content);
  assert.throws(() => [...packagesIn(folderSource(to), 1501, 2)], { code: 'freeze/list-mismatch' });
  assert.throws(() => [...packagesIn(folderSource(to), 1499, 2)], { code: 'record/too-long' });
  const packages = packagesIn(folderSource(to), 1500, 2);
  assert.deepEqual(given(packages.next().value as Uint8Array | undefined), content.slice(0, 2));
  truncateSync(path, 1500);
  assert.throws(() => [...packages], { code: 'record/torn' });
});
