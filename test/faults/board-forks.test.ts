/**
 * One replica of the board more than may be hostile: the stores of two of four are put back, so that three order one thing, and
 * then three another. Every server that sees both says so, keeps both signed HEADs, and obeys the board no more. Voting goes on,
 * the election closes at the manifest's time, and no vote is lost; nothing is closed early or frozen, and the officer is told why.
 */
import assert from 'node:assert/strict';
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { operatorKeyIn } from '../../deployment/operators.ts';
import { waitUntil } from '../../office/tally-election.ts';
import { ProgressBar } from '../../output/output.ts';
import { signerOf } from '../../protocol/primitives/signer.ts';
import { given } from '../../protocol/test-support.ts';
import type { ElectionStep } from '../../servers/commissioner/api/elections.ts';
import { BoardClient } from '../../servers/shared/board-client/board-client.ts';
import { ClientStore, type Fork } from '../../servers/shared/board-client/client-store.ts';
import { watchBoard } from '../../servers/shared/board-watch.ts';
import { systemClock } from '../../servers/shared/clock.ts';
import { loadGenesis } from '../../servers/shared/genesis-file.ts';
import { createLogger } from '../../servers/shared/logger.ts';
import { Striker, voteThrough } from './support/faulty-voter.ts';
import { RealElection } from './support/real-election.ts';

const TOPIC = 'space/test';
/** ms: long beside what any of it takes. */
const PATIENCE = 60_000;
/** Their stores are put back. */
const TWICE = ['board-1', 'board-2'];
const COUNTERS = ['counter-1', 'counter-2', 'counter-3'];

describe('a board of which two of four replicas were put back', () => {
  const election = new RealElection({ voters: 2, poolSize: 2, voting: 45, intake: 5, claims: 6 });
  const home = (id: string): string => join(election.folder, id);
  const copyOf = (id: string): string => join(election.folder, `copy of ${id}`);
  const vote = (place: number) =>
    voteThrough(election, given(election.voters[place]), new Striker(election, undefined));
  const genesis = () => loadGenesis(election.folder);
  const servers = () => [...election.urls.keys()].filter((id) => !id.startsWith('board-'));
  beforeAll(async () => {
    await election.start();
    await election.create();
    assert.deepEqual(await election.step('open'), {});
    assert.equal(await vote(0), 1);
  });
  afterAll(() => election.stop());

  const start = (ids: readonly string[]) =>
    Promise.all(ids.map((id) => election.restartWith(id, () => undefined)));

  /** While `isSo` is not: again, until the patience ends. */
  async function until(isSo: () => Promise<boolean>, what: string): Promise<void> {
    for (const end = AbortSignal.timeout(PATIENCE); !(await isSo()); await setTimeout(200))
      assert.ok(!end.aborted, what);
  }

  /** Posts of an operator that nobody else uses: until it is enough. */
  async function postAs(operator: string, isEnough: (posts: number) => Promise<boolean>): Promise<void> {
    const key = signerOf(operatorKeyIn(election.folder, operator) ?? assert.fail(operator));
    const logger = createLogger('client', operator, 'silent');
    const path = join(election.folder, `${operator}.db`);
    const client = new BoardClient({ genesis: genesis(), key, path, clock: systemClock, logger });
    try {
      for (let posts = 0; !(await isEnough(posts)); posts++)
        await client.post(TOPIC, [operator, posts], AbortSignal.timeout(PATIENCE));
    } finally {
      await client.stop();
    }
  }

  /** What a server has kept of the board: in a copy, as its process may hold the file. */
  async function kept<T>(id: string, read: (store: ClientStore) => T): Promise<T> {
    const folder = join(election.folder, 'kept');
    rmSync(folder, { recursive: true, force: true });
    cpSync(home(id), folder, { recursive: true, filter: (path) => !path.includes('elections') });
    const store = new ClientStore(join(folder, 'board.db'), genesis().board);
    try {
      return read(store);
    } finally {
      await store.store.close();
    }
  }
  const hasReached = (id: string, c: number): Promise<boolean> =>
    kept(id, (store) => (store.head()?.head.c ?? 0) >= c).catch(() => false);

  async function problemOf(id: string): Promise<string | undefined> {
    const answer = await fetch(`${election.urls.get(id)}/health`);
    return ((await answer.json()) as { code?: string }).code;
  }
  const sayFork = async (): Promise<boolean> => {
    const problems = await Promise.all(servers().map(problemOf));
    return problems.every((problem) => problem === 'board/fork');
  };
  const refuses = (step: ElectionStep): Promise<void> =>
    assert.rejects(
      election.officer.run(`/officer/elections/${election.summary.election}/${step}`, {}, () => undefined),
      { code: 'board/fork' },
    );
  /** Hashes of the packages that each Counter has, in order of hash. */
  const lists = () =>
    Promise.all(
      COUNTERS.map(async (id) => {
        const path = `${election.urls.get(id)}/elections/${election.summary.election}`;
        const answer = await fetch(`${path}/leaves?from=0&limit=256`);
        const leaves = Buffer.from(await answer.arrayBuffer()).toString('hex');
        return leaves.match(/.{64}/g)?.sort() ?? [];
      }),
    );

  test('every server finds it out, and its health says so', async () => {
    await Promise.all([...TWICE, 'board-4'].map((id) => election.kill(id)));
    for (const id of TWICE) cpSync(home(id), copyOf(id), { recursive: true });
    await start(TWICE);
    await postAs('University', async (posts) => posts === 3);
    const { c } = await watchBoard(genesis(), systemClock);
    for (const id of servers()) await until(() => hasReached(id, c ?? 0), `${id} follows the board`);
    assert.equal(await problemOf('counter-1'), undefined);

    await Promise.all([...TWICE, 'board-3'].map((id) => election.kill(id)));
    for (const id of TWICE) {
      rmSync(home(id), { recursive: true });
      cpSync(copyOf(id), home(id), { recursive: true });
    }
    await start([...TWICE, 'board-4']);
    await postAs('Union', sayFork);
    const { hasForked } = await election.officer.get('/officer/board');
    assert.equal(hasForked, true);
  });

  test('an order to close is not waited for, and a voter votes on, also with servers that start then', async () => {
    await refuses('close');
    await Promise.all(['administrator-1', 'administrator-2', 'counter-1'].map((id) => election.crash(id)));
    await election.settled();
    // An Administrator that starts looks for its newest mark on the board, but not for longer than that.
    await setTimeout(genesis().genesis.phase);
    assert.equal(await vote(1), 1);
  });

  test('at the time of the manifest it closes; it is not frozen, which the officer is told; no vote is lost', async () => {
    const { claimsEnd } = await election.officer.election(election.summary.election);
    await waitUntil(claimsEnd + 500, 'claims', new ProgressBar());
    await refuses('tally');
    const votes = await lists();
    assert.equal(votes[0]?.length, election.voters.length);
    for (const list of votes) assert.deepEqual(list, votes[0]);
    const again = [...COUNTERS, 'trustee-1', 'anonymizer-1', 'distributor-1', 'commissioner'];
    await Promise.all(again.map((id) => election.crash(id)));
    await election.settled();
    assert.ok(await sayFork(), 'after a restart too');
    assert.deepEqual(await lists(), votes);
    await refuses('tally');
  });

  test('each server has kept two HEADs that one log cannot have, each signed by two replicas', async () => {
    for (const id of servers()) {
      const { kept: one, other }: Fork = (await kept(id, (store) => store.fork())) ?? assert.fail(id);
      assert.notDeepEqual(one.head.logRoot, other.head.logRoot);
      for (const { signed } of [one, other]) assert.ok(signed.length >= 2);
    }
  });

  test('once replicas of both logs are up, watching them tells whose is another', async () => {
    await start(['board-3']);
    const { replicas } = await watchBoard(genesis(), systemClock);
    assert.deepEqual(
      replicas.map(({ differs }) => differs),
      [false, false, true, false],
    );
  });
});
