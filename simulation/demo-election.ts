/** The demo's election: every server a process of its own, a terminal, cards, robots that vote. */
import { randomInt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Ballot, Contest } from '../ballots/ballot.ts';
import { parseBallot } from '../ballots/parse-ballot.ts';
import type { ContestVote, Vote } from '../ballots/vote-rules.ts';
import { issueCard, issuerOf, issueTerminal } from '../card-issuance/devices.ts';
import { finletOf } from '../deployment/deployment.ts';
import { freeTerminalPorts, type Processes, type TerminalAddress } from '../deployment/processes.ts';
import { CommandError, complain, type ProgressBar } from '../output/output.ts';
import type { ElectionSummary } from '../servers/commissioner/api/elections.ts';
import { type CardHolder, castVotes } from './cast-votes.ts';
import { createElection } from './create-election.ts';
import { type LocalDeployment, startLocalDeployment } from './local-deployment.ts';
import { nodeSend } from './node-send.ts';

const SAMPLE = fileURLToPath(new URL('../ballots/samples/board-election.xml', import.meta.url));
export const STYLE = 'member';
export const PIN = '1234';
const POOL = 3;
/** Seconds. An election of an organisation gives days. */
const INTAKE = 6;
const CLAIMS = 8;
const DAY = 86_400;

export interface DemoElection {
  readonly local: LocalDeployment;
  readonly terminal: TerminalAddress;
  readonly ballot: Ballot;
  readonly summary: ElectionSummary;
  /** Robots, who have voted. */
  readonly holders: readonly CardHolder[];
}

export interface DemoWishes {
  readonly folder: string;
  readonly robots: number;
  /** Voters who have a card below `folder`/cards, and have not voted. */
  readonly guests?: readonly string[];
  /** Seconds from one renewal of the Trustees' shares, and of the Administrators', to the next. */
  readonly renewEvery?: number;
}

export async function setUpDemo(
  { folder, robots, guests = [], renewEvery }: DemoWishes,
  processes: Processes,
  progress: ProgressBar,
): Promise<DemoElection> {
  const ports = await freeTerminalPorts();
  const local = await startLocalDeployment(
    folder,
    POOL,
    processes,
    (done, total) => progress.update('starting servers', done, total),
    { terminal: `http://127.0.0.1:${ports.pcPort}` },
  );
  const home = join(folder, 'terminal');
  await issueTerminal(home, await issuerOf(local.officer), finletOf(folder));
  const cardsFolder = join(folder, 'cards');
  const names = Array.from({ length: robots }, (_, i) => `robots/voter-${String(i + 1).padStart(3, '0')}`);
  const cards = await registerVoters(local, cardsFolder, [...guests, ...names], progress);
  const terminal = await processes.startTerminal('terminal', home, ['--cards', cardsFolder], ports);
  const xml = readFileSync(SAMPLE, 'utf8');
  const ballot = parseBallot(new TextEncoder().encode(xml));
  // The board has room for about five hundred renewals of both roles.
  const voting = renewEvery === undefined ? DAY : 400 * renewEvery;
  const times = { voting, intake: INTAKE, claims: CLAIMS };
  const title = ballot.title.en ?? ballot.id;
  const summary = await createElection(
    local.officer,
    { title, style: STYLE, xml, renewEvery, ...times },
    progress,
  );
  complain(`\nElection "${summary.title}" is open.\n`);
  const holders = names.map((name) => ({ card: cards.get(name) ?? '', pin: PIN, vote: randomVote(ballot) }));
  const casting = {
    title: summary.title,
    ballot,
    electionId: summary.election,
    distributors: local.distributors,
    send: nodeSend,
    terminals: [terminal],
  };
  await castVotes(casting, holders, (done) => progress.update('votes cast', done, holders.length));
  progress.stop();
  return { local, terminal, ballot, summary, holders };
}

/** Makes and registers cards; a name is the card's path below `folder`, its last part the voter. */
async function registerVoters(
  { officer }: LocalDeployment,
  folder: string,
  names: readonly string[],
  progress: ProgressBar,
): Promise<Map<string, string>> {
  const voterOf = (name: string): string => name.split('/').at(-1) ?? name;
  await officer.post(
    '/officer/voters',
    names.map((name) => ({ voter: voterOf(name), style: STYLE })),
  );
  const issuer = await issuerOf(officer);
  const cards = new Map<string, string>();
  const registered: { voter: string; publicKey: string }[] = [];
  for (const name of names) {
    const path = join(folder, `${name}.card`);
    const voter = voterOf(name);
    registered.push({ voter, publicKey: (await issueCard({ voter, pin: PIN, path }, issuer)).publicKey });
    cards.set(name, path);
    progress.update('cards', cards.size, names.length);
  }
  await officer.post('/officer/cards', registered);
  progress.stop();
  return cards;
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
