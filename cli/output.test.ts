import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { complain, printJson, say } from './output.ts';

const HOSTILE = 'Board\u001b[2J\r\u202elive\u009b1m\u0007';

function printed(t: TestContext, stream: 'log' | 'error', print: () => void): string {
  const { mock } = t.mock.method(console, stream, () => undefined);
  print();
  return String(mock.calls[0]?.arguments[0]);
}

test('text of hostile servers cannot act on the terminal, nor show in another order', (t) => {
  const clean = 'Board\ufffd[2J\ufffd\ufffdlive\ufffd1m\ufffd';
  assert.equal(
    printed(t, 'log', () => say(`one\n  ${HOSTILE}`)),
    `one\n  ${clean}`,
  );
  assert.equal(
    printed(t, 'error', () => complain(HOSTILE)),
    clean,
  );
});

test('as JSON it is the same value for a program', (t) => {
  const text = printed(t, 'log', () => printJson({ title: `${HOSTILE}\u{e0001}` }));
  assert.doesNotMatch(text, /[\u202e\u009b\u{e0001}]/u);
  assert.deepEqual(JSON.parse(text), { title: `${HOSTILE}\u{e0001}` });
});
