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
import {
  loggedErasures,
  loggedLedgers,
  openErasure,
  openLedger,
} from '../protocol/4-vote-tallying/close-ledger.ts';
import { openDisclosure, recoverElectionKey } from '../protocol/4-vote-tallying/disclose-key.ts';
import { openFinalRoot, openFrozen, openRoot } from '../protocol/4-vote-tallying/freeze-bulletin-board.ts';
import { type TrusteePeriod, trusteePeriodsOf } from '../protocol/4-vote-tallying/trustee-period.ts';
import type { ElectionLog } from '../protocol/board/election-log.ts';
import type { FrozenRoot } from '../protocol/board/folds/freeze.ts';
import type { FrozenLog } from '../protocol/board/folds/freeze-messages.ts';
import { orderPayload } from '../protocol/board/open-posts.ts';
import { periodsOf, refreshOf } from '../protocol/ceremony/election-periods.ts';
import type { Period } from '../protocol/ceremony/refresh-log.ts';
import { HOLDER_ROLES, type RefreshRole } from '../protocol/ceremony/refresh-role.ts';
import { MAX_STATEMENT_SET_LENGTH, statementSetCodec } from '../protocol/messages/freezing.ts';
import { chainCodec, MAX_CHAIN_LENGTH } from '../protocol/messages/period-chain.ts';
import { renewalOf, trusteeQuorum } from '../protocol/messages/plan.ts';
import { sealedPackageLength } from '../protocol/messages/submission-package.ts';
import { EMPTY, equalBytes } from '../protocol/primitives/bytes.ts';
import { decode } from '../protocol/primitives/cbor.ts';
import { sha256 } from '../protocol/primitives/sha256.ts';
import { checkBoard } from './check-board.ts';
import { ballotFile, checking, demand, packagesIn, periodsFile, RECORD_FILES, readPart } from './files.ts';
import type { RecordSource } from './source.ts';

/** What a server had not posted at the freeze point. */
export interface Absent {
  readonly server: string;
  readonly kind: 'ledger' | 'erasure';
}

export interface LoadedRecord {
  readonly election: Election;
  readonly ballots: ReadonlyMap<string, Ballot>;
  readonly final: FrozenRoot;
  readonly electionKey: bigint;
  /** For each Administrator in the plan's order the counts by style of its ledger; undefined if it gave none. */
  readonly ledgers: readonly (ReadonlyMap<string, number> | undefined)[];
  readonly absent: readonly Absent[];
  /** Every file that this record has, but for its index. */
  readonly files: ReadonlySet<string>;
  /** Length of the bulletin board's file, in bytes. */
  readonly bulletinBoardLength: number;
  /** The bulletin board's packages, streamed. */
  packages(): Generator<Uint8Array>;
}

export async function loadRecord(source: RecordSource, commissionerKey: Uint8Array): Promise<LoadedRecord> {
  const election = await checkDocuments(source, commissionerKey);
  const ballots = await checkBallots(source, election);
  const periods = await checkPeriods(source, election);
  const final = await checkFinalRoots(source, election, periods);
  const frozen = await checking(RECORD_FILES.frozen, () =>
    openFrozen(election, readPart(source, RECORD_FILES.frozen), final),
  );
  const log = await checkBoard(source, election, frozen);
  const hasOrder = await checkClosingOrder(source, election, frozen);
  const electionKey = await checkDisclosures(source, election, periods);
  await checkAdministratorPeriods(source, election, log);
  const ledgers = await checkLedgers(source, election, log);
  const erased = await checkErasures(source, election, log);
  const length = sealedPackageLength(election.manifest.packageSize);
  return {
    ...{ election, ballots, final, electionKey, ledgers },
    absent: absentFrom(election, ledgers, erased),
    files: filesOf(election, ballots, hasOrder),
    bulletinBoardLength: final.size * length,
    packages: () => packagesIn(source, final.size, length),
  };
}

function filesOf({ plan }: Election, ballots: ReadonlyMap<string, Ballot>, hasOrder: boolean): Set<string> {
  const { index, closingOrder, trusteePeriods, administratorPeriods, ...always } = RECORD_FILES;
  const renewed = HOLDER_ROLES.filter((role) => renewalOf(plan, role) !== undefined);
  const sometimes = [...(hasOrder ? [closingOrder] : []), ...renewed.map(periodsFile)];
  return new Set([...Object.values(always), ...sometimes, ...[...ballots.keys()].map(ballotFile)]);
}

function absentFrom(
  { plan }: Election,
  ledgers: LoadedRecord['ledgers'],
  erased: ReadonlySet<string>,
): Absent[] {
  const withoutLedger = plan.administrators.filter((_, i) => ledgers[i] === undefined);
  const withoutErasure = plan.anonymizers.filter(({ id }) => !erased.has(id));
  return [
    ...withoutLedger.map(({ id }): Absent => ({ server: id, kind: 'ledger' })),
    ...withoutErasure.map(({ id }): Absent => ({ server: id, kind: 'erasure' })),
  ];
}

async function checkDocuments(source: RecordSource, commissionerKey: Uint8Array): Promise<Election> {
  const election = await checking(RECORD_FILES.manifest, () =>
    openCountersignedManifest(readPart(source, RECORD_FILES.manifest), commissionerKey),
  );
  await checking(RECORD_FILES.plan, () => {
    const { payload } = openPlan(readPart(source, RECORD_FILES.plan), commissionerKey);
    const same = equalBytes(payload, election.manifest.plan);
    demand(same, RECORD_FILES.plan, 'plan/invalid', 'the manifest has another plan');
  });
  return election;
}

async function checkBallots(source: RecordSource, election: Election): Promise<Map<string, Ballot>> {
  const ballots = new Map<string, Ballot>();
  for (const { style, ballotHash } of election.manifest.styles) {
    const path = ballotFile(style);
    await checking(path, () => {
      const xml = readPart(source, path);
      demand(equalBytes(sha256(xml), ballotHash), path, 'ballot/other', 'the manifest names another ballot');
      ballots.set(style, parseBallot(xml));
    });
  }
  const longest = [...ballots].map(([style, ballot]) => ({ style, maxVoteLength: maxVoteLength(ballot) }));
  await checking(RECORD_FILES.manifest, () => requirePackageSize(election, longest));
  return ballots;
}

/** The closing order is the one that was in force by the log, and there is none if none was. */
function checkClosingOrder(
  source: RecordSource,
  election: Election,
  { closingOrder }: FrozenLog,
): Promise<boolean> {
  const path = RECORD_FILES.closingOrder;
  return checking(path, () => {
    if (closingOrder === undefined) return false;
    const order = readPart(source, path);
    const isNamed = equalBytes(sha256(orderPayload(order)), closingOrder);
    demand(isNamed, path, 'record/not-named', 'another was in force');
    openClosingOrder(order, election);
    return true;
  });
}

/** q signatures of different Trustees on one root, in one period. */
function checkFinalRoots(
  source: RecordSource,
  election: Election,
  periods: readonly TrusteePeriod[] | undefined,
): Promise<FrozenRoot> {
  const path = RECORD_FILES.finalRoots;
  return checking(path, () => {
    const set = readSet(source, path);
    const root = openFinalRoot(election, set, periods);
    const quorum = trusteeQuorum(election.plan);
    demand(set.length === quorum, path, 'record/not-canonical', `it holds more than ${quorum} signatures`);
    const signers = set.map((input) => openRoot(election, input, periods).signer);
    demandPlanOrder(election, path, signers);
    return root;
  });
}

/** The chain of certificates from the manifest's period on, where shares are renewed; each by q of the period before it. */
function checkPeriods(
  source: RecordSource,
  election: Election,
): Promise<readonly TrusteePeriod[] | undefined> {
  const role = refreshOf('trustee', election);
  return checking(
    periodsFile('trustee'),
    () => role && trusteePeriodsOf(role, readChain(source, election, role)),
  );
}

function readChain(source: RecordSource, election: Election, role: RefreshRole): readonly Period[] {
  const path = periodsFile(role.role);
  const links = decode(chainCodec, readPart(source, path), MAX_CHAIN_LENGTH, path);
  return periodsOf(role, election, links);
}

/** Likewise the Administrators' chain; it has the periods of the log, by whose keys ledgers are judged. */
function checkAdministratorPeriods(
  source: RecordSource,
  election: Election,
  log: ElectionLog,
): Promise<void> {
  const role = refreshOf('administrator', election);
  const path = periodsFile('administrator');
  return checking(path, () => {
    if (role === undefined) return;
    const chain = readChain(source, election, role);
    const logged = log.renewal('administrator')?.periods ?? [];
    const areThere = logged.every(({ period }, i) => equalBytes(period.hash, chain[i]?.hash ?? EMPTY));
    demand(areThere, path, 'record/not-named', 'the periods are not those on the board');
  });
}

/** k + 1 shares of one period. */
function checkDisclosures(
  source: RecordSource,
  election: Election,
  periods: readonly TrusteePeriod[] | undefined,
): Promise<bigint> {
  const path = RECORD_FILES.disclosures;
  return checking(path, () => {
    const shares = readSet(source, path).map((input) => openDisclosure(election, input, periods));
    const areOfOne = new Set(shares.map(({ period }) => period)).size === 1;
    demand(areOfOne, path, 'share/too-few', 'the shares are of different periods');
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

function readSet(source: RecordSource, path: string): readonly Uint8Array[] {
  return decode(statementSetCodec, readPart(source, path), MAX_STATEMENT_SET_LENGTH, path);
}

function checkLedgers(
  source: RecordSource,
  election: Election,
  log: ElectionLog,
): Promise<LoadedRecord['ledgers']> {
  const path = RECORD_FILES.ledgers;
  const { administrators } = election.plan;
  return checking(path, () => {
    const given = readPosted(source, path, loggedLedgers(election, log));
    const counts = new Map(
      given.map((input) => {
        const ledger = openLedger(election, input, log.ledgerKeys);
        return [ledger.administrator, ledger.counts];
      }),
    );
    return administrators.map(({ id }) => counts.get(id));
  });
}

/** IDs of the Anonymizers that have erased their keys. */
function checkErasures(source: RecordSource, election: Election, log: ElectionLog): Promise<Set<string>> {
  const path = RECORD_FILES.erasures;
  return checking(path, () => {
    const given = readPosted(source, path, loggedErasures(election, log));
    return new Set(given.map((input) => openErasure(election, input)));
  });
}

/** Exactly the statements that the log had at the freeze point. */
function readPosted(
  source: RecordSource,
  path: string,
  posted: readonly Uint8Array[],
): readonly Uint8Array[] {
  const set = readSet(source, path);
  const same =
    set.length === posted.length && set.every((input, i) => equalBytes(input, posted[i] as Uint8Array));
  demand(same, path, 'record/not-named', 'it does not hold what was on the board');
  return set;
}
