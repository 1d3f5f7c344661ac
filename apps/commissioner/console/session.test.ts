import assert from 'node:assert/strict';
import { test } from 'vitest';
import { afterSessionEvent, type LogInState } from './session.ts';

const START: LogInState = { state: 'unknown', number: 0 };
const IN = afterSessionEvent(START, { kind: 'logged-in', officer: 'maria', role: 'office', fourEyes: false });

test('without a session there is a log-in', () => {
  assert.deepEqual(afterSessionEvent(START, { kind: 'unauthorised' }), { state: 'none', number: 0 });
  assert.deepEqual(IN, { state: 'in', officer: 'maria', role: 'office', fourEyes: false, number: 1 });
});

test('a session that ends leaves the page as it is, however often that is heard', () => {
  const expired = afterSessionEvent(IN, { kind: 'unauthorised' });
  assert.deepEqual(expired, {
    state: 'expired',
    officer: 'maria',
    role: 'office',
    fourEyes: false,
    number: 1,
  });
  assert.deepEqual(afterSessionEvent(expired, { kind: 'unauthorised' }), expired);
});

test('a new log-in is another session, perhaps of another officer', () => {
  const expired = afterSessionEvent(IN, { kind: 'unauthorised' });
  assert.deepEqual(
    afterSessionEvent(expired, { kind: 'logged-in', officer: 'john', role: 'observer', fourEyes: true }),
    {
      state: 'in',
      officer: 'john',
      role: 'observer',
      fourEyes: true,
      number: 2,
    },
  );
});

test('whoever logs out is out', () => {
  assert.deepEqual(afterSessionEvent(IN, { kind: 'logged-out' }), { state: 'none', number: 1 });
});
