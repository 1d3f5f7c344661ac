import assert from 'node:assert/strict';
import { test } from 'vitest';
import { TestBoard } from '../../protocol/board/board-test-support.ts';
import { openRequest, signRequest } from '../../protocol/board/requests.ts';
import { ProtocolError } from '../../protocol/errors.ts';
import { VerifiedRequests } from './verified-requests.ts';

const board = new TestBoard(4, 1, 0);
const key = board.newKey();
const request = (seq: number, length = 0): Uint8Array =>
  signRequest(board.opened.board, { topic: 'space/test', seq, op: new Uint8Array(length) }, key);

/** With how often a signature was verified. */
function counting() {
  const requests = new VerifiedRequests();
  const counted = {
    opened: 0,
    get: (input: Uint8Array) =>
      requests.get(input, (bytes) => {
        counted.opened += 1;
        return openRequest(board.opened, bytes);
      }),
  };
  return counted;
}

test('a request is verified once, and another one is another', () => {
  const counted = counting();
  const [one, other] = [request(1), request(2)];
  for (let i = 0; i < 3; i++) assert.equal(counted.get(one.slice()).seq, 1);
  assert.equal(counted.get(other).seq, 2);
  assert.equal(counted.opened, 2);
});

test('what was refused is refused again', () => {
  const counted = counting();
  const forged = request(1);
  forged[forged.length - 1] = (forged.at(-1) ?? 0) ^ 1;
  for (let i = 0; i < 2; i++) assert.throws(() => counted.get(forged), ProtocolError);
  assert.equal(counted.opened, 2);
});

test('so many are remembered as are not more than a few megabytes: the oldest are verified again', () => {
  const counted = counting();
  const all = Array.from({ length: 60 }, (_, i) => request(i + 1, 190 * 1024));
  for (const input of all) counted.get(input);
  counted.get(all.at(-1) as Uint8Array);
  assert.equal(counted.opened, all.length);
  counted.get(all[0] as Uint8Array);
  assert.equal(counted.opened, all.length + 1);
});
