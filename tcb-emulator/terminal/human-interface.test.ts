import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { type TestContext, test } from 'vitest';
import { HttpError } from '../../common/coded-error.ts';
import { Panel } from '../display/panel.ts';
import { HumanClient } from './human-client.ts';
import { type CardSlot, createHumanInterface } from './human-interface.ts';

const TOKEN = 'test-token-of-human-interface';
const AUTHORIZED = { host: '127.0.0.1:8601', authorization: `Bearer ${TOKEN}` };

class Slot implements CardSlot {
  readonly actions: string[] = [];
  failure: Error | undefined;

  async insert(path: string): Promise<void> {
    if (this.failure !== undefined) throw this.failure;
    this.actions.push(`insert ${path}`);
  }

  remove(): void {
    this.actions.push('remove');
  }
}

interface Served {
  readonly panel: Panel;
  readonly slot: Slot;
  readonly app: FastifyInstance;
}

function served(t: TestContext): Served {
  const panel = new Panel();
  const slot = new Slot();
  const app = createHumanInterface({ panel, slot, token: TOKEN });
  t.onTestFinished(() => app.close());
  return { panel, slot, app };
}

async function listening(
  t: TestContext,
): Promise<Served & { readonly client: HumanClient; readonly url: string }> {
  const parts = served(t);
  const url = await parts.app.listen({ host: '127.0.0.1', port: 0 });
  return { ...parts, url, client: new HumanClient(url, TOKEN) };
}

/** A dialogue that shows each key it reads, until the panel is forgotten. */
async function echo(panel: Panel, keys: number): Promise<void> {
  for (let i = 0; i < keys; i += 1) panel.show([`read ${await panel.nextKey()}`]);
}

test('nothing is served without the token, or under a name that is not loopback', async (t) => {
  const { app } = served(t);
  const status = async (headers: Record<string, string>): Promise<[number, string]> => {
    const { statusCode, body } = await app.inject({ url: '/display', headers });
    return [statusCode, JSON.parse(body).code];
  };
  assert.deepEqual(await status({ host: '127.0.0.1' }), [401, 'terminal/unauthorized']);
  assert.deepEqual(await status({ ...AUTHORIZED, authorization: `Bearer ${TOKEN}x` }), [
    401,
    'terminal/unauthorized',
  ]);
  assert.deepEqual(await status({ ...AUTHORIZED, authorization: TOKEN }), [401, 'terminal/unauthorized']);
  for (const host of ['evil.example', '127.0.0.1.evil.example', 'localhost:80@evil', '192.168.1.5:8601']) {
    assert.deepEqual(await status({ ...AUTHORIZED, host }), [403, 'terminal/bad-host'], host);
  }
  for (const host of ['localhost', 'localhost:1', '[::1]:8601', '127.0.0.1']) {
    assert.equal(
      (await app.inject({ url: '/display', headers: { ...AUTHORIZED, host } })).statusCode,
      200,
      host,
    );
  }
  const unknown = await app.inject({ url: '/nothing', headers: { host: '127.0.0.1' } });
  assert.equal(unknown.statusCode, 401);
});

test('a short token is refused when the interface is built', () => {
  assert.throws(
    () => createHumanInterface({ panel: new Panel(), slot: new Slot(), token: 'short' }),
    RangeError,
  );
});

test('no answer allows another origin to read it', async (t) => {
  const { app } = served(t);
  const headers = { ...AUTHORIZED, origin: 'http://evil.example' };
  for (const method of ['GET', 'OPTIONS'] as const) {
    const answer = await app.inject({ method, url: '/display', headers });
    assert.equal(answer.headers['access-control-allow-origin'], undefined);
  }
});

test('bad requests are refused in JSON that repeats nothing of them', async (t) => {
  const { app, panel } = served(t);
  const post = (url: string, payload: string, type = 'application/json') =>
    app.inject({ method: 'POST', url, payload, headers: { ...AUTHORIZED, 'content-type': type } });
  const cases: readonly [url: string, payload: string, status: number, type?: string][] = [
    ['/keys', '{"keys":["5","secret"]}', 400],
    ['/keys', '{"keys":[5]}', 400],
    ['/keys', '{"keys":"5secret"}', 400],
    ['/keys', `{"keys":${JSON.stringify(Array(65).fill('5'))}}`, 400],
    ['/keys', '{"keys":["5"],"secret":1}', 400],
    ['/keys', '["secret', 400],
    ['/keys', '', 400],
    ['/keys', 'secret', 415, 'text/plain'],
    ['/keys', `{"keys":["${'x'.repeat(9000)}"]}`, 413],
    ['/wait', '{"text":"secret","timeoutSeconds":61}', 400],
    ['/wait', '{"text":"","timeoutSeconds":1}', 400],
    ['/card', '{"remove":false}', 400],
    ['/card', '{"insert":"secret","remove":true}', 400],
    ['/secret', '{}', 404],
  ];
  for (const [url, payload, status, type] of cases) {
    const answer = await post(url, payload, type);
    assert.equal(answer.statusCode, status, `${url} ${payload.slice(0, 40)}`);
    assert.deepEqual(Object.keys(answer.json()), ['code', 'message']);
    assert.doesNotMatch(answer.body, /secret/);
  }
  assert.equal((await app.inject({ url: '/display?after=-1', headers: AUTHORIZED })).statusCode, 400);
  assert.equal(panel.frame().sequence, 0);
});

test('the display is read at once, and awaited by sequence number', async (t) => {
  const { panel, client } = await listening(t);
  panel.show(['one']);
  const frame = await client.display();
  assert.equal(frame.lines[0], 'one'.padEnd(20));
  const next = client.display(frame.sequence);
  panel.show(['two']);
  assert.equal((await next).lines[0], 'two'.padEnd(20));
});

test('keys are pressed in order as the dialogue reads them, and the frame that answers is returned', async (t) => {
  const { panel, client } = await listening(t);
  const pressing = client.press(['5', 'ok', 'up']);
  const reading = echo(panel, 3);
  const { accepted, frame } = await pressing;
  await reading;
  assert.equal(accepted, 3);
  assert.equal(frame.lines[0].trim(), 'read up');
});

test('a key that nobody waits for is refused when its time is over', async (t) => {
  const { client } = await listening(t);
  assert.equal((await client.press(['ok'], 0)).accepted, 0);
});

test('keys of a client that has gone are never pressed', async (t) => {
  const { panel, url, app } = await listening(t);
  const closed = once(app.server, 'connection').then(([server]) => once(server, 'close'));
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  const body = JSON.stringify({ keys: ['1', '2'] });
  const head = `POST /keys HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${TOKEN}\r\n`;
  socket.write(`${head}Content-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
  assert.equal(await panel.nextKey(), '1');
  socket.destroy();
  // The next typist's turn comes only when that of the dead one is over, without its 2.
  const typing = panel.type(['3']);
  await closed;
  assert.equal(await panel.nextKey(), '3');
  assert.equal(await typing, 1);
});

test('a text is waited for', async (t) => {
  const { panel, client } = await listening(t);
  const waiting = client.waitFor('Type your PIN');
  panel.show(['Type your PIN']);
  assert.equal((await waiting).sequence, 1);
  await assert.rejects(client.waitFor('never', 0), { status: 504, code: 'terminal/text-not-shown' });
});

test('the card is inserted and removed by the slot, whose refusal reaches the person', async (t) => {
  const { client, slot } = await listening(t);
  await client.insertCard('/cards/1.card');
  await client.removeCard();
  assert.deepEqual(slot.actions, ['insert /cards/1.card', 'remove']);
  slot.failure = Object.assign(new Error('the image is damaged'), { code: 'card/corrupted' });
  await assert.rejects(client.insertCard('x'), {
    status: 409,
    code: 'card/corrupted',
    message: 'the image is damaged',
  });
  slot.failure = new Error('ENOENT /home/someone');
  await assert.rejects(client.insertCard('x'), {
    status: 500,
    code: 'terminal/internal',
    message: 'the terminal failed',
  });
});

test('a client with a wrong token is told so', async (t) => {
  const { url } = await listening(t);
  await assert.rejects(new HumanClient(`${url}/`, 'another token').display(), (error) => {
    return error instanceof HttpError && error.code === 'terminal/unauthorized';
  });
});
