import assert from 'node:assert/strict';
import { test, vi } from 'vitest';
import { RecentlyUsed } from './recently-used.ts';

const A = Uint8Array.of(1, 2);
const B = Uint8Array.of(1, 3);
const C = Uint8Array.of(0x80);

test('the same bytes are made once; of more than fit, those not used for longest are made again', () => {
  const made = new RecentlyUsed<{ readonly of: number }>(2);
  const make = vi.fn((bytes: Uint8Array) => ({ of: bytes.length }));
  const first = made.get(A, make);
  made.get(B, make);
  assert.equal(made.get(A.slice(), make), first);
  assert.equal(make.mock.calls.length, 2);
  made.get(C, make);
  assert.equal(made.get(A, make), first, 'used after B, which had to go');
  made.get(B, make);
  assert.deepEqual(
    make.mock.calls.map(([bytes]) => bytes),
    [A, B, C, B],
  );
});

test('what is part of other memory is told apart by its own bytes', () => {
  const memory = Uint8Array.of(1, 2, 3, 1, 2);
  const made = new RecentlyUsed<Uint8Array>(4);
  const make = (bytes: Uint8Array) => bytes.slice();
  const part = made.get(memory.subarray(0, 2), make);
  assert.equal(made.get(memory.subarray(3), make), part);
  assert.notEqual(made.get(memory.subarray(1, 3), make), part);
});

test('what cannot be made is tried again', () => {
  const made = new RecentlyUsed<{ readonly right: true }>(2);
  assert.equal(
    made.get(A, () => undefined),
    undefined,
  );
  assert.throws(() =>
    made.get(A, () => {
      throw new Error('not these');
    }),
  );
  assert.deepEqual(
    made.get(A, () => ({ right: true })),
    { right: true },
  );
});
