/** Long jobs of officers: a line for each step, an entry in the audit log before it begins, and one when it has ended. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ReportProgress } from '../election/progress.ts';
import { knownError, streamLines } from '../line-stream.ts';

export function stream(
  reply: FastifyReply,
  job: (progress: ReportProgress) => Promise<unknown>,
): FastifyReply {
  reply.hijack();
  streamLines(reply.raw, (progress) => audited(reply.request, () => job(progress)));
  return reply;
}

async function audited<T>(request: FastifyRequest, job: () => Promise<T>): Promise<T> {
  await request.enter('begun');
  let result: T;
  try {
    result = await job();
  } catch (error) {
    await request.enter(knownError(error).code);
    throw error;
  }
  await request.enter('done');
  return result;
}
