/** The terminal in a text console: draws the device, reads the keyboard raw. */

import { emitKeypressEvents, type Key as TypedKey } from 'node:readline';
import type { ReadStream, WriteStream } from 'node:tty';
import { KEYS, type Key } from '../display/keys.ts';
import type { Frame } from '../display/lcd.ts';
import type { HumanClient } from './human-client.ts';

export interface Console {
  readonly input: ReadStream;
  readonly output: WriteStream;
  /** Leaves as Ctrl-C does when it is aborted. */
  readonly until?: AbortSignal;
}

const KEYS_BY_NAME: ReadonlyMap<string, Key> = new Map([
  ...KEYS.slice(0, 10).map((key): [string, Key] => [key, key]),
  ['return', 'ok'],
  ['enter', 'ok'],
  ['escape', 'cancel'],
  ['q', 'cancel'],
  ['backspace', 'correct'],
  ['up', 'up'],
  ['down', 'down'],
  ['h', 'help'],
  ['?', 'help'],
]);

const KEY_MAP = [
  '  1 2 3   X   cancel   Esc or q',
  '  4 5 6   <   correct  Backspace',
  '  7 8 9   OK  ok       Enter',
  '    0     ↑ ↓          arrows',
  '          ?   help     h or ?',
  '  Ctrl-C leaves; the terminal goes on.',
];

const ESCAPE = '\u001b';
const ENTER_SCREEN = `${ESCAPE}[?1049h${ESCAPE}[?25l`;
const LEAVE_SCREEN = `${ESCAPE}[?25h${ESCAPE}[?1049l`;
const CLEAR = `${ESCAPE}[H${ESCAPE}[2J`;
const BELL = '\u0007';

/**
 * Shows the terminal until Ctrl-C; the console is restored whatever happens.
 * @returns exit code: 0, or 1 if the console is not a TTY, which it says
 * @throws HttpError or TypeError if the terminal is gone or refuses
 */
export async function runTextMode(client: HumanClient, { input, output, until }: Console): Promise<number> {
  if (!input.isTTY || !output.isTTY) {
    output.write('Text mode needs a console (TTY). Without one, use the HTTP interface of the terminal.\n');
    return 1;
  }
  const leave = new AbortController();
  const stop = (): void => leave.abort();
  until?.addEventListener('abort', stop, { once: true });
  const restore = (): void => {
    input.setRawMode(false);
    output.write(LEAVE_SCREEN);
  };
  process.once('exit', restore).once('SIGTERM', stop).once('SIGHUP', stop);
  emitKeypressEvents(input);
  const onKeypress = pressKeys(client, output, leave);
  input.setRawMode(true);
  input.on('keypress', onKeypress).resume();
  output.write(ENTER_SCREEN);
  try {
    await followDisplay(client, output, leave.signal);
    return 0;
  } finally {
    input.off('keypress', onKeypress).pause();
    process.off('exit', restore).off('SIGTERM', stop).off('SIGHUP', stop);
    restore();
  }
}

/** The device as text: mode indicator, display, and which computer key is which key of the device. */
export function drawTerminal(frame: Frame): string {
  const indicator = frame.mode === 'secure' ? '[ SECURE MODE ]' : '[ card reader ]';
  const lcd = frame.lines.map((line) => `  |  ${line}  |`);
  const edge = `  +${'-'.repeat(24)}+`;
  return ['  REVS FINREAD terminal', `  ${indicator}`, edge, ...lcd, edge, '', ...KEY_MAP, ''].join('\r\n');
}

/** The terminal's key for a key of the keyboard. */
export function keyFor(text: string | undefined, typed: TypedKey): Key | undefined {
  if (typed.ctrl || (typed.meta === true && typed.name !== 'escape')) return undefined;
  return KEYS_BY_NAME.get(typed.name ?? '') ?? KEYS_BY_NAME.get(text ?? '');
}

type OnKeypress = (text: string | undefined, typed: TypedKey) => void;

/** One key after the other; a bell for one that nobody waits for. */
function pressKeys(client: HumanClient, output: WriteStream, leave: AbortController): OnKeypress {
  let pressed: Promise<void> = Promise.resolve();
  const press = async (key: Key): Promise<void> => {
    const { accepted } = await client.press([key], 0);
    if (accepted === 0) output.write(BELL);
  };
  return (text, typed) => {
    if (typed.ctrl && typed.name === 'c') return leave.abort();
    const key = keyFor(text, typed);
    // If the terminal is gone, followDisplay fails too, and reports it.
    if (key !== undefined) pressed = pressed.then(() => press(key)).catch(() => void output.write(BELL));
  };
}

async function followDisplay(client: HumanClient, output: WriteStream, leave: AbortSignal): Promise<void> {
  let after: number | undefined;
  while (!leave.aborted) {
    try {
      const frame = await client.display(after, leave);
      if (frame.sequence !== after) output.write(CLEAR + drawTerminal(frame));
      after = frame.sequence;
    } catch (error) {
      if (!leave.aborted) throw error;
    }
  }
}
