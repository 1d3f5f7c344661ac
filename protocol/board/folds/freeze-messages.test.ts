import assert from 'node:assert/strict';
import { test } from 'vitest';
import { toHex } from '../../primitives/bytes.ts';
import { openStatement, signStatement } from '../../primitives/statement.ts';
import { newKey, random } from '../../test-support.ts';
import {
  type FrozenLog,
  finalHeadStatement,
  frozenHash,
  holdStatement,
  rootStatement,
} from './freeze-messages.ts';

const manifestHash = random(32);
const root = toHex(random(32));
const log: FrozenLog = {
  manifestHash,
  closingOrder: undefined,
  c: 7,
  size: 20,
  logRoot: random(32),
  topicsRoot: random(32),
  available: [
    [0, { size: 5, root }],
    [2, { size: 6, root }],
  ],
};

test('H(X) binds each of its parts', () => {
  const others: Partial<FrozenLog>[] = [
    {},
    { manifestHash: random(32) },
    { closingOrder: random(32) },
    { c: 8 },
    { size: 21 },
    { logRoot: random(32) },
    { topicsRoot: random(32) },
    { available: log.available.slice(1) },
    { available: [[1, { size: 5, root }]] },
    { available: [[0, { size: 6, root }]] },
  ];
  const hashes = others.map((other) => toHex(frozenHash({ ...log, ...other })));
  assert.equal(new Set(hashes).size, others.length);
});

test('statements say what the fold takes', () => {
  const key = newKey();
  const opened = <T>(type: Parameters<typeof signStatement<T>>[0], content: T): T => {
    const signed = signStatement(type, manifestHash, content, 'counter-1', key);
    return openStatement(type, manifestHash, signed, () => key.publicKey).content;
  };
  const head = { size: Number.MAX_SAFE_INTEGER, root };
  assert.deepEqual(opened(finalHeadStatement, head), head);
  assert.deepEqual(opened(holdStatement, { period: 1, counters: 0xffff }), { period: 1, counters: 0xffff });
  assert.deepEqual(opened(rootStatement, { period: 7, x: root, ...head }), { period: 7, x: root, ...head });
});
