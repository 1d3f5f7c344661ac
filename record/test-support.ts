/** Election records for tests: made as an honest Commissioner makes them, and as a hostile one with its own key can. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { parseBallot } from '../ballots/parse-ballot.ts';
import { encodeVote, maxVoteLength } from '../ballots/vote-encoding.ts';
import {
  loggedErasures,
  loggedLedgers,
  openErasure,
  openLedger,
  signLedger,
} from '../protocol/4-vote-tallying/close-ledger.ts';
import { disclose } from '../protocol/4-vote-tallying/disclose-key.ts';
import type { FrozenRoot, ListHead } from '../protocol/board/folds/freeze.ts';
import {
  encodeFrozen,
  finalHeadStatement,
  frozenHash,
  holdStatement,
  rootStatement,
} from '../protocol/board/folds/freeze-messages.ts';
import { genesisPayload } from '../protocol/board/genesis.ts';
import { ElectionSetUp } from '../protocol/board/manifest-test-support.ts';
import type { MemoryBoard } from '../protocol/board/memory-board-test-support.ts';
import { countersignatureStatement, manifestStatement } from '../protocol/board/post-messages.ts';
import type { ElectionTopic } from '../protocol/board/topics.ts';
import { statementSetCodec } from '../protocol/messages/freezing.ts';
import { manifestCodec } from '../protocol/messages/manifest.ts';
import { COMMISSIONER, trusteeQuorum } from '../protocol/messages/plan.ts';
import { erasureStatement } from '../protocol/messages/relay.ts';
import { compareBytes, toHex } from '../protocol/primitives/bytes.ts';
import { decode, encode } from '../protocol/primitives/cbor.ts';
import { LABELS } from '../protocol/primitives/domain-labels.ts';
import { decodeJws } from '../protocol/primitives/jws.ts';
import { merkleRoot } from '../protocol/primitives/merkle-tree.ts';
import { sha256 } from '../protocol/primitives/sha256.ts';
import { signerOf } from '../protocol/primitives/signer.ts';
import { signStatement } from '../protocol/primitives/statement.ts';
import type { StatementType } from '../protocol/primitives/statement-form.ts';
import { type ElectionOptions, given, random, type TestElection } from '../protocol/test-support.ts';
import { boardTopics, encodeEntries, encodeTopics } from './check-board.ts';
import { computeResults, encodeResults } from './compute-results.ts';
import { ballotFile, RECORD_FILES } from './files.ts';
import { folderSource } from './folder-source.ts';
import { loadRecord } from './load-record.ts';
import { VoteSpool } from './spool.ts';
import { writeBulletinBoard, writeIndex, writePart } from './write-record.ts';

export const STYLE = 's';
const xml = new Uint8Array(readFileSync(new URL('../ballots/samples/referendum.xml', import.meta.url)));
export const ballot = parseBallot(xml);

/** An election that was set up on a board. */
export interface Referendum extends TestElection {
  readonly setUp: ElectionSetUp;
  readonly ballot: Uint8Array;
}

/** One with one style of that many voters, whose ballot is the sample referendum. */
export const makeReferendum = (
  voters: number,
  longest = maxVoteLength(ballot),
  options: Pick<ElectionOptions, 'trial'> = {},
): Promise<Referendum> => makeElectionOf(xml, voters, longest, options);

/** The same with that ballot. */
export async function makeElectionOf(
  document: Uint8Array,
  voters: number,
  longest = maxVoteLength(parseBallot(document)),
  options: Pick<ElectionOptions, 'trial'> = {},
): Promise<Referendum> {
  const styles = [{ style: STYLE, voters, ballot: document, maxVoteLength: longest }];
  const setUp = await ElectionSetUp.make({ styles, ...options });
  return { ...setUp.fixture, setUp, ballot: document };
}

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
  signLedger(
    fixture.election,
    { period: 0, counts: [{ style: STYLE, signed }] },
    [],
    id,
    fixture.server(id).key,
  );

const erasureOf = (fixture: TestElection, id: string): Uint8Array =>
  signStatement(erasureStatement, fixture.election.manifestHash, {}, id, fixture.server(id).key);

/** What was on the board when it froze, besides lists. */
export interface Posted {
  readonly closingOrder?: Uint8Array;
  readonly ledgers: readonly Uint8Array[];
  readonly erasures: readonly Uint8Array[];
  /** Of that Administrator, but none that opens. */
  readonly badLedger?: readonly [id: string, ledger: Uint8Array];
}

/** A ledger of each Administrator, an erasure of each Anonymizer. */
export const everything = (fixture: TestElection, signed: number): Posted => ({
  ledgers: fixture.plan.administrators.map(({ id }) => ledgerOf(fixture, id, signed)),
  erasures: fixture.plan.anonymizers.map(({ id }) => erasureOf(fixture, id)),
});

/** The first q Trustees, whose roots are in the record. */
export const freezers = ({ plan }: TestElection): string[] =>
  plan.trustees.slice(0, trusteeQuorum(plan)).map(({ id }) => id);

export const setOf = (statements: readonly Uint8Array[]): Uint8Array => encode(statementSetCodec, statements);
export const statementsIn = (set: Uint8Array): readonly Uint8Array[] =>
  decode(statementSetCodec, set, set.length);

/** The board goes on to the freeze point, as honest servers have it. */
function freezeOnBoard({ setUp, election, ...fixture }: Referendum, posted: Posted): MemoryBoard {
  const { plan, planHash, manifest, manifestHash } = election;
  const board = setUp.board.board.copy();
  const say = (topic: ElectionTopic, type: string, id: string, content: Uint8Array): void => {
    const key = id === COMMISSIONER ? fixture.commissioner : fixture.server(id).key;
    assert.equal(board.say(key, `${setUp.board.name}/${topic}`, [type, id, content]), '', `${type} of ${id}`);
  };
  const sign = <T>(id: string, type: StatementType<T>, content: T, context = manifestHash) => {
    const key = id === COMMISSIONER ? fixture.commissioner : fixture.server(id).key;
    return signStatement(type, context, content, id, key);
  };
  const terms = ElectionSetUp.terms(election);
  say('setup', 'manifest', COMMISSIONER, sign(COMMISSIONER, manifestStatement, terms, planHash));
  const { signatures } = decodeJws(LABELS.manifest, fixture.manifestDocument, 1_000_000);
  for (const { kid, signature } of signatures.slice(1))
    say(
      'setup',
      'countersignature',
      kid,
      sign(kid, countersignatureStatement, { hash: manifestHash, signature }, planHash),
    );
  board.now = manifest.opens * 1000;
  if (posted.closingOrder !== undefined) say('run', 'close', COMMISSIONER, posted.closingOrder);
  board.tick(2_000);
  board.now = manifest.claimsEnd * 1000;
  board.tick(0);
  for (const ledger of posted.ledgers)
    say('run', 'ledger', openLedger(election, ledger).administrator, ledger);
  if (posted.badLedger !== undefined) say('run', 'ledger', ...posted.badLedger);
  for (const erasure of posted.erasures) say('run', 'erasure', openErasure(election, erasure), erasure);
  const head = { size: 0, root: toHex(merkleRoot([])) };
  for (const { id } of plan.counters) say('freeze', 'final-head', id, sign(id, finalHeadStatement, head));
  const counters = 2 ** plan.counters.length - 1;
  for (const { id } of plan.trustees)
    say('freeze', 'hold', id, sign(id, holdStatement, { period: 0, counters }));
  return board;
}

/** Every file of a record but index, bulletin board and results. */
export async function documentsOf(
  fixture: Referendum,
  posted: Posted,
  bulletinBoard: readonly Uint8Array[],
): Promise<Map<string, Uint8Array>> {
  const { election, setUp } = fixture;
  const board = freezeOnBoard(fixture, posted);
  const log = setUp.board.readAgain(board.entries);
  log.offer(encode(manifestCodec, fixture.manifest));
  const past = await board.past.after(log.freezePoint);
  const frozen = log.frozenLog(past.head);
  const topics = boardTopics(election, past.topics);
  const entries = await Promise.all(topics.map((topic) => board.past.proved(topic, past)));
  const root = { x: toHex(frozenHash(frozen)), ...headOf(bulletinBoard) };
  const roots = freezers(fixture).map((id) => rootOf(fixture, id, root));
  const shares = fixture.plan.trustees
    .slice(0, fixture.plan.hostileTrustees + 1)
    .map(({ id }) =>
      disclose(election, roots, given(fixture.electionShares.get(id)).share, id, fixture.server(id).key),
    );
  const documents = new Map([
    [RECORD_FILES.plan as string, fixture.planDocument],
    [RECORD_FILES.manifest, fixture.manifestDocument],
    [ballotFile(STYLE), fixture.ballot],
    [RECORD_FILES.frozen, encodeFrozen(frozen)],
    [RECORD_FILES.finalRoots, setOf(roots)],
    [RECORD_FILES.disclosures, setOf(shares)],
    [RECORD_FILES.ledgers, setOf(loggedLedgers(election, log))],
    [RECORD_FILES.erasures, setOf(loggedErasures(election, log))],
    [RECORD_FILES.genesis, genesisPayload(board.genesis.genesis)],
    [RECORD_FILES.topics, encodeTopics(past.topics)],
    [RECORD_FILES.entries, encodeEntries(entries)],
  ]);
  if (posted.closingOrder !== undefined) documents.set(RECORD_FILES.closingOrder, posted.closingOrder);
  return documents;
}

const headOf = (bulletinBoard: readonly Uint8Array[]): ListHead => ({
  size: bulletinBoard.length,
  root: toHex(merkleRoot(bulletinBoard.map(sha256))),
});

export const rootOf = ({ election, server }: TestElection, id: string, root: FrozenRoot): Uint8Array =>
  signStatement(rootStatement, election.manifestHash, { period: 0, ...root }, id, server(id).key);

/** Writes a whole record; the names of its files but the index. */
export async function writeRecord(
  folder: string,
  fixture: TestElection,
  documents: ReadonlyMap<string, Uint8Array>,
  bulletinBoard: readonly Uint8Array[],
): Promise<string[]> {
  for (const [path, content] of documents) await writePart(folder, path, content);
  await writeBulletinBoard(folder, bulletinBoard, () => undefined);
  const record = await loadRecord(folderSource(folder), fixture.commissioner.publicKey);
  const results = await computeResults(
    { ...record, random, openVoteStore: () => new VoteSpool() },
    record.packages(),
  );
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
