import assert from 'node:assert/strict';
import { test } from 'vitest';
import { deskAddress, deskApi, keepAddress, keptAddress } from './station.ts';

test('a desk is on this computer and nowhere else', () => {
  assert.equal(deskAddress(' http://127.0.0.1:8620/ '), 'http://127.0.0.1:8620');
  assert.equal(deskAddress('http://[::1]:1'), 'http://[::1]:1');
  for (const bad of [
    '',
    'http://desk.example.org',
    'http://127.0.0.1.example.org',
    'http://127.0.0.1@x.org',
    'ftp://127.0.0.1',
  ])
    assert.equal(deskAddress(bad), undefined, bad);
});

test('the address of the desk is kept', () => {
  const items = new Map<string, string>();
  const storage = (): Pick<Storage, 'getItem' | 'setItem'> => ({
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => void items.set(key, value),
  });
  assert.equal(keptAddress(storage), 'http://127.0.0.1:8620');
  keepAddress(storage, 'http://localhost:99');
  assert.equal(keptAddress(storage), 'http://localhost:99');
});

test('the desk is asked at its address, without cookies', async () => {
  const asked: unknown[] = [];
  const api = deskApi('http://localhost:99', async (input, init) => {
    asked.push([input, init?.method, init?.credentials]);
    return Response.json({ slot: 'empty' });
  });
  assert.deepEqual(await api.get('/desk'), { slot: 'empty' });
  assert.deepEqual(asked, [['http://localhost:99/desk', 'GET', 'omit']]);
});
