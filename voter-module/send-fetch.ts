/**
 * The Voter Module's transport in a browser: straight to the electoral servers, without cookies and without telling which
 * page asks, within a time and a size.
 */
import { anySignal } from '../common/any-signal.ts';
import { CodedError } from '../common/coded-error.ts';
import type { Send } from './send.ts';

/** Milliseconds. */
const TIMEOUT = 15_000;
/** Bytes. */
const MAX_ANSWER = 2 * 1024 * 1024;

/** Errors: CodedError with the server's own code, `voter-module/unreachable` or `voter-module/too-large`. */
export const fetchSend: Send = async (url, body, signal) => {
  const response = await reach(url, body, signal);
  const bytes = await readBounded(response);
  if (response.ok) return bytes;
  const { code = 'voter-module/unreachable', message = `HTTP ${response.status}` } = parseRefusal(bytes);
  throw new CodedError(String(code).slice(0, 64), String(message));
};

async function reach(
  url: string,
  body: Uint8Array | undefined,
  signal: AbortSignal | undefined,
): Promise<Response> {
  const timeout = AbortSignal.timeout(TIMEOUT);
  try {
    return await fetch(url, {
      ...(body === undefined
        ? {}
        : { method: 'POST', body: new Uint8Array(body), headers: { 'content-type': 'application/cbor' } }),
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
      redirect: 'error',
      cache: 'no-store',
      signal: signal === undefined ? timeout : anySignal(timeout, signal),
    });
  } catch {
    throw unreachable(url);
  }
}

/** Stops reading as soon as it is too much. */
async function readBounded(response: Response): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  const reader = response.body?.getReader();
  for (;;) {
    const part = await reader?.read().catch(() => {
      throw unreachable(response.url);
    });
    if (part?.value === undefined) break;
    length += part.value.length;
    if (length > MAX_ANSWER) {
      await reader?.cancel();
      throw new CodedError(
        'voter-module/too-large',
        `${response.url} answers with more than ${MAX_ANSWER} bytes`,
      );
    }
    parts.push(part.value);
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

const unreachable = (url: string): CodedError =>
  new CodedError('voter-module/unreachable', `${url} does not answer`);

function parseRefusal(bytes: Uint8Array): { code?: unknown; message?: unknown } {
  try {
    const refusal: { code?: unknown; message?: unknown } | null = JSON.parse(new TextDecoder().decode(bytes));
    return refusal ?? {};
  } catch {
    return {};
  }
}
