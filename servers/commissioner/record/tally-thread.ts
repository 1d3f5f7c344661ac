/** The tally's thread: reads the record that has been written so far, computes the results, adds them to it. */

import { parentPort, workerData } from 'node:worker_threads';
import { systemRandom } from '../../../common/system-random.ts';
import { computeResults, encodeResults } from '../../../record/compute-results.ts';
import { RECORD_FILES } from '../../../record/files.ts';
import { folderSource } from '../../../record/folder-source.ts';
import { loadRecord } from '../../../record/load-record.ts';
import { VoteSpool } from '../../../record/spool.ts';
import { writePart } from '../../../record/write-record.ts';
import type { TallyMessage } from './tally.ts';

const { folder, commissionerKey } = workerData as { folder: string; commissionerKey: Uint8Array };
const print = (message: TallyMessage): void => parentPort?.postMessage(message);

try {
  const record = await loadRecord(folderSource(folder), commissionerKey);
  const results = await computeResults(
    {
      ...record,
      random: systemRandom,
      openVoteStore: () => new VoteSpool(),
      onProgress: (progress) => print({ progress }),
    },
    record.packages(),
  );
  await writePart(folder, RECORD_FILES.results, encodeResults(results));
  print({ results });
} catch (error) {
  print({ error: error instanceof Error ? error.message : String(error) });
}
