/**
 * An emulated PIV card for the Commissioner's key, and a terminal as its pin-pad. Both come before there is a Commissioner
 * who could certify them, so they are certified by a key that is made for them and thrown away: the card opens to no
 * voter's terminal, and the terminal to no voter's card.
 */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { packVotingFinlet } from '../deployment/pack-finlet.ts';
import { CommandError } from '../output/output.ts';
import { certifyDevice } from '../protocol/messages/device-certificate.ts';
import { randomSecretKey, signingKey } from '../protocol/primitives/p256-signature.ts';
import type { RandomSource } from '../protocol/primitives/random.ts';
import { signerOf } from '../protocol/primitives/signer.ts';
import { FileMemory } from '../tcb-emulator/card/memory/non-volatile-memory.ts';
import type { Issuer } from '../tcb-emulator/card/voting/personalise-card.ts';
import { issueIdentity, makeCard, randomDigits } from './devices.ts';

const NAME = 'commissioner';
const PIN_DIGITS = 8;

export interface CommissionerCard {
  /** For every insertion. */
  readonly pin: string;
  /** Makes a new PIN when it is blocked. */
  readonly puk: string;
}

/**
 * Makes the card's memory image `card` and the folder `terminal`. Resolves to what is to be printed once and kept apart
 * from the card. Errors: CommandError if one of them exists.
 */
export async function makeCommissionerCard(
  card: string,
  terminal: string,
  random: RandomSource,
): Promise<CommissionerCard> {
  for (const path of [card, terminal])
    if (existsSync(path)) throw new CommandError(`${path} exists: choose another name, or move it away`);
  const key = signingKey(randomSecretKey(random));
  const issuer: Issuer = {
    publicKey: key.publicKey,
    certify: async (device) => certifyDevice(device, key),
  };
  // Its voting applet is personalised so that nothing can be written any more; nobody learns its PIN.
  const { image, signing } = await makeCard({ voter: NAME, pin: randomDigits(PIN_DIGITS) }, issuer);
  await issueIdentity(terminal, issuer);
  writeFileSync(join(terminal, 'voting.finlet'), await packVotingFinlet(signerOf(key)));
  mkdirSync(dirname(card), { recursive: true });
  new FileMemory(card).write(image);
  return signing;
}
