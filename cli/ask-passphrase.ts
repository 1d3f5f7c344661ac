/** A passphrase from the keyboard, unseen, or from standard input: never from the command line, which others can see. */
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { Interrupted } from '../deployment/processes.ts';
import { CommandError } from '../output/output.ts';

/** At the keyboard it is asked twice. Errors: CommandError if the two differ, or there is none; {@link Interrupted}. */
export async function askNewPassphrase(): Promise<string> {
  if (!process.stdin.isTTY) return readLine('no passphrase: write it on the first line of standard input');
  const first = await askUnseen('Passphrase (at least 12 characters, not shown): ');
  if (first !== (await askUnseen('The same again: ')))
    throw new CommandError('the two passphrases differ; run the command again');
  return first;
}

async function askUnseen(question: string): Promise<string> {
  process.stderr.write(question);
  try {
    return await readLine('stopped; nothing was changed');
  } finally {
    process.stderr.write('\n');
  }
}

/** One line of standard input. On a terminal, raw mode with nowhere to echo to; Ctrl-C and Ctrl-D close it. */
function readLine(otherwise: string): Promise<string> {
  const output = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({
    input: process.stdin,
    output,
    terminal: process.stdin.isTTY,
    historySize: 0,
  });
  return new Promise((resolve, reject) => {
    lines.once('line', (line) => {
      resolve(line);
      lines.close();
    });
    lines.once('close', () =>
      reject(process.stdin.isTTY ? new Interrupted(otherwise) : new CommandError(otherwise)),
    );
  });
}
