/** The Voter Module's transport on Node: kept connections, a third of the CPU of fetch. */
import { getBytes, postCbor, RemoteError } from '../servers/shared/http-client.ts';
import { type Send, ServerError } from '../voter-module/send.ts';

const OPTIONS = { timeoutMs: 15_000, maxResponse: 2 * 1024 * 1024 };

export const nodeSend: Send = async (url, body) => {
  try {
    return body === undefined ? await getBytes(url, OPTIONS) : await postCbor(url, body, OPTIONS);
  } catch (error) {
    if (error instanceof RemoteError) throw new ServerError(error.code, error.message);
    throw error;
  }
};
