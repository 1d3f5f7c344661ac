/** An STV tie that only lots decide, from sealed votes to the verified record; lots are those of the trustees contract, section 5. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, test } from 'vitest';
import type { StvResult } from '../ballots/count/result.ts';
import { parseBallot } from '../ballots/parse-ballot.ts';
import { ballotOf, contest } from '../ballots/test-support.ts';
import { encodeVote } from '../ballots/vote-encoding.ts';
import { writeBallot } from '../ballots/write-ballot.ts';
import { recoverElectionKey } from '../protocol/4-vote-tallying/disclose-key.ts';
import { scalarToBytes, utf8 } from '../protocol/primitives/bytes.ts';
import { given, makeElection, random, sealedVote, type TestElection } from '../protocol/test-support.ts';
import { computeResults, encodeResults, type Results } from './compute-results.ts';
import { RECORD_FILES } from './files.ts';
import { folderSource } from './folder-source.ts';
import { MemoryStore } from './memory-store.ts';
import {
  documentsOf,
  everything,
  makeElectionOf,
  type Referendum,
  STYLE,
  signIndex,
  sorted,
  writeRecord,
} from './test-support.ts';
import { verifyFolder } from './verify-folder.ts';
import { verifyRecord } from './verify-record.ts';

const folder = mkdtempSync(join(tmpdir(), 'revs-lot-test-'));
/** One seat, options a to f. */
const CONTEST = contest('rank', 'stv', 6, { ties: 'lot' });
const xml = utf8(writeBallot(ballotOf([CONTEST])));
const ballot = parseBallot(xml);
let fixture: Referendum;
let packages: readonly Uint8Array[];
let paths: string[];

afterAll(() => rmSync(folder, { recursive: true }));

beforeAll(async () => {
  fixture = await makeElectionOf(xml, 4);
  packages = sorted(await Promise.all([0, 1, 2, 3].map((option) => voteFor(fixture, STYLE, option))));
  paths = await writeRecord(
    folder,
    fixture,
    await documentsOf(fixture, everything(fixture, 4), packages),
    packages,
  );
});

const voteFor = (election: TestElection, style: string, option: number) =>
  sealedVote(election, style, encodeVote(ballot, [[[option]]]));

/** Any k + 1 Trustees' shares. */
const keyOf = ({ election, electionShares }: TestElection): bigint =>
  recoverElectionKey(
    election,
    [...electionShares.values()].toReversed().map(({ index, share }) => ({ index, share })),
  );

const item = (major: number, content: Uint8Array): Uint8Array[] => [
  content.length < 24
    ? Uint8Array.of((major << 5) | content.length)
    : Uint8Array.of((major << 5) | 24, content.length),
  content,
];

/** SHA-256(CBOR[`revs/lot/v1`, manifest hash, election private key, purpose, i, option]), in hexadecimal; `i` less than 24. */
const lot = (of: TestElection, purpose: string, i: number, option: string): string =>
  [
    Uint8Array.of(0x86),
    ...item(3, utf8('revs/lot/v1')),
    ...item(2, of.election.manifestHash),
    ...item(2, scalarToBytes(keyOf(of))),
    ...item(3, utf8(purpose)),
    Uint8Array.of(i),
    ...item(3, utf8(option)),
  ]
    .reduce((hash, part) => hash.update(part), createHash('sha256'))
    .digest('hex');

/** The highest lot of that stage: who is excluded. */
const loser = (of: TestElection, purpose: string, stage: number, tied: readonly string[]): string =>
  given(tied.toSorted((a, b) => (lot(of, purpose, stage, a) < lot(of, purpose, stage, b) ? -1 : 1)).at(-1));

/**
 * a, b, c, d have a vote each, e and f none; the quota is 3. Stage 2 excludes e or f, stage 3 the other one. Then a to d are
 * equal, as they were at each stage before: stages 4, 5, 6 exclude one of them each, and the last is elected.
 */
function byHand(of: TestElection, purpose: string): { excluded: string[]; elected: string } {
  const first = loser(of, purpose, 2, ['e', 'f']);
  const excluded = [first, first === 'e' ? 'f' : 'e'];
  let left = ['a', 'b', 'c', 'd'];
  for (const stage of [4, 5, 6]) {
    const gone = loser(of, purpose, stage, left);
    excluded.push(gone);
    left = left.filter((option) => option !== gone);
  }
  return { excluded, elected: given(left[0]) };
}

const stvOf = (results: Results, place = 0): StvResult => results.contests[place]?.result as StvResult;
const courseOf = ({ stages, elected }: StvResult) => ({
  excluded: stages.slice(1).map(({ option }) => option),
  elected: elected[0],
});

const verify = () => verifyFolder(folder, fixture.commissioner.publicKey, random, () => undefined);
const resultsFile = join(folder, RECORD_FILES.results);

test('tally and verification give the winner that the lots of the disclosed key give by hand', async () => {
  const { results } = await verify();
  const counted = stvOf(results);
  assert.deepEqual(courseOf(counted), byHand(fixture, `stv-tie ${STYLE} k0`));
  assert.deepEqual(
    counted.stages.map(({ tieBreak }) => tieBreak && [tieBreak.tied.join(''), tieBreak.by, tieBreak.stage]),
    [null, ['ef', 'lot', null], null, ['abcd', 'lot', null], ...counted.stages.slice(4).map(tiedByLot)],
  );
  assert.deepEqual(encodeResults(results), new Uint8Array(readFileSync(resultsFile)));
});

const tiedByLot = ({ tieBreak }: StvResult['stages'][number]) => [tieBreak?.tied.join(''), 'lot', null];

test("with a browser's means, the record gives the same bytes", async () => {
  const { results } = await verifyRecord(
    folderSource(folder),
    fixture.commissioner.publicKey,
    { random, openVoteStore: () => new MemoryStore() },
    () => undefined,
  );
  assert.deepEqual(encodeResults(results), new Uint8Array(readFileSync(resultsFile)));
});

test('a record whose Commissioner signed another winner, or had the order of the ballot decide, is refused', async () => {
  const honest = new Uint8Array(readFileSync(resultsFile));
  const text = new TextDecoder().decode(honest);
  const { elected } = stvOf(JSON.parse(text) as Results);
  const other = given(['a', 'b'].find((option) => option !== elected[0]));
  const swapped = (letter: string): string =>
    ({ [other]: elected[0], [given(elected[0])]: other })[letter] ?? letter;
  const ordered = await computeResults(
    {
      ...{ election: fixture.election, random, electionKey: keyOf(fixture) },
      ballots: new Map([[STYLE, { ...ballot, contests: [{ ...CONTEST, id: 'k0', ties: undefined }] }]]),
      ledgers: fixture.plan.administrators.map(() => new Map([[STYLE, 4]])),
      openVoteStore: () => new MemoryStore(),
    },
    packages,
  );
  for (const forged of [
    text.replace(/"([a-d])"/g, (_, letter: string) => `"${swapped(letter)}"`),
    new TextDecoder().decode(encodeResults(ordered)),
  ]) {
    writeFileSync(resultsFile, forged);
    await signIndex(folder, fixture, paths);
    await assert.rejects(verify(), { part: RECORD_FILES.results, code: 'record/wrong-results' });
  }
  writeFileSync(resultsFile, honest);
  await signIndex(folder, fixture, paths);
  await verify();
});

test('contests of one name have lots of their own; one that styles share has those of the first style', async () => {
  const names = ['north', 'south', 'west'];
  const styles = names.map((style) => ({ style, voters: 4, ballot: xml, maxVoteLength: 20 }));
  const election = await makeElection({ styles });
  const other = { ...ballot, contests: [{ ...CONTEST, id: 'k0', title: { en: 'Another' } }] };
  const packages = await Promise.all(
    names.flatMap((style) => [0, 1, 2, 3].map((option) => voteFor(election, style, option))),
  );
  const results = await computeResults(
    {
      ...{ election: election.election, random, electionKey: keyOf(election) },
      ballots: new Map(names.map((style) => [style, style === 'south' ? other : ballot])),
      ledgers: election.plan.administrators.map(() => new Map(names.map((style) => [style, 4]))),
      openVoteStore: () => new MemoryStore(),
    },
    packages,
  );
  assert.deepEqual(
    results.contests.map((one) => one.styles),
    [['north', 'west'], ['south']],
  );
  for (const [i, style] of ['north', 'south'].entries())
    assert.deepEqual(courseOf(stvOf(results, i)), byHand(election, `stv-tie ${style} k0`));
});
