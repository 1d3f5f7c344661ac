/**
 * The board as its clients meet it (board contract, section 11): replicas that are processes of their own on this machine, posts
 * that a quorum has ordered and has on disk, reads, and a leader that is killed. Its limit is the bare calls that one request
 * needs: signatures and POSTs of all parties, on all cores, and two commits in turn, of the proposal and of the decision.
 */
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { systemRandom } from '../common/system-random.ts';
import { deploy } from '../deployment/deployment.ts';
import { operatorKeyIn } from '../deployment/operators.ts';
import { freePorts, type Processes, withProcesses } from '../deployment/processes.ts';
import { signerOf } from '../protocol/primitives/signer.ts';
import { BoardClient } from '../servers/shared/board-client/board-client.ts';
import { watchBoard } from '../servers/shared/board-watch.ts';
import { systemClock } from '../servers/shared/clock.ts';
import { loadGenesis } from '../servers/shared/genesis-file.ts';
import { createLogger } from '../servers/shared/logger.ts';
import { localDeploymentFile } from '../simulation/local-deployment.ts';
import { ecdsaSign, ecdsaVerify } from './support/library-calls.ts';
import { costOf, costOfParts, inParallel, type LimitPart, median, total } from './support/measure.ts';
import { type Figure, print } from './support/report.ts';

const ROUNDS = 7;
const POSTS = 40;
/** Of a round at n = 7, so many at a time, each in a topic of its own. */
const MANY = 240;
const LANES = 48;
const KILLS = 5;
const SMALL = 64;
const LARGE = 1024;
const COMMITS = 2;
const OPERATORS = ['University', 'Students', 'Union', 'Notary'];
const cores = availableParallelism();
const topicOf = (lane: number): string => `space/bench-${lane}`;

interface Board {
  readonly folder: string;
  readonly size: number;
  readonly processes: Processes;
  readonly genesis: ReturnType<typeof loadGenesis>;
  readonly client: BoardClient;
}

const small: number[] = [];
const large: number[] = [];
const reads: number[] = [];
const limits: number[] = [];
const throughputs: { readonly measured: number; readonly limit: number }[] = [];
const kills: number[] = [];

await withBoard(4, async (board) => {
  const limit = await limitOfOne(board);
  for (let round = -1; round < ROUNDS; round++) {
    const [ofSmall, ofLarge, ofReads] = [
      await p50(POSTS, () => post(board, SMALL)),
      await p50(POSTS, () => post(board, LARGE)),
      await p50(POSTS, () => board.client.read(topicOf(0), [undefined])),
    ];
    const parts = await costOfParts(limit, POSTS);
    // The first round is for the compiler.
    if (round < 0) continue;
    small.push(ofSmall);
    large.push(ofLarge);
    reads.push(ofReads);
    const [commits, ...others] = parts;
    limits.push(total(others).wall / cores + (commits?.wall ?? Number.NaN));
  }
  for (let i = 0; i < KILLS; i++) kills.push(await killLeader(board));
});

await withBoard(7, async (board) => {
  // What cannot be shared with other requests of the batch: the request and the REPLYs.
  const limit = [
    ecdsaSign(1 + board.size),
    ecdsaVerify(verificationsOf(board).request),
    await barePosts(board.size),
  ];
  for (let round = -1; round < ROUNDS; round++) {
    const { wall } = await costOf(MANY, () => inParallel(MANY, LANES, (i) => post(board, SMALL, i % LANES)));
    const bare = total(await costOfParts(limit, MANY)).wall / cores;
    if (round >= 0) throughputs.push({ measured: 1000 / wall, limit: 1000 / bare });
  }
});

report();

/** A board of `size` replicas, as many of them hostile as it bears. */
async function withBoard(size: number, use: (board: Board) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'revs-bench-'));
  try {
    await withProcesses(async (processes) => {
      const file = await localDeploymentFile(10);
      const ports = await freePorts(size);
      const replicas = ports.map((port, i) => ({
        id: `board-${i + 1}`,
        operator: OPERATORS[i % OPERATORS.length] ?? '',
        system: 'Debian',
        url: `http://127.0.0.1:${port}`,
      }));
      await deploy(
        { ...file, board: { ...file.board, hostile: Math.floor((size - 1) / 3), replicas } },
        folder,
      );
      for (const { id, url } of replicas) await processes.startServer('board', id, join(folder, id), url);
      const genesis = loadGenesis(folder);
      const key = operatorKeyIn(folder, 'Union');
      if (key === undefined) throw new Error('no operator');
      const client = new BoardClient({
        genesis,
        key: signerOf(key),
        path: join(folder, 'client.db'),
        clock: systemClock,
        logger: createLogger('client', 'client', 'silent'),
      });
      await use({ folder, size, processes, genesis, client });
      await client.stop();
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function post({ client }: Board, length: number, lane = 0): Promise<number> {
  return client.post(topicOf(lane), [systemRandom(length)]);
}

/** ms, the half of them take less. */
async function p50(times: number, each: () => Promise<unknown>): Promise<number> {
  const taken: number[] = [];
  for (let i = 0; i < times; i++) taken.push((await costOf(1, each)).wall);
  return median(taken);
}

/** For a request by itself, decided without ACCEPTs: at all replicas, and by the client at as many REPLYs as it needs. */
function verificationsOf({ size, genesis }: Board): { readonly request: number; readonly votes: number } {
  const { hostile, down } = genesis.genesis;
  const quorum = size - hostile - down;
  // The request at every replica, and the client's REPLYs; the proposal and the others' WRITEs at every replica.
  return { request: size + quorum, votes: size - 1 + size * (size - 1) };
}

async function limitOfOne(board: Board): Promise<readonly LimitPart[]> {
  const { request, votes } = verificationsOf(board);
  const { size } = board;
  // The client's, the leader's PROPOSE, and WRITE and REPLY of every replica.
  const signatures = [ecdsaSign(2 + 2 * size), ecdsaVerify(request + votes)];
  // The client's to all, PROPOSE, and everybody's WRITE.
  const posts = await barePosts(size + (size - 1) + size * (size - 1));
  return [bareCommits(board.folder), ...signatures, posts];
}

/** So many POSTs of a small body, one after the other, on a kept connection. */
async function barePosts(count: number): Promise<LimitPart> {
  const server = createServer((request, response) => {
    request.resume().on('end', () => response.writeHead(204).end());
  });
  await once(server.unref().listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const body = systemRandom(SMALL);
  const options = { port, method: 'POST', agent: new Agent({ keepAlive: true }) };
  return {
    name: `${count} POSTs`,
    run: async (items) => {
      for (let i = 0; i < items * count; i++) {
        const [response] = await once(request(options).end(body), 'response');
        await once(response.resume(), 'end');
      }
    },
  };
}

function bareCommits(folder: string): LimitPart {
  const db = new DatabaseSync(join(folder, 'bare.db'));
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;');
  db.exec('CREATE TABLE rows (position INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT');
  const insert = db.prepare('INSERT INTO rows (body) VALUES (?)');
  const body = systemRandom(LARGE);
  return {
    name: `${COMMITS} SQLite commits`,
    run: (items) => {
      for (let i = 0; i < items * COMMITS; i++) insert.run(body);
    },
  };
}

/** T0s from the kill until the next post is ordered. */
async function killLeader(board: Board): Promise<number> {
  const { genesis, processes, folder } = board;
  const { replicas } = await watchBoard(genesis, systemClock);
  const leader = replicas.find(({ status }) => status !== null)?.status?.leader ?? '';
  await processes.kill(leader);
  const { wall } = await costOf(1, () => post(board, SMALL));
  const url = genesis.genesis.replicas.find(({ id }) => id === leader)?.url ?? '';
  await processes.startServer('board', leader, join(folder, leader), url);
  // Until it is where the others are.
  for (let isEven = false; !isEven; ) {
    await post(board, SMALL);
    const all = (await watchBoard(genesis, systemClock)).replicas;
    isEven = new Set(all.map(({ status }) => status?.c)).size === 1;
  }
  return wall / genesis.genesis.t0;
}

function report(): void {
  const ordered = median(small);
  const read = median(reads);
  const grown = median(large.map((ms, i) => ms / (small[i] ?? Number.NaN)));
  const ratio = median(small.map((ms, i) => (limits[i] ?? Number.NaN) / ms));
  const perSecond = median(throughputs.map(({ measured }) => measured));
  const share = median(throughputs.map(({ measured, limit }) => measured / limit));
  const killed = median(kills);
  const figures: Figure[] = [
    {
      name: `ordered post of ${SMALL} bytes, p50`,
      measured: ordered,
      unit: 'ms',
      limit: median(limits),
      ratio,
      target: 'ratio >= 0.6',
      met: ratio >= 0.6,
    },
    {
      name: `ordered post of ${LARGE} bytes, to one of ${SMALL}`,
      measured: grown,
      unit: 'times',
      target: '<= 1.1',
      met: grown <= 1.1,
    },
    {
      name: 'unordered read, p50',
      measured: read,
      unit: 'ms',
      limit: ordered,
      ratio: read / ordered,
      target: 'ratio <= 1/3',
      met: 3 * read <= ordered,
    },
    {
      name: `posts in a second, n = 7, ${LANES} at a time`,
      measured: perSecond,
      unit: '/s',
      limit: median(throughputs.map(({ limit }) => limit)),
      ratio: share,
      target: 'ratio >= 0.5',
      met: share >= 0.5,
    },
    {
      name: 'leader killed: until the next post is ordered',
      measured: killed,
      unit: 'T0',
      target: '<= 3',
      met: killed <= 3,
    },
  ];
  const details = [
    { name: `ordered post of ${SMALL} bytes, at least`, measured: Math.min(...small), unit: 'ms' },
    { name: `ordered post of ${SMALL} bytes, at most`, measured: Math.max(...small), unit: 'ms' },
    { name: 'leader killed, at most', measured: Math.max(...kills), unit: 'T0' },
  ];
  const conditions = `four replicas, seven for posts in a second, all on ${cores} cores; ${ROUNDS} rounds, ${KILLS} kills`;
  print({ benchmark: 'board', conditions, figures, details });
}
