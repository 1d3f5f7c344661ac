import { systemRandom } from '../../common/system-random.ts';
import { describeCard } from './conformance-test-support.ts';
import { EmulatedCard } from './emulator/emulated-card.ts';
import { RamMemory } from './test-support.ts';

describeCard('the emulated card', async () => ({
  card: new EmulatedCard({
    memory: new RamMemory(),
    random: systemRandom,
  }),
  remove: async () => undefined,
}));
