import assert from 'node:assert/strict';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, test } from 'vitest';
import { TestBoard } from '../../../protocol/board/board-test-support.ts';
import { treeHeadStatement } from '../../../protocol/messages/tree-head.ts';
import { toHex, utf8 } from '../../../protocol/primitives/bytes.ts';
import { signStatement } from '../../../protocol/primitives/statement.ts';
import { makeElection, newKey, type TestElection } from '../../../protocol/test-support.ts';
import type { ListContradiction, TurnoutPoint } from '../api/elections.ts';
import type { Directory, FollowedBoardHealth, ServerHealth } from '../api/servers.ts';
import type { CommissionerElection } from '../election/commissioner-election.ts';
import { type TestService, testService } from '../test-support.ts';
import { addMonitoringRoutes } from './monitoring-routes.ts';

const ID = 'ab'.repeat(16);
const COUNTERS = ['counter-1', 'counter-2', 'counter-3'];
const ADMINISTRATORS = ['administrator-1', 'administrator-2', 'administrator-3', 'administrator-4'];
const thresholds: Directory['thresholds'] = {
  signingThreshold: 3,
  hostileAdministrators: 1,
  hostileTrustees: 1,
  pathLength: 2,
  lyingDistributors: 1,
  poolSize: 2,
};

/** What each server answers with. Without it a Counter answers nothing at all, for ever; an Administrator hangs up. */
const answers = new Map<string, RequestListener | undefined>();
const sockets: Server[] = [];
const urls = new Map<string, string>();
let now = Date.now();
let hasForked = false;
let service: TestService;
let fixture: TestElection;
let election: CommissionerElection;
/** Counters. */
let asked = 0;

async function listen(id: string): Promise<void> {
  const server = createServer((request, response) => {
    if (id.startsWith('counter')) asked += 1;
    const answer = answers.get(id);
    if (answer !== undefined) answer(request, response);
    else if (!id.startsWith('counter')) response.destroy();
  });
  sockets.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  urls.set(id, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
}

beforeAll(async () => {
  await Promise.all([...COUNTERS, ...ADMINISTRATORS].map(listen));
  fixture = await makeElection({ urlOf: (id) => urls.get(id) ?? `https://${id}.example` });
  service = testService(fixture.commissioner, () => now);
  const directory: Directory = {
    thresholds,
    voterPage: 'https://vote.example',
    servers: [...COUNTERS, 'gone'].map((id) => ({
      id,
      role: 'counter',
      operator: 'Union',
      system: 'Debian',
      url: urls.get(id) ?? 'http://127.0.0.1:1',
      publicKey: '02'.repeat(33),
    })),
  };
  election = service.elections.open(ID);
  await election.acceptManifest(fixture.manifestDocument);
  const genesis = new TestBoard(1, 0, 0).opened;
  addMonitoringRoutes(
    service.app,
    directory,
    { genesis, hasForked: () => hasForked },
    service.elections,
    () => now,
  );
});
afterAll(async () => {
  for (const server of sockets) {
    server.close();
    server.closeAllConnections();
  }
  await service.close();
});
beforeEach(() => {
  answers.clear();
  asked = 0;
});

async function get<T>(path: string): Promise<T> {
  const response = await service.app.inject({ method: 'GET', url: path });
  assert.equal(response.statusCode, 200, response.body);
  return response.json<T>();
}

test("the directory: thresholds, servers, operators, systems, the voter's page", async () => {
  const answer = await get<Directory>('/officer/servers');
  assert.deepEqual(answer.thresholds, thresholds);
  assert.deepEqual(answer.servers[0], {
    id: 'counter-1',
    role: 'counter',
    operator: 'Union',
    system: 'Debian',
    url: urls.get('counter-1'),
    publicKey: '02'.repeat(33),
  });
  const replica = { id: 'board-0', operator: 'operator-0', system: 'system-0' };
  assert.equal(answer.voterPage, 'https://vote.example');
  assert.deepEqual(answer.board, { hostile: 0, down: 0, protect: 0, replicas: [replica] });
});

const health = (id: string, date: number): RequestListener => {
  return (_request, response) => {
    response.setHeader('date', new Date(date).toUTCString());
    response.end(JSON.stringify({ status: 'ok', role: 'counter', id }));
  };
};

test('health: who is up, by which clock; down, hanging, flooding and foreign servers delay nobody', async () => {
  now = Date.UTC(2027, 0, 1, 12, 0, 0, 400);
  answers.set('counter-1', health('counter-1', now));
  answers.set('counter-2', health('counter-2', now + 60_000));
  const { servers, now: time } = await get<{ now: number; servers: ServerHealth[] }>('/officer/health');
  assert.equal(time, now);
  assert.deepEqual(
    servers.map(({ id, up, clockSkew }) => [id, up, clockSkew]),
    [
      ['counter-1', true, 0],
      // Its header names a whole second; ours is 400 ms into one.
      ['counter-2', true, 59_600],
      // It never answers.
      ['counter-3', false, null],
      ['gone', false, null],
    ],
  );
  answers.set('counter-1', health('counter-1', now - 10_000));
  answers.set('counter-2', health('counter-1', now));
  answers.set('counter-3', (_request, response) => {
    response.end('x'.repeat(1_000_000));
  });
  const second = (await get<{ servers: ServerHealth[] }>('/officer/health')).servers;
  assert.deepEqual(
    second.map(({ up, clockSkew }) => [up, clockSkew]),
    [
      [true, -9_401],
      [false, null],
      [false, null],
      [false, null],
    ],
  );
});

test('the board: what its replicas show, and whether the service has seen two logs', async () => {
  for (const isSo of [false, true]) {
    hasForked = isSo;
    const board = await get<FollowedBoardHealth>('/officer/board');
    assert.deepEqual([board.hasForked, board.c, board.replicas.length], [isSo, null, 1]);
  }
});

test('health: a server that cannot store anything is not up, and says why', async () => {
  const failing = (id: string): RequestListener => {
    return (_request, response) => {
      response.statusCode = 503;
      response.end(JSON.stringify({ status: 'failing', code: 'store/full', message: 'full', id }));
    };
  };
  answers.set('counter-1', failing('counter-1'));
  answers.set('counter-2', failing('counter-1'));
  answers.set('counter-3', (_request, response) => {
    response.end(JSON.stringify({ status: 'degraded', code: 'store/damaged', id: 'counter-3' }));
  });
  const { servers } = await get<{ servers: ServerHealth[] }>('/officer/health');
  assert.deepEqual(
    servers.map(({ up, problem }) => [up, problem]),
    [
      [false, 'store/full'],
      // Another server's answer.
      [false, null],
      [true, 'store/damaged'],
      [false, null],
    ],
  );
});

const head =
  (id: string, size: number, key = fixture.server(id).key): RequestListener =>
  (_request, response) => {
    const content = { size, root: new Uint8Array(32) };
    const { manifestHash } = election.election;
    response.end(signStatement(treeHeadStatement, manifestHash, content, id, key));
  };

interface TurnoutAnswer {
  readonly voters: number;
  readonly signedFor: number;
  readonly administrators: { id: string; signed: number | null }[];
  readonly series: TurnoutPoint[];
  readonly counters: { id: string; size: number | null }[];
}
const turnout = (): Promise<TurnoutAnswer> => get(`/officer/elections/${ID}/turnout`);
const sizes = ({ counters }: TurnoutAnswer): (number | null)[] => counters.map(({ size }) => size);
const packages = ({ series }: TurnoutAnswer): number[] => series.map((point) => point.packages);

test('renewals: none in an election whose Trustees keep their shares', async () => {
  assert.deepEqual(await get(`/officer/elections/${ID}/renewals`), { renewals: null });
});

test('turnout: nobody is asked before the election is open', async () => {
  now = election.times.opens - 1000;
  const early = {
    voters: 6,
    signedFor: 0,
    administrators: ADMINISTRATORS.map((id) => ({ id, signed: null })),
    series: [],
    counters: COUNTERS.map((id) => ({ id, size: null })),
  };
  assert.deepEqual(await turnout(), early);
  await election.keep('opened', utf8('opened'));
  await election.tick();
  assert.deepEqual(await turnout(), early);
  assert.equal(asked, 0);
});

test('turnout: the largest list that a Counter signed for, kept when it grows, asked for seldom', async () => {
  now = election.times.opens;
  answers.set('counter-1', head('counter-1', 0));
  answers.set('counter-2', head('counter-2', 2));
  answers.set('counter-3', head('counter-3', 9, newKey()));
  const first = await turnout();
  assert.deepEqual(sizes(first), [0, 2, null]);
  assert.deepEqual(first.series, [{ time: now, packages: 2 }]);
  assert.equal(asked, 3);

  answers.set('counter-2', head('counter-1', 8));
  answers.set('counter-3', (_request, response) => {
    response.end('no head');
  });
  now += 4_999;
  assert.deepEqual(await turnout(), first, 'too soon to ask again');
  assert.equal(asked, 3);
  now += 1;
  const second = await turnout();
  assert.deepEqual(sizes(second), [0, null, null], 'a head of another Counter is not its own');
  assert.deepEqual(packages(second), [2], 'a list that is not shown has not shrunk');

  answers.set('counter-1', head('counter-1', 5));
  now += 30_000;
  await election.tick();
  const third = await turnout();
  assert.deepEqual(third.series.at(-1), { time: now, packages: 5 });
  assert.deepEqual(packages(third), [2, 5]);
});

const says =
  (signed: unknown): RequestListener =>
  (request, response) => {
    assert.equal(request.url, `/elections/${ID}/status`);
    response.end(JSON.stringify({ open: true, prepared: 6, signed }));
  };

/** What is told once the Administrators have been asked, who say so many; undefined: nothing. */
async function toldOf(...said: readonly unknown[]): Promise<TurnoutAnswer> {
  said.forEach((signed, i) => {
    if (signed !== undefined) answers.set(String(ADMINISTRATORS[i]), says(signed));
  });
  for (const id of COUNTERS) answers.set(id, (_request, response) => response.destroy());
  now += 30_000;
  return turnout();
}

test('turnout: voters signed for are so many as b + 1 Administrators say: one that lies adds nobody and takes nobody away', async () => {
  assert.equal(election.election.plan.hostileAdministrators, 1);
  const lessThanTwo = await toldOf(2, undefined, undefined, undefined);
  assert.deepEqual([lessThanTwo.voters, lessThanTwo.signedFor], [6, 0]);
  assert.equal((await toldOf(2, 2, 2, 6)).signedFor, 2, 'one says too many');
  assert.equal((await toldOf(3, 3, 3, 0)).signedFor, 3, 'one says too few');
});

test('turnout: an Administrator that does not answer takes back nothing that it said, and one cannot sign for more voters than there are', async () => {
  const told = await toldOf(undefined, undefined, undefined, undefined);
  assert.equal(told.signedFor, 3);
  const absurd = await toldOf(4, 7, -1, '5');
  assert.deepEqual(
    absurd.administrators.map(({ signed }) => signed),
    [4, 3, 3, 6],
  );
  assert.equal(absurd.signedFor, 4);
});

test('turnout: a Counter that never answers delays no tick, and the answer no longer than the limit', async () => {
  const points = election.turnout.series();
  now += 30_000;
  await election.tick();
  assert.deepEqual(election.turnout.series(), points);
  const answer = await turnout();
  assert.deepEqual(sizes(answer), [null, null, null]);
  assert.deepEqual(answer.series, points);
});

test('turnout is durable, and of a long election no more than 500 points are shown', async () => {
  const { store } = election;
  const start = now + 1_000;
  await store.write(() => {
    for (let i = 0; i < 20_000; i++)
      store.prepare('INSERT INTO turnout VALUES (?, ?)').run(start + i * 30_000, 100 + i);
  });
  now = start;
  const { series } = await turnout();
  assert.ok(series.length > 400 && series.length <= 500, String(series.length));
  assert.deepEqual(series.at(-1), { time: start + 19_999 * 30_000, packages: 20_099 });
});

test('turnout: once the bulletin board is frozen nobody is asked any more', async () => {
  await election.keep('final-roots', utf8('of a test'));
  now += 1_000_000;
  await election.tick();
  await turnout();
  assert.equal(asked, 0);
});

test('a Counter that serves two lists of one size is told of, with both signed heads', async () => {
  assert.deepEqual(await get(`/officer/elections/${ID}/contradictions`), []);
  const { lists, election: open } = election;
  const head = (root: Uint8Array) => {
    const content = { size: 7, root };
    const key = fixture.server('counter-1').key;
    const statement = signStatement(treeHeadStatement, open.manifestHash, content, 'counter-1', key);
    return { ...content, statement };
  };
  const [one, other] = [head(new Uint8Array(32)), head(new Uint8Array(32).fill(1))];
  for (const served of [one, other]) lists.noteServed('counter-1', served, undefined);
  const found = await get<ListContradiction[]>(`/officer/elections/${ID}/contradictions`);
  const told = found.map(({ counter, reason, earlier, later }) => ({
    ...{ counter, reason, found: [earlier.statement, later.statement] },
  }));
  const statements = [toHex(one.statement), toHex(other.statement)];
  assert.deepEqual(told, [{ counter: 'counter-1', reason: 'other-root', found: statements }]);
});

test('turnout of an election that is not there, or not made yet', async () => {
  service.elections.open('cd'.repeat(16));
  for (const id of ['cd'.repeat(16), '00'.repeat(16), 'x']) {
    const response = await service.app.inject({ method: 'GET', url: `/officer/elections/${id}/turnout` });
    assert.deepEqual(
      [response.statusCode, response.json<{ code: string }>().code],
      [404, 'service/not-found'],
    );
  }
});
