import assert from 'node:assert/strict';
import { test } from 'vitest';
import { fromHex } from '../../protocol/primitives/bytes.ts';
import { encodeTlv, parseTlvs } from './ber-tlv.ts';

const bytes = (hex: string): Uint8Array => fromHex(hex) ?? assert.fail(hex);

test('tags of one, two and three bytes and lengths in one, two and three bytes come back', () => {
  const lengths: readonly [number, string][] = [
    [0, '00'],
    [0x7f, '7f'],
    [0x80, '8180'],
    [0xff, '81ff'],
    [0x100, '820100'],
    [0xffff, '82ffff'],
  ];
  for (const [tag, tagBytes] of [
    [0x5c, '5c'],
    [0x7f49, '7f49'],
    [0x5fc105, '5fc105'],
  ] as const)
    for (const [length, lengthBytes] of lengths) {
      const value = new Uint8Array(length).fill(0xa5);
      const object = encodeTlv(tag, value);
      assert.deepEqual(object, Uint8Array.from([...bytes(tagBytes + lengthBytes), ...value]));
      assert.deepEqual(parseTlvs(object, tag), [value]);
    }
});

test('objects may stand in any order, and a length may take more bytes than it needs', () => {
  const answer = [bytes('01'), bytes('0203')];
  assert.deepEqual(parseTlvs(bytes('5c010153020203'), 0x5c, 0x53), answer);
  assert.deepEqual(parseTlvs(bytes('5382000202035c810101'), 0x5c, 0x53), answer);
  assert.deepEqual(parseTlvs(bytes('')), []);
});

test('anything but exactly the objects asked for is malformed', () => {
  const malformed = [
    '', // none
    '5c0101', // one is missing
    '5c0101530155560100', // one too many
    '5c01015c0101', // one twice
    '5c01015301', // the last one is cut
    '5c010153', // no length
    '5c0101538202', // a cut length
    '5c01015380', // the indefinite form
    '5c01015383000001ff', // a length of three bytes
    '5c010153025500ff', // something after it
    '5c01015f', // a cut tag
    '5c01015fc1c1c153', // a tag of four bytes
  ];
  for (const data of malformed) assert.equal(parseTlvs(bytes(data), 0x5c, 0x53), undefined, data);
});
