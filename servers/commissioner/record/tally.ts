/** Writes the election record and tallies it, the tally in a thread of its own so that the service stays alive. */
import { Worker } from 'node:worker_threads';
import { loggedErasures, loggedLedgers } from '../../../protocol/4-vote-tallying/close-ledger.ts';
import { headsOf } from '../../../protocol/4-vote-tallying/freeze-bulletin-board.ts';
import { encodeFrozen, type FrozenLog } from '../../../protocol/board/folds/freeze-messages.ts';
import { genesisPayload } from '../../../protocol/board/genesis.ts';
import { HOLDER_ROLES } from '../../../protocol/ceremony/refresh-role.ts';
import { statementSetCodec } from '../../../protocol/messages/freezing.ts';
import { renewalOf } from '../../../protocol/messages/plan.ts';
import { utf8 } from '../../../protocol/primitives/bytes.ts';
import { encode } from '../../../protocol/primitives/cbor.ts';
import { boardTopics, encodeEntries, encodeTopics } from '../../../record/check-board.ts';
import type { Results } from '../../../record/compute-results.ts';
import { ballotFile, periodsFile, RECORD_FILES } from '../../../record/files.ts';
import { writeBulletinBoard, writeIndex, writePart } from '../../../record/write-record.ts';
import type { PastLog } from '../../shared/past-logs.ts';
import type { CommissionerElection } from '../election/commissioner-election.ts';
import { awaitingCard, type ReportProgress } from '../election/progress.ts';

/** What the thread says. */
export type TallyMessage =
  | { readonly progress: number }
  | { readonly results: Results }
  | { readonly error: string };

/** Waits until the bulletin board is frozen and the key disclosed. Errors: those of FreezeWatch.finished; tally/fraud. */
export async function tally(election: CommissionerElection, progress: ReportProgress): Promise<Results> {
  const { frozen, past } = await election.freezing.finished(progress);
  const { recordFolder: folder, election: public_ } = election;
  const heads = headsOf(public_, frozen.available);
  const paths: string[] = [RECORD_FILES.bulletinBoard, RECORD_FILES.results];
  const parts = [...partsOf(election, frozen), ...(await boardOf(election, past))];
  for (const [path, body] of parts) {
    await writePart(folder, path, body);
    paths.push(path);
  }
  for (const [style, xml] of election.ballots()) {
    await writePart(folder, ballotFile(style), xml);
    paths.push(ballotFile(style));
  }
  const { size } = await election.bulletinBoard.freeze(heads);
  await writeBulletinBoard(folder, election.bulletinBoard.packagesOf(heads), (done) =>
    progress('bulletin', done, size),
  );
  const results = await tallyInThread(election, (done) => progress('tally', done, size));
  const { identity } = election.context;
  await writeIndex(folder, paths, public_.manifestHash, identity, awaitingCard(progress));
  await election.keep('tallied', utf8('tallied'));
  return results;
}

type Part = readonly [path: string, body: Uint8Array];

/** Small files; ledgers, erasures and the closing order are those that the log had at the freeze point. */
function partsOf({ documents, log, election }: CommissionerElection, frozen: FrozenLog): Part[] {
  const kept = (name: string): Uint8Array => documents.require(name);
  return [
    [RECORD_FILES.plan, kept('plan')],
    [RECORD_FILES.manifest, kept('manifest')],
    ...(frozen.closingOrder === undefined
      ? []
      : [[RECORD_FILES.closingOrder, kept('closing-order')] as Part]),
    [RECORD_FILES.frozen, encodeFrozen(frozen)],
    [RECORD_FILES.finalRoots, kept('final-roots')],
    [RECORD_FILES.disclosures, kept('disclosures')],
    ...HOLDER_ROLES.flatMap((role): Part[] =>
      renewalOf(election.plan, role) === undefined ? [] : [[periodsFile(role), kept(`${role}-periods`)]],
    ),
    [RECORD_FILES.ledgers, encode(statementSetCodec, loggedLedgers(election, log))],
    [RECORD_FILES.erasures, encode(statementSetCodec, loggedErasures(election, log))],
  ];
}

/** The board's log, as far as it is about this election. */
async function boardOf({ election, past: board }: CommissionerElection, past: PastLog): Promise<Part[]> {
  const topics = boardTopics(election, past.topics);
  const entries = await Promise.all(topics.map((topic) => board.proved(topic, past)));
  return [
    [RECORD_FILES.genesis, genesisPayload(board.genesis)],
    [RECORD_FILES.topics, encodeTopics(past.topics)],
    [RECORD_FILES.entries, encodeEntries(entries)],
  ];
}

function tallyInThread(election: CommissionerElection, onProgress: (done: number) => void): Promise<Results> {
  const workerData = { folder: election.recordFolder, commissionerKey: election.context.commissionerKey };
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./tally-thread.ts', import.meta.url), { workerData });
    worker.on('message', (message: TallyMessage) => {
      if ('progress' in message) onProgress(message.progress);
      else if ('results' in message) resolve(message.results);
      else reject(new Error(message.error));
    });
    worker.on('error', reject);
    worker.on('exit', () => reject(new Error('the tally ended without results')));
  });
}
