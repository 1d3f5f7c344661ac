/**
 * Protocol steps 1 and 4.4: the manifest's padded package size is the one that its ballots need. Too small a size would be
 * found only when a vote, final by then, does not fit; too large a one, or another than computed, could mark an election.
 * How long a vote can be comes from the ballots, which the protocol does not read: the caller passes it in.
 * Errors: manifest/invalid, naming both sizes.
 */
import type { Election } from '../0-setup/election.ts';
import { ensure } from '../errors.ts';
import { type LongestVote, packageSizeFor } from '../messages/submission-package.ts';

/** The Finlet, which knows one ballot: every vote on it fits. */
export function requireVotesFit({ manifest }: Election, ballot: LongestVote): void {
  const needed = packageSizeFor([ballot]);
  ensure(
    manifest.packageSize >= needed,
    'manifest/invalid',
    `package size ${manifest.packageSize}, but style ${ballot.style} needs ${needed}`,
  );
}

/** A verifier, which has the ballots of all styles: the size is exactly the computed one. */
export function requirePackageSize({ manifest }: Election, ballots: readonly LongestVote[]): void {
  const computed = packageSizeFor(ballots);
  ensure(
    manifest.packageSize === computed,
    'manifest/invalid',
    `package size ${manifest.packageSize}, but the ballots give ${computed}`,
  );
}
