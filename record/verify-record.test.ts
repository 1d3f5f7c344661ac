/** Section 5.6, verifiability: any change to an election record is found and named. */
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, test } from 'vitest';
import { maxVoteLength } from '../ballots/vote-encoding.ts';
import { concat } from '../protocol/primitives/bytes.ts';
import { LABELS } from '../protocol/primitives/domain-labels.ts';
import { decodeJws, encodeJws, signPayload } from '../protocol/primitives/jws.ts';
import { flipped, given, newKey, random, sealedVote } from '../protocol/test-support.ts';
import { encodeResults } from './compute-results.ts';
import { RECORD_FILES, RecordError } from './files.ts';
import {
  ballot,
  choicesFor,
  documentsOf,
  everything,
  makeReferendum,
  type Referendum,
  STYLE,
  signIndex,
  sorted,
  writeRecord,
} from './test-support.ts';
import { verifyFolder } from './verify-folder.ts';

const folder = mkdtempSync(join(tmpdir(), 'revs-record-test-'));
const original = join(folder, 'original');
let fixture: Referendum;
let paths: string[];
let packages: readonly Uint8Array[];
let copies = 0;

afterAll(() => rmSync(folder, { recursive: true, force: true }));

beforeAll(async () => {
  fixture = await makeReferendum(3);
  const sealed = await Promise.all([0, 1, 0].map((option) => sealedVote(fixture, STYLE, choicesFor(option))));
  packages = sorted([...sealed, random(given(sealed[0]).length)]);
  paths = await writeRecord(
    original,
    fixture,
    await documentsOf(fixture, everything(fixture, 3), packages),
    packages,
  );
});

const verify = (at: string, key = fixture.commissioner.publicKey) =>
  verifyFolder(at, key, random, () => undefined);

function copy(): string {
  const to = join(folder, `copy-${copies++}`);
  cpSync(original, to, { recursive: true });
  return to;
}

/** Verification must fail and name part and code. */
const refuses = (at: string, part: string, code: string, what = part) =>
  assert.rejects(
    verify(at),
    (error) => {
      assert.ok(error instanceof RecordError, String(error));
      assert.deepEqual([error.part, error.code], [part, code], what);
      return true;
    },
    what,
  );

test("a record is verified from the Commissioner's public key alone, and gives the results again", async () => {
  const { results, absent } = await verify(original);
  assert.equal(results.packages, 4);
  assert.equal(results.refused['package/does-not-open'], 1);
  assert.deepEqual(
    results.styles.map(({ style, voters, votes }) => [style, voters, votes]),
    [[STYLE, 3, 3]],
  );
  assert.deepEqual(
    encodeResults(results),
    new Uint8Array(readFileSync(join(original, RECORD_FILES.results))),
  );
  assert.deepEqual(absent, []);
  await assert.rejects(verify(original, newKey().publicKey), {
    part: RECORD_FILES.index,
    code: 'signature/invalid',
  });
});

test('every file: one changed bit, a byte less, a byte more, or no file at all is found and named', async () => {
  for (const path of [...paths, RECORD_FILES.index]) {
    const content = new Uint8Array(readFileSync(join(original, path)));
    const changes = [
      flipped(content, content.length >> 1),
      flipped(content, 0),
      content.slice(0, -1),
      concat(content, Uint8Array.of(10)),
    ];
    for (const change of changes) {
      const to = copy();
      writeFileSync(join(to, path), change);
      await assert.rejects(verify(to), (error) => error instanceof RecordError && error.part === path, path);
    }
    const without = copy();
    rmSync(join(without, path));
    await refuses(without, path, 'record/missing');
  }
  await refuses(join(folder, 'nowhere'), RECORD_FILES.index, 'record/missing');
});

test('a file altered under the old index is told apart from one that is wrong', async () => {
  for (const path of paths.filter((name) => name !== RECORD_FILES.bulletinBoard)) {
    const to = copy();
    writeFileSync(join(to, path), flipped(new Uint8Array(readFileSync(join(to, path)))));
    await refuses(to, path, 'record/altered');
  }
  const bulletinBoard = copy();
  const content = new Uint8Array(readFileSync(join(bulletinBoard, RECORD_FILES.bulletinBoard)));
  writeFileSync(join(bulletinBoard, RECORD_FILES.bulletinBoard), flipped(content));
  await refuses(bulletinBoard, RECORD_FILES.bulletinBoard, 'record/altered');
});

test('an index for another election, of another Commissioner, or signed twice, is refused', async () => {
  const other = copy();
  await signIndex(other, fixture, paths, random(32));
  await refuses(other, RECORD_FILES.index, 'manifest/other');
  const foreign = copy();
  await signIndex(foreign, fixture, paths, fixture.election.manifestHash, newKey());
  await refuses(foreign, RECORD_FILES.index, 'signature/invalid');
  const twice = copy();
  const jws = decodeJws(LABELS.record, readFileSync(join(twice, RECORD_FILES.index)), 100_000);
  const second = signPayload(LABELS.record, jws.payload, 'trustee-1', fixture.server('trustee-1').key);
  const both = encodeJws({ ...jws, signatures: [...jws.signatures, second] });
  writeFileSync(join(twice, RECORD_FILES.index), both);
  await refuses(twice, RECORD_FILES.index, 'jws/malformed');
});

test('a bulletin board that the Trustees froze unsorted, or with a package twice, is found and named', async () => {
  for (const [i, bulletinBoard] of [packages.toReversed(), [...packages, given(packages[3])]].entries()) {
    const to = join(folder, `unsorted-${i}`);
    await writeRecord(
      to,
      fixture,
      await documentsOf(fixture, everything(fixture, 3), bulletinBoard),
      bulletinBoard,
    );
    await refuses(to, RECORD_FILES.bulletinBoard, 'freeze/list-mismatch');
  }
});

test('a bulletin board with another package than the Trustees froze is found and named, whoever signs the index', async () => {
  const other = sorted([...packages.slice(1), random(given(packages[0]).length)]);
  const to = join(folder, 'exchanged');
  await writeRecord(to, fixture, await documentsOf(fixture, everything(fixture, 3), packages), other);
  await refuses(to, RECORD_FILES.bulletinBoard, 'freeze/list-mismatch');
});

test('a package size that the ballots do not give is found, by whoever writes the record too', async () => {
  const other = await makeReferendum(1, maxVoteLength(ballot) + 1);
  const documents = await documentsOf(other, everything(other, 1), []);
  await assert.rejects(writeRecord(join(folder, 'size'), other, documents, []), {
    part: RECORD_FILES.manifest,
    code: 'manifest/invalid',
  });
});
