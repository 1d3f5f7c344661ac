/**
 * The terminal's process: PC interface, PC/SC socket and human interface, each at an address of its own, on loopback; the
 * lab channel only if asked for. It prints one JSON line with the addresses. Its folder holds what the Commissioner handed
 * out with it (`terminal.json`: key and certificate; `voting.finlet`), and what it makes: `human.token`, `pcsc/socket`.
 *
 * Usage: main.ts --folder PATH [--pc-port N] [--human-port N] [--cards FOLDER] [--automation FILE]
 *        [--origin URL ...] [--lab-port N]
 */

import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { systemRandom } from '../common/system-random.ts';
import { nobleBls } from '../protocol/primitives/bls-noble.ts';
import { Panel } from './display/panel.ts';
import { createPcscServer } from './pcsc/pcsc-server.ts';
import { runAutomation } from './terminal/automation.ts';
import { readRules } from './terminal/automation-rules.ts';
import { loadFinlet, openFinletPackage } from './terminal/finlet-package.ts';
import { FinreadTerminal, type InstalledFinlet } from './terminal/finread-terminal.ts';
import { createHumanInterface } from './terminal/human-interface.ts';
import { readTerminalIdentity } from './terminal/identity.ts';
import { createLabInterface } from './terminal/lab-interface.ts';
import { cardOpener } from './terminal/open-card.ts';
import { createPcInterface } from './terminal/pc-interface.ts';
import { TransparentMode } from './terminal/transparent-mode.ts';

const { values } = parseArgs({
  options: {
    folder: { type: 'string' },
    'pc-port': { type: 'string', default: '0' },
    'human-port': { type: 'string', default: '0' },
    cards: { type: 'string' },
    automation: { type: 'string' },
    origin: { type: 'string', multiple: true, default: [] },
    'lab-port': { type: 'string' },
  },
});
const { folder } = values;
if (folder === undefined) throw new Error('--folder is needed');

function tokenIn(name: string): string {
  const path = join(folder ?? '', name);
  if (!existsSync(path)) writeFileSync(path, randomBytes(24).toString('base64url'), { mode: 0o600 });
  return readFileSync(path, 'utf8').trim();
}

/** What the lab channel can change. */
const lab = { clockOffset: 0, seed: undefined as string | undefined, draws: 0 };

function random(length: number): Uint8Array {
  if (lab.seed === undefined) return systemRandom(length);
  const seeded = createHash('shake256', { outputLength: length });
  return new Uint8Array(seeded.update(`${lab.seed} ${lab.draws++}`).digest());
}

const panel = new Panel();
const identity = readTerminalIdentity(join(folder, 'terminal.json'));
const terminal = new FinreadTerminal({
  panel,
  random,
  bls: nobleBls,
  clock: () => Date.now() + lab.clockOffset,
  identity,
  openCard: cardOpener(random),
});

async function verified(document: Uint8Array): Promise<InstalledFinlet> {
  const { commissionerKey } = identity;
  const opened = openFinletPackage(document, commissionerKey);
  const { name, version, code } = opened;
  return { name, version, size: code.length, finlet: await loadFinlet(opened) };
}

terminal.install(await verified(new Uint8Array(readFileSync(join(folder, 'voting.finlet')))));
const pc = createPcInterface(terminal, verified, values.origin);
const token = tokenIn('human.token');
const human = createHumanInterface({ panel, slot: terminal, token, cardsFolder: values.cards });
const pcsc = createPcscServer(new TransparentMode(terminal, panel));
const host = '127.0.0.1';
const socket = join(folder, 'pcsc', 'socket');
await pcsc.listen(socket);
const pcUrl = await pc.listen({ host, port: Number(values['pc-port']) });
const humanUrl = await human.listen({ host, port: Number(values['human-port']) });
console.log(JSON.stringify({ pc: pcUrl, human: humanUrl, pcsc: socket }));

const stop = (): void => {
  terminal.remove();
  process.exit(0);
};
if (values.automation !== undefined) await automate(values.automation);
if (values['lab-port'] !== undefined) await openLab(Number(values['lab-port']));

/** Headless: the rules press the keys; the rule that says so ends the process. */
async function automate(path: string): Promise<void> {
  const rules = readRules(readFileSync(path, 'utf8'));
  void runAutomation(panel, rules, new AbortController().signal).then((end) => {
    if (end === 'exit') stop();
  });
}

async function openLab(port: number): Promise<void> {
  const app = createLabInterface({
    lab: {
      insert: (path) => terminal.insert(path),
      remove: () => terminal.remove(),
      cutPower: () => process.kill(process.pid, 'SIGKILL'),
      setClock: (offset) => {
        lab.clockOffset = offset;
      },
      seedRandom: (seed) => {
        lab.seed = seed;
      },
    },
    token: tokenIn('lab.token'),
  });
  console.log(JSON.stringify({ lab: await app.listen({ host, port }) }));
}

process.on('SIGTERM', stop);
process.on('SIGINT', stop);
