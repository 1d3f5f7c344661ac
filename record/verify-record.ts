/**
 * Protocol step 4.5: verifies an election record from the Commissioner's public key alone, part by part, and repeats the
 * tally. The record may be a stranger's: nothing but its own files is opened, each within its bound. Whatever is wrong is
 * found and the part named. Errors: RecordError.
 */
import type { Ballot } from '../ballots/ballot.ts';
import type { Election } from '../protocol/0-setup/election.ts';
import { ensure } from '../protocol/errors.ts';
import { COMMISSIONER } from '../protocol/messages/plan.ts';
import { compareBytes, equalBytes, toHex } from '../protocol/primitives/bytes.ts';
import { decode } from '../protocol/primitives/cbor.ts';
import { LABELS } from '../protocol/primitives/domain-labels.ts';
import { decodeJws, requireOnlySignature } from '../protocol/primitives/jws.ts';
import { MerkleTree } from '../protocol/primitives/merkle-tree.ts';
import { sha256 } from '../protocol/primitives/sha256.ts';
import { type Computation, computeResults, encodeResults, type Results } from './compute-results.ts';
import {
  checking,
  demand,
  indexCodec,
  MAX_INDEX_LENGTH,
  measure,
  RECORD_FILES,
  type RecordIndex,
  readPart,
} from './files.ts';
import { type Absent, type LoadedRecord, loadRecord } from './load-record.ts';
import type { RecordSource } from './source.ts';

export interface VerifiedRecord {
  readonly election: Election;
  readonly ballots: ReadonlyMap<string, Ballot>;
  readonly results: Results;
  /** What servers had not posted at the freeze point: for the reader to know. */
  readonly absent: readonly Absent[];
}

export type Reporter = (part: string, done: number, total: number) => void;

export async function verifyRecord(
  source: RecordSource,
  commissionerKey: Uint8Array,
  { random, openVoteStore }: Pick<Computation, 'random' | 'openVoteStore'>,
  report: Reporter,
): Promise<VerifiedRecord> {
  // 1. The index is the Commissioner's, there is no other file, and each is the one that it lists.
  const index = await checking(RECORD_FILES.index, () => openIndex(source, commissionerKey));
  await checkPaths(source, index);
  await checkFiles(source, index, report);
  // 2. Plan, manifest with countersignatures, ballots, freezing, closing order, shares, ledgers, erasures.
  const record = await loadRecord(source, commissionerKey);
  checkIndex(index, record);
  report('documents', 1, 1);
  // 3. The frozen bulletin board: as long as the final root says, sorted, each package once, and under the final root.
  await checkFile(source, index, RECORD_FILES.bulletinBoard, record.bulletinBoardLength);
  await checking(RECORD_FILES.bulletinBoard, () => checkBulletinBoard(record, report));
  // 4. The tally, again.
  const results = await checking(RECORD_FILES.results, async () => {
    const onProgress = (done: number): void => report('tally', done, record.final.size);
    const computed = await computeResults(
      { ...record, random, openVoteStore, onProgress },
      record.packages(),
    );
    const same = equalBytes(encodeResults(computed), readPart(source, RECORD_FILES.results));
    demand(same, RECORD_FILES.results, 'record/wrong-results', 'the votes give other results');
    return computed;
  });
  report(RECORD_FILES.results, 1, 1);
  const { election, ballots, absent } = record;
  return { election, ballots, results, absent };
}

function openIndex(source: RecordSource, commissionerKey: Uint8Array): RecordIndex {
  const jws = decodeJws(LABELS.record, readPart(source, RECORD_FILES.index), 2 * MAX_INDEX_LENGTH);
  requireOnlySignature(jws, COMMISSIONER, commissionerKey);
  const index = decode(indexCodec, jws.payload, MAX_INDEX_LENGTH, 'index');
  const paths = index.files.map(({ path }) => path);
  const sorted = paths.every((path, i) => i === 0 || (paths[i - 1] as string) < path);
  demand(sorted, RECORD_FILES.index, 'record/not-canonical', 'its files are not in order of name, each once');
  return index;
}

/** Nothing is in the folder that the index does not list. */
async function checkPaths(source: RecordSource, index: RecordIndex): Promise<void> {
  const listed = new Set([RECORD_FILES.index, ...index.files.map(({ path }) => path)]);
  for await (const path of source.paths())
    demand(listed.has(path), path, 'record/unknown-file', 'the index does not list it');
}

async function checkFiles(source: RecordSource, index: RecordIndex, report: Reporter): Promise<void> {
  for (const [i, { path }] of index.files.entries()) {
    if (path !== RECORD_FILES.bulletinBoard) await checkFile(source, index, path);
    report('files', i + 1, index.files.length);
  }
}

/** `most`: the most bytes that are read of it. */
async function checkFile(
  source: RecordSource,
  index: RecordIndex,
  path: string,
  most?: number,
): Promise<void> {
  const found = await checking(path, () => measure(source, path, most));
  const listed = index.files.find((file) => file.path === path);
  demand(listed !== undefined, path, 'record/missing', 'the index does not list it');
  const same = found.size === listed.size && equalBytes(found.hash, listed.hash);
  demand(same, path, 'record/altered', 'it is not the file that the Commissioner signed');
}

/** The index is for this election, and lists no file that this election's record does not have. */
function checkIndex({ manifestHash, files }: RecordIndex, record: LoadedRecord): void {
  const same = equalBytes(manifestHash, record.election.manifestHash);
  demand(same, RECORD_FILES.index, 'manifest/other', 'for another election');
  for (const { path } of files)
    demand(record.files.has(path), path, 'record/unknown-file', "it is no part of this election's record");
}

function checkBulletinBoard({ final, packages }: LoadedRecord, report: Reporter): void {
  const tree = new MerkleTree();
  let previous = new Uint8Array();
  for (const body of packages()) {
    const leaf = new Uint8Array(sha256(body));
    ensure(compareBytes(previous, leaf) < 0, 'freeze/list-mismatch', 'it is not sorted');
    tree.append(leaf);
    previous = leaf;
    if (tree.size % 1000 === 0) report(RECORD_FILES.bulletinBoard, tree.size, final.size);
  }
  ensure(
    toHex(tree.root()) === final.root,
    'freeze/list-mismatch',
    'it is not the bulletin board that the Trustees froze',
  );
  report(RECORD_FILES.bulletinBoard, final.size, final.size);
}
