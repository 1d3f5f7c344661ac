/** Writes the election record and tallies it, the tally in a thread of its own so that the service stays alive. */
import { Worker } from 'node:worker_threads';
import { openProposal } from '../../../protocol/4-vote-tallying/freeze-bulletin-board.ts';
import { ensure } from '../../../protocol/errors.ts';
import { namedStatementsCodec } from '../../../protocol/messages/freezing.ts';
import { utf8 } from '../../../protocol/primitives/bytes.ts';
import { encode } from '../../../protocol/primitives/cbor.ts';
import type { Results } from '../../../record/compute-results.ts';
import { ballotFile, RECORD_FILES } from '../../../record/files.ts';
import { writeBulletinBoard, writeIndex, writePart } from '../../../record/write-record.ts';
import type { NamedKind } from '../../shared/named-statements.ts';
import type { CommissionerElection } from '../election/commissioner-election.ts';
import { awaitingCard, type ReportProgress } from '../election/progress.ts';
import { recordStatements } from '../election/record-statements.ts';

/** What the thread says. */
export type TallyMessage =
  | { readonly progress: number }
  | { readonly results: Results }
  | { readonly error: string };

export async function tally(election: CommissionerElection, progress: ReportProgress): Promise<Results> {
  ensure(
    election.documents.get('disclosures') !== undefined,
    'share/too-few',
    'the shares are not disclosed yet',
  );
  const { recordFolder: folder, election: public_ } = election;
  const { heads, closingOrder } = openProposal(public_, election.documents.require('proposal'));
  const paths: string[] = [RECORD_FILES.bulletinBoard, RECORD_FILES.results];
  for (const [path, body] of partsOf(election, closingOrder.length > 0)) {
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

/** Small files; the closing order is in the record if the Trustees' statements name it. */
function partsOf(election: CommissionerElection, hasOrder: boolean): [string, Uint8Array][] {
  const kept = (name: string): Uint8Array => election.documents.require(name);
  const set = (kind: NamedKind): Uint8Array => encode(namedStatementsCodec, recordStatements(election, kind));
  return [
    [RECORD_FILES.plan, kept('plan')],
    [RECORD_FILES.manifest, kept('manifest')],
    ...(hasOrder ? [[RECORD_FILES.closingOrder, kept('closing-order')] as [string, Uint8Array]] : []),
    [RECORD_FILES.proposal, kept('proposal')],
    [RECORD_FILES.finalRoots, kept('final-roots')],
    [RECORD_FILES.disclosures, kept('disclosures')],
    [RECORD_FILES.ledgers, set('ledgers')],
    [RECORD_FILES.erasures, set('erasures')],
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
