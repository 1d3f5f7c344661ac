/**
 * The terminal's process: PC interface and human interface on addresses of their own, on loopback. It prints one JSON
 * line with both addresses; the human interface's token is read from a file that only its owner can read.
 *
 * Usage: main.ts --pc-port N --human-port N --token-file PATH
 */
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { nobleBls } from '../protocol/primitives/bls-noble.ts';
import { EmulatedCard } from './card/emulated-card.ts';
import { FileMemory } from './card/non-volatile-memory.ts';
import { FinreadTerminal } from './finread-terminal.ts';
import { createPcInterface } from './pc-interface.ts';
import { createHumanInterface } from './terminal/human-interface.ts';
import { Panel } from './terminal/panel.ts';

const { values } = parseArgs({
  options: {
    'pc-port': { type: 'string', default: '0' },
    'human-port': { type: 'string', default: '0' },
    'token-file': { type: 'string' },
  },
});
const tokenFile = values['token-file'];
if (tokenFile === undefined) throw new Error('--token-file is needed');
if (!existsSync(tokenFile)) writeFileSync(tokenFile, randomBytes(24).toString('base64url'), { mode: 0o600 });

const random = (length: number): Uint8Array => new Uint8Array(randomBytes(length));
const panel = new Panel();
const terminal = new FinreadTerminal({
  panel,
  random,
  bls: nobleBls,
  openCard: (path) => new EmulatedCard({ memory: new FileMemory(path), random }),
});
const pc = createPcInterface(terminal);
const human = createHumanInterface({ panel, slot: terminal, token: readFileSync(tokenFile, 'utf8').trim() });
const host = '127.0.0.1';
const pcUrl = await pc.listen({ host, port: Number(values['pc-port']) });
const humanUrl = await human.listen({ host, port: Number(values['human-port']) });
console.log(JSON.stringify({ pc: pcUrl, human: humanUrl }));

const stop = (): void => {
  terminal.remove();
  process.exit(0);
};
process.on('SIGTERM', stop);
process.on('SIGINT', stop);
