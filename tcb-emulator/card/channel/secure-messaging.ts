/**
 * Secure messaging between the voting applet and a terminal (ISO/IEC 7816-4, section 10, with a proprietary data field):
 * AES-256-GCM (NIST SP 800-38D), a key and a counter for each direction, so that nothing is read, altered, left out,
 * repeated or answered out of turn. The command's header stays readable and is authenticated.
 */
import { createCipheriv, createDecipheriv } from 'node:crypto';
import { concat, EMPTY } from '../../../protocol/primitives/bytes.ts';
import type { Command } from '../../iso7816/apdu.ts';
import type { ChannelKeys } from './mutual-authentication.ts';

/** Class bits b4 and b3: secure messaging, header authenticated (ISO/IEC 7816-4, section 5.4.1). */
const SECURED = 0x0c;
const TAG_LENGTH = 16;
const NONCE_LENGTH = 12;

export const isSecured = ({ cla }: Pick<Command, 'cla'>): boolean => (cla & SECURED) === SECURED;

/** One end of the channel: the card's opens commands and seals responses, the terminal's the reverse. */
export class SecureMessaging {
  readonly #keys: ChannelKeys;
  #commands = 0;
  #responses = 0;

  constructor(keys: ChannelKeys) {
    this.#keys = keys;
  }

  sealCommand(command: Command): Command {
    const cla = command.cla | SECURED;
    const data = seal(this.#keys.command, this.#commands++, header({ ...command, cla }), command.data);
    return { ...command, cla, data };
  }

  /** Undefined if it is not the next command of this channel. */
  openCommand(command: Command): Command | undefined {
    const data = open(this.#keys.command, this.#commands++, header(command), command.data);
    return data && { ...command, cla: command.cla & ~SECURED, data };
  }

  sealResponse(response: Uint8Array): Uint8Array {
    return seal(this.#keys.response, this.#responses++, EMPTY, response);
  }

  /** Undefined if it is not the answer to the last command. */
  openResponse(data: Uint8Array): Uint8Array | undefined {
    return open(this.#keys.response, this.#responses++, EMPTY, data);
  }

  erase(): void {
    this.#keys.command.fill(0);
    this.#keys.response.fill(0);
  }
}

const header = ({ cla, ins, p1p2 }: Command): Uint8Array => Uint8Array.of(cla, ins, p1p2 >> 8, p1p2 & 0xff);

function nonce(counter: number): Uint8Array {
  const out = new Uint8Array(NONCE_LENGTH);
  new DataView(out.buffer).setBigUint64(NONCE_LENGTH - 8, BigInt(counter));
  return out;
}

function seal(key: Uint8Array, counter: number, aad: Uint8Array, message: Uint8Array): Uint8Array {
  const cipher = createCipheriv('aes-256-gcm', key, nonce(counter)).setAAD(aad);
  const text = cipher.update(message);
  cipher.final();
  return concat(text, cipher.getAuthTag());
}

function open(key: Uint8Array, counter: number, aad: Uint8Array, sealed: Uint8Array): Uint8Array | undefined {
  const end = sealed.length - TAG_LENGTH;
  if (end < 0) return undefined;
  const decipher = createDecipheriv('aes-256-gcm', key, nonce(counter)).setAAD(aad);
  decipher.setAuthTag(sealed.subarray(end));
  const message = decipher.update(sealed.subarray(0, end));
  try {
    decipher.final();
    return new Uint8Array(message);
  } catch {
    return undefined;
  }
}
