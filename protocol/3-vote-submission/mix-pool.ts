/**
 * Protocol step 3.3, the Anonymizer's pool: keeps at least P members until intake ends; above P each arrival releases one
 * random member after a random delay; when intake has ended, at L + 1 fixed instants, every Anonymizer sends all it holds.
 * Cover is a member like the rest until it is released, and is dropped then: else its absence would show who claimed.
 */
import type { Times } from '../0-setup/close-early.ts';
import type { OnionLayer } from '../messages/onion.ts';
import { type RandomSource, uniform } from '../primitives/random.ts';

/** Longest delay before a released member leaves, in milliseconds. */
const MAX_RELEASE_DELAY = 2000;

/** How many members an arrival may release, given the members that are not yet on their way. */
export function releasesOnArrival(members: number, poolSize: number): number {
  return members > poolSize ? 1 : 0;
}

export const releaseDelay = (random: RandomSource): number => uniform(random, MAX_RELEASE_DELAY);

/** The L + 1 instants (Unix ms), evenly spread between the ends of intake and claims; the same at every Anonymizer. */
export function flushInstants({ intakeEnds, claimsEnd }: Times, pathLength: number): number[] {
  const step = (claimsEnd - intakeEnds) / (pathLength + 2);
  return Array.from({ length: pathLength + 1 }, (_, i) => Math.floor(intakeEnds + i * step));
}

/**
 * Whether a pool that was last emptied, or whose server started, at `since` is to be emptied at `now` (Unix ms): when an
 * instant has come in between, or the last one is over. Waiting for an instant, a server that starts again shows nothing
 * of what arrived while it was down; after the last one waiting would only lose what it holds.
 */
export function flushIsDue(times: Times, pathLength: number, since: number, now: number): boolean {
  const instants = flushInstants(times, pathLength);
  return instants.some((instant, i) => now >= instant && (since < instant || i === pathLength));
}

/** IDs of the servers that a released member goes to: the next Anonymizer, every Counter, or for cover nobody. */
export function destinationsOf(
  { kind, next }: Pick<OnionLayer, 'kind' | 'next'>,
  counters: readonly string[],
): readonly string[] {
  if (kind === 'cover') return [];
  return kind === 'deliver' ? counters : [next];
}
