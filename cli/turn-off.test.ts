/** The program that turns the machine off is run as it stands, without a shell; one that fails is in the log. */
import assert from 'node:assert/strict';
import { test } from 'vitest';
import { turnOff } from './turn-off.ts';

async function logged(command: readonly string[]): Promise<string[]> {
  const messages: string[] = [];
  const logger = { fatal: (_content: object, message: string) => messages.push(message) };
  await new Promise<void>((ended) => turnOff(command, logger as never, ended));
  return messages;
}

test('the program runs with its arguments', async () => {
  const isGiven = 'process.exit(process.argv[1] === "a; b" ? 0 : 1)';
  assert.equal((await logged([process.execPath, '-e', isGiven, 'a; b'])).length, 1);
});

test('one that fails, or is not there, is in the log', async () => {
  for (const command of [[process.execPath, '-e', 'process.exit(1)'], ['/no/such/program']])
    assert.match((await logged(command))[1] ?? '', /could not be turned off/);
});
