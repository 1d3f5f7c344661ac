/** A voter whose vote is struck by a crash at a chosen step of the protocol, and who finishes it afterwards. */
import { randomInt } from 'node:crypto';
import { nodeSend } from '../../../simulation/node-send.ts';
import { keysToCheck, keysToResume, keysToVote, typeKeys } from '../../../simulation/robot-voter.ts';
import { TerminalClient } from '../../../tcb-emulator/client.ts';
import { LANGUAGE_SCREEN, textsIn } from '../../../tcb-emulator/dialogue/screens.ts';
import { HumanClient } from '../../../tcb-emulator/terminal/human-client.ts';
import { checkVote } from '../../../voter-module/check-vote.ts';
import type { Send } from '../../../voter-module/send.ts';
import { vote } from '../../../voter-module/vote.ts';
import { PIN, type RealElection, type SimulatedVoter } from './real-election.ts';

/** Calls that a vote consists of: to servers, to the terminal, and the voter's own keys. */
export type Step =
  | 'manifest'
  | 'distribution'
  | 'enrolments'
  | 'ballots'
  | 'prepare'
  | 'sign'
  | 'challenge'
  | 'onions'
  | `terminal ${'keyHash' | 'beginVoting' | 'echo' | 'partial' | 'challenge' | 'onion' | 'closingOnions' | 'sent'}`
  | `keys ${'first' | 'middle' | 'last'}`;

export interface KillPoint {
  readonly step: Step;
  readonly when: 'before' | 'during' | 'after';
  /** The how-manyth of these calls; the first unless given. */
  readonly nth?: number;
  /** IDs of servers, or `terminal`; whoever is called unless given. */
  readonly victims?: readonly string[];
}

/** Strikes once: at the call that the kill point names. */
export class Striker {
  readonly #election: RealElection;
  readonly #point: KillPoint | undefined;
  #calls = 0;
  struck = false;

  constructor(election: RealElection, point: KillPoint | undefined) {
    this.#election = election;
    this.#point = point;
  }

  async at<T>(step: Step, called: string, call: () => Promise<T>): Promise<T> {
    const point = this.#point;
    if (point?.step !== step || ++this.#calls !== (point.nth ?? 1)) return call();
    this.struck = true;
    const victims = point.victims ?? [called];
    if (point.when === 'before') await this.#kill(victims);
    const result = call();
    if (point.when === 'during') {
      result.catch(() => undefined);
      // Not a wait for anything: the instant of the crash is drawn within the time that a call takes.
      await new Promise((resolve) => setTimeout(resolve, randomInt(0, 8)));
      await this.#kill(victims);
    }
    const value = await result;
    if (point.when === 'after') await this.#kill(victims);
    return value;
  }

  async #kill(victims: readonly string[]): Promise<void> {
    await Promise.all(
      victims.map((victim) =>
        victim === 'terminal' ? this.#election.crashTerminal() : this.#election.crash(victim),
      ),
    );
  }
}

/** How often a voter comes back. */
const MAX_VISITS = 5;

/** Votes; after a fault comes back, to whichever terminal runs, with nothing but the card. Returns the visits. */
export async function voteThrough(
  election: RealElection,
  voter: SimulatedVoter,
  striker: Striker,
  send: Send = nodeSend,
): Promise<number> {
  for (let visits = 1; ; visits++) {
    try {
      await visit(election, voter, striker, send);
      return visits;
    } catch (error) {
      if (visits === MAX_VISITS) throw error;
    } finally {
      await election.settled();
    }
  }
}

async function visit(
  election: RealElection,
  voter: SimulatedVoter,
  striker: Striker,
  send: Send,
): Promise<void> {
  const human = humanOf(election);
  const over = new AbortController();
  let typing: Promise<void> = Promise.resolve();
  await human.insertCard(voter.card);
  try {
    await vote({
      ...moduleOf(election, striker, send),
      onProgress: ({ stage }) => {
        if (stage === 'voter')
          typing = typeVote(election, human, voter, striker, over.signal).catch(() => undefined);
      },
    });
  } finally {
    over.abort();
    await typing;
  }
  await human.removeCard();
}

/** After the close: looks for the vote, sends the second onion. */
export async function checkThrough(
  election: RealElection,
  voter: SimulatedVoter,
  striker: Striker,
): Promise<void> {
  for (let visits = 1; ; visits++) {
    const human = humanOf(election);
    const over = new AbortController();
    let typing: Promise<void> = Promise.resolve();
    try {
      await human.insertCard(voter.card);
      const onProgress = ({ stage }: { readonly stage: string }): void => {
        if (stage === 'voter')
          typing = shown(human, LANGUAGE_SCREEN[0], over.signal)
            .then(() => typeKeys(human, keysToCheck(PIN)))
            .catch(() => undefined);
      };
      const module = { ...moduleOf(election, striker, nodeSend), onProgress };
      await checkVote(module, { withSecondOnion: true, finalRootsUrl: undefined });
      await human.removeCard();
      return;
    } catch (error) {
      if (visits === MAX_VISITS) throw error;
    } finally {
      over.abort();
      await typing;
      await election.settled();
    }
  }
}

function moduleOf(election: RealElection, striker: Striker, send: Send) {
  const { distributors, summary } = election;
  const terminal = new StruckTerminal(election.terminal.pc, striker);
  const servers = [...election.urls];
  const struckSend: Send = (url, body) => {
    const called = servers.find(([, base]) => url.startsWith(`${base}/`))?.[0] ?? '';
    const step = new URL(url).pathname.split('/')[3] as Step;
    return striker.at(step, called, () => send(url, body));
  };
  return { terminal, send: struckSend, distributors, electionId: summary.election };
}

const humanOf = ({ terminal }: RealElection): HumanClient => new HumanClient(terminal.human, terminal.token);

/** Whole ballot or, where the card holds the vote already, what resumes it. */
async function typeVote(
  { ballot, summary }: RealElection,
  human: HumanClient,
  voter: SimulatedVoter,
  striker: Striker,
  over: AbortSignal,
): Promise<void> {
  await shown(human, LANGUAGE_SCREEN[0], over);
  const [language, ...fresh] = keysToVote(summary.title, ballot, voter.vote, PIN);
  const { frame } = await striker.at('keys first', 'terminal', () => human.press([language ?? '1']));
  const [question] = textsIn('en').screen('resume', { time: '' });
  if (frame.lines[0].trim() === question.trim()) return typeKeys(human, keysToResume(PIN).slice(1));
  const middle = Math.floor(fresh.length / 2);
  await typeKeys(human, fresh.slice(0, middle));
  await striker.at('keys middle', 'terminal', () => typeKeys(human, fresh.slice(middle, -1)));
  await striker.at('keys last', 'terminal', () => typeKeys(human, fresh.slice(-1)));
}

/** Until the display's first line is that one. Errors: when `over` is aborted. */
async function shown(human: HumanClient, line: string, over: AbortSignal): Promise<void> {
  let frame = await human.display(undefined, over);
  while (frame.lines[0].trim() !== line) frame = await human.display(frame.sequence, over);
}

/** The PC interface with a crash in one of its calls. */
class StruckTerminal extends TerminalClient {
  readonly #striker: Striker;

  constructor(url: string, striker: Striker) {
    super(url);
    this.#striker = striker;
  }

  override keyHash() {
    return this.#striker.at('terminal keyHash', 'terminal', () => super.keyHash());
  }

  override beginVoting(data: Parameters<TerminalClient['beginVoting']>[0]) {
    return this.#striker.at('terminal beginVoting', 'terminal', () => super.beginVoting(data));
  }

  override echo(administrator: string, answer: Uint8Array) {
    return this.#striker.at('terminal echo', 'terminal', () => super.echo(administrator, answer));
  }

  override partial(administrator: string, answer: Uint8Array) {
    return this.#striker.at('terminal partial', 'terminal', () => super.partial(administrator, answer));
  }

  override challenge() {
    return this.#striker.at('terminal challenge', 'terminal', () => super.challenge());
  }

  override onion(answers: readonly Uint8Array[]) {
    return this.#striker.at('terminal onion', 'terminal', () => super.onion(answers));
  }

  override closingOnions(answers: readonly Uint8Array[]) {
    return this.#striker.at('terminal closingOnions', 'terminal', () => super.closingOnions(answers));
  }

  override sent() {
    return this.#striker.at('terminal sent', 'terminal', () => super.sent());
  }
}
