/**
 * Whether the tally's memory grows with the number of packages: of one process that tallies 10,000, then 100,000 more, the
 * memory in use at the end of each, with garbage collected and all that the tally holds still held, and the peak of its
 * resident memory, which depends also on when V8 finds time to collect. The packages are a few thousand, again and again;
 * the spool is given a new hash each time, so that it takes every one for another vote, as it would be.
 */

import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { systemRandom } from '../common/system-random.ts';
import { packagePlace } from '../protocol/3-vote-submission/seal-package.ts';
import { BATCH, type TallySink, tallyVotes } from '../protocol/4-vote-tallying/tally-votes.ts';
import { loadMclBls } from '../protocol/primitives/bls-mcl.ts';
import { sealedVoteOpener } from '../protocol/primitives/open-sealed-vote.ts';
import { given } from '../protocol/test-support.ts';
import { VoteSpool } from '../record/spool.ts';
import { makeBenchElection, newSigningKey, STYLE } from './support/fixture.ts';
import { makePackages } from './support/packages.ts';
import { type Figure, print } from './support/report.ts';

const DISTINCT = 2000;
const FEW = 10_000;
const MANY = 100_000;
/** Packages from one line of progress to the next: 20 of the tally's batches. */
const PROGRESS_STEP = 20 * BATCH;
const USED_GROWTH = 1.1;
const PEAK_GROWTH = 1.5;
const MEGABYTE = 2 ** 20;

/** In bytes. */
interface Memory {
  /** The heap, and what JavaScript and WebAssembly hold outside of it. */
  readonly used: number;
  /** Most that the process has ever had. */
  readonly peak: number;
}

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const voter = { id: 'voter', publicKey: newSigningKey().publicKey };
const bench = await makeBenchElection([voter], newSigningKey());
const { election, electionSecret } = bench;
const packages = (await makePackages(bench, DISTINCT)).map(({ sealed }) => sealed);
const bls = await loadMclBls();

const few = await memoryOf(FEW);
const many = await memoryOf(MANY);
print({
  benchmark: 'tally-memory',
  conditions: `one process that tallies ${FEW} packages, then ${MANY}; the limit is that of ${FEW}`,
  figures: [
    growth(`memory in use after ${MANY} packages`, 'used', USED_GROWTH),
    growth(`peak of resident memory, ${MANY} packages`, 'peak', PEAK_GROWTH),
  ],
  details: [],
});

function growth(name: string, of: keyof Memory, most: number): Figure {
  const ratio = many[of] / few[of];
  const [measured, limit] = [many[of] / MEGABYTE, few[of] / MEGABYTE];
  return { name, measured, unit: 'MB', limit, ratio, target: `ratio <= ${most}`, met: ratio <= most };
}

async function memoryOf(number: number): Promise<Memory> {
  const spool = new VoteSpool();
  const sink: TallySink = {
    accept: (style, _hash, choices) => spool.accept(style, systemRandom(32), choices),
    refuse: () => {
      throw new Error('the tally refused a valid package');
    },
  };
  const open = sealedVoteOpener(electionSecret, packagePlace(election.manifestHash));
  const tallying = { election, open, bls, random: systemRandom, obeysBallot: () => true, sink };
  const progress = (done: number): void => {
    if (done % PROGRESS_STEP === 0 || done === number) console.error(`${done} of ${number} packages`);
  };
  await tallyVotes(tallying, repeated(number), progress);
  if (spool.votes(STYLE) !== number) throw new Error('the tally lost votes');
  await collectAll();
  const { heapUsed, external } = process.memoryUsage();
  spool.close();
  return { used: heapUsed + external, peak: process.resourceUsage().maxRSS * 1024 };
}

/** Twice: memory outside of the heap goes a turn after the objects that owned it. */
async function collectAll(): Promise<void> {
  collectGarbage();
  await setImmediate();
  collectGarbage();
}

/** As the bulletin board gives them: each of its own memory. */
function* repeated(number: number): Generator<Uint8Array> {
  for (let i = 0; i < number; i++) yield given(packages[i % DISTINCT]).slice();
}
