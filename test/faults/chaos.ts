/**
 * `npm run chaos -- [minutes] [seed]`: elections on running servers, one after the other, while at every role one server at a
 * time fails at random: full, read-only and locked stores, stopped and killed processes, slow, cut and hanging links, clocks
 * that are wrong. It ends with an error unless every vote that a terminal called sent was counted exactly once.
 */
import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { encodeVote } from '../../ballots/vote-encoding.ts';
import { verify, waitUntil } from '../../office/tally-election.ts';
import { ProgressBar, print, table } from '../../output/output.ts';
import { toHex } from '../../protocol/primitives/bytes.ts';
import { type Draw, drawsFrom } from '../support/draws.ts';
import { Striker, voteThrough } from './support/faulty-voter.ts';
import { RealElection } from './support/real-election.ts';
import { Storm } from './support/storm.ts';
import { votesInRecord } from './support/votes-in-record.ts';

const [minutes = '15', seed = String(randomInt(2 ** 31))] = process.argv.slice(2);
const EVERYBODY = ['administrator', 'anonymizer', 'counter', 'trustee', 'distributor'];
/** Those without whom an onion is not delivered, and a list not frozen. */
const AFTER_THE_CLOSE = ['anonymizer', 'counter', 'trustee'];

async function runElection(draw: Draw, faults: Map<string, number>): Promise<number> {
  const election = new RealElection({ voters: 40, poolSize: 4, intake: 12, claims: 48, withFaults: true });
  const stormOver = async (storm: Storm): Promise<void> => {
    await storm.end();
    for (const [name, count] of storm.counts) faults.set(name, (faults.get(name) ?? 0) + count);
  };
  try {
    await election.start();
    await election.create();
    await election.step('open');
    const voting = new Storm(election, EVERYBODY, draw);
    for (const voter of election.voters) await voteThrough(election, voter, new Striker(election, undefined));
    await stormOver(voting);
    await election.step('close');
    const { claimsEnd } = await election.officer.election(undefined);
    const flushing = new Storm(election, AFTER_THE_CLOSE, draw);
    await waitUntil(claimsEnd - 16_000, 'flush', new ProgressBar());
    await stormOver(flushing);
    await waitUntil(claimsEnd + 500, 'claims', new ProgressBar());
    const freezing = new Storm(election, AFTER_THE_CLOSE, draw);
    await stormOver(freezing);
    await election.tally();
    const { commissionerKey: key, summary, voters, ballot } = election;
    await verify(summary.record, key, new ProgressBar());
    const expected = voters.map(({ vote }): [string, number] => [toHex(encodeVote(ballot, vote)), 1]);
    assert.deepEqual([...(await votesInRecord(summary.record, key))].sort(), expected.sort());
    return voters.length;
  } finally {
    await election.stop();
  }
}

print(`chaos for ${minutes} minutes, seed ${seed}`);
const draw = drawsFrom(Number(seed));
const until = Date.now() + Number(minutes) * 60_000;
const faults = new Map<string, number>();
let votes = 0;
let elections = 0;
while (Date.now() < until) {
  votes += await runElection(draw, faults);
  elections += 1;
  print(`election ${elections}: every vote that was sent is counted once; ${votes} votes so far`);
}
print(table(['fault', 'times'], [...faults].sort()));
