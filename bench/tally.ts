/**
 * The tally on one core: from the frozen bulletin board's packages to the results, as `computeResults` does it, which is
 * `tallyVotes` with ballots, spool and count. Its limit is what the protocol needs (step 4.4) by bare library calls.
 */

import { systemRandom } from '../common/system-random.ts';
import { BATCH } from '../protocol/4-vote-tallying/tally-votes.ts';
import { computeResults } from '../record/compute-results.ts';
import { VoteSpool } from '../record/spool.ts';
import { makeBenchElection, newSigningKey, STYLE } from './support/fixture.ts';
import { aesGcmOpen, decapsulateP256 } from './support/library-calls.ts';
import { g1Hash, g1Parse, multiScalar, pairingProduct } from './support/mcl-calls.ts';
import { costOf, costOfParts, pinToCore } from './support/measure.ts';
import { makePackages } from './support/packages.ts';
import { compare, partDetails, print, type Round } from './support/report.ts';

const LEAST_RATIO = 0.8;
const PACKAGES = 4096;
const PACKAGES_IN_ROUND = 1024;
/** How often all packages are tallied; the first time is for the compiler. */
const PASSES = 3;

const voters = Array.from({ length: PACKAGES_IN_ROUND }, (_, i) => ({
  id: `voter-${i}`,
  publicKey: newSigningKey().publicKey,
}));
const bench = await makeBenchElection(voters, newSigningKey());
const { election, electionSecret } = bench;
const made = await makePackages(bench, PACKAGES);
const sealed = made.map((entry) => entry.sealed);
const signatures = made.map(({ signature }) => signature);
const parts = [
  decapsulateP256(electionSecret, sealed),
  aesGcmOpen(1, election.manifest.packageSize),
  g1Parse(1, signatures),
  g1Hash(
    1,
    made.map(({ message }) => message),
  ),
  multiScalar(BATCH, signatures),
  pairingProduct(BATCH, signatures, election.groupKey(STYLE)),
];
const pinned = pinToCore(process.pid, 0);

const rounds: Round[] = [];
for (let pass = 0; pass < PASSES; pass++) {
  for (let from = 0; from < PACKAGES; from += PACKAGES_IN_ROUND) {
    const path = await costOf(PACKAGES_IN_ROUND, () => tally(sealed.slice(from, from + PACKAGES_IN_ROUND)));
    const costs = await costOfParts(parts, PACKAGES_IN_ROUND);
    if (pass > 0) rounds.push({ path, parts: costs });
  }
}

print({
  benchmark: 'tally',
  conditions:
    `${rounds.length} x ${PACKAGES_IN_ROUND} packages, vote for one of 3 options; medians of rounds; ` +
    `${pinned ? 'on one core' : 'not tied to a core'}`,
  figures: [
    compare('processor time for a package', 'cpu', rounds, LEAST_RATIO),
    compare('time for a package', 'wall', rounds),
  ],
  details: partDetails(
    parts.map(({ name }) => name),
    rounds,
  ),
});

async function tally(packages: readonly Uint8Array[]): Promise<void> {
  const ballots = new Map([[STYLE, bench.ballot]]);
  const noLedgers = election.plan.administrators.map(() => undefined);
  const computation = {
    election,
    ballots,
    electionKey: electionSecret,
    ledgers: noLedgers,
    random: systemRandom,
    openVoteStore: () => new VoteSpool(),
  };
  const { styles } = await computeResults(computation, packages);
  if (styles[0]?.votes !== packages.length) throw new Error('the tally refused valid packages');
}
