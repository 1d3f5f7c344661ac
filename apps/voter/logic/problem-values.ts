/** What stands in the texts of a problem. */

import type { ListedElection } from '../../../voter-module/find-elections.ts';
import type { AppConfig } from './config.ts';
import type { ProblemId } from './problem.ts';
import type { Signing } from './signing.ts';

/** Nothing that the voter could try again here. */
const ENDED: readonly ProblemId[] = [
  'already-voted',
  'other-manifest',
  'cloned-card',
  'pin-blocked',
  'not-on-roll',
  'no-vote',
  'given-up',
  'card-full',
  'no-finlet',
];

export const hasEnded = (problem: ProblemId): boolean => ENDED.includes(problem);

export interface ProblemFacts {
  readonly code: string;
  readonly signing: Signing | undefined;
  readonly election: ListedElection;
  readonly config: Pick<AppConfig, 'distributors' | 'terminal'>;
  /** Milliseconds since 1970, as this computer believes. */
  readonly now: number;
  readonly time: (milliseconds: number) => string;
  readonly language: string;
}

export function problemValues(problem: ProblemId, facts: ProblemFacts): Record<string, string | number> {
  const { code, signing, election, config, now, time, language } = facts;
  const isOfDistributors = problem === 'no-distributor' || problem === 'few-distributors';
  const servers = isOfDistributors ? config.distributors : (signing?.administrators ?? []);
  const failed = Object.keys(signing?.failures ?? {}).map((id) => nameOf(id, signing));
  return {
    code,
    url: config.terminal,
    all: servers.length,
    needed: signing?.needed ?? 0,
    failed: new Intl.ListFormat(language).format(failed) || code,
    now: time(now),
    opens: time(election.opens),
    closes: time(election.closes),
  };
}

/** An Administrator by its operator, whom voters may know. */
function nameOf(id: string, signing: Signing | undefined): string {
  const operator = signing?.administrators.find((one) => one.id === id)?.operator;
  return operator === undefined ? id : `${operator} (${id})`;
}
