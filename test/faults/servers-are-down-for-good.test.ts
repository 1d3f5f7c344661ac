/**
 * As many servers of every role as may be are down from the opening on (protocol section 1): N - t Administrators, all
 * Anonymizers but L, all Counters but one, k Trustees, f Distributors. The election goes on to a verified result.
 */
import assert from 'node:assert/strict';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { encodeVote } from '../../ballots/vote-encoding.ts';
import { verify, waitUntil } from '../../office/tally-election.ts';
import { ProgressBar } from '../../output/output.ts';
import { toHex } from '../../protocol/primitives/bytes.ts';
import { given } from '../../protocol/test-support.ts';
import { checkThrough, Striker, voteThrough } from './support/faulty-voter.ts';
import { RealElection } from './support/real-election.ts';
import { votesInRecord } from './support/votes-in-record.ts';

const DOWN = ['administrator-2', 'anonymizer-1', 'counter-1', 'counter-3', 'trustee-4', 'distributor-1'];

describe('as many servers down as may be', () => {
  const election = new RealElection({ voters: 4, poolSize: 2, intake: 6, claims: 8 });
  const nobody = () => new Striker(election, undefined);
  beforeAll(() => election.start());
  afterAll(() => election.stop());

  test('every vote is taken at the first visit', async () => {
    await election.create();
    assert.deepEqual(await election.step('open'), {});
    await Promise.all(DOWN.map((id) => election.kill(id)));
    for (const voter of election.voters) assert.equal(await voteThrough(election, voter, nobody()), 1);
  });

  test('it closes, a voter checks, it is frozen, disclosed, tallied and verified', async () => {
    assert.deepEqual(await election.step('close'), {});
    const { closes, claimsEnd } = await election.officer.election(undefined);
    await waitUntil(closes + 500, 'close', new ProgressBar());
    await checkThrough(election, given(election.voters[0]), nobody());
    await waitUntil(claimsEnd, 'claims', new ProgressBar());
    await election.tally();
    const { commissionerKey: key, summary, voters, ballot } = election;
    const { results, absent } = await verify(summary.record, key, new ProgressBar());
    const missing = absent.map(({ server }) => server);
    assert.deepEqual(missing, ['administrator-2', 'anonymizer-1']);
    assert.equal(results.styles[0]?.votes, voters.length);
    const expected = voters.map(({ vote }): [string, number] => [toHex(encodeVote(ballot, vote)), 1]);
    assert.deepEqual([...(await votesInRecord(summary.record, key))].sort(), expected.sort());
  });
});
