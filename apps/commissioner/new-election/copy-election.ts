/** A new election like one that was made. */
import { parseBallot } from '../../../ballots/parse-ballot.ts';
import type { ElectionRequest } from '../../../servers/commissioner/api/elections.ts';
import type { Directory, Thresholds } from '../../../servers/commissioner/api/servers.ts';
import { type Draft, newDraft, type Paper } from './draft.ts';

/**
 * Its texts, ballots, servers and thresholds, so far as they are there still; times as long as its own, from tomorrow on. Who votes
 * is for the roll of today. `now`: milliseconds.
 */
export function copyOf(request: ElectionRequest, directory: Directory, now: number): Draft {
  const fresh = newDraft(now);
  const later = fresh.opens - request.opens;
  return {
    ...fresh,
    title: request.title,
    closes: request.closes + later,
    intakeEnds: request.intakeEnds + later,
    claimsEnd: request.claimsEnd + later,
    papers: request.ballots.map((_, index) => paperOf(request.ballots, index)),
    absent: directory.servers.map(({ id }) => id).filter((id) => request.servers?.includes(id) === false),
    thresholds: changedThresholds(request, directory),
    renewEvery: request.renewEvery ?? null,
  };
}

/** Equal ballots are one ballot that styles share. */
function paperOf(ballots: ElectionRequest['ballots'], index: number): Paper {
  const { style, xml } = ballots[index] ?? { style: '', xml: '' };
  const first = ballots.find((other) => other.xml === xml)?.style ?? style;
  return { style, use: first === style ? null : first, ballot: parseBallot(new TextEncoder().encode(xml)) };
}

function changedThresholds(
  { thresholds }: ElectionRequest,
  { thresholds: own }: Directory,
): Thresholds | null {
  if (thresholds === undefined) return null;
  const names = Object.keys(own) as (keyof Thresholds)[];
  return names.every((name) => thresholds[name] === own[name]) ? null : thresholds;
}
