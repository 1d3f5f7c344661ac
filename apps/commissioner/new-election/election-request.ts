/** The request that makes an election of a draft, and what stands in its way. */
import { collapseSpace } from '../../../ballots/text.ts';
import { writeBallot } from '../../../ballots/write-ballot.ts';
import type { ElectionRequest } from '../../../servers/commissioner/api/elections.ts';
import type { Directory } from '../../../servers/commissioner/api/servers.ts';
import { checkBallot, checkTimes, checkVoters, type Problem } from './check-draft.ts';
import { checkSetup } from './check-setup.ts';
import { ballotOf, canRenew, type Draft, ownPapers, setupOf } from './draft.ts';

/** For `POST /officer/elections`. Thresholds and servers are left out where they are the deployment's. */
export function electionRequest(
  draft: Draft,
  styles: readonly string[],
  directory: Directory,
): ElectionRequest {
  const { title, trial, opens, closes, intakeEnds, claimsEnd, thresholds, renewEvery } = draft;
  const setup = setupOf(draft, directory);
  const ballots = styles.flatMap((style) => {
    const ballot = ballotOf(draft, style);
    return ballot === undefined ? [] : [{ style, xml: writeBallot(ballot) }];
  });
  const servers = setup.servers.map(({ id }) => id);
  return {
    ...{ title: collapseSpace(title), opens, closes, intakeEnds, claimsEnd, ballots },
    ...(trial === null ? {} : { trial }),
    ...(thresholds === null ? {} : { thresholds }),
    ...(renewEvery === null || !canRenew(setup) ? {} : { renewEvery }),
    ...(servers.length === directory.servers.length ? {} : { servers }),
  };
}

export interface DraftProblems {
  readonly times: readonly Problem[];
  /** By style, of the styles that have ballots of their own. */
  readonly ballots: ReadonlyMap<string, readonly Problem[]>;
  readonly setup: readonly Problem[];
}

/** `now`: seconds since 1970. */
export const problemsOf = (
  draft: Draft,
  styles: readonly string[],
  directory: Directory,
  now: number,
): DraftProblems => ({
  times: [...checkTimes(draft, now), ...checkVoters(draft, styles)],
  ballots: new Map(ownPapers(draft, styles).map(({ style, ballot }) => [style, checkBallot(ballot)])),
  setup: checkSetup(setupOf(draft, directory)),
});
