/** How far an election is by the clock of this computer. */
import type { ListedElection } from '../../../voter-module/find-elections.ts';

/** `mixing`: closed, votes are still shuffled and claimed. `counting`: nothing is added any more. */
export type Phase = 'before' | 'openNow' | 'mixing' | 'counting';

export function stageOf({ opens, closes, claimsEnd }: ListedElection, now: number): Phase {
  if (now < opens) return 'before';
  if (now < closes) return 'openNow';
  return now < claimsEnd ? 'mixing' : 'counting';
}
