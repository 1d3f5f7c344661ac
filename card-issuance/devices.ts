/** Cards and terminals as the Commissioner's console hands them out: each makes its keys, the Commissioner certifies them. */

import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { systemRandom } from '../common/system-random.ts';
import type { OfficerClient } from '../office/officer-client.ts';
import { CommandError } from '../output/output.ts';
import {
  certificateCodec,
  type Device,
  type DeviceCertificate,
  MAX_CERTIFICATE_LENGTH,
} from '../protocol/messages/device-certificate.ts';
import { toHex } from '../protocol/primitives/bytes.ts';
import { decode } from '../protocol/primitives/cbor.ts';
import { randomSecretKey, signingKey } from '../protocol/primitives/p256-signature.ts';
import { uniform } from '../protocol/primitives/random.ts';
import { EmulatedCard } from '../tcb-emulator/card/emulator/emulated-card.ts';
import { FileMemory, type NonVolatileMemory } from '../tcb-emulator/card/memory/non-volatile-memory.ts';
import { personalisePiv } from '../tcb-emulator/card/piv/piv-client.ts';
import { type Issuer, personaliseCard } from '../tcb-emulator/card/voting/personalise-card.ts';
import { writeTerminalIdentity } from '../tcb-emulator/terminal/identity.ts';

const PUK_DIGITS = 8;
const SIGNING_PIN_DIGITS = 6;
/** How long the certificate for stock tools holds, in milliseconds. */
const TEN_YEARS = 10 * 365 * 24 * 3600 * 1000;

export const randomDigits = (count: number): string =>
  Array.from({ length: count }, () => uniform(systemRandom, 10)).join('');

/** The Commissioner, through its service. */
export async function issuerOf(officer: OfficerClient): Promise<Issuer> {
  const { publicKey } = await officer.get('/identity');
  return {
    publicKey: new Uint8Array(Buffer.from(publicKey, 'hex')),
    certify: (device) => certified(officer, device),
  };
}

async function certified(officer: OfficerClient, device: Device): Promise<DeviceCertificate> {
  const body = { ...device, publicKey: toHex(device.publicKey) };
  const { certificate } = await officer.post('/officer/devices', body);
  const bytes = new Uint8Array(Buffer.from(certificate, 'hex'));
  return decode(certificateCodec, bytes, MAX_CERTIFICATE_LENGTH, 'certificate');
}

export interface NewCard {
  readonly voter: string;
  /** 4 to 8 digits. */
  readonly pin: string;
}

/** What goes to the voter in the PIN letter, and into the roll. */
export interface IssuedCard {
  /** In hexadecimal. */
  readonly publicKey: string;
  /** 8 digits: makes a new PIN when it is blocked. */
  readonly puk: string;
  /** For programs on the PC; opens nothing that has to do with voting. */
  readonly signing: { readonly pin: string; readonly puk: string };
}

export interface MadeCard extends IssuedCard {
  /** What the card's memory holds. */
  readonly image: Uint8Array;
}

/** In a factory the card is switched on with its memory written; here likewise, whole or not at all. */
class Blank implements NonVolatileMemory {
  #state: Uint8Array | undefined;
  read(): Uint8Array | undefined {
    return this.#state;
  }
  write(state: Uint8Array): void {
    this.#state = state.slice();
  }
}

/** Personalises a blank card through its commands. Errors: CardError, and those of `issuer`. */
export async function makeCard({ voter, pin }: NewCard, issuer: Issuer): Promise<MadeCard> {
  const memory = new Blank();
  const card = new EmulatedCard({ memory, random: systemRandom });
  const puk = randomDigits(PUK_DIGITS);
  // Digits of its own: whoever sees them typed at the PC has not learned the PIN for voting.
  const signing = { pin: randomDigits(SIGNING_PIN_DIGITS), puk: randomDigits(PUK_DIGITS) };
  const serial = toHex(systemRandom(8));
  const notAfter = new Date(Date.now() + TEN_YEARS);
  await personalisePiv(
    card,
    { commonName: serial, ...signing, notBefore: new Date(), notAfter },
    systemRandom,
  );
  const publicKey = await personaliseCard(card, { voterId: voter, serial, pin, puk }, issuer);
  const image = memory.read();
  if (image === undefined) throw new CommandError(`the card of ${voter} could not be personalised`);
  return { publicKey: toHex(publicKey), puk, signing, image };
}

/** A card as a memory image at `path`. Errors: CommandError if there is one already; those of {@link makeCard}. */
export async function issueCard(
  { path, ...card }: NewCard & { readonly path: string },
  issuer: Issuer,
): Promise<IssuedCard> {
  if (existsSync(path)) throw new CommandError(`${path} exists: a card is personalised once`);
  mkdirSync(dirname(path), { recursive: true });
  const { image, ...issued } = await makeCard(card, issuer);
  new FileMemory(path).write(image);
  return issued;
}

/** Makes what a terminal needs in `folder`: its key and certificate, and the voting Finlet. */
export async function issueTerminal(folder: string, issuer: Issuer, finlet: string): Promise<void> {
  await issueIdentity(folder, issuer);
  copyFileSync(finlet, join(folder, 'voting.finlet'));
}

/** As {@link issueTerminal}, without a Finlet. */
export async function issueIdentity(folder: string, issuer: Issuer): Promise<void> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const secret = randomSecretKey(systemRandom);
  const { publicKey } = signingKey(secret);
  const certificate = await issuer.certify({ role: 'terminal', serial: toHex(systemRandom(8)), publicKey });
  writeTerminalIdentity(join(folder, 'terminal.json'), secret, {
    certificate,
    commissionerKey: issuer.publicKey,
  });
}
