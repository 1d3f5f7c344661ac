/** The door for a browser's page: verifies a record that somebody chose, with the code of `revs verify`. */
import { fingerprint } from '../protocol/0-setup/fingerprint.ts';
import { toHex } from '../protocol/primitives/bytes.ts';
import type { RandomSource } from '../protocol/primitives/random.ts';
import { sha256 } from '../protocol/primitives/sha256.ts';
import { blobSource, filesInArchive, type ReadBlob } from './blob-source.ts';
import { RECORD_FILES, readPart } from './files.ts';
import { MemoryStore } from './memory-store.ts';
import { type Reporter, type VerifiedRecord, verifyRecord } from './verify-record.ts';

export { MAX_BULLETIN_BOARD_HERE } from './blob-source.ts';
export { RecordError } from './files.ts';

/** What was chosen: an archive, or files by their paths in the record. */
export type Chosen = { readonly archive: Blob } | { readonly files: ReadonlyMap<string, Blob> };

/** What a page shows of it; it passes from a worker to its page. */
export interface Verified extends Omit<VerifiedRecord, 'election'> {
  /** What terminals and letters show of the election. */
  readonly fingerprint: string;
  /** SHA-256 of the index, by which the minutes name the record. */
  readonly recordHash: string;
}

export interface BrowserMeans {
  readonly random: RandomSource;
  readonly read: ReadBlob;
}

/** Errors: RecordError naming the part. */
export async function verifyChosen(
  chosen: Chosen,
  commissionerKey: Uint8Array,
  { random, read }: BrowserMeans,
  report: Reporter,
): Promise<Verified> {
  const files = 'archive' in chosen ? filesInArchive(chosen.archive, read) : chosen.files;
  const source = blobSource(files, read);
  const openVoteStore = () => new MemoryStore();
  const { election, ...shown } = await verifyRecord(
    source,
    commissionerKey,
    { random, openVoteStore },
    report,
  );
  return {
    ...shown,
    fingerprint: fingerprint(election.manifestHash),
    recordHash: toHex(sha256(readPart(source, RECORD_FILES.index))),
  };
}
