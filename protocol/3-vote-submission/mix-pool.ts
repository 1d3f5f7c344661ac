/**
 * Protocol step 3.3, the Anonymizer's pool: keeps at least P members until intake ends; above P each arrival releases one
 * random member after a random delay; when intake has ended, at L + 1 fixed instants, every Anonymizer sends all it holds.
 */
import type { Times } from '../0-setup/close-early.ts';
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
