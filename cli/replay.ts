/**
 * `revs replay`: casts every ballot of a PrefLib file as one voter, through cards, terminals and all servers; tallies,
 * verifies, and compares the votes counted with the file.
 */
import { readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Ballot } from '../ballots/ballot.ts';
import { countContest } from '../ballots/count/count-contest.ts';
import type { ContestResult } from '../ballots/count/result.ts';
import { parseBallot } from '../ballots/parse-ballot.ts';
import { type PreflibFile, parsePreflib } from '../ballots/preflib.ts';
import { preflibBallot } from '../ballots/preflib-ballot.ts';
import { namesOf, optionsOf } from '../ballots/result-view.ts';
import type { ContestVote } from '../ballots/vote-rules.ts';
import { issueCard, issuerOf, issueTerminal } from '../card-issuance/devices.ts';
import { finletOf } from '../deployment/deployment.ts';
import { type Processes, withProcesses } from '../deployment/processes.ts';
import { runStep, tallyAndVerify, waitUntil } from '../office/tally-election.ts';
import { CommandError, ProgressBar, print, printJson, renderResults } from '../output/output.ts';
import type { Results } from '../record/compute-results.ts';
import { type CardHolder, castVotes } from '../simulation/cast-votes.ts';
import { createElection } from '../simulation/create-election.ts';
import { type LocalDeployment, startLocalDeployment } from '../simulation/local-deployment.ts';
import { nodeSend } from '../simulation/node-send.ts';

export interface ReplayOptions {
  /** The first so many ballots of the file; undefined for all. */
  readonly voters: number | undefined;
  readonly terminals: number;
  readonly folder: string;
  readonly json: boolean;
}

const STYLE = 'replay';
const PIN = '1234';
const MAX_FILE = 64 * 1024 * 1024;
const POOL = 20;
/** Seconds; a week for voting, which a replay closes when all have voted. */
const TIMES = { voting: 604_800, intake: 5, claims: 30 };
/** Cards registered in one request. */
const PART = 1000;

export async function replay(path: string, options: ReplayOptions): Promise<void> {
  const file = readFile(path);
  const xml = preflibBallot(file);
  const ballot = parseBallot(new TextEncoder().encode(xml));
  const votes = [...ballotsOf(file, options.voters)];
  const started = Date.now();
  const run = await withProcesses((processes) =>
    runElection(file.title, ballot, xml, votes, options, processes),
  );
  const seconds = { ...run.seconds, whole: (Date.now() - started) / 1000 };
  report(ballot, votes, run.results, seconds, options.json, run.record);
}

function readFile(path: string): PreflibFile {
  const size = statSync(path, { throwIfNoEntry: false })?.size;
  if (size === undefined) throw new CommandError(`${path} does not exist`);
  if (size > MAX_FILE) throw new CommandError(`${path} is larger than 64 MiB`);
  return parsePreflib(readFileSync(path, 'utf8'));
}

/** One entry for each ballot, in file order. */
function* ballotsOf({ orders }: PreflibFile, limit = Number.POSITIVE_INFINITY): Generator<ContestVote> {
  let left = limit;
  for (const { count, groups } of orders)
    for (let i = 0; i < count && left > 0; i++) {
      left -= 1;
      yield groups;
    }
}

interface Run {
  readonly results: Results;
  readonly record: string;
  readonly seconds: Readonly<Record<string, number>>;
}

async function runElection(
  title: string,
  ballot: Ballot,
  xml: string,
  votes: readonly ContestVote[],
  { folder, terminals: count }: ReplayOptions,
  processes: Processes,
): Promise<Run> {
  const progress = new ProgressBar();
  const seconds: Record<string, number> = {};
  const timed = async <T>(stage: string, work: () => Promise<T>): Promise<T> => {
    const start = Date.now();
    const result = await work();
    seconds[stage] = (Date.now() - start) / 1000;
    return result;
  };
  rmSync(folder, { recursive: true, force: true });
  const local = await startLocalDeployment(folder, POOL, processes, (done, total) =>
    progress.update('starting servers', done, total),
  );
  const terminals = await Promise.all(
    Array.from({ length: count }, async (_, i) => {
      const home = join(folder, `terminal-${i}`);
      await issueTerminal(home, await issuerOf(local.officer), finletOf(folder));
      return processes.startTerminal(`terminal-${i}`, home);
    }),
  );
  const holders = await timed('cards', () => registerVoters(local, votes, progress));
  const summary = await timed('setup', () =>
    createElection(local.officer, { title, style: STYLE, xml, ...TIMES }, progress),
  );
  const casting = {
    title: summary.title,
    ballot,
    electionId: summary.election,
    distributors: local.distributors,
    send: nodeSend,
    terminals,
  };
  const start = Date.now();
  await timed('voting', () =>
    castVotes(casting, holders, (done) => {
      const perSecond = (done * 1000) / (Date.now() - start);
      progress.update('votes cast', done, holders.length, `${perSecond.toFixed(1)}/s`);
    }),
  );
  progress.stop();
  await runStep(local.officer, summary.election, 'close', progress);
  const { claimsEnd } = await local.officer.election(summary.election);
  await timed('claims', () => waitUntil(claimsEnd + 500, 'claims end', progress));
  const key = new Uint8Array(Buffer.from(local.commissionerKey, 'hex'));
  const { results } = await timed('tally and verify', () =>
    tallyAndVerify(local.officer, summary, key, progress),
  );
  return { results, record: summary.record, seconds };
}

async function registerVoters(
  { folder, officer }: LocalDeployment,
  votes: readonly ContestVote[],
  progress: ProgressBar,
): Promise<CardHolder[]> {
  const issuer = await issuerOf(officer);
  const holders: CardHolder[] = [];
  let cards: { voter: string; publicKey: string }[] = [];
  const flush = async (): Promise<void> => {
    await officer.post(
      '/officer/voters',
      cards.map(({ voter }) => ({ voter, style: STYLE })),
    );
    await officer.post('/officer/cards', cards);
    cards = [];
  };
  for (const [i, vote] of votes.entries()) {
    const voter = `v${String(i + 1).padStart(6, '0')}`;
    const card = join(folder, 'cards', String(Math.floor(i / PART)), `${voter}.card`);
    const { publicKey } = await issueCard({ voter, pin: PIN, path: card }, issuer);
    cards.push({ voter, publicKey });
    holders.push({ card, pin: PIN, vote: [vote] });
    if (cards.length === PART) await flush();
    progress.update('cards', i + 1, votes.length);
  }
  if (cards.length > 0) await flush();
  progress.stop();
  return holders;
}

function report(
  ballot: Ballot,
  votes: readonly ContestVote[],
  results: Results,
  seconds: Readonly<Record<string, number>>,
  json: boolean,
  record: string,
): void {
  const [contest] = ballot.contests;
  const counted = results.contests[0]?.result;
  if (contest === undefined || counted === undefined) throw new CommandError('the tally has no results');
  // The file's own count, without cards, terminals or servers: what the election must give.
  const expected: ContestResult = countContest(contest, () => votes.map((vote) => ({ vote, count: 1 })));
  const equal = JSON.stringify(expected) === JSON.stringify(counted);
  const { nameOf } = namesOf(ballot, contest.id, ballot.languages[0] ?? 'en');
  if (json)
    printJson({
      equal,
      votes: results.styles[0]?.votes ?? 0,
      ballots: votes.length,
      firstCount: Object.fromEntries(
        optionsOf(counted, nameOf).map(({ label, value, first }) => [label, first ?? value]),
      ),
      ...(counted.rule === 'stv' ? { quota: counted.quota } : {}),
      elected: counted.elected.map(nameOf),
      seconds,
      record,
      results: counted,
    });
  else {
    print(`\n${renderResults(results, new Map([[STYLE, ballot]]))}`);
    for (const [stage, value] of Object.entries(seconds))
      print(`  ${stage.padEnd(18)} ${value.toFixed(1)} s`);
    print(`\nElection record: ${record}`);
    print(
      equal
        ? "The election's result is the file's, vote for vote."
        : "The election's result is NOT the file's.",
    );
  }
  if (!equal) process.exitCode = 1;
}
