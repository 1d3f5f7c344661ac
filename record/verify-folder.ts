/** Verifies a record in a folder on disk, with its votes counted on disk too. */
import type { RandomSource } from '../protocol/primitives/random.ts';
import { folderSource } from './folder-source.ts';
import { VoteSpool } from './spool.ts';
import { type Reporter, type VerifiedRecord, verifyRecord } from './verify-record.ts';

/** Errors: those of {@link verifyRecord}. */
export const verifyFolder = (
  folder: string,
  commissionerKey: Uint8Array,
  random: RandomSource,
  report: Reporter,
): Promise<VerifiedRecord> =>
  verifyRecord(
    folderSource(folder),
    commissionerKey,
    { random, openVoteStore: () => new VoteSpool() },
    report,
  );
