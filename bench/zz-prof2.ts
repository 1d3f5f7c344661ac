/**
 * An Administrator's whole path for a voter, Prepare and Sign: HTTP in, checked, durable, answer out. Its limit is what
 * the protocol needs (steps 2.4 and 2.5) by bare library calls.
 */
import { preparePlace, sealPrepare } from '../protocol/2-vote-signing/request-signature.ts';
import { prepareBody } from '../protocol/messages/prepare-request.ts';
import { echoBody, signRequestCodec } from '../protocol/messages/sign-request.ts';
import { blindedVoteDigest } from '../protocol/messages/vote.ts';
import { loadMclBls } from '../protocol/primitives/bls-mcl.ts';
import { encode } from '../protocol/primitives/cbor.ts';
import { sealingInfo } from '../protocol/primitives/hpke.ts';
import type { SigningKey } from '../protocol/primitives/p256-signature.ts';
import { administratorApp } from '../servers/administrator/app.ts';
import { Metrics } from '../servers/shared/metrics.ts';
import { type BenchElection, makeBenchElection, newSigningKey, STYLE } from './support/fixture.ts';
import { ecdsaSign, ecdsaVerify, hpkeOpen } from './support/library-calls.ts';
import { CONCURRENCY, LoadTest } from './support/load.ts';
import type { Job } from './support/load-client.ts';
import { g1Multiply, g1Parse } from './support/mcl-calls.ts';
import { costOf, costOfParts } from './support/measure.ts';
import { systemRandom } from './support/random.ts';
import { compare, partDetails, print, type Round } from './support/report.ts';

const LEAST_RATIO = 0.7;
const ROUNDS = 10;
const VOTERS_IN_ROUND = 200;
/** Before the first round: enough for the compiler to have seen everything. */
const WARM_UP = 600;
/** CBOR of an echo and no conflict; a point of G1. */
const PREPARE_ANSWER_LENGTH = 68;
const PARTIAL_LENGTH = 48;

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
const share = administrator.shares.values().next().value?.share ?? 0n;
const { secretKey } = await administrator.trafficKeys();
await administrator.close();

const bls = await loadMclBls();
const requests: Request[] = [];
for (const voter of voters) requests.push(await requestOf(bench, voter));
const { app, elections } = administratorApp(bench.contextOf(own.id), new Metrics(), bls);
const test = await LoadTest.start(app);
const sealed = requests.slice(WARM_UP).map((request) => request.sealed);
const points = requests.slice(WARM_UP).map(({ blinded }) => blinded);
const { signingThreshold: t } = bench.election.plan;
const parts = [
  await hpkeOpen(1, secretKey, sealingInfo(preparePlace(bench.election, own.id)), sealed),
  ecdsaVerify(1 + t),
  ecdsaSign(1),
  g1Parse(1, points),
  g1Multiply(1, points, share),
];


const el = elections.get(bench.id);
const E = el.election;
import { decodePrepare, checkVoter, openPrepare } from '../protocol/2-vote-signing/echo-blinded-vote.ts';
import { decodeSignRequest, checkEchoes } from '../protocol/2-vote-signing/sign-blinded-vote.ts';
import { prepareRequestCodec } from '../protocol/messages/prepare-request.ts';
import { opener, TRAFFIC } from '../protocol/primitives/hpke.ts';
import { unpad } from '../protocol/primitives/bytes.ts';
import { inParallel, median, total } from './support/measure.ts';
const open = await opener(TRAFFIC, secretKey);
const R: Record<string, number[]> = {}; const W: Record<string, number[]> = {};
const put = (n: string, c: {cpu:number;wall:number}) => { (R[n] ??= []).push(c.cpu); (W[n] ??= []).push(c.wall); };
await (await test.load(requests.slice(0, WARM_UP).map(({ job }) => job)))();
const n = 200;
for (let r = 0; r < 9; r++) {
  const part: any[] = requests.slice(WARM_UP + r * n, WARM_UP + r * n + n);
  const plains: any[] = []; for (const p of part) plains.push(decodePrepare(unpad(await open(p.sealed, preparePlace(E, own.id)))));
  const enc = plains.map((p) => encode(prepareRequestCodec, p));
  const srs = part.map((p) => decodeSignRequest(E, p.job[1].body));
  const vk = plains.map((p) => ({ publicKey: voters.find((v) => v.id === p.voter)!.key.publicKey, style: STYLE }));
  const loop = (f: (i: number) => unknown) => () => { for (let i=0;i<n;i++) f(i); };
  if (r % 2 === 0) {
    put('HTTP prepare+sign', await costOf(n, await test.load(part.map((p) => p.job))));
    put('direct prepare again', await costOf(n, () => inParallel(n, 16, (i) => el.prepare(part[i].sealed))));
    put('direct sign again', await costOf(n, () => inParallel(n, 16, (i) => el.sign(part[i].job[1].body))));
    put('HTTP again (no writes)', await costOf(n, await test.load(part.map((p) => p.job))));
  } else {
    put('direct prepare', await costOf(n, () => inParallel(n, 16, (i) => el.prepare(part[i].sealed))));
    put('direct sign', await costOf(n, () => inParallel(n, 16, (i) => el.sign(part[i].job[1].body))));
  }
  put('LIMIT', total(await (async()=>{ const cs = []; for (const p of parts) { const c = await costOf(n, () => p.run(n)); put('  '+p.name, c); cs.push(c);} return cs; })()));
  put('openPrepare', await costOf(n, () => inParallel(n, 16, (i) => openPrepare(E, own.id, open, part[i].sealed))));
  put('checkVoter', await costOf(n, loop((i) => checkVoter(plains[i], vk[i]))));
  put('digest x2', await costOf(n, loop((i) => {blindedVoteDigest(plains[i]);blindedVoteDigest(plains[i]);})));
  put('encode prepare', await costOf(n, loop((i) => encode(prepareRequestCodec, plains[i]))));
  put('decodePrepare', await costOf(n, loop((i) => decodePrepare(enc[i]!))));
  put('select roll+vote', await costOf(n, loop((i) => {el.store.prepare('SELECT * FROM roll WHERE voter = ?').get(plains[i].voter); el.store.prepare('SELECT request FROM votes WHERE voter = ?').get(plains[i].voter);})));
  put('sign echo', await costOf(n, loop((i) => bench.identities.get(own.id)!.sign(echoBody(E.manifestHash, srs[i]!.digest)))));
  put('decodeSignRequest', await costOf(n, loop((i) => decodeSignRequest(E, part[i].job[1].body))));
  put('checkEchoes', await costOf(n, loop((i) => checkEchoes(E, srs[i]!))));
  put('combine', await costOf(n, loop((i) => bls.combine([plains[i].blinded],[share]))));
  put('store write+commit, one by one', await costOf(n, async () => { for (let i=0;i<n;i++) await el.store.write(() => { el.store.prepare('UPDATE votes SET signed = 1 - signed WHERE voter = ?').run(plains[i].voter); }); }));
}
for (const k of Object.keys(R)) console.log(k.padEnd(36), 'cpu', median(R[k]!).toFixed(3), 'wall', median(W[k]!).toFixed(3));
process.exit(0);
test.stop();
await app.close();
await elections.close();

/** What the voter's terminal and Voter Module send to the first Administrator; M is any point. */
async function requestOf(
  { election, identities, id }: BenchElection,
  { id: voter, key }: { id: string; key: SigningKey },
): Promise<Request> {
  const { manifestHash } = election;
  const blinded = bls.hashToG1(systemRandom(32));
  const administratorId = own?.id ?? '';
  const fields = { manifestHash, administrator: administratorId, voter, style: STYLE, blinded };
  const request = { ...fields, signature: key.sign(prepareBody(fields)) };
  const [to] = election.members('administrators');
  if (to === undefined) throw new Error('no Administrator');
  const sealed = await sealPrepare(election, to, request);
  const digest = blindedVoteDigest(request);
  const echoes = election
    .members('administrators')
    .slice(0, election.plan.signingThreshold)
    .map((member) => ({
      administrator: member.id,
      signature: identities.get(member.id)?.sign(echoBody(manifestHash, digest)) ?? new Uint8Array(),
    }));
  const base = `/elections/${id}`;
  const job = [
    { path: `${base}/prepare`, body: sealed, answerLength: PREPARE_ANSWER_LENGTH },
    {
      path: `${base}/sign`,
      body: encode(signRequestCodec, { manifestHash, digest, echoes }),
      answerLength: PARTIAL_LENGTH,
    },
  ];
  return { sealed, blinded, job };
}
