/** Personalises cards as the Commissioner's console does: the card makes its key, the console reads the public one. */
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { toHex } from '../protocol/primitives/bytes.ts';
import { CardClient } from '../tcb-emulator/card/card-client.ts';
import { EmulatedCard } from '../tcb-emulator/card/emulated-card.ts';
import { FileMemory, type NonVolatileMemory } from '../tcb-emulator/card/non-volatile-memory.ts';
import { CommandError } from './output.ts';

export interface NewCard {
  readonly voter: string;
  readonly pin: string;
  /** The card's memory image. */
  readonly path: string;
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

/** Returns the public key in hexadecimal. Errors: CommandError if there is a card at that path. */
export async function personaliseCard(
  { voter, pin, path }: NewCard,
  commissionerKey: Uint8Array,
): Promise<string> {
  if (existsSync(path)) throw new CommandError(`${path} exists: a card is personalised once`);
  mkdirSync(dirname(path), { recursive: true });
  const memory = new Blank();
  const random = (length: number): Uint8Array => new Uint8Array(randomBytes(length));
  const client = new CardClient(new EmulatedCard({ memory, random }));
  await client.select();
  const publicKey = await client.personalise({ voterId: voter, commissionerKey, pin });
  const image = memory.read();
  if (image === undefined) throw new CommandError(`the card of ${voter} could not be personalised`);
  new FileMemory(path).write(image);
  return toHex(publicKey);
}
