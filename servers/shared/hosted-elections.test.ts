import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setImmediate } from 'node:timers/promises';
import { pino } from 'pino';
import { afterEach, beforeEach, test } from 'vitest';
import { openPlan, signPlan } from '../../protocol/0-setup/check-plan.ts';
import { signDeletion } from '../../protocol/0-setup/delete-trial.ts';
import { toHex } from '../../protocol/primitives/bytes.ts';
import { makePlan, newKey, random } from '../../protocol/test-support.ts';
import { HostedElection, type ServerContext } from './hosted-election.ts';
import { HostedElections } from './hosted-elections.ts';

const [ONE, TWO] = ['1'.repeat(32), '2'.repeat(32)];
let folder: string;
let context: ServerContext;
let log: Record<string, unknown>[];
let elections: HostedElections<HostedElection>;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'revs-hosted-'));
  log = [];
  const identity = newKey();
  context = {
    id: 'counter-1',
    url: 'http://127.0.0.1:1',
    folder,
    identity,
    commissionerKey: identity.publicKey,
    random,
    clock: Date.now,
    logger: pino({ base: null }, { write: (line: string) => log.push(JSON.parse(line)) }),
  };
});
afterEach(async () => {
  await elections.close();
  rmSync(folder, { recursive: true });
});

const restore = () => new HostedElections(context, (c, electionId) => new HostedElection(c, electionId, ''));
const storeOf = (electionId: string): string => join(folder, 'elections', electionId, 'store.db');

/** As a restart finds them: both elections, each with a document. */
async function stored(): Promise<void> {
  const before = restore();
  for (const id of [ONE, TWO]) {
    const { store } = before.open(id);
    await store.write(() => store.prepare('INSERT INTO documents VALUES (?, ?)').run('x', random(100_000)));
  }
  await before.close();
}

test('a damaged store keeps its own election from running, no other, and is named', async () => {
  await stored();
  const bytes = readFileSync(storeOf(ONE));
  writeFileSync(storeOf(ONE), bytes.fill(0xff, 4_096, 12_288));
  elections = restore();
  assert.deepEqual(
    elections.all().map(({ electionId }) => electionId),
    [TWO],
  );
  for (const ask of [() => elections.get(ONE), () => elections.open(ONE)])
    assert.throws(ask, { code: 'store/damaged', status: 503 });
  assert.equal(elections.get(TWO).electionId, TWO);
  assert.deepEqual(elections.health(), { status: 'degraded', code: 'store/damaged', elections: [ONE] });
  const [line] = log;
  assert.deepEqual([line?.election, line?.code], [ONE, 'store/damaged']);
  assert.match(String(line?.reason), /store\.db: the database is damaged/);
});

test('an election whose store is empty, and was not, is damaged: it does not begin again', async () => {
  await stored();
  truncateSync(storeOf(ONE));
  elections = restore();
  assert.throws(() => elections.open(ONE), { code: 'store/damaged' });
  assert.equal(elections.get(TWO).electionId, TWO);
});

test('what hinders the whole server ends its start', async () => {
  elections = restore();
  mkdirSync(storeOf(ONE), { recursive: true });
  assert.throws(restore, { code: 'store/unusable' });
});

test('an election is opened once, and nothing under another name', async () => {
  elections = restore();
  assert.equal(elections.open(ONE), elections.open(ONE));
  for (const name of ['', '..', '../x', 'A'.repeat(32), '1'.repeat(33)])
    assert.throws(() => elections.open(name), { code: 'service/not-found', status: 404 });
  assert.equal(existsSync(join(folder, 'x')), false);
});

test('a document that cannot be read is damage too', async () => {
  await stored();
  const db = new DatabaseSync(storeOf(ONE));
  db.prepare('INSERT INTO documents VALUES (?, ?)').run('plan', random(50));
  db.close();
  elections = restore();
  assert.deepEqual(elections.health(), { status: 'degraded', code: 'store/damaged', elections: [ONE] });
});

test('a store that was put back is named, and keeps no other election from running', () => {
  class PutBack extends HostedElection {
    override get alarm(): 'store/put-back' | undefined {
      return this.electionId === ONE ? 'store/put-back' : undefined;
    }
  }
  elections = new HostedElections(context, (c, electionId) => new PutBack(c, electionId, ''));
  for (const id of [TWO, ONE]) elections.open(id);
  assert.deepEqual(elections.health(), { status: 'degraded', code: 'store/put-back', elections: [ONE] });
});

test('after a fork of the board the server says so, before anything else but what its own stores lack', () => {
  elections = restore();
  for (const id of [ONE, TWO]) elections.open(id);
  let hasForked = false;
  elections.join({ hasForked: () => hasForked });
  assert.deepEqual(elections.health(), { status: 'ok' });
  hasForked = true;
  assert.deepEqual(elections.health(), { status: 'degraded', code: 'board/fork', elections: [ONE, TWO] });
});

test('a store that cannot be written to: failing, once in the log, until it can', async () => {
  elections = restore();
  const { store } = elections.open(ONE);
  assert.deepEqual(elections.health(), { status: 'ok' });
  for (let round = 0; round < 2; round++) {
    const other = new DatabaseSync(storeOf(ONE));
    other.exec('BEGIN EXCLUSIVE');
    await assert.rejects(
      store.write(() => store.prepare('DELETE FROM documents').run()),
      { code: 'store/unavailable' },
    );
    const health = elections.health();
    assert.ok(health.status === 'failing' && health.code === 'store/unavailable');
    await elections.tick();
    await elections.tick();
    other.exec('COMMIT');
    other.close();
    await elections.tick();
    assert.deepEqual(elections.health(), { status: 'ok' });
    assert.deepEqual(
      log.splice(0).map(({ election, code, store: told }) => [election, code ?? told]),
      [
        [ONE, 'store/unavailable'],
        [ONE, 'ok'],
      ],
    );
  }
});

test('of a tick that fails for want of its store the log is told as of the store, and once', async () => {
  class Writing extends HostedElection {
    override async tick(): Promise<void> {
      await this.store.write(() => this.documents.keep('x', random(10)));
    }
  }
  elections = new HostedElections(context, (c, electionId) => new Writing(c, electionId, ''));
  elections.open(ONE).store.db.exec('PRAGMA query_only = ON');
  for (let i = 0; i < 3; i++) await elections.tick();
  assert.deepEqual(
    log.map(({ code, tick }) => [code, tick]),
    [['store/unavailable', undefined]],
  );
});

test('a tick that lasts is not begun again before it is over; then once for all that asked meanwhile', async () => {
  let [begun, end] = [0, (): void => undefined];
  class Slow extends HostedElection {
    override tick(): Promise<void> {
      begun++;
      return new Promise((resolve) => {
        end = resolve;
      });
    }
  }
  elections = new HostedElections(context, (c, electionId) => new Slow(c, electionId, ''));
  elections.open(ONE);
  const lasting = elections.tick();
  for (let i = 0; i < 3; i++) void elections.tick();
  assert.equal(begun, 1);
  end();
  while (begun === 1) await setImmediate();
  end();
  await lasting;
  assert.equal(begun, 2);
  const next = elections.tick();
  assert.equal(begun, 3);
  end();
  await next;
  assert.equal(begun, 3);
});

test('an election whose tick fails keeps no other from its own', async () => {
  const ticked: string[] = [];
  class Ticking extends HostedElection {
    override async tick(): Promise<void> {
      ticked.push(this.electionId);
      if (this.electionId === ONE) throw new Error('of a test');
    }
  }
  elections = new HostedElections(context, (c, electionId) => new Ticking(c, electionId, ''));
  for (const id of [ONE, TWO]) elections.open(id);
  await elections.tick();
  await elections.tick();
  assert.deepEqual(ticked, [ONE, TWO, ONE, TWO]);
  assert.equal(log.length, 2);
  assert.match(String(log[0]?.tick), /of a test/);
});

/** An election that is at the server, and the Commissioner's order to delete it. */
async function trialAt(hosted: HostedElections<HostedElection>): Promise<{ id: string; order: Uint8Array }> {
  const { plan } = await makePlan({ trial: true }, context.identity);
  const document = signPlan(plan, context.identity);
  const id = toHex(plan.electionId);
  await hosted.open(id).acceptPlan(document);
  return { id, order: signDeletion(openPlan(document, context.commissionerKey), context.identity) };
}

test('a trial goes by its own order alone; a real election by none', async () => {
  elections = restore();
  const [one, two] = [await trialAt(elections), await trialAt(elections)];
  const { plan } = await makePlan({}, context.identity);
  const real = toHex(plan.electionId);
  await elections.open(real).acceptPlan(signPlan(plan, context.identity));
  const { planHash } = elections.get(real).plan;
  const order = signDeletion({ plan: { ...plan, trial: true }, planHash }, context.identity);
  await assert.rejects(elections.delete(real, order), { code: 'election/not-trial' });
  await assert.rejects(elections.delete(two.id, one.order), { code: 'statement/wrong-context' });
  await elections.delete(one.id, one.order);
  assert.deepEqual(readdirSync(join(folder, 'elections', one.id)), ['deleted']);
  assert.equal(elections.all().length, 2);
});

test('a deletion waits for what the election is doing, which may use its store yet', async () => {
  let [end, isClosed] = [(): void => undefined, false];
  class Slow extends HostedElection {
    override tick(): Promise<void> {
      return new Promise((resolve) => {
        end = resolve;
      });
    }
    override close(): Promise<void> {
      isClosed = true;
      return super.close();
    }
  }
  elections = new HostedElections(context, (c, electionId) => new Slow(c, electionId, ''));
  const { id, order } = await trialAt(elections);
  const lasting = elections.tick();
  const deleting = elections.delete(id, order);
  for (let i = 0; i < 3; i++) await setImmediate();
  assert.equal(isClosed, false);
  end();
  await Promise.all([lasting, deleting]);
  assert.deepEqual([isClosed, readdirSync(join(folder, 'elections', id))], [true, ['deleted']]);
});

test('a deletion that fails after the mark is finished by the next order, or by a restart', async () => {
  let failing = true;
  class Failing extends HostedElection {
    override async close(): Promise<void> {
      await super.close();
      if (failing) throw new Error('of a test');
    }
  }
  elections = new HostedElections(context, (c, electionId) => new Failing(c, electionId, ''));
  const [one, two] = [await trialAt(elections), await trialAt(elections)];
  const left = (id: string): string[] => readdirSync(join(folder, 'elections', id));
  for (const { id, order } of [one, two]) {
    await assert.rejects(elections.delete(id, order), /of a test/);
    assert.ok(left(id).includes('store.db'), 'not all is gone');
  }
  failing = false;
  await elections.delete(one.id, one.order);
  assert.deepEqual(left(one.id), ['deleted']);
  elections = restore();
  assert.deepEqual(left(two.id), ['deleted']);
  assert.deepEqual([elections.all(), elections.isDeleted(two.id)], [[], true]);
});
