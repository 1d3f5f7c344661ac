import assert from 'node:assert/strict';
import { test } from 'vitest';
import { networkOf } from './network.ts';

for (const [address, network] of [
  ['192.0.2.7', '192.0.2.7'],
  ['::ffff:192.0.2.7', '192.0.2.7'],
  ['::1', '0:0:0:0::'],
  ['2001:db8:0:7:1:2:3:4', '2001:db8:0:7::'],
  ['2001:0DB8::7:1:2:3:4', '2001:db8:0:7::'],
  ['2001:db8::1', '2001:db8:0:0::'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::'],
  ['fe80::1%eth0', 'fe80:0:0:0::'],
  ['not an address', 'not an address'],
] as const)
  test(`the network of ${address} is ${network}`, () => {
    assert.equal(networkOf(address), network);
  });
