/**
 * The terminal benchmark's terminal: panel, Finlet, card, and a voter's fingers, in a process of their own. Only the
 * processor time of the terminal's calls counts; servers are on the other side of `ask`.
 */

import { once } from 'node:events';
import type { Ballot } from '../../ballots/ballot.ts';
import { parseBallot } from '../../ballots/parse-ballot.ts';
import { systemRandom } from '../../common/system-random.ts';
import { nobleBls } from '../../protocol/primitives/bls-noble.ts';
import { EMPTY } from '../../protocol/primitives/bytes.ts';
import { decode, encode } from '../../protocol/primitives/cbor.ts';
import { EmulatedCard } from '../../tcb-emulator/card/emulator/emulated-card.ts';
import { FileMemory } from '../../tcb-emulator/card/memory/non-volatile-memory.ts';
import { keysFor } from '../../tcb-emulator/dialogue/keys-for.ts';
import { keysForLanguage, keysForPin } from '../../tcb-emulator/dialogue/prompts.ts';
import type { Key } from '../../tcb-emulator/display/keys.ts';
import { Panel } from '../../tcb-emulator/display/panel.ts';
import {
  answerCodec,
  challengeAnswersCodec,
  echoResultCodec,
  electoralDataCodec,
} from '../../tcb-emulator/finlet/pc-messages.ts';
import { finlet } from '../../tcb-emulator/finlet/voting-finlet.ts';
import { FinreadTerminal } from '../../tcb-emulator/terminal/finread-terminal.ts';
import { readTerminalIdentity } from '../../tcb-emulator/terminal/identity.ts';
import { ecdsaSign, ecdsaVerify, hpkeSeal } from './library-calls.ts';
import { type Cost, costOf, costOfParts, pinToCore } from './measure.ts';
import { nobleHash, nobleMultiply, noblePairings, nobleParse } from './noble-calls.ts';
import type { Exchanges, Kind, Question, VoterOfBench } from './terminal-messages.ts';

/** Of the benchmark's election: N, t, L and Anonymizers, Distributors. */
const [N, T, L, D] = [4, 3, 3, 2];
const VOTE = [[[1]]];
const MAX_RESULT = 5_000;

const panel = new Panel();
const terminal = new FinreadTerminal({
  panel,
  random: systemRandom,
  bls: nobleBls,
  clock: Date.now,
  identity: readTerminalIdentity(process.argv[2] ?? ''),
  openCard: (path) => new EmulatedCard({ memory: new FileMemory(path), random: systemRandom }),
});
terminal.install({ name: 'voting', version: 1, size: 1, finlet });
const parts = [
  // H(m); rho * H(m); t partial signatures combined and unblinded; the result verified.
  nobleHash(1),
  nobleParse(T),
  nobleMultiply(1 + T),
  noblePairings(1),
  // Prepare requests and onion layers; the package.
  await hpkeSeal(N, 'traffic', 512),
  await hpkeSeal(L, 'traffic', 1500),
  await hpkeSeal(1, 'sealed vote', 128),
  ecdsaSign(N),
  // Enrolment; Distributors; echoes; Anonymizers.
  ecdsaVerify(1 + D + T + L),
];
pinToCore(process.pid, 0);

for (;;) {
  const voters = await ask('voters', 'next');
  if (voters.length === 0) break;
  let path: Cost = { cpu: 0, wall: 0 };
  for (const voter of voters) path = plus(path, await vote(voter), 1 / voters.length);
  const round = { path, parts: await costOfParts(parts, voters.length) };
  await ask('note', { round, partNames: parts.map(({ name }) => name) });
}
process.disconnect();

async function ask<K extends Kind>(
  kind: K,
  question: Exchanges[K]['question'],
): Promise<Exchanges[K]['answer']> {
  process.send?.({ kind, question } satisfies Question<K>);
  const [answer] = (await once(process, 'message')) as [Exchanges[K]['answer']];
  return answer;
}

function plus(sum: Cost, one: Cost, weight = 1): Cost {
  return { cpu: sum.cpu + one.cpu * weight, wall: sum.wall + one.wall * weight };
}

async function vote({ card, pin, data }: VoterOfBench): Promise<Cost> {
  let cost: Cost = { cpu: 0, wall: 0 };
  const counted = async (work: () => Promise<unknown>): Promise<void> => {
    cost = plus(cost, await costOf(1, work));
  };
  const keys = keysToVote(parseBallot(data.ballot), pin);
  await counted(async () => {
    await terminal.insert(card);
    await terminal.call('voting', encode(electoralDataCodec, data));
    await Promise.all([panel.type(keys), untilPhaseAfter('voter')]);
  });
  const { requests, phase, code } = terminal.status();
  if (phase !== 'sign') throw new Error(`the terminal stopped: ${code}`);
  const echoes = await ask('prepare', requests);
  let request: Uint8Array | undefined;
  await counted(async () => {
    for (const { administrator, answer } of echoes) request = await receiveEcho(administrator, answer);
  });
  if (request === undefined || request.length === 0) throw new Error('the terminal has too few echoes');
  const partials = await ask('sign', request);
  await counted(async () => {
    for (const given of partials) await terminal.call('voting/partial', encode(answerCodec, given));
  });
  const answers = await ask('challenge', await terminal.call('challenge', EMPTY));
  await counted(async () => {
    await terminal.call('voting/onion', encode(challengeAnswersCodec, answers));
    await terminal.call('voting/sent', EMPTY);
    terminal.remove();
  });
  return cost;
}

/** The Sign request once there are t echoes. */
async function receiveEcho(administrator: string, answer: Uint8Array): Promise<Uint8Array> {
  const result = await terminal.call('voting/echo', encode(answerCodec, { administrator, answer }));
  return decode(echoResultCodec, result, MAX_RESULT).signRequest;
}

async function untilPhaseAfter(phase: string): Promise<void> {
  const { signal } = new AbortController();
  while (terminal.status().phase === phase) await terminal.whenChanged(signal);
}

/** Language, the title's one page, fingerprint, ballot and review, PIN. */
function keysToVote(ballot: Ballot, pin: string): Key[] {
  return [...keysForLanguage('en'), 'ok', 'ok', ...keysFor(ballot, VOTE), ...keysForPin(pin)];
}
