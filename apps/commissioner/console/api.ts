/** The Commissioner's service, from the page that it has served itself: same origin, the officer's cookie goes along. */

import { HttpError } from '../../../common/coded-error.ts';

/** `console/unreachable` if nothing answered at all. */
export class ApiError extends HttpError {}

export type ApiEvent =
  /** There is no session (any more). */
  | { readonly kind: 'unauthorised'; readonly code: string }
  /** The officer may not do this, perhaps since a moment ago. */
  | { readonly kind: 'other-role' }
  /** `skew`: milliseconds that the service's clock is ahead of this computer's; null if it does not say. */
  | { readonly kind: 'answered'; readonly skew: number | null }
  | { readonly kind: 'unreachable' };

export interface StreamStep {
  readonly stage: string;
  readonly done: number;
  readonly total: number;
}

/** `T` is taken at its word: whoever serves these answers has served this script too. Errors of all: ApiError. */
export interface Api {
  get<T>(path: string): Promise<T>;
  /** A file as it is. */
  bytes(path: string): Promise<Uint8Array>;
  /** A file as the answer to a request. */
  file(path: string, body: unknown): Promise<Uint8Array<ArrayBuffer>>;
  post<T>(path: string, body?: unknown): Promise<T>;
  postText<T>(path: string, body: string, contentType: string): Promise<T>;
  put<T>(path: string, body: unknown): Promise<T>;
  delete<T>(path: string): Promise<T>;
  /** A long job that answers with a JSON line for every step; gives what the last line holds. */
  stream<T>(path: string, body: unknown, onStep: (step: StreamStep) => void): Promise<T>;
  /** Returns the function that ends the subscription. */
  subscribe(listener: (event: ApiEvent) => void): () => void;
}

const NO_SESSION: readonly string[] = ['service/unauthorised', 'officer/session-expired'];

export function makeApi(
  send: typeof fetch = (...all) => fetch(...all),
  now: () => number = () => Date.now(),
): Api {
  const listeners = new Set<(event: ApiEvent) => void>();
  const tell = (event: ApiEvent): void => {
    for (const listener of listeners) listener(event);
  };

  async function ask(
    method: string,
    path: string,
    body?: string,
    type = 'application/json',
  ): Promise<Response> {
    const content = body === undefined ? {} : { body, headers: { 'content-type': type } };
    let response: Response;
    try {
      response = await send(path, { method, credentials: 'same-origin', cache: 'no-store', ...content });
    } catch {
      throw unreachable(tell);
    }
    const date = Date.parse(response.headers.get('date') ?? '');
    tell({ kind: 'answered', skew: Number.isNaN(date) ? null : date - now() });
    if (response.ok) return response;
    const error = await readError(response);
    if (response.status === 401 && NO_SESSION.includes(error.code))
      tell({ kind: 'unauthorised', code: error.code });
    if (error.code === 'officer/role') tell({ kind: 'other-role' });
    throw error;
  }

  const json = (body: unknown): string | undefined => (body === undefined ? undefined : JSON.stringify(body));
  return {
    get: async (path) => readBody(await ask('GET', path)),
    bytes: async (path) => new Uint8Array(await (await ask('GET', path)).arrayBuffer()),
    file: async (path, body) => new Uint8Array(await (await ask('POST', path, json(body))).arrayBuffer()),
    post: async (path, body) => readBody(await ask('POST', path, json(body))),
    postText: async (path, body, contentType) => readBody(await ask('POST', path, body, contentType)),
    put: async (path, body) => readBody(await ask('PUT', path, json(body))),
    delete: async (path) => readBody(await ask('DELETE', path)),
    stream: async (path, body, onStep) => readSteps(await ask('POST', path, json(body)), onStep),
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function unreachable(tell: (event: ApiEvent) => void): ApiError {
  tell({ kind: 'unreachable' });
  return new ApiError('console/unreachable', 0, 'the service does not answer');
}

async function readBody<T>(response: Response): Promise<T> {
  const text = await response.text();
  try {
    return (text === '' ? null : JSON.parse(text)) as T;
  } catch {
    throw new ApiError('console/bad-answer', response.status, 'the answer is not JSON');
  }
}

async function readError(response: Response): Promise<ApiError> {
  const body: unknown = await response.json().catch(() => null);
  const { code, message } = (body ?? {}) as Readonly<Record<string, unknown>>;
  return typeof code === 'string' && typeof message === 'string'
    ? new ApiError(code, response.status, message)
    : new ApiError('console/bad-answer', response.status, `status ${response.status}`);
}

/** The lines up to the one with the result. Errors: ApiError, console/broken-off without such a line. */
async function readSteps<T>(response: Response, onStep: (step: StreamStep) => void): Promise<T> {
  for await (const line of linesOf(response)) {
    const step = JSON.parse(line) as Partial<StreamStep> & { result?: T; error?: ApiError };
    if (step.error !== undefined) throw new ApiError(step.error.code, response.status, step.error.message);
    if ('result' in step) return step.result as T;
    onStep(step as StreamStep);
  }
  throw new ApiError('console/broken-off', 0, 'the answer ended before the result');
}

/** Whole lines; ends early if the connection breaks. */
async function* linesOf({ body }: Response): AsyncGenerator<string> {
  const reader = body?.pipeThrough(new TextDecoderStream()).getReader();
  const next = (): Promise<{ value?: string | undefined }> | undefined => reader?.read().catch(() => ({}));
  let rest = '';
  for (let part = await next(); part?.value !== undefined; part = await next()) {
    const lines = `${rest}${part.value}`.split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
}
