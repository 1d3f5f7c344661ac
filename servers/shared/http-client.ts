/**
 * Calls to servers that may be slow, down or hostile: bounded in time and size, following nothing. On node:http with
 * kept connections: measured on Node 24, 80 us of CPU for a request instead of 230 to 300 with the global fetch.
 */

import {
  type ClientRequest,
  Agent as HttpAgent,
  request as httpRequest,
  type IncomingMessage,
} from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { HttpError } from '../../common/coded-error.ts';
import { concat } from '../../protocol/primitives/bytes.ts';

/** Codes of failures found here; a server's own codes come through as they are. */
export type RemoteFailure =
  | 'remote/unreachable'
  | 'remote/timeout'
  | 'remote/cancelled'
  | 'remote/too-large'
  | 'remote/malformed';

/** A call that did not give a result. */
export class RemoteError extends HttpError {
  /** The server's refusal as it came, with whatever it holds besides code and message: not to be trusted. */
  readonly body: Readonly<Record<string, unknown>> | undefined;

  /** @param code a {@link RemoteFailure}, or the code in the server's refusal */
  constructor(code: string, status: number, message: string, body?: Readonly<Record<string, unknown>>) {
    super(code, status, message);
    this.body = body;
  }
}

export interface CallOptions {
  /** Milliseconds for the whole call; 10,000 unless told. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  /** Longest response body in bytes; 1 MiB unless told. */
  readonly maxResponse?: number;
  /** Besides those of the body. */
  readonly headers?: Readonly<Record<string, string>>;
}

interface Body {
  readonly type: string;
  readonly bytes: Uint8Array;
}

interface Response {
  readonly status: number;
  readonly bytes: Uint8Array;
  /** The Date header. */
  readonly date: string | undefined;
}

const DEFAULT_TIMEOUT = 10_000;
const DEFAULT_MAX_RESPONSE = 1_048_576;
const MAX_SOCKETS = 64;
const MAX_MESSAGE = 500;

const httpAgent = new HttpAgent({ keepAlive: true, maxSockets: MAX_SOCKETS });
const httpsAgent = new HttpsAgent({ keepAlive: true, maxSockets: MAX_SOCKETS });

/** Every function here: resolves on a status from 200 to 299. Errors: RemoteError. */
export async function postCbor(
  url: string,
  body: Uint8Array,
  options: CallOptions = {},
): Promise<Uint8Array> {
  return resultOf(await call('POST', url, { type: 'application/cbor', bytes: body }, options));
}

export async function getBytes(url: string, options: CallOptions = {}): Promise<Uint8Array> {
  return resultOf(await call('GET', url, undefined, options));
}

export async function getJson(url: string, options: CallOptions = {}): Promise<unknown> {
  return jsonOf(await call('GET', url, undefined, options));
}

/** With the second that the server's Date header names, in Unix ms; undefined if it has none (RFC 9110, section 6.6.1). */
export async function getDatedJson(
  url: string,
  options: CallOptions = {},
): Promise<{ value: unknown; date: number | undefined }> {
  const response = await call('GET', url, undefined, options);
  const date = Date.parse(response.date ?? '');
  return { value: jsonOf(response), date: Number.isNaN(date) ? undefined : date };
}

function resultOf({ status, bytes }: Response): Uint8Array {
  if (status >= 200 && status < 300) return bytes;
  const body = parseJson(bytes);
  if (!isRecord(body) || !isRefusalCode(body.code) || typeof body.message !== 'string')
    throw new RemoteError('remote/malformed', status, `the server answered with status ${status}`);
  // The text may end up on a terminal: no control characters.
  const message = body.message.slice(0, MAX_MESSAGE).replace(/\p{Cc}/gu, ' ');
  throw new RemoteError(body.code, status, message, body);
}

function jsonOf(response: Response): unknown {
  const value = parseJson(resultOf(response));
  if (value === undefined)
    throw new RemoteError('remote/malformed', response.status, 'the answer is not JSON');
  return value;
}

/** A server cannot pass its refusal off as a failure found here. */
const isRefusalCode = (code: unknown): code is string =>
  typeof code === 'string' && /^(?!remote\/)[a-z-]{1,32}\/[a-z-]{1,64}$/.test(code);

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

/** Undefined, which no JSON text means, if `bytes` are not JSON. */
function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}

async function call(
  method: string,
  url: string,
  body: Body | undefined,
  options: CallOptions,
): Promise<Response> {
  const { headers = {} } = options;
  const what = { method, url, body, headers };
  try {
    return await attempt({ ...what, agent: url.startsWith('https:') ? httpsAgent : httpAgent }, options);
  } catch (error) {
    if (!(error instanceof StaleConnection)) throw error;
    // Once more, on a connection of its own: every request of the protocol may be repeated (contract section 5.5).
    return attempt({ ...what, agent: false }, options);
  }
}

interface Attempt {
  readonly method: string;
  readonly url: string;
  readonly body: Body | undefined;
  readonly headers: Readonly<Record<string, string>>;
  /** False for a new connection that is not kept. */
  readonly agent: HttpAgent | false;
}

/** The server closed a kept connection just when it was used again, which is not a failure of the server. */
class StaleConnection extends Error {}

function attempt(what: Attempt, options: CallOptions): Promise<Response> {
  const { timeoutMs = DEFAULT_TIMEOUT, signal, maxResponse = DEFAULT_MAX_RESPONSE } = options;
  return new Promise((resolve, reject) => {
    if (signal?.aborted) throw cancelled();
    const request = send(what);
    const cleanUp = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', cancel);
    };
    const fail = (error: Error): void => {
      cleanUp();
      reject(error);
      request.destroy();
    };
    const cancel = (): void => fail(cancelled());
    const timer = setTimeout(
      () => fail(new RemoteError('remote/timeout', 0, `no answer within ${timeoutMs} ms`)),
      timeoutMs,
    );
    signal?.addEventListener('abort', cancel);
    request.on('error', (error: NodeJS.ErrnoException) => {
      const isStale = request.reusedSocket && (error.code === 'ECONNRESET' || error.code === 'EPIPE');
      fail(isStale ? new StaleConnection() : unreachable(error.code ?? error.message));
    });
    request.on('response', (response) => {
      collect(response, maxResponse).then((result) => {
        cleanUp();
        resolve(result);
      }, fail);
    });
    request.end(what.body?.bytes);
  });
}

function send({ method, url, body, headers: others, agent }: Attempt): ClientRequest {
  const own = body === undefined ? {} : { 'content-type': body.type, 'content-length': body.bytes.length };
  const headers = { ...others, ...own };
  const open = url.startsWith('https:') ? httpsRequest : httpRequest;
  try {
    return open(url, { method, agent, headers });
  } catch {
    throw unreachable('not an http or https URL');
  }
}

/** On rejection the caller destroys the request, which ends the response. */
function collect(response: IncomingMessage, maxLength: number): Promise<Response> {
  const { statusCode: status = 0, headers } = response;
  const chunks: Uint8Array[] = [];
  let length = 0;
  return new Promise((resolve, reject) => {
    response.on('data', (chunk: Uint8Array) => {
      length += chunk.length;
      if (length <= maxLength) chunks.push(chunk);
      else
        reject(new RemoteError('remote/too-large', status, `the answer is longer than ${maxLength} bytes`));
    });
    response.on('end', () => resolve({ status, bytes: concat(...chunks), date: headers.date }));
    response.on('error', () =>
      reject(new RemoteError('remote/unreachable', status, 'the connection broke off')),
    );
  });
}

const unreachable = (reason: string): RemoteError =>
  new RemoteError('remote/unreachable', 0, `cannot reach the server: ${reason}`);

const cancelled = (): RemoteError => new RemoteError('remote/cancelled', 0, 'the call was cancelled');
