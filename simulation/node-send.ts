/** The Voter Module's transport on Node: kept connections, a third of the CPU of fetch. */
import { CodedError } from '../common/coded-error.ts';
import { getBytes, postCbor, RemoteError } from '../servers/shared/http-client.ts';
import type { Send } from '../voter-module/send.ts';

const OPTIONS = { timeoutMs: 15_000, maxResponse: 2 * 1024 * 1024 };

export const nodeSend: Send = async (url, body, signal) => {
  const options = signal === undefined ? OPTIONS : { ...OPTIONS, signal };
  try {
    return body === undefined ? await getBytes(url, options) : await postCbor(url, body, options);
  } catch (error) {
    if (!(error instanceof RemoteError)) throw error;
    const code = error.code.startsWith('remote/') ? 'voter-module/unreachable' : error.code;
    throw new CodedError(code, `${URL.parse(url)?.origin ?? 'a server'}: ${error.message}`);
  }
};
