/**
 * Reads an election record and checks every document in it but index, bulletin and results: what the tally starts from.
 * Errors: RecordError naming the part.
 */
import { existsSync } from 'node:fs';
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
import {
  type FinalRoot,
  MAX_STATEMENT_SET_LENGTH,
  statementSetCodec,
} from '../protocol/messages/freezing.ts';
import { erasureStatement } from '../protocol/messages/relay.ts';
import { sealedPackageLength } from '../protocol/messages/submission-package.ts';
import { equalBytes } from '../protocol/primitives/bytes.ts';
import { decode } from '../protocol/primitives/cbor.ts';
import { sha256 } from '../protocol/primitives/sha256.ts';
import { openStatement } from '../protocol/primitives/statement.ts';
import { ballotFile, checking, packagesIn, RECORD_FILES, readPart } from './files.ts';

export interface LoadedRecord {
  readonly election: Election;
  readonly ballots: ReadonlyMap<string, Ballot>;
  readonly final: FinalRoot;
  readonly electionKey: bigint;
  readonly ledgers: readonly ReadonlyMap<string, number>[];
  /** The bulletin's packages, streamed. */
  packages(): Generator<Uint8Array>;
}

export async function loadRecord(folder: string, commissionerKey: Uint8Array): Promise<LoadedRecord> {
  const election = await checkDocuments(folder, commissionerKey);
  const ballots = await checkBallots(folder, election);
  const final = await checkFreezing(folder, election);
  const electionKey = await checking(RECORD_FILES.disclosures, async () => {
    const set = await readSet(folder, RECORD_FILES.disclosures);
    return recoverElectionKey(
      election,
      set.map((input) => openDisclosure(election, input)),
    );
  });
  const ledgers = await checkLedgers(folder, election);
  await checkErasures(folder, election);
  const length = sealedPackageLength(election.manifest.packageSize);
  const packages = () => packagesIn(join(folder, RECORD_FILES.bulletin), length);
  return { election, ballots, final, electionKey, ledgers, packages };
}

async function checkDocuments(folder: string, commissionerKey: Uint8Array): Promise<Election> {
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
  if (existsSync(join(folder, RECORD_FILES.closingOrder)))
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

async function checkFreezing(folder: string, election: Election): Promise<FinalRoot> {
  const proposal = await checking(RECORD_FILES.proposal, async () => {
    const document = await readPart(folder, RECORD_FILES.proposal);
    openProposal(election, document);
    return document;
  });
  return checking(RECORD_FILES.finalRoots, async () => {
    const root = openFinalRoot(election, await readSet(folder, RECORD_FILES.finalRoots));
    require(equalBytes(root.proposal, sha256(proposal)), 'freeze/not-final', 'it is for another proposal');
    return root;
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
