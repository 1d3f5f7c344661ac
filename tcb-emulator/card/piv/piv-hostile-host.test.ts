/** Bad input (protocol section 5.7): a PC that sends the PIV applet whatever it likes. */

import assert from 'node:assert/strict';
import { test } from 'vitest';
import { concat } from '../../../protocol/primitives/bytes.ts';
import { uniform } from '../../../protocol/primitives/random.ts';
import { seededRandom } from '../../../protocol/seeded-random-test-support.ts';
import { encodeCommand, SW } from '../../iso7816/apdu.ts';
import { type CardState, decodeState } from '../memory/card-state.ts';
import { RamMemory } from '../test-support.ts';
import { PIV_AID, PIV_INS } from './piv-commands.ts';
import {
  certificateObject,
  generateRequest,
  personalisedPiv,
  pin,
  puk,
  signRequestOf,
  wrong,
} from './piv-test-support.ts';

const ROUNDS = 20_000;
const TEMPLATE_OF_SIGNATURE = 0x7c;
const HASH = new Uint8Array(32).fill(7);
const SELECT = encodeCommand({ cla: 0, ins: PIV_INS.select, p1p2: 0x0400, data: PIV_AID, expected: 256 });
const VERIFY = encodeCommand({ cla: 0, ins: PIV_INS.verify, p1p2: 0x0080, data: pin, expected: 0 });

const INSTRUCTIONS = Object.values(PIV_INS);
const PARAMETERS = [
  0x0080, 0x0081, 0x0180, 0x0181, 0xff80, 0x3fff, 0x009a, 0x009c, 0x119a, 0x119c, 0x9e9a, 0x0400,
];
const DATA = [
  signRequestOf(HASH),
  generateRequest,
  certificateObject,
  PIV_AID,
  HASH,
  wrong,
  concat(wrong, wrong),
];

/** Random commands, most of them close to real ones, with wrong PINs and PUKs among their data. */
function* randomCommands(seed: string): Generator<Uint8Array> {
  const random = seededRandom(seed);
  const isOneIn = (bound: number): boolean => uniform(random, bound) === 0;
  const oneOf = <T>(values: readonly T[]): T => values[uniform(random, values.length)] ?? assert.fail();
  for (let i = 0; i < ROUNDS; i++) {
    const data = isOneIn(3) ? random(uniform(random, 40)) : oneOf(DATA);
    const apdu = encodeCommand({
      cla: isOneIn(16) ? uniform(random, 256) : 0,
      ins: isOneIn(16) ? uniform(random, 256) : oneOf(INSTRUCTIONS),
      p1p2: isOneIn(8) ? uniform(random, 65_536) : oneOf(PARAMETERS),
      data: isOneIn(3) ? data.map((byte) => (isOneIn(20) ? byte ^ (1 << uniform(random, 8)) : byte)) : data,
      expected: oneOf([0, 1, 256, 65_536]),
    });
    yield isOneIn(16) ? apdu.subarray(0, uniform(random, apdu.length)) : apdu;
  }
}

/** All that only those with authority may change: everything but the tries, which count down. */
const guarded = ({ piv, ...rest }: CardState) => ({
  ...rest,
  piv: { ...piv, pin: { ...piv.pin, triesLeft: 0, pukTriesLeft: 0 } },
});

for (const hasPin of [false, true])
  test(`${ROUNDS} random commands ${hasPin ? 'with' : 'without'} the PIN: no internal error, no secret, no change`, async () => {
    const memory = new RamMemory();
    const card = await personalisedPiv(memory);
    await card.transmit(SELECT);
    const state = () => decodeState(memory.content ?? assert.fail());
    const before = state();
    const { keys } = before.piv;
    const secrets = [pin.subarray(0, 6), puk, ...keys.map(({ value }) => value)].map((it) => Buffer.from(it));
    let rounds = 0;
    let signatures = 0;
    for (const apdu of randomCommands(`fuzz ${hasPin}`)) {
      if (hasPin && rounds++ % 10 === 0) await card.transmit(VERIFY);
      const response = Buffer.from(await card.transmit(apdu));
      assert.notEqual(response.readUInt16BE(response.length - 2), SW.internalError);
      for (const secret of secrets) assert.equal(response.includes(secret), false);
      if (response[0] === TEMPLATE_OF_SIGNATURE) signatures += 1;
    }
    assert.deepEqual(guarded(state()), guarded(before));
    const { triesLeft, pukTriesLeft } = state().piv.pin;
    // What could have been done was done: else this had shown nothing.
    assert.equal(pukTriesLeft, 0);
    if (hasPin) assert.ok(signatures > 0);
    else assert.deepEqual({ signatures, triesLeft }, { signatures: 0, triesLeft: 0 });
  });
