/** What a card must never let out, read from its memory image, for tests that search for it. */
import assert from 'node:assert/strict';
import { signingKey } from '../../protocol/primitives/p256-signature.ts';
import { given } from '../../protocol/test-support.ts';
import { type CardState, decodeState } from '../../tcb-emulator/card/memory/card-state.ts';
import { FileMemory } from '../../tcb-emulator/card/memory/non-volatile-memory.ts';

function stateOfCard(path: string): CardState {
  return decodeState(new FileMemory(path).read() ?? assert.fail('a card without memory'));
}

export const votingKeyOf = (path: string): Uint8Array =>
  signingKey(given(stateOfCard(path).secretKey)).publicKey;

/** Keys; of a vote that is packed, the package's own form is sealed and public. */
export function secretsOf(path: string): Uint8Array[] {
  const { secretKey, channelKey, piv, voted } = stateOfCard(path);
  const keys = piv.keys.map(({ value }) => value);
  return [given(secretKey), given(channelKey), ...keys, ...voted.flatMap(({ r, rho }) => [r, rho])];
}

/** As bytes, in hexadecimal and in base64: how it might be written down. */
export const formsOf = (secret: Uint8Array): Buffer[] => {
  const bytes = Buffer.from(secret);
  return [bytes, Buffer.from(bytes.toString('hex')), Buffer.from(bytes.toString('base64').slice(0, 40))];
};
