import assert from 'node:assert/strict';
import { test } from 'vitest';
import { ProtocolError } from '../../protocol/errors.ts';
import { RemoteError } from './http-client.ts';
import { persistently } from './persistently.ts';
import { storeError } from './service-error.ts';

const turns = () => new Promise((resolve) => setImmediate(resolve));
const stop = new AbortController();
const reasons: string[] = [];
const onFailure = (reason: string) => reasons.push(reason);

test('it tries again until it succeeds, and tells why each try failed', async () => {
  let tries = 0;
  const refusals = [new RemoteError('remote/timeout', 0, 'late'), new ProtocolError('head/invalid', 'bad')];
  const attempt = async () => {
    const refusal = refusals[tries++];
    if (refusal !== undefined) throw refusal;
    return 'here';
  };
  assert.equal(await persistently(attempt, stop.signal, onFailure), 'here');
  assert.deepEqual(reasons.splice(0), ['late', 'bad']);
});

test('a failure of its own is not tried again', async () => {
  const full = storeError('store/full');
  let tries = 0;
  const attempt = async () => {
    if (++tries === 1) throw full;
  };
  await assert.rejects(persistently(attempt, stop.signal, onFailure), full);
  assert.deepEqual(reasons, []);
});

test('it gives up in a pause when it has been long enough, but tries once', async () => {
  const failing = () => Promise.reject(new RemoteError('remote/unreachable', 0, 'down'));
  const over = persistently(failing, stop.signal, onFailure);
  await turns();
  stop.abort();
  assert.equal(await over, undefined);
  assert.equal(await persistently(async () => 'here', stop.signal, onFailure), 'here');
});
