/**
 * Protocol step 4.5: verifies an election record from the Commissioner's public key alone, part by part, and repeats the
 * tally. Whatever is wrong is found and the part named. Errors: RecordError.
 */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Ballot } from '../ballots/ballot.ts';
import { parseBallot } from '../ballots/parse-ballot.ts';
import { openCountersignedManifest } from '../protocol/0-setup/check-manifest.ts';
import { openPlan } from '../protocol/0-setup/check-plan.ts';
import { openClosingOrder } from '../protocol/0-setup/close-early.ts';
import type { Election } from '../protocol/0-setup/election.ts';
import { openLedger } from '../protocol/4-vote-tallying/close-ledger.ts';
import { openDisclosure, recoverElectionKey } from '../protocol/4-vote-tallying/disclose-key.ts';
import { openFinalRoot, openProposal } from '../protocol/4-vote-tallying/freeze-bulletin.ts';
import { require } from '../protocol/errors.ts';
import { MAX_STATEMENT_SET_LENGTH, statementSetCodec } from '../protocol/messages/freezing.ts';
import { COMMISSIONER } from '../protocol/messages/plan.ts';
import { erasureStatement } from '../protocol/messages/relay.ts';
import { sealedPackageLength } from '../protocol/messages/submission-package.ts';
import { compareBytes, equalBytes } from '../protocol/primitives/bytes.ts';
import { decode } from '../protocol/primitives/cbor.ts';
import { LABELS } from '../protocol/primitives/domain-labels.ts';
import { decodeJws, requireSignature } from '../protocol/primitives/jws.ts';
import { MerkleTree } from '../protocol/primitives/merkle-tree.ts';
import type { RandomSource } from '../protocol/primitives/random.ts';
import { sha256 } from '../protocol/primitives/sha256.ts';
import { openStatement } from '../protocol/primitives/statement.ts';
import { computeResults, encodeResults, type Results } from './compute-results.ts';
import {
  ballotFile,
  checking,
  indexCodec,
  MAX_INDEX_LENGTH,
  packagesIn,
  RECORD_FILES,
  RecordError,
  type RecordIndex,
  readPart,
} from './files.ts';
import { measure } from './write-record.ts';

export interface VerifiedRecord {
  readonly election: Election;
  readonly results: Results;
}

export type Reporter = (part: string, done: number, total: number) => void;

export async function verifyRecord(
  folder: string,
  commissionerKey: Uint8Array,
  random: RandomSource,
  report: Reporter,
): Promise<VerifiedRecord> {
  // 1. The index is the Commissioner's, and every file is the one that it lists.
  const index = await checking(RECORD_FILES.index, () => openIndex(folder, commissionerKey));
  await checkFiles(folder, index, report);
  // 2. Plan, manifest with countersignatures, closing order, ballots.
  const election = await checkDocuments(folder, index, commissionerKey);
  report(RECORD_FILES.manifest, 1, 1);
  const ballots = await checkBallots(folder, election);
  report('ballots', ballots.size, ballots.size);
  // 3. The frozen bulletin: sorted, each package once, and under the final root.
  await checkBulletin(folder, election, report);
  // 4. The Trustees' shares make the election private key.
  const electionKey = await checking(RECORD_FILES.disclosures, async () => {
    const set = await readSet(folder, RECORD_FILES.disclosures);
    return recoverElectionKey(
      election,
      set.map((input) => openDisclosure(election, input)),
    );
  });
  report(RECORD_FILES.disclosures, 1, 1);
  // 5. Ledgers and erasures.
  const ledgers = await checkLedgers(folder, election);
  await checkErasures(folder, election);
  report(RECORD_FILES.ledgers, 1, 1);
  // 6. The tally, again.
  const results = await checking(RECORD_FILES.results, async () => {
    const path = join(folder, RECORD_FILES.bulletin);
    const packages = packagesIn(path, sealedPackageLength(election.manifest.packageSize));
    const total = index.files.find(({ path: name }) => name === RECORD_FILES.bulletin)?.size ?? 0;
    const count = total / sealedPackageLength(election.manifest.packageSize);
    const onProgress = (done: number): void => report('tally', done, count);
    const computed = await computeResults(
      { election, ballots, electionKey, ledgers, random, onProgress },
      packages,
    );
    if (!equalBytes(encodeResults(computed), await readPart(folder, RECORD_FILES.results)))
      throw new RecordError(RECORD_FILES.results, 'record/wrong-results', 'the votes give other results');
    return computed;
  });
  report(RECORD_FILES.results, 1, 1);
  return { election, results };
}

async function openIndex(folder: string, commissionerKey: Uint8Array): Promise<RecordIndex> {
  const jws = decodeJws(LABELS.record, await readPart(folder, RECORD_FILES.index), 2 * MAX_INDEX_LENGTH);
  requireSignature(jws, COMMISSIONER, commissionerKey);
  require(jws.signatures.length === 1, 'jws/malformed', 'it has more than one signature');
  return decode(indexCodec, jws.payload, MAX_INDEX_LENGTH, 'index');
}

async function checkFiles(folder: string, index: RecordIndex, report: Reporter): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const present = entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(join(folder, '/').length));
  const listed = new Set([RECORD_FILES.index, ...index.files.map(({ path }) => path)]);
  for (const path of present)
    if (!listed.has(path)) throw new RecordError(path, 'record/unknown-file', 'the index does not list it');
  for (const [i, { path, size, hash }] of index.files.entries()) {
    const found = await checking(path, () => measure(folder, path));
    if (found.size !== size || !equalBytes(found.hash, hash))
      throw new RecordError(path, 'record/altered', 'it is not the file that the Commissioner signed');
    report('files', i + 1, index.files.length);
  }
}

async function checkDocuments(
  folder: string,
  index: RecordIndex,
  commissionerKey: Uint8Array,
): Promise<Election> {
  const election = await checking(RECORD_FILES.manifest, async () =>
    openCountersignedManifest(await readPart(folder, RECORD_FILES.manifest), commissionerKey),
  );
  await checking(RECORD_FILES.plan, async () => {
    const plan = openPlan(await readPart(folder, RECORD_FILES.plan), commissionerKey);
    require(equalBytes(
      plan.payload,
      election.manifest.plan,
    ), 'plan/invalid', 'the manifest has another plan');
  });
  await checking(RECORD_FILES.index, () =>
    require(equalBytes(
      index.manifestHash,
      election.manifestHash,
    ), 'manifest/other', 'it is for another election'),
  );
  if (index.files.some(({ path }) => path === RECORD_FILES.closingOrder))
    await checking(RECORD_FILES.closingOrder, async () =>
      openClosingOrder(await readPart(folder, RECORD_FILES.closingOrder), election),
    );
  return election;
}

async function checkBallots(folder: string, election: Election): Promise<Map<string, Ballot>> {
  const ballots = new Map<string, Ballot>();
  for (const { style, ballotHash } of election.manifest.styles) {
    const path = ballotFile(style);
    await checking(path, async () => {
      const xml = await readPart(folder, path);
      require(equalBytes(sha256(xml), ballotHash), 'ballot/other', 'the manifest names another ballot');
      ballots.set(style, parseBallot(xml));
    });
  }
  return ballots;
}

async function checkBulletin(folder: string, election: Election, report: Reporter): Promise<void> {
  const proposal = await readPart(folder, RECORD_FILES.proposal);
  await checking(RECORD_FILES.proposal, () => openProposal(election, proposal));
  const final = await checking(RECORD_FILES.finalRoots, async () => {
    const root = openFinalRoot(election, await readSet(folder, RECORD_FILES.finalRoots));
    require(equalBytes(root.proposal, sha256(proposal)), 'freeze/not-final', 'it is for another proposal');
    return root;
  });
  await checking(RECORD_FILES.bulletin, () => {
    const tree = new MerkleTree();
    let previous = new Uint8Array();
    const length = sealedPackageLength(election.manifest.packageSize);
    for (const body of packagesIn(join(folder, RECORD_FILES.bulletin), length)) {
      const leaf = new Uint8Array(sha256(body));
      require(compareBytes(previous, leaf) < 0, 'freeze/list-mismatch', 'it is not sorted');
      tree.append(leaf);
      previous = leaf;
      if (tree.size % 1000 === 0) report(RECORD_FILES.bulletin, tree.size, final.size);
    }
    require(tree.size === final.size &&
      equalBytes(
        tree.root(),
        final.root,
      ), 'freeze/list-mismatch', 'it is not the bulletin that the Trustees froze');
    report(RECORD_FILES.bulletin, final.size, final.size);
  });
}

async function checkLedgers(folder: string, election: Election): Promise<ReadonlyMap<string, number>[]> {
  return checking(RECORD_FILES.ledgers, async () => {
    const set = await readSet(folder, RECORD_FILES.ledgers);
    const ledgers = new Map(
      set.map((input) => {
        const { administrator, counts } = openLedger(election, input);
        return [administrator, counts];
      }),
    );
    require(ledgers.size === set.length, 'statement/unknown-signer', 'an Administrator has two ledgers');
    return [...ledgers.values()];
  });
}

async function checkErasures(folder: string, election: Election): Promise<void> {
  await checking(RECORD_FILES.erasures, async () => {
    for (const input of await readSet(folder, RECORD_FILES.erasures))
      openStatement(erasureStatement, election.manifestHash, input, election.keyOf('anonymizers'));
  });
}

async function readSet(folder: string, path: string): Promise<readonly Uint8Array[]> {
  return decode(statementSetCodec, await readPart(folder, path), MAX_STATEMENT_SET_LENGTH, path);
}
