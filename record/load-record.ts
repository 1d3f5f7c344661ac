/**
 * Reads an election record and checks every document in it but index, bulletin board and results: what the tally starts from.
 * A record is canonical: of each set exactly what the protocol names, in the plan's order of signers, each valid.
 * Errors: RecordError naming the part.
 */
import type { Ballot } from '../ballots/ballot.ts';
import { parseBallot } from '../ballots/parse-ballot.ts';
import { maxVoteLength } from '../ballots/vote-encoding.ts';
import { openCountersignedManifest } from '../protocol/0-setup/check-manifest.ts';
import { openPlan } from '../protocol/0-setup/check-plan.ts';
import { openClosingOrder } from '../protocol/0-setup/close-early.ts';
import type { Election } from '../protocol/0-setup/election.ts';
import { requirePackageSize } from '../protocol/1-ballot-distribution/check-package-size.ts';
import { openLedger } from '../protocol/4-vote-tallying/close-ledger.ts';
import { openDisclosure, recoverElectionKey } from '../protocol/4-vote-tallying/disclose-key.ts';
import {
  freezeQuorum,
  openFinalRoot,
  openFinalStatement,
  openProposal,
  type Proposal,
} from '../protocol/4-vote-tallying/freeze-bulletin-board.ts';
import {
  type FinalRoot,
  MAX_NAMED_STATEMENTS_LENGTH,
  MAX_STATEMENT_SET_LENGTH,
  namedStatementsCodec,
  statementSetCodec,
} from '../protocol/messages/freezing.ts';
import { erasureStatement } from '../protocol/messages/relay.ts';
import { sealedPackageLength } from '../protocol/messages/submission-package.ts';
import { equalBytes } from '../protocol/primitives/bytes.ts';
import { decode } from '../protocol/primitives/cbor.ts';
import { sha256 } from '../protocol/primitives/sha256.ts';
import { openStatement } from '../protocol/primitives/statement.ts';
import { ballotFile, checking, demand, packagesIn, RECORD_FILES, readPart } from './files.ts';

/** How many statements of a server the record holds; one of each Administrator and Anonymizer is what there should be. */
export interface Given {
  readonly server: string;
  readonly kind: 'ledger' | 'erasure';
  readonly count: number;
}

export interface LoadedRecord {
  readonly election: Election;
  readonly ballots: ReadonlyMap<string, Ballot>;
  readonly final: FinalRoot;
  readonly electionKey: bigint;
  /** For each Administrator in the plan's order the counts by style of the ledgers that it gave: none, one or several. */
  readonly ledgers: readonly (readonly ReadonlyMap<string, number>[])[];
  readonly given: readonly Given[];
  /** Every file that this record has, but for its index. */
  readonly files: ReadonlySet<string>;
  /** Length of the bulletin board's file, in bytes. */
  readonly bulletinBoardLength: number;
  /** The bulletin board's packages, streamed. */
  packages(): Generator<Uint8Array>;
}

export async function loadRecord(folder: string, commissionerKey: Uint8Array): Promise<LoadedRecord> {
  const election = await checkDocuments(folder, commissionerKey);
  const ballots = await checkBallots(folder, election);
  const document = await checking(RECORD_FILES.proposal, () => readPart(folder, RECORD_FILES.proposal));
  const proposal = await checking(RECORD_FILES.proposal, () => openProposal(election, document));
  const hasOrder = await checkClosingOrder(folder, election, proposal);
  const final = await checkFinalRoots(folder, election, sha256(document));
  const electionKey = await checkDisclosures(folder, election);
  const ledgers = await checkLedgers(folder, election, proposal);
  await checkErasures(folder, election, proposal);
  const length = sealedPackageLength(election.manifest.packageSize);
  return {
    ...{ election, ballots, final, electionKey, ledgers },
    given: countGiven(election, proposal),
    files: filesOf(ballots, hasOrder),
    bulletinBoardLength: final.size * length,
    packages: () => packagesIn(folder, final.size, length),
  };
}

function filesOf(ballots: ReadonlyMap<string, Ballot>, hasOrder: boolean): Set<string> {
  const { index, closingOrder, ...always } = RECORD_FILES;
  const names = [...Object.values(always), ...[...ballots.keys()].map(ballotFile)];
  return new Set(hasOrder ? [...names, closingOrder] : names);
}

function countGiven({ plan }: Election, { ledgers, erasures }: Proposal): Given[] {
  return [
    ...plan.administrators.map(
      ({ id }, i): Given => ({ server: id, kind: 'ledger', count: ledgers[i]?.length ?? 0 }),
    ),
    ...plan.anonymizers.map(
      ({ id }, i): Given => ({ server: id, kind: 'erasure', count: erasures[i]?.length ?? 0 }),
    ),
  ];
}

async function checkDocuments(folder: string, commissionerKey: Uint8Array): Promise<Election> {
  const election = await checking(RECORD_FILES.manifest, () =>
    openCountersignedManifest(readPart(folder, RECORD_FILES.manifest), commissionerKey),
  );
  await checking(RECORD_FILES.plan, () => {
    const { payload } = openPlan(readPart(folder, RECORD_FILES.plan), commissionerKey);
    const same = equalBytes(payload, election.manifest.plan);
    demand(same, RECORD_FILES.plan, 'plan/invalid', 'the manifest has another plan');
  });
  return election;
}

async function checkBallots(folder: string, election: Election): Promise<Map<string, Ballot>> {
  const ballots = new Map<string, Ballot>();
  for (const { style, ballotHash } of election.manifest.styles) {
    const path = ballotFile(style);
    await checking(path, () => {
      const xml = readPart(folder, path);
      demand(equalBytes(sha256(xml), ballotHash), path, 'ballot/other', 'the manifest names another ballot');
      ballots.set(style, parseBallot(xml));
    });
  }
  const longest = [...ballots].map(([style, ballot]) => ({ style, maxVoteLength: maxVoteLength(ballot) }));
  await checking(RECORD_FILES.manifest, () => requirePackageSize(election, longest));
  return ballots;
}

/** The closing order is the one that the Trustees named, and there is none if they named none. */
function checkClosingOrder(folder: string, election: Election, { closingOrder }: Proposal): Promise<boolean> {
  const path = RECORD_FILES.closingOrder;
  return checking(path, () => {
    if (closingOrder.length === 0) return false;
    const order = readPart(folder, path);
    demand(equalBytes(sha256(order), closingOrder), path, 'record/not-named', 'the Trustees named another');
    openClosingOrder(order, election);
    return true;
  });
}

/** n - k signatures of different Trustees on one root, for this proposal. */
function checkFinalRoots(folder: string, election: Election, proposal: Uint8Array): Promise<FinalRoot> {
  const path = RECORD_FILES.finalRoots;
  return checking(path, () => {
    const set = readSet(folder, path);
    const root = openFinalRoot(election, set);
    const quorum = freezeQuorum(election);
    demand(set.length === quorum, path, 'record/not-canonical', `it holds more than ${quorum} signatures`);
    const signers = set.map((input) => openFinalStatement(election, input).signer);
    demandPlanOrder(election, path, signers);
    demand(equalBytes(root.proposal, proposal), path, 'freeze/not-final', 'it is for another proposal');
    return root;
  });
}

/** k + 1 shares of different Trustees. */
function checkDisclosures(folder: string, election: Election): Promise<bigint> {
  const path = RECORD_FILES.disclosures;
  return checking(path, () => {
    const shares = readSet(folder, path).map((input) => openDisclosure(election, input));
    const electionKey = recoverElectionKey(election, shares);
    const needed = election.plan.hostileTrustees + 1;
    demand(shares.length === needed, path, 'record/not-canonical', `it holds more than ${needed} shares`);
    demandPlanOrder(
      election,
      path,
      shares.map(({ trustee }) => trustee),
    );
    return electionKey;
  });
}

/** The Trustees that signed, each once, in the plan's order. */
function demandPlanOrder({ plan }: Election, path: string, signers: readonly string[]): void {
  const ordered = plan.trustees.map(({ id }) => id).filter((id) => signers.includes(id));
  demand(
    ordered.join() === signers.join(),
    path,
    'record/not-canonical',
    "not in the plan's order of signers",
  );
}

function readSet(folder: string, path: string): readonly Uint8Array[] {
  return decode(statementSetCodec, readPart(folder, path), MAX_STATEMENT_SET_LENGTH, path);
}

function checkLedgers(
  folder: string,
  election: Election,
  { ledgers }: Proposal,
): Promise<ReadonlyMap<string, number>[][]> {
  const path = RECORD_FILES.ledgers;
  const ids = election.plan.administrators.map(({ id }) => id);
  return checking(path, () =>
    readNamed(folder, path, ledgers).map((statements, i) =>
      statements.map((input) => {
        const { administrator, counts } = openLedger(election, input);
        demand(administrator === ids[i], path, 'record/not-named', `a ledger of ${ids[i]} is another's`);
        return counts;
      }),
    ),
  );
}

function checkErasures(folder: string, election: Election, { erasures }: Proposal): Promise<void> {
  const path = RECORD_FILES.erasures;
  const { manifestHash, plan } = election;
  return checking(path, () => {
    for (const [i, statements] of readNamed(folder, path, erasures).entries())
      for (const input of statements) {
        const id = plan.anonymizers[i]?.id;
        const { signer } = openStatement(
          erasureStatement,
          manifestHash,
          input,
          election.keyOf('anonymizers'),
        );
        demand(signer === id, path, 'record/not-named', `an erasure of ${id} is another's`);
      }
  });
}

/** By server, the statements with exactly these SHA-256, in this order: those that the freeze proposal names. */
function readNamed(folder: string, path: string, named: readonly (readonly Uint8Array[])[]): Uint8Array[][] {
  const set = decode(namedStatementsCodec, readPart(folder, path), MAX_NAMED_STATEMENTS_LENGTH, path);
  let next = 0;
  const matched = named.map((hashes) =>
    hashes.map((hash) => {
      const statement = set[next++];
      const same = statement !== undefined && equalBytes(sha256(statement), hash);
      demand(same, path, 'record/not-named', 'it does not hold what the freeze proposal names');
      return statement;
    }),
  );
  demand(next === set.length, path, 'record/not-named', 'it holds what the freeze proposal does not name');
  return matched;
}
