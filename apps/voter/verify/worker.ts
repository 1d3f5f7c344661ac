/** Verifies one record in a thread of its own, so that the page stays alive. `revs build` makes one file of it. */
import { type Chosen, verifyChosen } from '../../../record/verify-in-browser.ts';
import { downloadArchive } from './download.ts';
import type { Failure, RecordToVerify, Report, Task } from './messages.ts';

/** Of workers alone, which the types of pages do not know. */
declare class FileReaderSync {
  readAsArrayBuffer(blob: Blob): ArrayBuffer;
}

/** ms between two reports of progress: more would only keep the page busy. */
const RHYTHM = 100;

const say = (report: Report): void => postMessage(report);

self.addEventListener('message', ({ data }: MessageEvent<Task>) => {
  verify(data).then(
    (verified) => say({ at: 'verified', verified }),
    (error: unknown) => say({ at: 'failed', failure: failureIn(error) }),
  );
});

async function verify({ record, commissionerKey }: Task) {
  const report = reporter();
  const reader = new FileReaderSync();
  const means = {
    random: (length: number) => crypto.getRandomValues(new Uint8Array(length)),
    read: (blob: Blob) => reader.readAsArrayBuffer(blob),
  };
  return verifyChosen(await chosenOf(record, report), commissionerKey, means, report);
}

const chosenOf = async (record: RecordToVerify, report: ReturnType<typeof reporter>): Promise<Chosen> =>
  'address' in record
    ? { archive: await downloadArchive(record.address, (done) => report('download', done, Infinity)) }
    : record;

/** Reports each part when it begins and ends, and from time to time between. */
function reporter() {
  let next = 0;
  return (part: string, done: number, total: number): void => {
    const now = Date.now();
    if (now < next && done < total) return;
    next = now + RHYTHM;
    say({ at: 'progress', part, done, total });
  };
}

/** A RecordError; for anything else a code that says so. */
function failureIn(error: unknown): Failure {
  const { part = '', code = 'page/unexpected', message = String(error) } = error as Partial<Failure>;
  return { part, code, message };
}
