/** How the Voter Module reaches servers: fetch in a browser, something lighter where there are many votes. */
export type Send = (url: string, body?: Uint8Array) => Promise<Uint8Array>;

/** A server refused (`code` is its own) or could not be reached (`voter-module/unreachable`). */
export class ServerError extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.name = 'ServerError';
    this.code = code;
  }
}

const TIMEOUT = 15_000;
const MAX_ANSWER = 2 * 1024 * 1024;

/** POST with a body, GET without. */
export const fetchSend: Send = async (url, body) => {
  const response = await reach(url, body);
  const bytes = new Uint8Array(await response.arrayBuffer());
  if (bytes.length > MAX_ANSWER)
    throw new ServerError('voter-module/too-large', `${url}: the answer is too large`);
  if (response.ok) return bytes;
  const { code, message } = parseRefusal(bytes);
  throw new ServerError(code ?? 'voter-module/malformed', message ?? `status ${response.status}`);
};

async function reach(url: string, body: Uint8Array | undefined): Promise<Response> {
  const post = body && {
    method: 'POST',
    body: new Uint8Array(body),
    headers: { 'content-type': 'application/cbor' },
  };
  try {
    return await fetch(url, { ...post, signal: AbortSignal.timeout(TIMEOUT), redirect: 'error' });
  } catch {
    throw new ServerError('voter-module/unreachable', `${url} cannot be reached`);
  }
}

function parseRefusal(bytes: Uint8Array): { code?: string; message?: string } {
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) as { code?: string; message?: string };
  } catch {
    return {};
  }
}
