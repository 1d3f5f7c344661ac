import { randomBytes } from 'node:crypto';
import { describeCard } from './conformance-test-support.ts';
import { EmulatedCard } from './emulator/emulated-card.ts';
import { RamMemory } from './test-support.ts';

describeCard('the emulated card', async () => ({
  card: new EmulatedCard({
    memory: new RamMemory(),
    random: (length) => new Uint8Array(randomBytes(length)),
  }),
  remove: async () => undefined,
}));
