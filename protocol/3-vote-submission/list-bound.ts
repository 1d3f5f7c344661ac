/**
 * Protocol step 3.4, how long a Counter's list may become. Anonymizers cannot be kept from sending junk, as a package is
 * opened by nobody before the tally; so each has an allowance of its own, and one that fills it shuts out itself alone.
 */
import type { Election } from '../0-setup/election.ts';

/** A package may come by two onions and again by any Anonymizer that repeats itself: room for many of each voter's. */
const PACKAGES_PER_VOTER = 64;
const JUNK = 2 ** 20;

/**
 * Number of different packages that a Counter takes from one Anonymizer. A whole list is never longer than this times
 * the number of Anonymizers.
 */
export function packagesAllowed({ manifest }: Election): number {
  const voters = manifest.styles.reduce((sum, style) => sum + style.voters, 0);
  return PACKAGES_PER_VOTER * voters + JUNK;
}
