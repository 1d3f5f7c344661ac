import assert from 'node:assert/strict';
import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import type { ReadStream, WriteStream } from 'node:tty';
import { type TestContext, test } from 'vitest';
import { Panel } from '../display/panel.ts';
import { HumanClient } from './human-client.ts';
import { createHumanInterface } from './human-interface.ts';
import { drawTerminal, keyFor, runTextMode } from './text-mode.ts';

const TOKEN = 'test-token-of-text-mode';

interface FakeConsole {
  readonly console: { readonly input: ReadStream; readonly output: WriteStream };
  readonly raw: boolean[];
  type(bytes: string): void;
  /** Resolves when the output holds the text. */
  shows(text: string): Promise<void>;
}

function fakeConsole(isTTY: boolean): FakeConsole {
  const raw: boolean[] = [];
  const input = Object.assign(new PassThrough(), { isTTY, setRawMode: (mode: boolean) => raw.push(mode) });
  const output = Object.assign(new PassThrough(), { isTTY });
  let written = '';
  output.on('data', (chunk) => {
    written += chunk;
  });
  return {
    console: { input: input as unknown as ReadStream, output: output as unknown as WriteStream },
    raw,
    type: (bytes) => void input.write(bytes),
    shows: async (text) => {
      while (!written.includes(text)) await once(output, 'data');
    },
  };
}

async function terminal(t: TestContext): Promise<{ readonly panel: Panel; readonly client: HumanClient }> {
  const panel = new Panel();
  const slot = { insert: async () => undefined, remove: () => undefined };
  const app = createHumanInterface({ panel, slot, token: TOKEN });
  t.onTestFinished(() => app.close());
  return { panel, client: new HumanClient(await app.listen({ host: '127.0.0.1', port: 0 }), TOKEN) };
}

test('the device is drawn with its display, its mode and the key map', () => {
  const panel = new Panel();
  panel.show(['Voter, vote!']);
  panel.setMode('secure');
  const text = drawTerminal(panel.frame());
  assert.match(text, /SECURE MODE/);
  assert.match(text, /\| {2}Voter, vote! {10}\|/);
  assert.match(text, /cancel +Esc or q/);
});

test('the keyboard stands for the keys of the device', () => {
  const typed = (text: string | undefined, name?: string, ctrl = false) =>
    keyFor(text, { ...(name === undefined ? {} : { name }), ctrl });
  assert.equal(typed('7', '7'), '7');
  assert.equal(typed('\r', 'return'), 'ok');
  assert.equal(typed(undefined, 'escape'), 'cancel');
  assert.equal(typed('q', 'q'), 'cancel');
  assert.equal(typed('\u007f', 'backspace'), 'correct');
  assert.equal(typed(undefined, 'up'), 'up');
  assert.equal(typed('?'), 'help');
  assert.equal(typed('h', 'h'), 'help');
  assert.equal(typed('\b', 'h', true), undefined);
  assert.equal(typed('x', 'x'), undefined);
});

test('text mode shows frames, presses keys, and gives the console back on Ctrl-C', async (t) => {
  const { panel, client } = await terminal(t);
  const fake = fakeConsole(true);
  panel.show(['first screen']);
  const running = runTextMode(client, fake.console);
  await fake.shows('first screen');
  const key = panel.nextKey();
  fake.type('\u001b[A');
  assert.equal(await key, 'up');
  panel.show(['second screen']);
  await fake.shows('second screen');
  fake.type('\r'); // nobody reads: a bell
  await fake.shows('\u0007');
  fake.type('\u0003');
  assert.equal(await running, 0);
  assert.deepEqual(fake.raw, [true, false]);
  await fake.shows('\u001b[?1049l');
});

test('the console is given back when the terminal refuses', async (t) => {
  const { panel } = await terminal(t);
  const fake = fakeConsole(true);
  const app = createHumanInterface({
    panel,
    slot: { insert: async () => undefined, remove: () => undefined },
    token: TOKEN,
  });
  t.onTestFinished(() => app.close());
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  const running = runTextMode(new HumanClient(url, 'not the right token'), fake.console);
  await assert.rejects(running, { code: 'terminal/unauthorized' });
  assert.deepEqual(fake.raw, [true, false]);
});

test('without a TTY text mode says so and changes nothing', async (t) => {
  const { client } = await terminal(t);
  const fake = fakeConsole(false);
  assert.equal(await runTextMode(client, fake.console), 1);
  await fake.shows('needs a console');
  assert.deepEqual(fake.raw, []);
});
