/**
 * The benchmarks' HTTP client, a process of its own so that its work is not counted as the server's. It takes a load,
 * says that it has it, and on 'go' sends it: jobs, each a row of POST requests one after the other, `concurrency` jobs at
 * a time, over connections that it keeps.
 */
import { Agent, request } from 'node:http';
import { inParallel } from './measure.ts';

export interface Post {
  readonly path: string;
  readonly body: Uint8Array;
  /** Length of the right answer in bytes. */
  readonly answerLength: number;
}
export type Job = readonly Post[];
export interface Load {
  readonly port: number;
  readonly concurrency: number;
  readonly jobs: readonly Job[];
}
/** '' if all went well. */
export type ClientAnswer = string;

const agent = new Agent({ keepAlive: true });
let load: Load | undefined;

process.on('message', (message: Load | 'go') => {
  const done = message === 'go' ? run(load) : Promise.resolve();
  if (message !== 'go') load = message;
  done.then(
    () => process.send?.('' satisfies ClientAnswer),
    (error: unknown) => process.send?.(String(error) satisfies ClientAnswer),
  );
});

async function run(known: Load | undefined): Promise<void> {
  if (known === undefined) throw new Error('there is no load');
  const { port, concurrency, jobs } = known;
  await inParallel(jobs.length, concurrency, async (i) => {
    for (const { path, body, answerLength } of jobs[i] ?? []) {
      const { status, answer } = await send(port, path, body);
      if (status !== 200 || answer.length !== answerLength)
        throw new Error(`${path}: ${status}, ${answer.length} bytes: ${answer.toString().slice(0, 200)}`);
    }
  });
}

function send(port: number, path: string, body: Uint8Array): Promise<{ status: number; answer: Buffer }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ status: number; answer: Buffer }>();
  const headers = { 'content-type': 'application/cbor', 'content-length': body.length };
  const sent = request({ host: '127.0.0.1', port, path, method: 'POST', headers, agent }, (response) => {
    const parts: Buffer[] = [];
    response.on('data', (part: Buffer) => parts.push(part));
    response.on('end', () => resolve({ status: response.statusCode ?? 0, answer: Buffer.concat(parts) }));
    response.on('error', reject);
  });
  sent.on('error', reject);
  sent.end(body);
  return promise;
}
