import assert from 'node:assert/strict';
import { test, vi } from 'vitest';
import { complain, print, printJson } from './output.ts';

const HOSTILE = 'Board\u001b[2J\r\u202elive\u009b1m\u0007';

function printed(stream: 'log' | 'error', print: () => void): string {
  const spy = vi.spyOn(console, stream).mockImplementation(() => undefined);
  print();
  const [[text] = []] = spy.mock.calls;
  spy.mockRestore();
  return String(text);
}

test('text of hostile servers cannot act on the terminal, nor show in another order', () => {
  const clean = 'Board\ufffd[2J\ufffd\ufffdlive\ufffd1m\ufffd';
  assert.equal(
    printed('log', () => print(`one\n  ${HOSTILE}`)),
    `one\n  ${clean}`,
  );
  assert.equal(
    printed('error', () => complain(HOSTILE)),
    clean,
  );
});

test('as JSON it is the same value for a program', () => {
  const text = printed('log', () => printJson({ title: `${HOSTILE}\u{e0001}` }));
  assert.doesNotMatch(text, /[\u202e\u009b\u{e0001}]/u);
  assert.deepEqual(JSON.parse(text), { title: `${HOSTILE}\u{e0001}` });
});
