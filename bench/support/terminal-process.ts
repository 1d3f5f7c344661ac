/**
 * The terminal benchmark's terminal: panel, Finlet, card, and a voter's fingers, in a process of their own. Only the
 * processor time of the terminal's calls counts; servers are on the other side of `ask`.
 */
import { once } from 'node:events';
import type { Ballot } from '../../ballots/ballot.ts';
import { parseBallot } from '../../ballots/parse-ballot.ts';
import { nobleBls } from '../../protocol/primitives/bls-noble.ts';
import { EmulatedCard } from '../../tcb-emulator/card/emulated-card.ts';
import { FileMemory } from '../../tcb-emulator/card/non-volatile-memory.ts';
import { keysFor } from '../../tcb-emulator/finlet/dialogue/keys-for.ts';
import { keysForLanguage, keysForPin } from '../../tcb-emulator/finlet/dialogue/prompts.ts';
import { FinreadTerminal } from '../../tcb-emulator/finread-terminal.ts';
import { Panel } from '../../tcb-emulator/terminal/panel.ts';
import { type Cost, costOf, costOfParts, type LimitPart, pinToCore } from './measure.ts';
import { ecdsaSign, ecdsaVerify, hpkeSeal } from './library-calls.ts';
import { nobleHash, nobleMultiply, nobleParse, noblePairings } from './noble-calls.ts';
import { systemRandom } from './random.ts';
import type { Round } from './report.ts';
import type { Answer, Question, Voter } from './terminal-messages.ts';

const panel = new Panel();
const terminal = new FinreadTerminal({
  panel,
  random: systemRandom,
  bls: nobleBls,
  openCard: (path) => new EmulatedCard({ memory: new FileMemory(path), random: systemRandom }),
});
const parts = await limitParts();
pinToCore(process.pid, 0);

for (;;) {
  const voters = await ask('voters', { ask: 'voters' });
  if (voters.length === 0) break;
  let path: Cost = { cpu: 0, wall: 0 };
  for (const voter of voters) path = plus(path, await vote(voter), voters.length);
  const round: Round = { path, parts: await costOfParts(parts, voters.length) };
  await ask('noted', { ask: 'note', round, names: parts.map(({ name }) => name) });
}
process.disconnect();

const plus = (sum: Cost, one: Cost, of: number): Cost => ({
  cpu: sum.cpu + one.cpu / of,
  wall: sum.wall + one.wall / of,
});

async function vote({ card, pin, data }: Voter): Promise<Cost> {
  let cost: Cost = { cpu: 0, wall: 0 };
  const counted = async (work: () => Promise<unknown> | unknown): Promise<void> => {
    cost = plus(cost, await costOf(1, work), 1);
  };
  const ballot = parseBallot(data.ballot);
  await counted(async () => {
    await terminal.insert(card);
    await terminal.keyHash();
    terminal.beginVoting(data);
    panel.type(keysToVote(ballot, pin));
    const { signal } = new AbortController();
    while (terminal.status().phase === 'voter') await terminal.whenChanged(signal);
  });
  const echoes = await ask('echoes', { ask: 'echoes', requests: terminal.status().requests });
  let request = new Uint8Array();
  await counted(async () => {
    for (const { administrator, answer } of echoes)
      request = new Uint8Array((await terminal.receiveEcho(administrator, answer)).signRequest ?? request);
  });
  const partials = await ask('partials', { ask: 'partials', request });
  let ready = false;
  await counted(async () => {
    for (const { administrator, answer } of partials)
      ready = (await terminal.receivePartial(administrator, answer)).ready;
  });
  if (!ready) throw new Error('the terminal has no signature');
  const answers = await ask('presence', { ask: 'presence', challenge: terminal.challenge() });
  await counted(async () => {
    await terminal.submit(answers);
    terminal.showSent();
    terminal.remove();
  });
  return cost;
}
