/**
 * What happens between this page, the terminal and the servers: one thing at a time, as the terminal has one card. The
 * page keeps nothing: after a reload the terminal's status says what was under way, and it goes on by itself.
 */
import { toHex } from '../../../protocol/primitives/bytes.ts';
import type { TerminalClient } from '../../../tcb-emulator/client.ts';
import type { TerminalStatus } from '../../../tcb-emulator/finlet/pc-messages.ts';
import type { ListedElection } from '../../../voter-module/find-elections.ts';
import type { VoteProgress } from '../../../voter-module/voter-module.ts';
import { inOneWindow, type Locks } from './one-window.ts';
import { type ProblemId, problemOf } from './problem.ts';
import { afterProgress, type Signing, signingOf } from './signing.ts';
import { stageOf } from './stage.ts';
import type { Tasks } from './tasks.ts';

export type TerminalSeen =
  | { readonly at: 'searching' | 'absent' | 'noCard' }
  /** `keyHash`: of the card, in hexadecimal. */
  | { readonly at: 'card'; readonly keyHash: string };

export type Task = 'vote' | 'check';

export type Activity =
  | { readonly at: 'idle' | 'preparing' | 'signing' | 'sending' | 'sent' | 'looking' }
  /** The terminal leads. */
  | { readonly at: 'terminal'; readonly task: Task }
  /** `counters`: how many lists the terminal has read; what it found is on its display alone. */
  | { readonly at: 'looked'; readonly counters: number }
  | { readonly at: 'problem'; readonly problem: ProblemId; readonly code: string };

export interface SessionState {
  readonly terminal: TerminalSeen;
  readonly activity: Activity;
  /** ID of the election of the activity. */
  readonly election: string | undefined;
  /** Whether the activity was under way when this page came. */
  readonly resumed: boolean;
  readonly signing: Signing | undefined;
}

export interface World {
  readonly terminal: Pick<TerminalClient, 'keyHash' | 'status' | 'statusAfter'>;
  readonly tasks: Tasks;
  readonly elections: () => readonly ListedElection[];
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  readonly online: () => boolean;
  /** Of this browser; undefined where it gives the page none. */
  readonly locks: Locks | undefined;
  /** Resolves after a while: the rhythm in which the terminal is looked for. */
  readonly pause: () => Promise<void>;
}

const UNDER_WAY: readonly string[] = ['voter', 'sign', 'submit', 'check'];
const SENT = { at: 'sent' } as const;
/** What a terminal, or its card, says of a step that was taken already. */
const LATE: readonly string[] = ['finlet/wrong-step', 'card/refused'];
const AT_WORK: readonly Activity['at'][] = ['preparing', 'terminal', 'signing', 'sending', 'looking'];
/** How often this page goes on where another page has taken a step for it. */
const MAX_TAKEOVERS = 5;
const NO_ACTIVITY = {
  activity: { at: 'idle' },
  election: undefined,
  resumed: false,
  signing: undefined,
} as const;
const PREPARING: Activity = { at: 'preparing' };
export const FIRST_STATE: SessionState = { terminal: { at: 'searching' }, ...NO_ACTIVITY };

export class VoterSession {
  readonly #world: World;
  readonly #listeners = new Set<() => void>();
  #state = FIRST_STATE;
  /** The card that the last activity was with; undefined once it was taken out. */
  #card: string | undefined;

  constructor(world: World) {
    this.#world = world;
  }

  get state(): SessionState {
    return this.#state;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Resolves when the vote is on its way, or something stopped it. */
  vote(election: ListedElection): Promise<void> {
    return this.#run(election, PREPARING, () => this.#world.tasks.vote(election, this.#onProgress('vote')));
  }

  /** Resolves when the terminal has looked, or something stopped it. */
  check(election: ListedElection): Promise<void> {
    return this.#run(election, PREPARING, async () => {
      this.#looked(await this.#world.tasks.check(election, this.#onProgress('check')));
    });
  }

  /** After a problem, or at the end: back to the beginning. What the terminal still has under way goes on. */
  dismiss(): void {
    if (!this.#isAtWork) this.#set(NO_ACTIVITY);
  }

  /** Looks for terminal and card until `signal` is aborted. */
  async watch(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.#look();
      await this.#world.pause();
    }
  }

  async #look(): Promise<void> {
    const { terminal } = this.#world;
    try {
      const keyHash = await terminal.keyHash();
      this.#see(keyHash === undefined ? { at: 'noCard' } : { at: 'card', keyHash: toHex(keyHash) });
      if (this.#state.activity.at === 'sent' && this.#isOver(this.#state.election)) this.dismiss();
      if (this.#state.activity.at === 'idle') await this.#resume();
    } catch {
      this.#see({ at: 'absent' });
    }
  }

  #see(seen: TerminalSeen): void {
    const { terminal } = this.#state;
    const keyHash = seen.at === 'card' ? seen.keyHash : undefined;
    if (terminal.at !== seen.at || (terminal.at === 'card' && terminal.keyHash !== keyHash))
      this.#set({ terminal: seen });
    if (this.#isAtWork) return;
    // The next voter, or the same one once more, finds nothing of the last.
    if (keyHash !== undefined && keyHash !== this.#card) this.dismiss();
    this.#card = keyHash;
  }

  /** Whether voting has ended: then the voter can look for the vote. */
  #isOver(id: string | undefined): boolean {
    const election = this.#world.elections().find((listed) => listed.election === id);
    return election !== undefined && ['mixing', 'counting'].includes(stageOf(election, this.#world.clock()));
  }

  /** Goes on with what the terminal has under way in an election that is known here; does not wait for its end. */
  async #resume(): Promise<void> {
    const status = await this.#world.terminal.status();
    const election = this.#world.elections().find((listed) => listed.election === toHex(status.election));
    if (election === undefined || this.#isAtWork) return;
    const isOver = this.#isOver(election.election);
    if (status.phase === SENT.at && !isOver) this.#set({ activity: SENT, election: election.election });
    if (!UNDER_WAY.includes(status.phase)) return;
    // The terminal does not say what it asks the voter for: at any time it can be but one of the two.
    const task = isOver ? 'check' : 'vote';
    void this.#run(election, { at: 'terminal', task }, () => this.#continue(election));
    this.#set({ resumed: true });
  }

  async #continue(election: ListedElection): Promise<void> {
    const { terminal, tasks } = this.#world;
    const { phase } = await terminal.statusAfter('voter');
    if (phase === SENT.at) return this.#set({ activity: SENT });
    if (phase !== 'check') return tasks.continueVote(election, this.#onProgress('vote'));
    this.#looked(await tasks.continueCheck(election, this.#onProgress('check')));
  }

  /** When another window of this browser has ended: with nothing under way there is nothing to say here. */
  async #follow(election: ListedElection): Promise<void> {
    if (isBegun(await this.#world.terminal.status())) return this.#continue(election);
    this.#set(NO_ACTIVITY);
  }

  async #run(election: ListedElection, activity: Activity, begin: () => Promise<void>): Promise<void> {
    if (this.#isAtWork) return;
    this.#card = this.#state.terminal.at === 'card' ? this.#state.terminal.keyHash : undefined;
    this.#set({ ...NO_ACTIVITY, activity, election: election.election });
    let step = begin;
    for (let takeovers = 0; ; takeovers++) {
      try {
        return await inOneWindow(this.#world.locks, step, () => this.#follow(election));
      } catch (error) {
        const code = codeOf(error);
        if (takeovers < MAX_TAKEOVERS && (await this.#isElsewhere(code)))
          step = () => this.#continue(election);
        else return this.#fail(code, election);
      }
    }
  }

  /** Whether a page in another browser has taken the terminal one step further, so that this one's came too late. */
  async #isElsewhere(code: string): Promise<boolean> {
    if (!LATE.includes(code)) return false;
    const status = await this.#world.terminal.status().catch(() => undefined);
    return status !== undefined && isBegun(status);
  }

  #fail(code: string, election: ListedElection): void {
    const failures = this.#state.signing?.failures ?? {};
    const { clock, online } = this.#world;
    const circumstances = { failures, stage: stageOf(election, clock()), online: online() };
    this.#set({ activity: { at: 'problem', problem: problemOf(code, circumstances), code } });
  }

  #looked(counters: readonly string[]): void {
    this.#set({ activity: { at: 'looked', counters: counters.length } });
  }

  #onProgress(task: Task): (progress: VoteProgress) => void {
    return (progress) => {
      if (progress.stage === 'fetched') return this.#set({ signing: signingOf(progress.plan) });
      const { signing } = this.#state;
      if (signing !== undefined) this.#set({ signing: afterProgress(signing, progress) });
      const activity = activityAfter(progress, task);
      if (activity !== undefined) this.#set({ activity });
    };
  }

  get #isAtWork(): boolean {
    return AT_WORK.includes(this.#state.activity.at);
  }

  #set(change: Partial<SessionState>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of this.#listeners) listener();
  }
}

const isBegun = ({ phase }: TerminalStatus): boolean => UNDER_WAY.includes(phase) || phase === SENT.at;

function activityAfter({ stage }: VoteProgress, task: Task): Activity | undefined {
  if (stage === 'voter') return { at: 'terminal', task };
  if (stage === 'sign') return { at: 'signing' };
  if (stage === 'ready') return { at: task === 'check' ? 'looking' : 'sending' };
  // A check goes on after its onion.
  if (stage === 'sent' && task === 'vote') return { at: 'sent' };
  return undefined;
}

/** The code of an error; a terminal that cannot be reached is a TypeError of `fetch`. */
function codeOf(error: unknown): string {
  if (error instanceof TypeError) return 'terminal/unreachable';
  return error instanceof Error && 'code' in error ? String(error.code).slice(0, 64) : 'page/unexpected';
}
