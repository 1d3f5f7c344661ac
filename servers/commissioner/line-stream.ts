/** Long jobs answered with one JSON line per step: {"stage","done","total"}, at the end {"result"} or {"error"}. */
import type { ServerResponse } from 'node:http';
import { refusalOf } from '../shared/service-error.ts';
import type { JobLine } from './api/elections.ts';
import type { ReportProgress } from './election/progress.ts';

/** Milliseconds: well below the idle time of connections. */
const HEARTBEAT = 15_000;
/** Milliseconds between lines of one stage, but for its last. */
const LEAST_PAUSE = 100;

/** Runs `job`. The status is 200 from the first line on; the last line tells what came of it. */
export function streamLines(raw: ServerResponse, job: (progress: ReportProgress) => Promise<unknown>): void {
  raw.writeHead(200, { 'content-type': 'application/x-ndjson', 'cache-control': 'no-store' });
  const line = (value: JobLine<never>): void => {
    // A part of a job that has failed as a whole may still go on, and tell of it: that would end the process.
    if (!raw.writableEnded) raw.write(`${JSON.stringify(value)}\n`);
  };
  let last = { stage: '', time: 0 };
  let shown: JobLine<never> | undefined;
  // A server may take minutes to answer: connections on which nothing passes are cut, here and by proxies.
  const beat = setInterval(() => {
    if (shown !== undefined) line(shown);
  }, HEARTBEAT);
  const progress: ReportProgress = (stage, done, total) => {
    const time = Date.now();
    if (done !== total && stage === last.stage && time - last.time < LEAST_PAUSE) return;
    last = { stage, time };
    shown = { stage, done, total };
    line(shown);
  };
  const end = (value: JobLine<unknown>): void => {
    clearInterval(beat);
    raw.end(`${JSON.stringify(value)}\n`);
  };
  job(progress).then(
    (result) => end({ result: result ?? null }),
    (error: unknown) => {
      const { code, message } = knownError(error);
      end({ error: { code, message } });
    },
  );
}

/** The officer is told what another server refused; anything unforeseen stays in the log. */
export function knownError(error: unknown): { code: string; message: string } {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code.includes('/'))
    return { code: error.code, message: error.message };
  return refusalOf(error);
}
