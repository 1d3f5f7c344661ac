/**
 * Protocol step 3.4, how long a Counter's list may become. Anonymizers cannot be kept from sending junk, as a package is
 * opened by nobody before the tally; so each has an allowance of its own, and one that fills it shuts out itself alone.
 */
/** A package may come by two onions and again by any Anonymizer that repeats itself: room for many of each voter's. */
const PACKAGES_PER_VOTER = 64;
const JUNK = 2 ** 20;

/** U: number of different packages that a Counter takes from one Anonymizer, with so many voters on the roll. */
export const packagesAllowed = (voters: number): number => PACKAGES_PER_VOTER * voters + JUNK;

/** Number of packages in the longest list that a Counter can have taken. */
export const longestList = (voters: number, anonymizers: number): number =>
  packagesAllowed(voters) * anonymizers;
