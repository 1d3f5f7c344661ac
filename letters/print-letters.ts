/** Letters as PDF, made in a thread of its own: tens of thousands take minutes, and whoever asks has others to answer. */
import { Worker } from 'node:worker_threads';
import type { CoverList } from './cover-list.ts';
import type { Notices } from './election-notice.ts';
import type { Minutes } from './minutes.ts';
import type { PinMailers } from './pin-mailer.ts';

export type LetterJob = Notices | PinMailers | CoverList | Minutes;

/** Errors: Error if the thread fails. */
export function printLetters(job: LetterJob): Promise<Uint8Array> {
  return new Promise((done, failed) => {
    const worker = new Worker(new URL('./print-thread.ts', import.meta.url), { workerData: job });
    worker.on('message', done);
    worker.on('error', failed);
    worker.on('exit', () => failed(new Error('the letters were not made')));
  });
}
