/**
 * An Administrator's whole path for a voter, Prepare and Sign: HTTP in, checked, durable, answer out. Its limit is what
 * the protocol needs (steps 2.4 and 2.5) by bare library calls.
 */

import { systemRandom } from '../common/system-random.ts';
import type { Member } from '../protocol/0-setup/election.ts';
import { preparePlace, sealPrepare } from '../protocol/2-vote-signing/request-signature.ts';
import { prepareBody } from '../protocol/messages/prepare-request.ts';
import { echoBody, signRequestCodec } from '../protocol/messages/sign-request.ts';
import { blindedVoteDigest } from '../protocol/messages/vote.ts';
import { loadMclBls } from '../protocol/primitives/bls-mcl.ts';
import { encode } from '../protocol/primitives/cbor.ts';
import { sealingInfo } from '../protocol/primitives/hpke.ts';
import type { SigningKey } from '../protocol/primitives/p256-signature.ts';
import { given } from '../protocol/test-support.ts';
import { administratorApp } from '../servers/administrator/app.ts';
import { systemClock } from '../servers/shared/clock.ts';
import { Metrics } from '../servers/shared/metrics.ts';
import { type BenchElection, makeBenchElection, newSigningKey, STYLE } from './support/fixture.ts';
import { ecdsaSign, ecdsaVerify, hpkeOpen } from './support/library-calls.ts';
import { CONCURRENCY, LoadTest } from './support/load.ts';
import type { Job } from './support/load-client.ts';
import { g1Multiply, g1Parse } from './support/mcl-calls.ts';
import { costOf, costOfParts } from './support/measure.ts';
import { compare, partDetails, print, type Round } from './support/report.ts';

const LEAST_RATIO = 0.7;
const ROUNDS = 10;
const VOTERS_IN_ROUND = 200;
/** Before the first round: enough for the compiler to have seen everything. */
const WARM_UP = 600;
/** CBOR of an echo of period 0 and no conflict; of a partial signature of period 0. */
const PREPARE_ANSWER_LENGTH = 71;
const PARTIAL_LENGTH = 52;

interface Request {
  readonly sealed: Uint8Array;
  readonly blinded: Uint8Array;
  readonly job: Job;
}

const voters = Array.from({ length: WARM_UP + ROUNDS * VOTERS_IN_ROUND }, (_, i) => ({
  id: `voter-${i}`,
  key: newSigningKey(),
}));
const bench = await makeBenchElection(
  voters.map(({ id, key }) => ({ id, publicKey: key.publicKey })),
  newSigningKey(),
);
const [own] = bench.election.members('administrators');
const [administrator] = bench.administrators;
if (own === undefined || administrator === undefined) throw new Error('no Administrator');
const share = administrator.ceremony.shares.values().next().value?.share ?? 0n;
const { secretKey } = await administrator.trafficKey.pair();
await administrator.close();

const bls = await loadMclBls();
const requests: Request[] = [];
for (const voter of voters) requests.push(await requestOf(bench, own, voter));
// It waits for no board: it was started long ago.
let age = 0;
const context = { ...bench.contextOf(own.id), clock: () => systemClock() + age };
const { app, elections } = administratorApp(context, new Metrics(), bls);
age = 60_000;
const test = await LoadTest.start(app, 'same core');
const sealed = requests.slice(WARM_UP).map((request) => request.sealed);
const points = requests.slice(WARM_UP).map(({ blinded }) => blinded);
const { signingThreshold: t } = bench.election.plan;
const parts = [
  await hpkeOpen(1, secretKey, sealingInfo(preparePlace(bench.election, own.id)), sealed),
  ecdsaVerify(1 + t),
  ecdsaSign(1),
  // Prepare checks M before it is held, and whoever has the share checks it again.
  g1Parse(2, points),
  g1Multiply(1, points, share),
];

await (await test.load(requests.slice(0, WARM_UP).map(({ job }) => job)))();
await costOfParts(parts, VOTERS_IN_ROUND);
const rounds: Round[] = [];
for (let from = WARM_UP; from < requests.length; from += VOTERS_IN_ROUND) {
  const send = await test.load(requests.slice(from, from + VOTERS_IN_ROUND).map(({ job }) => job));
  const path = await costOf(VOTERS_IN_ROUND, send);
  rounds.push({ path, parts: await costOfParts(parts, VOTERS_IN_ROUND) });
}

print({
  benchmark: 'administrator',
  conditions:
    `Prepare and Sign of ${ROUNDS} x ${VOTERS_IN_ROUND} voters over HTTP on loopback, ${CONCURRENCY} voters at a ` +
    `time, N = 4, t = 3; medians of rounds; ${test.cores}`,
  figures: [compare('processor time for a voter', 'cpu', rounds, LEAST_RATIO)],
  details: partDetails(
    parts.map(({ name }) => name),
    rounds,
  ),
});

test.stop();
await app.close();
await elections.close();

/** What the voter's terminal and Voter Module send to that Administrator; M is any point. */
async function requestOf(
  { election, identities, id }: BenchElection,
  to: Member,
  { id: voter, key }: { id: string; key: SigningKey },
): Promise<Request> {
  const { manifestHash } = election;
  const blinded = bls.hashToG1(systemRandom(32));
  const fields = { manifestHash, administrator: to.id, voter, style: STYLE, blinded };
  const request = { ...fields, signature: key.sign(prepareBody(fields)) };
  const sealed = await sealPrepare(election, to, request);
  const digest = blindedVoteDigest(request);
  // Those of others, each of which it has to verify.
  const echoes = election
    .members('administrators')
    .slice(1, 1 + election.plan.signingThreshold)
    .map((member) => ({
      administrator: member.id,
      signature: given(identities.get(member.id)).sign(echoBody(manifestHash, digest)),
    }));
  const base = `/elections/${id}`;
  const job = [
    { path: `${base}/prepare`, body: sealed, answerLength: PREPARE_ANSWER_LENGTH },
    {
      path: `${base}/sign`,
      body: encode(signRequestCodec, { manifestHash, digest, period: 0, echoes }),
      answerLength: PARTIAL_LENGTH,
    },
  ];
  return { sealed, blinded, job };
}
