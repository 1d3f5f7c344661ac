/** For the tests of the PIV applet: a card on which it is in use, and commands to it. */

import assert from 'node:assert/strict';
import { concat, fromHex } from '../../../protocol/primitives/bytes.ts';
import { seededRandom } from '../../../protocol/seeded-random-test-support.ts';
import { pinBlock } from '../../iso7816/reference-data.ts';
import type { EmulatedCard } from '../emulator/emulated-card.ts';
import { ISSUER, insert, PERSONALISATION, type RamMemory } from '../test-support.ts';
import { personaliseCard } from '../voting/personalise-card.ts';
import { personalisePiv } from './piv-client.ts';

export const FIELDS = {
  commonName: 'João Müller',
  pin: '123456',
  puk: '87654321',
  notBefore: new Date('2026-01-01T00:00:00Z'),
  notAfter: new Date('2055-12-31T23:59:59Z'),
};
export const pin = pinBlock(FIELDS.pin);
export const puk = pinBlock(FIELDS.puk);
export const wrong = pinBlock('000000');

export const bytes = (hex: string): Uint8Array => fromHex(hex) ?? assert.fail(hex);

/** Data of GENERAL AUTHENTICATE, GENERATE ASYMMETRIC KEY PAIR and PUT DATA. */
export const signRequestOf = (hash: Uint8Array): Uint8Array => concat(bytes('7c2482008120'), hash);
export const generateRequest = bytes('ac03800111');
export const certificateObject = bytes('5c035fc1055301aa');

/** A personalised card after a reset: no applet is selected. */
export async function personalisedPiv(memory: RamMemory): Promise<EmulatedCard> {
  const card = insert(memory);
  await personalisePiv(card, FIELDS, seededRandom('desk'));
  await personaliseCard(card, PERSONALISATION, ISSUER);
  await card.reset();
  return card;
}
