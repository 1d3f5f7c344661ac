/**
 * Protocol step 4.5: verifies an election record from the Commissioner's public key alone, part by part, and repeats the
 * tally. Whatever is wrong is found and the part named. Errors: RecordError.
 */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Election } from '../protocol/0-setup/election.ts';
import { require } from '../protocol/errors.ts';
import { COMMISSIONER } from '../protocol/messages/plan.ts';
import { compareBytes, equalBytes } from '../protocol/primitives/bytes.ts';
import { decode } from '../protocol/primitives/cbor.ts';
import { LABELS } from '../protocol/primitives/domain-labels.ts';
import { decodeJws, requireSignature } from '../protocol/primitives/jws.ts';
import { MerkleTree } from '../protocol/primitives/merkle-tree.ts';
import type { RandomSource } from '../protocol/primitives/random.ts';
import { sha256 } from '../protocol/primitives/sha256.ts';
import { computeResults, encodeResults, type Results } from './compute-results.ts';
import {
  checking,
  indexCodec,
  MAX_INDEX_LENGTH,
  RECORD_FILES,
  RecordError,
  type RecordIndex,
  readPart,
} from './files.ts';
import { type LoadedRecord, loadRecord } from './load-record.ts';
import { measure } from './write-record.ts';

export interface VerifiedRecord {
  readonly election: Election;
  readonly results: Results;
}

export type Reporter = (part: string, done: number, total: number) => void;

export async function verifyRecord(
  folder: string,
  commissionerKey: Uint8Array,
  random: RandomSource,
  report: Reporter,
): Promise<VerifiedRecord> {
  // 1. The index is the Commissioner's, and every file is the one that it lists.
  const index = await checking(RECORD_FILES.index, () => openIndex(folder, commissionerKey));
  await checkFiles(folder, index, report);
  // 2. Plan, manifest with countersignatures, ballots, freezing, shares, ledgers, erasures.
  const record = await loadRecord(folder, commissionerKey);
  await checking(RECORD_FILES.index, () =>
    require(equalBytes(
      index.manifestHash,
      record.election.manifestHash,
    ), 'manifest/other', 'for another election'),
  );
  report('documents', 1, 1);
  // 3. The frozen bulletin: sorted, each package once, and under the final root.
  await checking(RECORD_FILES.bulletin, () => checkBulletin(record, report));
  // 4. The tally, again.
  const results = await checking(RECORD_FILES.results, async () => {
    const onProgress = (done: number): void => report('tally', done, record.final.size);
    const computed = await computeResults({ ...record, random, onProgress }, record.packages());
    if (!equalBytes(encodeResults(computed), await readPart(folder, RECORD_FILES.results)))
      throw new RecordError(RECORD_FILES.results, 'record/wrong-results', 'the votes give other results');
    return computed;
  });
  report(RECORD_FILES.results, 1, 1);
  return { election: record.election, results };
}

async function openIndex(folder: string, commissionerKey: Uint8Array): Promise<RecordIndex> {
  const jws = decodeJws(LABELS.record, await readPart(folder, RECORD_FILES.index), 2 * MAX_INDEX_LENGTH);
  requireSignature(jws, COMMISSIONER, commissionerKey);
  require(jws.signatures.length === 1, 'jws/malformed', 'it has more than one signature');
  return decode(indexCodec, jws.payload, MAX_INDEX_LENGTH, 'index');
}

async function checkFiles(folder: string, index: RecordIndex, report: Reporter): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const present = entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(join(folder, '/').length));
  const listed = new Set([RECORD_FILES.index, ...index.files.map(({ path }) => path)]);
  for (const path of present)
    if (!listed.has(path)) throw new RecordError(path, 'record/unknown-file', 'the index does not list it');
  for (const [i, { path, size, hash }] of index.files.entries()) {
    const found = await checking(path, () => measure(folder, path));
    if (found.size !== size || !equalBytes(found.hash, hash))
      throw new RecordError(path, 'record/altered', 'it is not the file that the Commissioner signed');
    report('files', i + 1, index.files.length);
  }
}

function checkBulletin({ final, packages }: LoadedRecord, report: Reporter): void {
  const tree = new MerkleTree();
  let previous = new Uint8Array();
  for (const body of packages()) {
    const leaf = new Uint8Array(sha256(body));
    require(compareBytes(previous, leaf) < 0, 'freeze/list-mismatch', 'it is not sorted');
    tree.append(leaf);
    previous = leaf;
    if (tree.size % 1000 === 0) report(RECORD_FILES.bulletin, tree.size, final.size);
  }
  require(tree.size === final.size &&
    equalBytes(
      tree.root(),
      final.root,
    ), 'freeze/list-mismatch', 'it is not the bulletin that the Trustees froze');
  report(RECORD_FILES.bulletin, final.size, final.size);
}
