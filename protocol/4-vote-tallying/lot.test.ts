/** The lot by the contract's formula, and what it depends on. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'vitest';
import { compareBytes, toHex } from '../primitives/bytes.ts';
import { drawLot, tiePurpose } from './lot.ts';

const election = { manifestHash: new Uint8Array(32).fill(1) };

test('SHA-256 of the CBOR of label, manifest hash, election private key, purpose, i, option', () => {
  const text = (value: string) => Buffer.concat([Buffer.of(0x60 + value.length), Buffer.from(value)]);
  const bytes = (value: Uint8Array) => Buffer.concat([Buffer.of(0x58, 32), value]);
  const key = new Uint8Array(32);
  key[31] = 7;
  const cbor = Buffer.concat([
    Buffer.of(0x86),
    text('revs/lot/v1'),
    bytes(election.manifestHash),
    bytes(key),
    text('stv-tie north a'),
    Buffer.of(3),
    text('ana'),
  ]);
  const lot = drawLot(election, 7n, tiePurpose(['north', 'south'], 'a'), 3, 'ana');
  assert.equal(toHex(lot), createHash('sha256').update(cbor).digest('hex'));
});

test('another election, key, purpose, decision or option: another lot', () => {
  const lots = [
    drawLot(election, 7n, 'p', 3, 'ana'),
    drawLot({ manifestHash: new Uint8Array(32) }, 7n, 'p', 3, 'ana'),
    drawLot(election, 8n, 'p', 3, 'ana'),
    drawLot(election, 7n, 'q', 3, 'ana'),
    drawLot(election, 7n, 'p', 4, 'ana'),
    drawLot(election, 7n, 'p', 3, 'ben'),
  ];
  assert.equal(new Set(lots.map(toHex)).size, lots.length);
  assert.notEqual(tiePurpose(['north'], 'a'), tiePurpose(['south'], 'a'));
});

test('each option is as often the best as any other, and no decision follows from the one before', () => {
  const bestIn = (i: number): string =>
    ['ana', 'ben', 'cat']
      .map((option) => ({ option, lot: drawLot(election, 7n, tiePurpose(['north'], 'a'), i, option) }))
      .toSorted((a, b) => compareBytes(a.lot, b.lot))[0]?.option ?? '';
  const best = Array.from({ length: 3000 }, (_, i) => bestIn(i));
  // The inputs are fixed, and so are these numbers: 1000 each is expected, with a standard deviation of 26.
  for (const option of ['ana', 'ben', 'cat'])
    assert.ok(Math.abs(best.filter((one) => one === option).length - 1000) < 100, option);
  const same = best.filter((one, i) => one === best[i + 1]).length;
  assert.ok(Math.abs(same - 1000) < 100, `${same} alike in a row`);
});
