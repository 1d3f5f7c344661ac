/** The tally against packages that somebody with signatures, or nobody, made: each bad one is refused with its reason. */
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, test } from 'vitest';
import type { Ballot } from '../ballots/ballot.ts';
import { parseBallot } from '../ballots/parse-ballot.ts';
import { encodeVote } from '../ballots/vote-encoding.ts';
import { sealPackage } from '../protocol/3-vote-submission/seal-package.ts';
import { recoverElectionKey } from '../protocol/4-vote-tallying/disclose-key.ts';
import { drawLot } from '../protocol/4-vote-tallying/lot.ts';
import { toHex, utf8 } from '../protocol/primitives/bytes.ts';
import {
  given,
  makeElection,
  packageContent,
  random,
  sealedVote,
  type TestElection,
} from '../protocol/test-support.ts';
import { type Computation, type CountedContest, computeResults } from './compute-results.ts';
import { VoteSpool } from './spool.ts';
import { ballot, choicesFor, makeReferendum, STYLE } from './test-support.ts';

const scratch = mkdtempSync(join(tmpdir(), 'revs-tally-test-'));
const { TMPDIR } = process.env;
let fixture: TestElection;
let computation: Computation;

afterAll(() => {
  if (TMPDIR === undefined) delete process.env.TMPDIR;
  else process.env.TMPDIR = TMPDIR;
  rmSync(scratch, { recursive: true });
});

beforeAll(async () => {
  process.env.TMPDIR = scratch;
  fixture = await makeReferendum(6);
  computation = {
    election: fixture.election,
    ballots: new Map([[STYLE, ballot]]),
    electionKey: keyOf(fixture),
    ledgers: fixture.plan.administrators.map(() => new Map([[STYLE, 6]])),
    random,
    openVoteStore: () => new VoteSpool(),
  };
});

const keyOf = ({ election, electionShares }: TestElection): bigint =>
  recoverElectionKey(
    election,
    [...electionShares].map(([trustee, { index, share }]) => ({ trustee, index, share })),
  );

const sealedContent = async (changed: Parameters<typeof packageContent>[3]) =>
  sealPackage(fixture.election, await packageContent(fixture, STYLE, choicesFor(0), changed));

test('results of a trial say so; those of a real election have no word of it', async () => {
  const trial = await makeReferendum(6, undefined, { trial: true });
  const ofTrial = { ...computation, election: trial.election, electionKey: keyOf(trial) };
  assert.equal((await computeResults(ofTrial, [])).trial, true);
  assert.ok(!('trial' in (await computeResults(computation, []))));
});

test('a vote that is signed, sealed and against the rules is refused, and the tally goes on', async () => {
  const good = choicesFor(1);
  const tooMany = Uint8Array.of(0, 9, ...good.slice(2));
  const noSuchOption = new Uint8Array(good);
  noSuchOption[2] = 255;
  const bad = [
    tooMany,
    noSuchOption,
    good.slice(0, -1),
    utf8('?'),
    Uint8Array.of(...good.slice(0, -3), 0, 0, 0),
  ];
  const packages = await Promise.all(
    [...bad, good, choicesFor(0)].map((choices) => sealedVote(fixture, STYLE, choices)),
  );
  const { refused, styles } = await computeResults(computation, packages);
  assert.equal(refused['package/against-ballot-rules'], bad.length);
  assert.equal(
    Object.values(refused).reduce((sum, count) => sum + count, 0),
    bad.length,
  );
  assert.deepEqual(
    styles.map(({ votes }) => votes),
    [2],
  );
});

test('a tie is decided by lots of the election private key, which anyone draws again', async () => {
  const xml = `<ballot xmlns="urn:revs:ballot:v1" id="b" languages="en"><title>T</title>
    <contest id="seat" kind="rank" count="stv" ties="lot" min="1" max="2" blank="refused"><title>T</title><short>T</short>
    <option id="a"><short>A</short><long>A</long></option><option id="b"><short>B</short><long>B</long></option>
    </contest></ballot>`;
  const drawing = parseBallot(utf8(xml));
  const packages = await Promise.all(
    [0, 0, 1, 1].map((option) => sealedVote(fixture, STYLE, encodeVote(drawing, [[[option]]]))),
  );
  const ballots = new Map([[STYLE, drawing]]);
  const { contests } = await computeResults({ ...computation, ballots }, packages);
  const { result } = given(contests[0]);
  assert.ok(result.rule === 'stv');
  const lot = (option: string) =>
    toHex(drawLot(fixture.election, computation.electionKey, `stv-tie ${STYLE} seat`, 2, option));
  assert.deepEqual(result.stages[1]?.tieBreak, { tied: ['a', 'b'], by: 'lot', stage: null });
  assert.deepEqual(result.elected, [lot('a') < lot('b') ? 'a' : 'b']);
});

test('contests that styles share are counted together, the others apart; turnout stays by style', async () => {
  const [first, second] = ballot.contests;
  const ballots = new Map<string, Ballot>([
    ['north', { ...ballot, contests: [given(second), given(first)] }],
    ['south', ballot],
    ['west', { ...ballot, contests: [{ ...given(first), seats: 2 }] }],
  ]);
  const styles = [...ballots.keys()].map((style) => ({ style, voters: 2, maxVoteLength: 64 }));
  const election = await makeElection({ styles });
  const vote = (style: string, options: readonly number[]) =>
    sealedVote(
      election,
      style,
      encodeVote(
        given(ballots.get(style)),
        options.map((option) => [[option]]),
      ),
    );
  const packages = await Promise.all([
    vote('north', [0, 1]),
    vote('south', [1, 0]),
    vote('south', [1, 1]),
    vote('west', [0]),
  ]);
  const ledgers = election.plan.administrators.map(() => new Map(styles.map(({ style }) => [style, 2])));
  const electionKey = keyOf(election);
  const results = await computeResults(
    { ...computation, ...election, ballots, electionKey, ledgers },
    packages,
  );
  assert.deepEqual(results.styles, [
    { style: 'north', voters: 2, votes: 1 },
    { style: 'south', voters: 2, votes: 2 },
    { style: 'west', voters: 2, votes: 1 },
  ]);
  const votesOf = ({ styles: of, result }: CountedContest) => [
    of.join(),
    result.contest,
    result.ballots,
    'tie' in result && result.rule !== 'condorcet' ? result.options.map(({ votes }) => votes) : [],
  ];
  assert.deepEqual(results.contests.map(votesOf), [
    ['north,south', given(second).id, 3, [2, 1, 0]],
    ['north,south', given(first).id, 3, [0, 3]],
    ['west', given(first).id, 1, [1, 0]],
  ]);
});

test('each bad package is counted under its one reason', async () => {
  const vote = await sealedVote(fixture, STYLE, choicesFor(0));
  const again = await packageContent(fixture, STYLE, choicesFor(1));
  const packages = [
    vote,
    random(vote.length),
    await sealedContent({ manifestHash: random(32) }),
    await sealedContent({ style: 'x' }),
    await sealedContent({ commitment: random(32) }),
    await sealPackage(fixture.election, again),
    await sealPackage(fixture.election, again),
  ];
  const { refused, styles, packages: total } = await computeResults(computation, packages);
  assert.deepEqual(refused, {
    'package/does-not-open': 1,
    'package/wrong-form': 0,
    'package/other-election': 1,
    'package/unknown-style': 1,
    'package/bad-signature': 1,
    'package/against-ballot-rules': 0,
    'package/repeated-vote': 1,
  });
  assert.equal(total, packages.length);
  assert.equal(given(styles[0]).votes, 2);
});

test('fewer signatures in the ledgers than votes is fraud, and fails the tally', async () => {
  const vote = await sealedVote(fixture, STYLE, choicesFor(0));
  const ledgers = fixture.plan.administrators.map(() => new Map([[STYLE, 0]]));
  await assert.rejects(computeResults({ ...computation, ledgers }, [vote]), { code: 'tally/fraud' });
});

test('what fails for another reason than the vote is no refused vote; scratch files never stay', async () => {
  let reads = 0;
  const broken = {
    ...ballot,
    get contests() {
      if (reads++ === 0) throw new RangeError('the ballot could not be read');
      return ballot.contests;
    },
  };
  const vote = await sealedVote(fixture, STYLE, choicesFor(0));
  const ballots = new Map([[STYLE, broken]]);
  await assert.rejects(computeResults({ ...computation, ballots }, [vote]), RangeError);
  assert.deepEqual(readdirSync(scratch), []);
});

test('a style without its ballot stops the tally: none of its votes is refused for that', async () => {
  const vote = await sealedVote(fixture, STYLE, choicesFor(0));
  for (const packages of [[vote], []])
    await assert.rejects(computeResults({ ...computation, ballots: new Map() }, packages), TypeError);
});
