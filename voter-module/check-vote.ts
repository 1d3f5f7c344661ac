/**
 * After the close: the Counters' lists stream past the terminal, its second onion goes out while intake lasts, and the
 * final roots let it erase the package. The Voter Module learns nothing of what the terminal found (protocol step 3.4).
 */
import { CodedError } from '../common/coded-error.ts';
import { finalRootsCodec, MAX_FINAL_ROOTS_LENGTH } from '../protocol/messages/period-chain.ts';
import { readHeadSize } from '../protocol/messages/tree-head.ts';
import { decode } from '../protocol/primitives/cbor.ts';
import { type FetchedElection, type Server, serversOf } from './fetch-election.ts';
import { codeOf } from './send.ts';
import { answerChallenge, fetchFor, sendOnion, withinModule } from './vote.ts';
import type { VoterModule } from './voter-module.ts';

/** Leaf hashes asked for at once. */
const PART = 4096;
const LEAF_LENGTH = 32;
/** Milliseconds for a Counter's list: for any, and for each voter (several packages each). */
const LIST_TIME = 20_000;
const LEAF_TIME = 1;

export interface CheckOptions {
  /** Until intake ends: every terminal that is connected sends its second onion. */
  readonly withSecondOnion: boolean;
  /** Where the final roots are published; undefined before they are. */
  readonly finalRootsUrl: string | undefined;
}

/** Returns the Counters whose lists the terminal has seen; what it found is on its display alone. */
export const checkVote = (module: VoterModule, options: CheckOptions): Promise<readonly string[]> =>
  withinModule(module, async (within) => {
    const election = await fetchFor(within);
    const { manifestDocument: manifest, distributions } = election;
    await within.terminal.beginChecking({ manifest, distributions });
    return finish(within, election, options);
  });

/** Goes on with a check that the terminal has begun: after a reload, in another browser. */
export const continueCheck = (module: VoterModule, options: CheckOptions): Promise<readonly string[]> =>
  withinModule(module, async (within) => finish(within, await fetchFor(within), options));

async function finish(
  module: VoterModule,
  election: FetchedElection,
  options: CheckOptions,
): Promise<readonly string[]> {
  const { terminal, send, onProgress } = module;
  onProgress({ stage: 'voter' });
  const status = await terminal.statusAfter('voter');
  if (status.phase !== 'check') throw new CodedError(status.code, `the terminal stopped: ${status.code}`);
  onProgress({ stage: 'ready' });
  const kind = options.withSecondOnion ? 'close' : 'latest';
  const seen: string[] = [];
  for (const counter of serversOf(election, 'counters')) {
    try {
      await streamList(module, counter, kind, votersOf(election));
      seen.push(counter.id);
    } catch (error) {
      onProgress({ stage: 'failed', server: counter.id, code: codeOf(error) });
    }
  }
  if (options.withSecondOnion) {
    const answers = await answerChallenge(module, election);
    for (const onion of await terminal.closingOnions(answers)) await sendOnion(module, election, onion);
    onProgress({ stage: 'sent' });
  }
  if (options.finalRootsUrl !== undefined) {
    const published = await send(options.finalRootsUrl);
    const { roots, chain } = decode(finalRootsCodec, published, MAX_FINAL_ROOTS_LENGTH);
    await terminal.periods(chain);
    await terminal.complete(roots);
  }
  return seen;
}

const votersOf = ({ manifest }: FetchedElection): number =>
  manifest.styles.reduce((sum, { voters }) => sum + voters, 0);

/** A Counter may not hold up the others: what it sends comes in full parts, and within a time. */
async function streamList(
  { terminal, send }: VoterModule,
  { url }: Server,
  kind: 'close' | 'latest',
  voters: number,
): Promise<void> {
  const deadline = Date.now() + LIST_TIME + voters * LEAF_TIME;
  const head = await send(`${url}/${kind === 'close' ? 'close-head' : 'head'}`);
  await terminal.checkHead(kind, head);
  const size = readHeadSize(head);
  for (let from = 0; from < size; ) {
    const limit = Math.min(PART, size - from);
    const leaves = await send(`${url}/leaves?from=${from}&limit=${limit}`);
    if (leaves.length !== limit * LEAF_LENGTH || Date.now() > deadline)
      throw new CodedError('false-answer', 'a list in other parts than asked for, or too slow');
    await terminal.checkLeaves(leaves);
    from += leaves.length / LEAF_LENGTH;
  }
  await terminal.checkEnd();
}
