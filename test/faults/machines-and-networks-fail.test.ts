/**
 * Every kind of fault at every role, on running servers while voters vote; then while pools empty, while the bulletin board is
 * frozen and while shares are disclosed. In the end every vote that a terminal called sent is counted exactly once, and what
 * says that it is healthy is (protocol section 5.5).
 */
import assert from 'node:assert/strict';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { encodeVote } from '../../ballots/vote-encoding.ts';
import { verify, waitUntil } from '../../office/tally-election.ts';
import { ProgressBar } from '../../output/output.ts';
import { toHex } from '../../protocol/primitives/bytes.ts';
import { given } from '../../protocol/test-support.ts';
import { FAULTS, type FaultName, healthOf } from './support/faults.ts';
import { Striker, voteThrough } from './support/faulty-voter.ts';
import { RealElection, type SimulatedVoter } from './support/real-election.ts';
import { votesInRecord } from './support/votes-in-record.ts';

/** One server of each role, each fault: while a voter votes. */
const WHILE_VOTING: readonly (readonly [FaultName, readonly string[]])[] = [
  [
    'full disk',
    ['administrator-1', 'anonymizer-1', 'counter-1', 'distributor-1', 'trustee-1', 'commissioner'],
  ],
  ['read-only store', ['administrator-2', 'anonymizer-2', 'counter-2']],
  ['locked store', ['administrator-3', 'anonymizer-3', 'counter-3']],
  ['damaged store', ['administrator-1', 'anonymizer-2', 'counter-1', 'distributor-3', 'trustee-4']],
  ['stopped', ['administrator-4', 'anonymizer-1', 'counter-2', 'distributor-2']],
  ['slow network', ['administrator-1', 'anonymizer-2', 'counter-3', 'distributor-3']],
  ['cut network', ['administrator-2', 'anonymizer-3', 'counter-1', 'distributor-1']],
  ['hanging network', ['administrator-3', 'anonymizer-1', 'distributor-2']],
  ['clock ahead', ['administrator-4', 'anonymizer-2', 'counter-2', 'trustee-2']],
  ['clock behind', ['administrator-1', 'anonymizer-3', 'counter-3', 'trustee-3']],
];
const CASES = WHILE_VOTING.flatMap(([fault, ids]) => ids.map((id) => [fault, id] as const));
/** Two at once, of different roles or the same. */
const PAIRS: readonly (readonly [string, string])[] = [
  ['anonymizer-1', 'anonymizer-2'],
  ['administrator-1', 'administrator-2'],
  ['counter-1', 'anonymizer-3'],
];

describe('machines and networks that fail', () => {
  const election = new RealElection({
    voters: CASES.length + PAIRS.length + 1,
    poolSize: 3,
    intake: 12,
    // A server that is killed on a busy machine takes as long as an instant's distance to be back.
    claims: 40,
    withFaults: true,
  });
  const nobody = () => new Striker(election, undefined);
  beforeAll(async () => {
    await election.start();
    await election.create();
    assert.deepEqual(await election.step('open'), {});
  });
  afterAll(() => election.stop());

  /**
   * A vote while the fault holds. An onion goes to the Anonymizer that it was made for: one that cannot store it now has it
   * brought later, and the voter comes back, as the terminal says.
   */
  async function voteDuring(fault: FaultName, id: string, voter: SimulatedVoter): Promise<void> {
    const end = await FAULTS[fault](election, id);
    const sent = await voteThrough(election, voter, nobody()).catch(() => undefined);
    await end();
    await reports(id, 'ok');
    if (sent === undefined) await voteThrough(election, voter, nobody());
  }

  /** Waits until the server's /health says that. */
  async function reports(id: string, health: string): Promise<void> {
    while ((await healthOf(election, id)) !== health) await setTimeout(100);
  }

  CASES.forEach(([fault, id], i) => {
    test(`voting: ${fault} at ${id}`, async () => {
      await voteDuring(fault, id, given(election.voters[i]));
    });
  });

  PAIRS.forEach(([first, second], i) => {
    test(`voting: ${first} and ${second} killed together`, async () => {
      const killed = [election.crash(first), election.crash(second)];
      await voteThrough(election, given(election.voters[CASES.length + i]), nobody());
      await Promise.all(killed);
      await election.settled();
    });
  });

  test('who cannot store anything says so; the vote waits for it, and goes on', async () => {
    const id = 'administrator-2';
    const ends = [
      await FAULTS['cut network'](election, 'administrator-1'),
      await FAULTS['read-only store'](election, id),
    ];
    // Three of the four are needed: one is cut off, so this one is asked to store the vote.
    const voting = voteThrough(election, given(election.voters.at(-1)), nobody());
    await reports(id, 'failing');
    for (const end of ends) await end();
    await voting;
    await reports(id, 'ok');
  });

  test('a server that is cut off when the election is closed takes the order from the board', async () => {
    const end = await FAULTS['cut network'](election, 'counter-1');
    assert.deepEqual(await election.step('close'), {});
    await end();
    const { closes, intakeEnds } = await election.officer.election(undefined);
    const head = `${election.urls.get('counter-1')}/elections/${election.summary.election}/close-head`;
    await waitUntil(closes, 'close', new ProgressBar());
    // Before the close it has none to show.
    while (!(await fetch(head)).ok) {
      assert.ok(Date.now() < intakeEnds, 'the order did not reach it');
      await setTimeout(200);
    }
  });

  test('the pools are emptied while stores are full or locked and links are cut', async () => {
    const { intakeEnds, claimsEnd } = await election.officer.election(undefined);
    await waitUntil(intakeEnds - 500, 'intake', new ProgressBar());
    const ends = [
      await FAULTS['locked store'](election, 'anonymizer-1'),
      await FAULTS['full disk'](election, 'anonymizer-2'),
      await FAULTS['cut network'](election, 'counter-1'),
      await FAULTS.stopped(election, 'counter-2'),
    ];
    await waitUntil(intakeEnds + 5_000, 'faults', new ProgressBar());
    for (const end of ends) await end();
    await election.crash('anonymizer-3');
    await waitUntil(claimsEnd + 500, 'claims', new ProgressBar());
  });

  test('freezing and disclosure while a Counter is stopped, a Trustee full and another cut off for a while', async () => {
    const ends = [
      await FAULTS.stopped(election, 'counter-3'),
      await FAULTS['full disk'](election, 'trustee-1'),
      await FAULTS['cut network'](election, 'trustee-2'),
    ];
    const locked = await FAULTS['locked store'](election, 'trustee-3');
    const tallied = election.tally();
    await setTimeout(3_000);
    for (const end of ends) await end();
    await locked();
    await tallied;
  });

  test('the record: every vote that was sent, exactly once', async () => {
    const { commissionerKey: key, summary, voters, ballot } = election;
    const { results } = await verify(summary.record, key, new ProgressBar());
    assert.equal(results.styles[0]?.votes, voters.length);
    const expected = voters.map(({ vote }): [string, number] => [toHex(encodeVote(ballot, vote)), 1]);
    assert.deepEqual([...(await votesInRecord(summary.record, key))].sort(), expected.sort());
  });
});
