/** Election records for tests: made as an honest Commissioner makes them, and as a hostile one with its own key can. */
import { readFileSync } from 'node:fs';
import { parseBallot } from '../ballots/parse-ballot.ts';
import { encodeVote, maxVoteLength } from '../ballots/vote-encoding.ts';
import { signLedger } from '../protocol/4-vote-tallying/close-ledger.ts';
import { disclose } from '../protocol/4-vote-tallying/disclose-key.ts';
import {
  signFinalRoot,
  signFreezeStatement,
  signProposal,
} from '../protocol/4-vote-tallying/freeze-bulletin-board.ts';
import { namedStatementsCodec, statementSetCodec } from '../protocol/messages/freezing.ts';
import { erasureStatement } from '../protocol/messages/relay.ts';
import { compareBytes } from '../protocol/primitives/bytes.ts';
import { decode, encode } from '../protocol/primitives/cbor.ts';
import { merkleRoot } from '../protocol/primitives/merkle-tree.ts';
import { sha256 } from '../protocol/primitives/sha256.ts';
import { signerOf } from '../protocol/primitives/signer.ts';
import { signStatement } from '../protocol/primitives/statement.ts';
import { given, makeElection, random, type TestElection } from '../protocol/test-support.ts';
import { computeResults, encodeResults } from './compute-results.ts';
import { ballotFile, RECORD_FILES } from './files.ts';
import { loadRecord } from './load-record.ts';
import { writeBulletinBoard, writeIndex, writePart } from './write-record.ts';

export const STYLE = 's';
const xml = new Uint8Array(readFileSync(new URL('../ballots/samples/referendum.xml', import.meta.url)));
export const ballot = parseBallot(xml);

/** An election with one style of that many voters, whose ballot is the sample referendum. */
export const makeReferendum = (voters: number, longest = maxVoteLength(ballot)): Promise<TestElection> =>
  makeElection({ styles: [{ style: STYLE, voters, ballot: xml, maxVoteLength: longest }] });

/** The vote for the same option in every contest of the referendum. */
export const choicesFor = (option: number): Uint8Array =>
  encodeVote(
    ballot,
    ballot.contests.map(() => [[option]]),
  );

/** Sorted as a bulletin board is. */
export const sorted = (packages: readonly Uint8Array[]): Uint8Array[] =>
  packages.toSorted((a, b) => compareBytes(sha256(a), sha256(b)));

export const ledgerOf = (fixture: TestElection, id: string, signed: number): Uint8Array =>
  signLedger(fixture.election, [{ style: STYLE, signed }], [], id, fixture.server(id).key);

export const erasureOf = (fixture: TestElection, id: string): Uint8Array =>
  signStatement(erasureStatement, fixture.election.manifestHash, {}, id, fixture.server(id).key);

/** What the Trustees were given when they froze: for each server the statement that each of the n - k Trustees names. */
export interface Frozen {
  readonly closingOrder?: Uint8Array;
  /** By Administrator; the t-th Trustee names the t-th of them, or the last; none: it gave none. */
  readonly ledgers: readonly (readonly Uint8Array[])[];
  readonly erasures: readonly (readonly Uint8Array[])[];
}

/** One ledger of each Administrator, one erasure of each Anonymizer. */
export const everything = (fixture: TestElection, signed: number): Frozen => ({
  ledgers: fixture.plan.administrators.map(({ id }) => [ledgerOf(fixture, id, signed)]),
  erasures: fixture.plan.anonymizers.map(({ id }) => [erasureOf(fixture, id)]),
});

const hashOf = (document: Uint8Array | undefined): Uint8Array =>
  document === undefined ? new Uint8Array() : sha256(document);

/** The first n - k Trustees, who freeze in these tests. */
export const freezers = ({ plan }: TestElection): string[] =>
  plan.trustees.slice(0, plan.trustees.length - plan.hostileTrustees).map(({ id }) => id);

export function proposalOf(fixture: TestElection, { closingOrder, ledgers, erasures }: Frozen): Uint8Array {
  const named = (statements: readonly (readonly Uint8Array[])[], t: number): Uint8Array[] =>
    statements.map((given) => hashOf(given[t] ?? given.at(-1)));
  const statements = freezers(fixture).map((id, t) => {
    const content = {
      heads: [],
      closingOrder: hashOf(closingOrder),
      ledgers: named(ledgers, t),
      erasures: named(erasures, t),
    };
    return signFreezeStatement(fixture.election, content, id, fixture.server(id).key);
  });
  return signProposal(fixture.election, statements, fixture.commissioner);
}

export const setOf = (statements: readonly Uint8Array[]): Uint8Array => encode(statementSetCodec, statements);
const namedOf = (statements: readonly Uint8Array[]): Uint8Array => encode(namedStatementsCodec, statements);
export const statementsIn = (set: Uint8Array): readonly Uint8Array[] =>
  decode(namedStatementsCodec, set, set.length);

/** Each server's different statements, ascending by hash. */
const canonical = (statements: readonly (readonly Uint8Array[])[]): Uint8Array[] =>
  statements.flatMap((given) => sorted([...new Set(given)]));

/** Every file of a record but index, bulletin board and results. */
export function documentsOf(
  fixture: TestElection,
  frozen: Frozen,
  bulletinBoard: readonly Uint8Array[],
): Map<string, Uint8Array> {
  const { election } = fixture;
  const proposal = proposalOf(fixture, frozen);
  const head = { size: bulletinBoard.length, root: merkleRoot(bulletinBoard.map(sha256)) };
  const roots = freezers(fixture).map((id) =>
    signFinalRoot(election, proposal, head, id, fixture.server(id).key),
  );
  const shares = fixture.plan.trustees
    .slice(0, fixture.plan.hostileTrustees + 1)
    .map(({ id }) =>
      disclose(election, roots, given(fixture.electionShares.get(id)).share, id, fixture.server(id).key),
    );
  const documents = new Map([
    [RECORD_FILES.plan as string, fixture.planDocument],
    [RECORD_FILES.manifest, fixture.manifestDocument],
    [ballotFile(STYLE), xml],
    [RECORD_FILES.proposal, proposal],
    [RECORD_FILES.finalRoots, setOf(roots)],
    [RECORD_FILES.disclosures, setOf(shares)],
    [RECORD_FILES.ledgers, namedOf(canonical(frozen.ledgers))],
    [RECORD_FILES.erasures, namedOf(canonical(frozen.erasures))],
  ]);
  if (frozen.closingOrder !== undefined) documents.set(RECORD_FILES.closingOrder, frozen.closingOrder);
  return documents;
}

/** Writes a whole record; the names of its files but the index. */
export async function writeRecord(
  folder: string,
  fixture: TestElection,
  documents: ReadonlyMap<string, Uint8Array>,
  bulletinBoard: readonly Uint8Array[],
): Promise<string[]> {
  for (const [path, content] of documents) await writePart(folder, path, content);
  await writeBulletinBoard(folder, bulletinBoard, () => undefined);
  const record = await loadRecord(folder, fixture.commissioner.publicKey);
  const results = await computeResults({ ...record, random }, record.packages());
  await writePart(folder, RECORD_FILES.results, encodeResults(results));
  const paths = [...documents.keys(), RECORD_FILES.bulletinBoard, RECORD_FILES.results];
  await signIndex(folder, fixture, paths);
  return paths;
}

export const signIndex = (
  folder: string,
  fixture: TestElection,
  paths: readonly string[],
  manifestHash = fixture.election.manifestHash,
  commissioner = fixture.commissioner,
): Promise<void> => writeIndex(folder, paths, manifestHash, signerOf(commissioner));
