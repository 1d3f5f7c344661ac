/**
 * Voters ask for signatures while Administrators go from one period to the next (trustees contract, section 10: no request fails at
 * a switch): at a steady rate, every party a process of its own on this machine. Voters are asked again where a server may say so,
 * as their own PC asks again: then the vote took longer, and that is counted.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { CodedError } from '../common/coded-error.ts';
import { withProcesses } from '../deployment/processes.ts';
import { openCountersignedManifest } from '../protocol/0-setup/check-manifest.ts';
import type { Election } from '../protocol/0-setup/election.ts';
import { sealPrepare } from '../protocol/2-vote-signing/request-signature.ts';
import {
  MAX_PREPARE_ANSWER_LENGTH,
  prepareAnswerCodec,
  prepareBody,
} from '../protocol/messages/prepare-request.ts';
import { type Echo, signRequestCodec } from '../protocol/messages/sign-request.ts';
import { blindedVoteDigest } from '../protocol/messages/vote.ts';
import { nobleBls } from '../protocol/primitives/bls-noble.ts';
import { requireHex, toHex, utf8 } from '../protocol/primitives/bytes.ts';
import { decode, encode } from '../protocol/primitives/cbor.ts';
import type { SigningKey } from '../protocol/primitives/p256-signature.ts';
import { getBytes, getJson, postCbor } from '../servers/shared/http-client.ts';
import type { RenewalStatus } from '../servers/shared/renewal.ts';
import { type LocalDeployment, startLocalDeployment } from '../simulation/local-deployment.ts';
import { newSigningKey } from './support/fixture.ts';
import { median } from './support/measure.ts';
import { print } from './support/report.ts';

const SWITCHES = 7;
const VOTERS = 400;
/** Seconds from one renewal to the next. */
const EVERY = 20;
/** ms from one vote to the next. */
const PACE = 100;
/** ms between looks at the servers. */
const LOOK = 20;
const XML = readFileSync(new URL('../ballots/samples/referendum.xml', import.meta.url), 'utf8');
const STYLE = 'member';
/** After which a PC asks the same server again. */
const ASK_AGAIN: readonly string[] = ['period/merging', 'period/behind'];

interface Voter {
  readonly id: string;
  readonly key: SigningKey;
  readonly blinded: Uint8Array;
}

/** A vote's requests for signatures, from the first Prepare to the last partial signature. */
interface Asked {
  readonly ms: number;
  /** Codes of answers after which it had to ask again; 'straddled': echoes of two periods. */
  readonly again: readonly string[];
  /** What ended it without t partial signatures. */
  readonly failure: string | undefined;
}

interface Office {
  readonly election: Election;
  readonly id: string;
}

const folder = mkdtempSync(join(tmpdir(), 'revs-bench-'));
try {
  await withProcesses(async (processes) => {
    const local = await startLocalDeployment(folder, 1, processes, () => undefined);
    const voters = Array.from({ length: VOTERS }, (_, i) => ({
      id: `voter-${1000 + i}`,
      key: newSigningKey(),
      blinded: nobleBls.hashToG1(utf8(`${i}`)),
    }));
    await local.officer.post(
      '/officer/voters',
      voters.map(({ id }) => ({ voter: id, style: STYLE })),
    );
    await local.officer.post(
      '/officer/cards',
      voters.map(({ id, key }) => ({ voter: id, publicKey: toHex(key.publicKey) })),
    );
    await measure(await create(local), voters);
  });
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function create({ officer, distributors, commissionerKey }: LocalDeployment): Promise<Office> {
  const opens = Math.floor(Date.now() / 1000);
  const closes = opens + 3600;
  const times = { opens, closes, intakeEnds: closes + 10, claimsEnd: closes + 20, renewEvery: EVERY };
  const request = { title: 'Bench', ...times, ballots: [{ style: STYLE, xml: XML }] };
  const { election: id } = await officer.run('/officer/elections', request, () => undefined);
  await officer.run(`/officer/elections/${id}/open`, {}, () => undefined);
  const document = await getBytes(`${distributors[0]}/elections/${id}/manifest`);
  return { id, election: openCountersignedManifest(document, requireHex(commissionerKey)) };
}

async function measure(office: Office, voters: readonly Voter[]): Promise<void> {
  const over = new AbortController();
  const asking = askAtPace(office, voters, over.signal);
  const took = await switches(office);
  over.abort();
  report(await asking, took);
}

/** Seconds of each switch, from the first Administrator that has come to the period to the last that echoes in it. */
async function switches({ election, id }: Office): Promise<readonly number[]> {
  const urls = election.members('administrators').map(({ url }) => url);
  const all = (): Promise<RenewalStatus[]> =>
    Promise.all(urls.map(async (url) => (await getJson(`${url}/elections/${id}/renewal`)) as RenewalStatus));
  const took: number[] = [];
  for (let target = 1; target <= SWITCHES; target++) {
    while (!(await all()).some(({ period }) => period >= target)) await setTimeout(LOOK);
    const began = Date.now();
    while (!(await all()).every(({ period, isMerging }) => period >= target && isMerging === false))
      await setTimeout(LOOK);
    took.push((Date.now() - began) / 1000);
  }
  return took;
}

/** One vote after the other begins, whatever became of those before. */
async function askAtPace(office: Office, voters: readonly Voter[], signal: AbortSignal): Promise<Asked[]> {
  const asked: Promise<Asked>[] = [];
  for (let i = 0; !signal.aborted; i++) {
    const voter = voters[i % voters.length];
    if (voter !== undefined) asked.push(ask(office, voter));
    await setTimeout(PACE);
  }
  return Promise.all(asked);
}

/** Steps 2.4 and 2.5 at the first t Administrators. */
async function ask(office: Office, voter: Voter): Promise<Asked> {
  const began = performance.now();
  const again: string[] = [];
  let failure: string | undefined;
  try {
    while (!(await askOnce(office, voter, again))) again.push('straddled');
  } catch (error) {
    failure = error instanceof CodedError ? error.code : String(error);
  }
  return { ms: performance.now() - began, again, failure };
}

/** Whether all t have given partial signatures; false where their echoes were of two periods. */
async function askOnce({ election, id }: Office, voter: Voter, again: string[]): Promise<boolean> {
  const { manifestHash, plan } = election;
  const { blinded } = voter;
  const body = { manifestHash, voter: voter.id, style: STYLE, blinded };
  const members = election.members('administrators').slice(0, plan.signingThreshold);
  const post = (url: string, step: string, request: Uint8Array): Promise<Uint8Array> =>
    patiently(() => postCbor(`${url}/elections/${id}/${step}`, request, { timeoutMs: 30_000 }), again);
  const echoes = await Promise.all(
    members.map(async (member): Promise<Echo & { period: number }> => {
      const { id: administrator, url } = member;
      const own = { ...body, administrator };
      const request = { ...own, signature: voter.key.sign(prepareBody(own)) };
      const answer = await post(url, 'prepare', await sealPrepare(election, member, request));
      const { echo } = decode(prepareAnswerCodec, answer, MAX_PREPARE_ANSWER_LENGTH);
      if (echo === undefined) throw new Error('no echo');
      return { administrator, ...echo };
    }),
  );
  const [period = 0] = echoes.map((echo) => echo.period);
  if (echoes.some((echo) => echo.period !== period)) return false;
  const shown = echoes.map(({ administrator, signature }) => ({ administrator, signature }));
  const request = encode(signRequestCodec, {
    manifestHash,
    digest: blindedVoteDigest(body),
    period,
    echoes: shown,
  });
  await Promise.all(members.map(({ url }) => post(url, 'sign', request)));
  return true;
}

async function patiently<T>(work: () => Promise<T>, again: string[]): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof CodedError) || !ASK_AGAIN.includes(error.code)) throw error;
      again.push(error.code);
      await setTimeout(PACE);
    }
  }
}

function report(asked: readonly Asked[], took: readonly number[]): void {
  const failures = asked.flatMap(({ failure }) => failure ?? []);
  const again = asked.flatMap((one) => one.again);
  const ms = asked.map((one) => one.ms);
  const counts = Object.entries(Object.groupBy([...failures, ...again], (code) => code));
  print({
    benchmark: 'switch of periods',
    conditions: `N = 4, t = 3, a process each, ${VOTERS} voters, a vote every ${PACE} ms, through ${SWITCHES} renewals of the Administrators`,
    figures: [
      {
        name: `votes of ${asked.length} that got no signature`,
        measured: failures.length,
        unit: 'votes',
        target: '0',
        met: failures.length === 0,
      },
      { name: 'first in the period to last that echoes in it', measured: median([...took]), unit: 's' },
      { name: 'a vote took', measured: median([...ms]), unit: 'ms' },
    ],
    details: [
      { name: 'switch, least', measured: Math.min(...took), unit: 's' },
      { name: 'switch, most', measured: Math.max(...took), unit: 's' },
      { name: 'vote, most', measured: Math.max(...ms), unit: 'ms' },
      ...counts.map(([code, each = []]) => ({ name: code, measured: each.length, unit: 'answers' })),
    ],
  });
}
