import assert from 'node:assert/strict';
import { test } from 'vitest';
import { keepAddress, keptAddress, stationAddress, stationApi } from './station.ts';

test('a station is on this computer and nowhere else', () => {
  assert.equal(stationAddress(' http://127.0.0.1:8620/ '), 'http://127.0.0.1:8620');
  assert.equal(stationAddress('http://[::1]:1'), 'http://[::1]:1');
  for (const bad of [
    '',
    'http://desk.example.org',
    'http://127.0.0.1.example.org',
    'http://127.0.0.1@x.org',
    'ftp://127.0.0.1',
  ])
    assert.equal(stationAddress(bad), undefined, bad);
});

test('the address of the station is kept', () => {
  const items = new Map<string, string>();
  const storage = (): Pick<Storage, 'getItem' | 'setItem'> => ({
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => void items.set(key, value),
  });
  assert.equal(keptAddress(storage), 'http://127.0.0.1:8620');
  keepAddress(storage, 'http://localhost:99');
  assert.equal(keptAddress(storage), 'http://localhost:99');
});

test('the station is asked at its address, without cookies', async () => {
  const asked: unknown[] = [];
  const api = stationApi('http://localhost:99', async (input, init) => {
    asked.push([input, init?.method, init?.credentials]);
    return Response.json({ slot: 'empty' });
  });
  assert.deepEqual(await api.get('/desk'), { slot: 'empty' });
  assert.deepEqual(asked, [['http://localhost:99/desk', 'GET', 'omit']]);
});
