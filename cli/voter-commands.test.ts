/** What a voter is told who has no terminal, or no card. */
import assert from 'node:assert/strict';
import { test } from 'vitest';
import { freePorts } from '../deployment/processes.ts';
import { TerminalClient } from '../tcb-emulator/client.ts';
import { runTerminal } from './voter-commands.ts';

test('no terminal: what to do next, and no stack', async () => {
  const [port = 0] = await freePorts(1);
  await assert.rejects(new TerminalClient(`http://127.0.0.1:${port}`).keyHash(), {
    name: 'CodedError',
    code: 'terminal/unreachable',
    message: /start one with "revs terminal"/,
  });
});

test('a card that is not there: its path, before any terminal is started', () => {
  assert.throws(() => runTerminal({ card: 'missing.card', folder: 'missing' }), {
    message: /there is no card at .*missing\.card/,
  });
});
