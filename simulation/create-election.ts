/** An election of a simulation, made and opened: voting begins at once. */

import type { OfficerClient } from '../office/officer-client.ts';
import { runStep } from '../office/tally-election.ts';
import type { ProgressBar } from '../output/output.ts';
import type { ElectionSummary } from '../servers/commissioner/api/elections.ts';

export interface SimulatedElection {
  readonly title: string;
  /** The only one. */
  readonly style: string;
  /** The ballot. */
  readonly xml: string;
  /** Seconds that voting, intake and claims last. */
  readonly voting: number;
  readonly intake: number;
  readonly claims: number;
  /** Seconds from one renewal of the Trustees' shares to the next; left out, they keep them. */
  readonly renewEvery?: number | undefined;
}

export async function createElection(
  officer: OfficerClient,
  { title, style, xml, voting, intake, claims, renewEvery }: SimulatedElection,
  progress: ProgressBar,
): Promise<ElectionSummary> {
  const opens = Math.floor(Date.now() / 1000);
  const closes = opens + voting;
  const intakeEnds = closes + intake;
  const ballots = [{ style, xml }];
  const times = { opens, closes, intakeEnds, claimsEnd: intakeEnds + claims };
  const request = { title, ...times, ballots, ...(renewEvery === undefined ? {} : { renewEvery }) };
  const summary = await officer.run('/officer/elections', request, (stage, done, total) =>
    progress.update(stage, done, total),
  );
  await runStep(officer, summary.election, 'open', progress);
  return summary;
}
