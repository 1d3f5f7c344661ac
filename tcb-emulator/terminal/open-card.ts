/** The cards that a person can put into the terminal: emulated ones, and a real one in a real reader. */
import { existsSync } from 'node:fs';
import type { RandomSource } from '../../protocol/primitives/random.ts';
import { EmulatedCard } from '../card/emulator/emulated-card.ts';
import { FileMemory } from '../card/memory/non-volatile-memory.ts';
import type { Card } from '../iso7816/card.ts';
import { PcscCard } from '../pcsc/pcsc-card.ts';
import { TerminalRefusal } from './terminal-refusal.ts';

const REAL = 'pcsc:';

/**
 * Opens the emulated card of a memory image, or with `pcsc:` or `pcsc:READER` the card in a real reader, by way of pcscd;
 * the real one that was opened before is let go. Errors: TerminalRefusal terminal/unknown-card, those of pcscd.
 */
export function cardOpener(random: RandomSource): (path: string) => Promise<Card> {
  let real: PcscCard | undefined;
  return async (path) => {
    await real?.close();
    real = undefined;
    if (path.startsWith(REAL)) {
      const reader = path.slice(REAL.length);
      real = await PcscCard.connect(undefined, reader === '' ? undefined : reader);
      return real;
    }
    // A memory that is not there would be that of a blank card.
    if (!existsSync(path)) throw new TerminalRefusal('terminal/unknown-card');
    return new EmulatedCard({ memory: new FileMemory(path), random });
  };
}
