/**
 * Robustness (protocol section 5.5): any process is killed (SIGKILL) at any instant of any step; the voter finishes later
 * with the same vote, on another terminal if need be, and is counted exactly once. One election; one voter for each kill.
 */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { encodeVote } from '../../ballots/vote-encoding.ts';
import { CodedError } from '../../common/coded-error.ts';
import { verify, waitUntil } from '../../office/tally-election.ts';
import { ProgressBar } from '../../output/output.ts';
import { decodePrepare } from '../../protocol/2-vote-signing/prepare.ts';
import { MAX_PREPARE_ANSWER_LENGTH, prepareAnswerCodec } from '../../protocol/messages/prepare-request.ts';
import { toHex } from '../../protocol/primitives/bytes.ts';
import { decode } from '../../protocol/primitives/cbor.ts';
import { given } from '../../protocol/test-support.ts';
import type { Results } from '../../record/compute-results.ts';
import { getJson } from '../../servers/shared/http-client.ts';
import type { RenewalStatus } from '../../servers/shared/renewal.ts';
import { nodeSend } from '../../simulation/node-send.ts';
import { giveOrder } from '../../warden/orders.ts';
import { signal } from './support/faults.ts';
import { checkThrough, type KillPoint, Striker, voteThrough } from './support/faulty-voter.ts';
import {
  EchoJudge,
  type KeyHolder,
  keyHolders,
  manifestOf,
  prepareRequest,
} from './support/prepare-burst.ts';
import { RealElection, type SimulatedVoter } from './support/real-election.ts';
import { votesInRecord } from './support/votes-in-record.ts';

const administrators = ['administrator-1', 'administrator-2', 'administrator-3', 'administrator-4'];
const anonymizers = ['anonymizer-1', 'anonymizer-2', 'anonymizer-3'];
const trustees = ['trustee-1', 'trustee-2', 'trustee-3', 'trustee-4'];
const counters = ['counter-1', 'counter-2', 'counter-3'];

const KILL_POINTS: readonly KillPoint[] = [
  // Step 1: fetch.
  { step: 'manifest', when: 'before' },
  { step: 'distribution', when: 'during' },
  { step: 'enrolments', when: 'during' },
  { step: 'ballots', when: 'during' },
  { step: 'terminal keyHash', when: 'during' },
  // Step 1 and 2.1, 2.2: between voter and terminal, until the vote is in the card.
  { step: 'terminal beginVoting', when: 'during' },
  { step: 'keys first', when: 'before' },
  { step: 'keys middle', when: 'after' },
  { step: 'keys last', when: 'during' },
  { step: 'keys last', when: 'during' },
  { step: 'keys last', when: 'after' },
  { step: 'prepare', when: 'before', victims: ['terminal'] },
  // Step 2.4: Prepare, echoes.
  { step: 'prepare', when: 'before', nth: 1 },
  { step: 'prepare', when: 'during', nth: 2 },
  { step: 'prepare', when: 'after', nth: 3 },
  { step: 'prepare', when: 'during', nth: 4, victims: administrators },
  { step: 'terminal echo', when: 'during', nth: 1 },
  { step: 'terminal echo', when: 'after', nth: 3 },
  // Step 2.5 and 2.6: Sign, partial signatures, the package stored.
  { step: 'sign', when: 'before', victims: administrators },
  { step: 'sign', when: 'during', nth: 2 },
  { step: 'sign', when: 'after', nth: 3 },
  { step: 'terminal partial', when: 'after', nth: 1 },
  { step: 'terminal partial', when: 'during', nth: 3 },
  { step: 'terminal partial', when: 'after', nth: 3 },
  // Step 3.2: challenge and onion.
  { step: 'challenge', when: 'during' },
  { step: 'terminal challenge', when: 'after' },
  { step: 'terminal onion', when: 'during' },
  { step: 'terminal onion', when: 'after' },
  { step: 'onions', when: 'before' },
  { step: 'onions', when: 'during' },
  { step: 'onions', when: 'during', victims: ['terminal'] },
  { step: 'onions', when: 'after' },
  { step: 'terminal sent', when: 'before' },
  // Step 3.3 and 3.4: pools, relays, deliveries; and those who have no part in a vote.
  { step: 'onions', when: 'after', victims: anonymizers },
  { step: 'onions', when: 'after', victims: counters },
  { step: 'prepare', when: 'during', victims: ['commissioner', 'trustee-1', 'trustee-2', 'counter-1'] },
];
const RENEWING = [...trustees, ...administrators];
const BURST = 40;
/** Seconds. */
const RENEW_EVERY = 20;

/**
 * As the Voter Module does: a server that has just started is busy until it has read the board, and merges its rows then;
 * one that missed a renewal has no share until its operator has let it in again.
 */
const NOT_YET: readonly string[] = ['service/busy', 'period/merging', 'share/none'];

async function sendWhenReady(url: string, body: Uint8Array): Promise<Uint8Array> {
  for (;;) {
    try {
      return await nodeSend(url, body);
    } catch (error) {
      if (!(error instanceof CodedError && NOT_YET.includes(error.code))) throw error;
      await setTimeout(100);
    }
  }
}

describe('kill -9 of any process, at any instant', () => {
  // Two rounds of kills, and each Anonymizer's pool sent on once more after them, lie between intake's end and claims'.
  const wishes = { voters: KILL_POINTS.length + 1, poolSize: 3, intake: 25, claims: 30 };
  // The board has room for a thousand renewals of both roles; it is closed by order long before.
  const voting = 2 * 3600;
  const election = new RealElection({ ...wishes, voting, renewEvery: RENEW_EVERY });
  let holders: KeyHolder[] = [];
  let lost: SimulatedVoter;

  beforeAll(async () => {
    await election.start();
    lost = given(election.voters[KILL_POINTS.length]);
    holders = await keyHolders(election, 3 * BURST);
  });
  afterAll(async () => {
    over.abort();
    await operating;
    await election.stop();
  });

  const statusOf = async (id: string) =>
    (await getJson(
      `${election.urls.get(id)}/elections/${election.summary.election}/renewal`,
    )) as RenewalStatus;
  const over = new AbortController();
  let operating: Promise<unknown> = Promise.resolve();

  /** As its operator does who sees the alarm, whenever it comes. */
  async function operate(id: string): Promise<void> {
    while (!over.signal.aborted) {
      const { alerts = [] } = await statusOf(id).catch((): Partial<RenewalStatus> => ({}));
      if (alerts.includes('alert/no-share'))
        giveOrder(join(election.folder, id, 'elections', election.summary.election), 'rejoin');
      await setTimeout(1000);
    }
  }

  test('setup: whoever is killed, the election is made when the officer begins again', async () => {
    await election.create([
      { at: 'server keys', victims: ['administrator-2'] },
      { at: 'countersignatures', victims: ['commissioner', 'trustee-3'] },
    ]);
    const crashes = [{ at: 'manifest', victims: ['commissioner', 'counter-3', 'distributor-1'] }];
    await election.step('open', crashes);
    assert.deepEqual(await election.step('open'), {}, 'opened again, it is open at every server');
    operating = Promise.all(RENEWING.map(operate));
  });

  KILL_POINTS.forEach((point, i) => {
    const { step, when, nth = 1, victims = ['whoever is called'] } = point;
    test(`voter ${i + 1}: ${victims.join(', ')} killed ${when} "${step}", call ${nth}`, async () => {
      const striker = new Striker(election, point);
      await voteThrough(election, given(election.voters[i]), striker);
      assert.ok(striker.struck, 'the kill point was reached');
    });
  });

  test('an onion that the PC threw away: the vote is still in the card for the second one', async () => {
    const thrownAway = async (url: string, body?: Uint8Array): Promise<Uint8Array> =>
      url.endsWith('/onions') ? new Uint8Array() : nodeSend(url, body);
    assert.equal(await voteThrough(election, lost, new Striker(election, undefined), thrownAway), 1);
  });

  test('bursts of Prepare at an Administrator that is killed: nothing answered is lost', async () => {
    const id = 'administrator-1';
    const public_ = await manifestOf(election);
    const judge = new EchoJudge(public_);
    const server = {
      administrator: id,
      url: `${election.urls.get(id)}/elections/${election.summary.election}`,
    };
    const url = `${server.url}/prepare`;
    for (const [round, killAt] of [1, 12, 30].entries()) {
      const group = holders.slice(round * BURST, (round + 1) * BURST);
      const requests = await Promise.all(group.map((holder) => prepareRequest(public_, id, holder)));
      const answered = new Set<number>();
      let killed: Promise<void> | undefined;
      const sending = requests.map(async (request, i) => {
        const answer = await sendWhenReady(url, request.sealed);
        assert.ok(await judge.isEchoOf(server, request, answer));
        answered.add(i);
        if (answered.size === killAt) killed = election.crash(id);
      });
      await Promise.allSettled(sending);
      assert.ok(answered.size >= killAt, 'the kill came after some answers');
      await killed;
      await election.settled();
      for (const [i, request] of requests.entries()) {
        // Who was answered finds the one M that was answered for, whatever is asked now.
        if (answered.has(i)) {
          const other = await prepareRequest(public_, id, request.holder);
          const reply = await sendWhenReady(url, other.sealed);
          const answer = decode(prepareAnswerCodec, reply, MAX_PREPARE_ANSWER_LENGTH);
          assert.equal(answer.echo, undefined);
          assert.deepEqual(decodePrepare(given(answer.conflicts[0])).blinded, request.blinded);
        }
        const answer = await sendWhenReady(url, request.sealed);
        assert.ok(await judge.isEchoOf(server, request, answer), 'an echo of the same M');
      }
    }
  });

  test.for([
    { role: 'trustee', faults: ['SIGKILL', 'SIGSTOP', 'SIGKILL'] },
    { role: 'administrator', faults: ['SIGSTOP', 'SIGKILL'] },
  ] as const)(
    'who is killed, or stands still, while its role renews: the others go on ($role)',
    async ({ role, faults }) => {
      const watched = `${role}-4`;
      assert.ok((await statusOf(watched)).period > 0, 'they have renewed while others were killed');
      for (const [i, fault] of faults.entries()) {
        const victim = `${role}-${i + 1}`;
        const { period } = await statusOf(watched);
        while (!(await statusOf(watched)).isUnderWay) await setTimeout(20);
        if (fault === 'SIGSTOP') signal(election, victim, fault);
        else await election.crash(victim);
        await election.settled();
        while ((await statusOf(watched)).period === period) await setTimeout(200);
        if (fault === 'SIGSTOP') signal(election, victim, 'SIGCONT');
      }
      const all = RENEWING.filter((id) => id.startsWith(role));
      // Who has missed it is let in again by its operator.
      const areAllBack = async (): Promise<boolean> =>
        (await Promise.all(all.map(statusOf))).every(
          ({ members, alerts }) => members.length === all.length && alerts.length === 0,
        );
      while (!(await areAllBack())) await setTimeout(200);
    },
  );

  test('close, with everyone who has a part in it killed', async () => {
    await election.step('close', [{ at: '', victims: ['commissioner'] }]);
    await Promise.all(
      ['commissioner', 'counter-1', 'anonymizer-2', 'administrator-3'].map((id) => election.crash(id)),
    );
    await election.settled();
    assert.deepEqual(await election.step('close'), {}, 'closed again, it is closed at every server');
    const { closes } = await election.officer.election(election.summary.election);
    await waitUntil(closes + 500, 'close', new ProgressBar());
  });

  test('a claim after the close, with terminal and Anonymizer killed on its way', async () => {
    await checkThrough(
      election,
      lost,
      new Striker(election, { step: 'terminal closingOnions', when: 'during' }),
    );
    await checkThrough(election, lost, new Striker(election, { step: 'onions', when: 'during' }));
  });

  test('delivery: Anonymizers and Counters are killed while the pools empty', async () => {
    const { intakeEnds, claimsEnd } = await election.officer.election(election.summary.election);
    await waitUntil(intakeEnds, 'intake', new ProgressBar());
    await Promise.all(['anonymizer-1', 'counter-2'].map((id) => election.crash(id)));
    await election.settled();
    await Promise.all(['anonymizer-3', 'counter-3'].map((id) => election.crash(id)));
    await election.settled();
    await waitUntil(claimsEnd, 'claims', new ProgressBar());
    await election.crash('anonymizer-2');
    await election.settled();
  });

  test('freezing and tally, with their parties killed; the record verifies; each vote counts once', async () => {
    await Promise.all(['trustee-1', 'counter-1'].map((id) => election.crash(id)));
    const tallied = election.tally();
    await election.crash('commissioner');
    await tallied;
    const { commissionerKey: key, summary, voters, ballot } = election;
    const { results }: { results: Results } = await verify(summary.record, key, new ProgressBar());
    const counted = await votesInRecord(summary.record, key);
    const times = voters.map(({ id, vote }) => [id, counted.get(toHex(encodeVote(ballot, vote))) ?? 0]);
    assert.deepEqual(
      times,
      voters.map(({ id }) => [id, 1]),
      'each vote, as it was confirmed, once',
    );
    assert.equal(results.styles[0]?.votes, voters.length, 'and no other');
  });
});
