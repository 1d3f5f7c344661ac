/** What the Voter Module does for the page, bound to its servers and its terminal. */

import type { TerminalClient } from '../../../tcb-emulator/client.ts';
import { type CheckOptions, checkVote, continueCheck } from '../../../voter-module/check-vote.ts';
import type { ListedElection } from '../../../voter-module/find-elections.ts';
import type { Send } from '../../../voter-module/send.ts';
import { continueVote, vote } from '../../../voter-module/vote.ts';
import type { VoteProgress } from '../../../voter-module/voter-module.ts';
import type { AppConfig } from './config.ts';

type OnProgress = (progress: VoteProgress) => void;

export interface Tasks {
  vote(election: ListedElection, onProgress: OnProgress): Promise<void>;
  continueVote(election: ListedElection, onProgress: OnProgress): Promise<void>;
  /** Resolves to the Counters whose lists the terminal has read. */
  check(election: ListedElection, onProgress: OnProgress): Promise<readonly string[]>;
  continueCheck(election: ListedElection, onProgress: OnProgress): Promise<readonly string[]>;
}

export function tasksOf(
  { distributors, commissioner }: Pick<AppConfig, 'distributors' | 'commissioner'>,
  terminal: TerminalClient,
  send: Send,
  clock: () => number,
): Tasks {
  const module = ({ election }: ListedElection, onProgress: OnProgress) => ({
    terminal,
    send,
    distributors,
    electionId: election,
    onProgress,
  });
  /** Until intake ends a second onion goes out; once the final roots are published the card is completed. */
  const options = async ({ election, intakeEnds }: ListedElection): Promise<CheckOptions> => {
    const url = `${commissioner}/elections/${election}/final-roots`;
    const withSecondOnion = clock() < intakeEnds;
    const published = !withSecondOnion && (await send(url).then(Boolean, () => false));
    return { withSecondOnion, finalRootsUrl: published ? url : undefined };
  };
  return {
    vote: (election, onProgress) => vote(module(election, onProgress)),
    continueVote: (election, onProgress) => continueVote(module(election, onProgress)),
    check: async (election, onProgress) => checkVote(module(election, onProgress), await options(election)),
    // Not completed again: the card may have erased its package before this page was reloaded.
    continueCheck: async (election, onProgress) =>
      continueCheck(module(election, onProgress), {
        ...(await options(election)),
        finalRootsUrl: undefined,
      }),
  };
}
