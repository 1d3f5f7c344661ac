/**
 * Whether the tally's memory grows with the number of packages: the peak of this process after 10,000 and after 100,000
 * more. The packages are a few thousand, again and again; the spool is given a new hash each time, so that it takes every
 * one for another vote, as it would be.
 */
import { packagePlace } from '../protocol/3-vote-submission/seal-package.ts';
import { type TallySink, tallyVotes } from '../protocol/4-vote-tallying/tally-votes.ts';
import { loadMclBls } from '../protocol/primitives/bls-mcl.ts';
import { sealedVoteOpener } from '../protocol/primitives/open-sealed-vote.ts';
import { VoteSpool } from '../record/spool.ts';
import { makeBenchElection, newSigningKey, STYLE } from './support/fixture.ts';
import { makePackages } from './support/packages.ts';
import { systemRandom } from './support/random.ts';
import { print } from './support/report.ts';

const DISTINCT = 2000;
const FEW = 10_000;
const MANY = 100_000;
const MOST_GROWTH = 1.1;
const MEGABYTE = 2 ** 20;

interface Peak {
  /** Of the process since it started, in bytes. */
  readonly resident: number;
  /** Of the heap and of what it holds outside of it during the tally, in bytes. */
  readonly heap: number;
}

const voter = { id: 'voter', publicKey: newSigningKey().publicKey };
const bench = await makeBenchElection([voter], newSigningKey());
const { election, electionSecret } = bench;
const packages = (await makePackages(bench, DISTINCT)).map(({ sealed }) => sealed);
const bls = await loadMclBls();

const few = await peakOf(FEW);
const many = await peakOf(MANY);
const growth = many.resident / few.resident;
print({
  benchmark: 'tally-memory',
  conditions: `peaks of one process that tallies ${FEW} packages, then ${MANY}`,
  figures: [
    {
      name: `peak of resident memory, ${MANY} packages`,
      measured: many.resident / MEGABYTE,
      unit: 'MB',
      limit: few.resident / MEGABYTE,
      ratio: growth,
      target: `at most ${MOST_GROWTH} x that of ${FEW}`,
      met: growth <= MOST_GROWTH,
    },
  ],
  details: [
    { name: `peak of heap and buffers, ${FEW} packages`, measured: few.heap / MEGABYTE, unit: 'MB' },
    { name: `peak of heap and buffers, ${MANY} packages`, measured: many.heap / MEGABYTE, unit: 'MB' },
  ],
});

async function peakOf(number: number): Promise<Peak> {
  const spool = new VoteSpool();
  const sink: TallySink = {
    accept: (style, _hash, choices) => spool.accept(style, systemRandom(32), choices),
    refuse: () => {
      throw new Error('the tally refused a valid package');
    },
  };
  let heap = 0;
  const onProgress = (): void => {
    const { heapUsed, external } = process.memoryUsage();
    heap = Math.max(heap, heapUsed + external);
  };
  const open = sealedVoteOpener(electionSecret, packagePlace(election.manifestHash));
  const tallying = { election, open, bls, random: systemRandom, obeysBallot: () => true, sink };
  await tallyVotes(tallying, repeated(number), onProgress);
  if (spool.votes(STYLE) !== number) throw new Error('the tally lost votes');
  spool.close();
  return { resident: process.resourceUsage().maxRSS * 1024, heap };
}

/** As the bulletin gives them: each of its own memory. */
function* repeated(number: number): Generator<Uint8Array> {
  for (let i = 0; i < number; i++) yield (packages[i % DISTINCT] ?? new Uint8Array()).slice();
}
