/** How an interface has to refuse: in time, with a status from 400 to 499 and a stable code, and nothing inside. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** Milliseconds: ends a test that would wait for ever; nothing is asserted about time. */
const TIME_BOUND = 120_000;

export interface Call {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly url: string;
  readonly type?: string;
  readonly body?: Uint8Array | string;
  readonly headers?: Readonly<Record<string, string>>;
}

export function send({ method, url, type, body, headers = {} }: Call): Promise<Response> {
  return fetch(url, {
    method,
    headers: { ...headers, ...(type === undefined ? {} : { 'content-type': type }) },
    signal: AbortSignal.timeout(TIME_BOUND),
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : new Uint8Array(body) }),
  });
}

/** How often a call is made whose answer is lost. */
const ATTEMPTS = 10;

/**
 * A server that refuses a body by its length answers and closes before it has read it: whether the answer arrives or is
 * overtaken by the reset of the connection is TCP's (RFC 9112, section 9.6). Then the call is made again.
 */
async function answered(call: Call, attempts = ATTEMPTS): Promise<Response> {
  try {
    return await send(call);
  } catch (error) {
    const { code } = (error as { cause?: { code?: string } }).cause ?? {};
    if (attempts === 1 || (code !== 'EPIPE' && code !== 'ECONNRESET')) throw error;
    return answered(call, attempts - 1);
  }
}

/** Returns the code. */
export async function refusal(call: Call, what: string): Promise<string> {
  const response = await answered(call);
  const text = await response.text();
  assert.ok(response.status >= 400 && response.status < 500, `${what}: status ${response.status} ${text}`);
  const answer = JSON.parse(text) as { code: unknown; message: unknown };
  assert.deepEqual(Object.keys(answer).sort(), ['code', 'message'], what);
  assert.match(String(answer.code), /^[a-z-]+\/[a-z-]+$/, what);
  assert.ok(typeof answer.message === 'string' && answer.message.length <= 500, what);
  assert.doesNotMatch(answer.message, /node:|\.ts|SQLITE|undefined|ENOENT/, `${what}: nothing of the inside`);
  return String(answer.code);
}

/** What a server answers to bytes on its port, until it closes the connection. */
export function answerTo(url: string, bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(Number(new URL(url).port), '127.0.0.1', () => socket.end(bytes));
    socket.setTimeout(TIME_BOUND, () => socket.destroy(new Error('no answer in time')));
    socket.on('data', (chunk: Buffer) => {
      answer += chunk.toString();
    });
    socket.on('close', () => resolve(answer));
    socket.on('error', reject);
  });
}

/** What a server writes of its own accord: who asked for what, and what it saw of others, of the board or of the time. */
const isNote = (store: string, table: unknown): boolean =>
  store === 'audit.db' || store === 'board.db' || table === 'turnout' || table === 'marks';

/** SHA-256 of every row in every store below a folder, and the names of the stores; but for such notes. */
export function stateOf(folder: string): string {
  const stores = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.db'),
  );
  const hash = createHash('sha256');
  for (const store of stores.sort()) {
    const db = new DatabaseSync(join(folder, store), { readOnly: true });
    const tables = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").all();
    for (const { name } of tables) {
      if (isNote(store, name)) continue;
      hash.update(`${store} ${String(name)}\n`);
      for (const row of db.prepare(`SELECT * FROM "${String(name)}"`).iterate())
        for (const value of Object.values(row))
          hash.update(value instanceof Uint8Array ? value : `${String(value)};`);
    }
    db.close();
  }
  return hash.digest('hex');
}

/** Resident memory of a server in bytes, by its own metrics. */
export async function memoryOf(url: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(/^process_resident_memory_bytes (\S+)/m.exec(text)?.[1]);
}
