/** `revs vote`, `revs check`, `revs terminal`: the voter's side, with a terminal that is running or is started here. */
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import {
  freeTerminalPorts,
  isFree,
  type Processes,
  type TerminalAddress,
  type TerminalPorts,
  withProcesses,
} from '../deployment/processes.ts';
import { CommandError, complain, ProgressBar, print, printJson, titleOf } from '../output/output.ts';
import { nodeSend } from '../simulation/node-send.ts';
import { TerminalClient } from '../tcb-emulator/client.ts';
import { HumanClient } from '../tcb-emulator/terminal/human-client.ts';
import { runTextMode } from '../tcb-emulator/terminal/text-mode.ts';
import { webAddress } from '../tcb-emulator/terminal/web-face.ts';
import { checkVote } from '../voter-module/check-vote.ts';
import { findElections, type ListedElection } from '../voter-module/find-elections.ts';
import { vote } from '../voter-module/vote.ts';
import type { VoteProgress, VoterModule } from '../voter-module/voter-module.ts';

export interface VoterOptions {
  readonly terminal: string;
  readonly distributor: readonly string[];
  readonly election?: string | undefined;
  readonly json: boolean;
}

/** Carries a vote between the terminal and the servers; the vote itself is cast on the terminal. */
export async function runVote(options: VoterOptions): Promise<void> {
  const { election } = await findElection(options);
  const progress = new ProgressBar();
  await vote(moduleOf(options, election, progress));
  progress.stop();
  if (options.json) printJson({ election, sent: true });
  else
    print(
      'Your vote is on its way to the Counters. After the close, "revs check" shows on the terminal that it arrived.',
    );
}

/** After the close; what is found is on the terminal's display and nowhere else. */
export async function runCheck(
  options: VoterOptions & { readonly finalRoots?: string | undefined },
): Promise<void> {
  const { election, closes, intakeEnds } = await findElection(options);
  const now = Date.now();
  const progress = new ProgressBar();
  const seen = await checkVote(moduleOf(options, election, progress), {
    withSecondOnion: now >= closes && now < intakeEnds,
    finalRootsUrl: options.finalRoots,
  });
  if (options.json) printJson({ election, counters: seen });
  else
    print(
      `The terminal has read the lists of ${seen.join(', ') || 'no Counter'}; its display says what it found.`,
    );
}

function moduleOf(options: VoterOptions, electionId: string, bar: ProgressBar): VoterModule {
  return {
    terminal: new TerminalClient(options.terminal),
    send: nodeSend,
    distributors: options.distributor,
    electionId,
    onProgress: (progress) => show(progress, bar),
  };
}

function show(progress: VoteProgress, bar: ProgressBar): void {
  if (progress.stage === 'voter') console.error('  Now follow the terminal.');
  if (progress.stage === 'echo' || progress.stage === 'signature')
    bar.update(
      progress.stage === 'echo' ? 'echoes' : 'signatures',
      Math.min(progress.done, progress.needed),
      progress.needed,
      progress.server,
    );
  if (progress.stage === 'failed') complain(`  ${progress.server}: ${progress.code}`);
}

/** Elections that a message names: more would scroll away what it says. */
const MOST_NAMED = 20;

async function findElection({ distributor, election = '' }: VoterOptions): Promise<ListedElection> {
  const { elections } = await findElections(nodeSend, distributor);
  const matching = elections.filter((listed) => listed.election.startsWith(election));
  const [only] = matching;
  if (only !== undefined && matching.length === 1) return only;
  if (elections.length === 0)
    throw new CommandError('no Distributor that answers has an open election; check --distributor');
  const lines = elections.slice(0, MOST_NAMED).map((listed) => `  ${listed.election}  ${titleOf(listed)}`);
  throw new CommandError(`say which election, with --election:\n${lines.join('\n')}`);
}

export interface TerminalOptions {
  readonly card?: string | undefined;
  readonly connect?: string | undefined;
  readonly tokenFile?: string | undefined;
  readonly folder: string;
  readonly cards?: string | undefined;
  readonly automation?: string | undefined;
  readonly headless?: boolean | undefined;
  readonly origin?: readonly string[] | undefined;
}

const isRealReader = (card: string): boolean => card.startsWith('pcsc:');

/** The terminal in text mode: one that runs already, or a new one that ends with the command. */
export function runTerminal(options: TerminalOptions): Promise<void> {
  const { card, connect, tokenFile, headless = false } = options;
  if (card !== undefined && !isRealReader(card) && !existsSync(card))
    throw new CommandError(`there is no card at ${resolve(card)}; --card takes the path of a card's file`);
  return withProcesses(async (processes) => {
    const address =
      connect === undefined ? await startOwn(processes, options) : runningAt(connect, tokenFile);
    const human = new HumanClient(address.human, address.token);
    if (card !== undefined) await human.insertCard(isRealReader(card) ? card : resolve(card));
    if (address.pc !== '') {
      console.error(`PC interface: ${address.pc}   vote from another window with:`);
      console.error(`  ./revs vote --terminal ${address.pc} --distributor URL`);
      console.error(`Web page:     ${webAddress(address.human, address.token)}`);
      console.error(`PC/SC socket: PCSCLITE_CSOCK_NAME=${address.pcsc}`);
      if (headless) {
        await processes.ended('terminal');
        return;
      }
      await pressEnter();
    }
    process.exitCode = await runTextMode(human, { input: process.stdin, output: process.stdout });
  });
}

/** So that the addresses can be read before the terminal takes the screen. */
async function pressEnter(): Promise<void> {
  if (!process.stdin.isTTY) return;
  console.error('Press Enter for the terminal.');
  await new Promise((resolve) => process.stdin.once('data', resolve));
  process.stdin.pause();
}

/** Where the voter's page looks for a terminal, unless its host says otherwise. */
const PC_PORT = 8600;

async function ownPorts(): Promise<TerminalPorts> {
  const ports = { pcPort: PC_PORT, humanPort: PC_PORT + 1 };
  if ((await isFree(ports.pcPort)) && (await isFree(ports.humanPort))) return ports;
  console.error(
    `Port ${PC_PORT} or the next is taken: a voter's page will not find this terminal by itself.`,
  );
  return freeTerminalPorts();
}

async function startOwn(
  processes: Processes,
  { folder, cards, automation, origin = [] }: TerminalOptions,
): Promise<TerminalAddress> {
  if (!existsSync(join(folder, 'terminal.json')))
    throw new CommandError(
      `${folder} is not the folder of a terminal; the officer makes one with "revs terminals issue --out ${folder}"`,
    );
  const options = [
    ...(cards === undefined ? [] : ['--cards', resolve(cards)]),
    ...(automation === undefined ? [] : ['--automation', resolve(automation)]),
    ...origin.flatMap((one) => ['--origin', one]),
  ];
  return processes.startTerminal('terminal', folder, options, await ownPorts());
}

function runningAt(connect: string, tokenFile: string | undefined): Omit<TerminalAddress, 'tokenFile'> {
  if (tokenFile === undefined)
    throw new CommandError('--connect needs --token-file: the human interface is guarded');
  return { pc: '', pcsc: '', human: connect, token: readFileSync(tokenFile, 'utf8').trim() };
}
