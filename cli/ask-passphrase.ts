/** A passphrase from the keyboard, unseen, or from standard input: never from the command line, which others can see. */
import { createInterface, type Interface } from 'node:readline';
import { Writable } from 'node:stream';
import { Interrupted } from '../deployment/processes.ts';
import { CommandError } from '../output/output.ts';

const NONE = 'no passphrase: write it on the first line of standard input';

/** Of an officer who logs in. */
export async function askPassphrase(name: string): Promise<string> {
  return process.stdin.isTTY ? askUnseen(`Passphrase of ${name} (not shown): `) : nextLine(NONE);
}

/** At the keyboard it is asked twice. Errors: CommandError if the two differ, or there is none; {@link Interrupted}. */
export async function askNewPassphrase(): Promise<string> {
  if (!process.stdin.isTTY) return nextLine(NONE);
  const first = await askUnseen('Passphrase (at least 12 characters, not shown): ');
  if (first !== (await askUnseen('The same again: ')))
    throw new CommandError('the two passphrases differ; run the command again');
  return first;
}

/** On a terminal, raw mode with nowhere to echo to; Ctrl-C and Ctrl-D close it. */
async function askUnseen(question: string): Promise<string> {
  process.stderr.write(question);
  const output = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output, terminal: true, historySize: 0 });
  try {
    return await new Promise((resolve, reject) => {
      lines.once('line', resolve);
      lines.once('close', () => reject(new Interrupted('stopped; nothing was changed')));
    });
  } finally {
    lines.close();
    process.stderr.write('\n');
  }
}

/** What has been read and not been asked for yet: lines come together. */
const read: string[] = [];
let lines: Interface | undefined;
let isOver = false;

/** The next line of standard input, which is left alone then, so that the command can end. */
async function nextLine(otherwise: string): Promise<string> {
  lines ??= createInterface({ input: process.stdin })
    .on('line', (line) => read.push(line))
    .on('close', () => {
      isOver = true;
    });
  const input = lines;
  if (read.length === 0 && !isOver) {
    process.stdin.resume();
    await new Promise<unknown>((resolve) => input.once('line', resolve).once('close', resolve));
  }
  process.stdin.pause();
  const line = read.shift();
  if (line === undefined) throw new CommandError(otherwise);
  return line;
}
