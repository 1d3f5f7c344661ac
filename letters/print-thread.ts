import { parentPort, workerData } from 'node:worker_threads';
import { printCoverList } from './cover-list.ts';
import { printNotices } from './election-notice.ts';
import { printMinutes } from './minutes.ts';
import { printPinMailers } from './pin-mailer.ts';
import type { LetterJob } from './print-letters.ts';

const print = (job: LetterJob): Promise<Uint8Array> => {
  switch (job.kind) {
    case 'notices':
      return printNotices(job);
    case 'pin-mailers':
      return printPinMailers(job);
    case 'cover-list':
      return printCoverList(job);
    case 'minutes':
      return printMinutes(job);
  }
};

parentPort?.postMessage(await print(workerData as LetterJob));
