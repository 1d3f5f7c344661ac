/** `revs demo`: a whole election on this machine, from an empty folder to verified results. */
import { randomInt } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Ballot, Contest } from '../ballots/ballot.ts';
import { parseBallot } from '../ballots/parse-ballot.ts';
import type { ContestVote, Vote } from '../ballots/vote-rules.ts';
import { TerminalClient } from '../tcb-emulator/client.ts';
import { HumanClient } from '../tcb-emulator/terminal/human-client.ts';
import { runTextMode } from '../tcb-emulator/terminal/text-mode.ts';
import { type CheckOptions, checkVote } from '../voter-module/check-vote.ts';
import { vote } from '../voter-module/vote.ts';
import { castVotes } from './cast-votes.ts';
import { finletOf } from './deployment.ts';
import { issueCard, issuerOf, issueTerminal } from './devices.ts';
import { type LocalDeployment, startLocalDeployment } from './local-deployment.ts';
import { nodeSend } from './node-send.ts';
import type { ElectionSummary } from './officer-client.ts';
import { CommandError, ProgressBar, renderResults, say } from './output.ts';
import { type Processes, type TerminalAddress, withProcesses } from './processes.ts';
import { keysToCheck, typeKeys } from './robot-voter.ts';
import { runStep, tallyAndVerify, waitUntil } from './tally-election.ts';

const PROJECT = fileURLToPath(new URL('..', import.meta.url));
const SAMPLE = join(PROJECT, 'ballots/samples/board-election.xml');
const STYLE = 'member';
const PIN = '1234';
const POOL = 3;
/** Seconds. An election of an organisation gives days. */
const INTAKE = 6;
const CLAIMS = 8;
const DAY = 86_400;

export interface DemoOptions {
  readonly voters: number;
  readonly headless: boolean;
  readonly folder: string;
}

export const demo = (options: DemoOptions): Promise<void> =>
  withProcesses((processes) => runDemo(options, processes));

async function runDemo({ voters, headless, folder }: DemoOptions, processes: Processes): Promise<void> {
  const progress = new ProgressBar();
  rmSync(folder, { recursive: true, force: true });
  say('REVS demo: a whole election with every party a process of its own on this machine.\n');
  const local = await startLocalDeployment(folder, POOL, processes, (done, total) =>
    progress.update('starting servers', done, total),
  );
  const home = join(folder, 'terminal');
  await issueTerminal(home, await issuerOf(local.officer), finletOf(folder));
  const terminal = await processes.startTerminal('terminal', home);
  progress.stop();
  const xml = readFileSync(SAMPLE, 'utf8');
  const ballot = parseBallot(new TextEncoder().encode(xml));
  const atKeyboard = !headless && process.stdin.isTTY === true && process.stdout.isTTY === true;
  const names = Array.from({ length: voters }, (_, i) => `voter-${String(i + 1).padStart(3, '0')}`);
  const cards = await registerVoters(local, atKeyboard ? [...names, 'you'] : names, progress);
  const summary = await createElection(local, ballot, xml, progress);
  const casting = {
    title: summary.title,
    ballot,
    electionId: summary.election,
    distributors: local.distributors,
    send: nodeSend,
    terminals: [terminal],
  };
  const holders = names.map((name) => ({ card: cards.get(name) ?? '', pin: PIN, vote: randomVote(ballot) }));
  await castVotes(casting, holders, (done) => progress.update('votes cast', done, holders.length));
  progress.stop();
  if (atKeyboard) await voteAtKeyboard(local, summary, terminal, cards.get('you') ?? '');
  const curious = holders.slice(0, 2);
  await closeAndCheck(local, summary, terminal, curious, progress);
  const key = new Uint8Array(Buffer.from(local.commissionerKey, 'hex'));
  const { results } = await tallyAndVerify(local.officer, summary, key, progress);
  say('Two voters look for their votes again, on the frozen bulletin:');
  const finalRootsUrl = `${local.commissionerUrl}/elections/${summary.election}/final-roots`;
  await check(local, summary.election, terminal, curious, { withSecondOnion: false, finalRootsUrl });
  say(`\n${renderResults(results, new Map([[STYLE, ballot]]))}`);
  say(`Election record:       ${summary.record}`);
  say(`Commissioner's key:    ${local.commissionerKey}\n`);
  say('Try next:');
  say(`  ./revs verify ${summary.record} --key ${local.commissionerKey}`);
  say('  change one byte of any file in the record, and verify again');
  say('  ./revs replay ballots/samples/dublin-west-2002.soi --voters 100');
}

async function registerVoters(
  { folder, officer }: LocalDeployment,
  names: readonly string[],
  progress: ProgressBar,
): Promise<Map<string, string>> {
  await officer.post(
    '/officer/voters',
    names.map((voter) => ({ voter, style: STYLE })),
  );
  const issuer = await issuerOf(officer);
  const cards = new Map<string, string>();
  const registered: { voter: string; publicKey: string }[] = [];
  for (const voter of names) {
    const path = join(folder, 'cards', `${voter}.card`);
    const { publicKey } = await issueCard({ voter, pin: PIN, path }, issuer);
    registered.push({ voter, publicKey });
    cards.set(voter, path);
    progress.update('cards', cards.size, names.length);
  }
  await officer.post('/officer/cards', registered);
  progress.stop();
  return cards;
}

async function createElection(
  { officer }: LocalDeployment,
  ballot: Ballot,
  xml: string,
  progress: ProgressBar,
): Promise<ElectionSummary> {
  const now = Math.floor(Date.now() / 1000);
  const closes = now + DAY;
  const request = {
    title: ballot.title.en ?? ballot.id,
    opens: now,
    closes,
    intakeEnds: closes + INTAKE,
    claimsEnd: closes + INTAKE + CLAIMS,
    ballots: [{ style: STYLE, xml }],
  };
  const summary = await officer.run<ElectionSummary>('/officer/elections', request, (stage, done, total) =>
    progress.update(stage, done, total),
  );
  await runStep(officer, summary.election, 'open', progress);
  say(`\nElection "${summary.title}" is open.`);
  say(`Fingerprint: ${summary.fingerprint.match(/.{4}/g)?.join(' ')}\n`);
  return summary;
}

async function voteAtKeyboard(
  { distributors }: LocalDeployment,
  { election }: ElectionSummary,
  address: TerminalAddress,
  card: string,
): Promise<void> {
  say('\nNow you. Your card is in the terminal; its PIN is 1234. Press Ctrl-C to leave without voting.');
  const human = new HumanClient(address.human, address.token);
  await human.insertCard(card);
  const module = {
    terminal: new TerminalClient(address.pc),
    send: nodeSend,
    distributors,
    electionId: election,
    onProgress: () => undefined,
  };
  const stop = new AbortController();
  const voting = vote(module).then(
    () => 'Your vote is on its way to the Counters.',
    (error: unknown) => `You did not vote (${error instanceof Error ? error.message : error}).`,
  );
  void voting.finally(() => setTimeout(() => stop.abort(), 1500));
  await runTextMode(human, { input: process.stdin, output: process.stdout, until: stop.signal });
  await human.removeCard();
  say(await voting);
}

interface Holder {
  readonly card: string;
  readonly pin: string;
}

async function closeAndCheck(
  local: LocalDeployment,
  { election }: ElectionSummary,
  address: TerminalAddress,
  holders: readonly Holder[],
  progress: ProgressBar,
): Promise<void> {
  await runStep(local.officer, election, 'close', progress);
  const closed = await local.officer.election(election);
  await waitUntil(closed.closes + 500, 'closing', progress);
  say(
    'The election is closed. Packages still mix in the Anonymizers, so a terminal may not find its own yet;',
  );
  say('every terminal that is connected now sends its second onion, whether it needs to or not:');
  await check(local, election, address, holders, { withSecondOnion: true, finalRootsUrl: undefined });
  await waitUntil(closed.claimsEnd + 500, 'claims end', progress);
}

/** Voters look for their votes; what each terminal shows is printed. */
async function check(
  { distributors }: LocalDeployment,
  electionId: string,
  address: TerminalAddress,
  holders: readonly Holder[],
  options: CheckOptions,
): Promise<void> {
  const human = new HumanClient(address.human, address.token);
  const terminal = new TerminalClient(address.pc);
  for (const { card, pin } of holders) {
    await human.insertCard(card);
    const module = { terminal, send: nodeSend, distributors, electionId, onProgress: () => undefined };
    await Promise.all([checkVote(module, options), typeKeys(human, keysToCheck(pin))]);
    const { lines } = await human.display();
    say(
      `  | ${lines
        .slice(0, 3)
        .map((line) => line.trim())
        .join(' ')}`,
    );
    await human.removeCard();
  }
}

function randomVote(ballot: Ballot): Vote {
  return ballot.contests.map(randomContestVote);
}

function randomContestVote(contest: Contest): ContestVote {
  const all = contest.options.map((_, i) => i);
  const drawn = all.map((option) => ({ option, by: randomInt(1_000_000) })).sort((a, b) => a.by - b.by);
  const order = drawn.map(({ option }) => option);
  if (contest.kind === 'rank')
    return order.slice(0, randomInt(Math.max(1, contest.min), contest.max + 1)).map((o) => [o]);
  if (contest.kind === 'choose-up-to') {
    const count = randomInt(Math.max(1, contest.min), contest.max + 1);
    return [order.slice(0, count).sort((a, b) => a - b)];
  }
  const [only] = order;
  if (only === undefined) throw new CommandError('a contest has no options');
  return [[only]];
}
