/**
 * An order to close early, and servers that do not reach the board: others pass them what proves it (board contract, section 6).
 * Nothing else closes anything: not an order alone, nor one that no tick has put in force.
 */
import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'vitest';
import { ProtocolError } from '../../protocol/errors.ts';
import { closeElection } from '../../servers/commissioner/election/run-election.ts';
import { FreezingRig } from '../support/freezing-rig.ts';
import { ids } from '../support/setup-rig.ts';

const EVERYONE = (['administrator', 'trustee', 'anonymizer', 'counter', 'distributor'] as const).flatMap(ids);
const CUT = 'counter-3';
const ROUNDS = 100;

let f: FreezingRig;
beforeEach(async () => {
  f = await FreezingRig.open();
});
afterEach(() => f.close());

const closesAt = (id: string): number => f.rig.election(id).times.closes;
const takenBy = (id: string): boolean => f.rig.election(id).documents.get('closing-order') !== undefined;
/** The log's part, as it is now. */
const copyNow = (): Promise<Uint8Array> => {
  const { log } = f.election;
  return f.rig.board.pastLogs.copy(log.topic('run'), log.entries('run').at(-1)?.c ?? 0);
};

/** The order is on the board, and no tick has decided about it; then it is in force. */
async function order(): Promise<{ inForce(): Promise<unknown> }> {
  const closing = closeElection(f.election, () => undefined);
  closing.catch(() => undefined);
  await f.until(() => f.posted('close', 'run').length > 0, 'the order');
  const inForce = async (): Promise<unknown> => {
    await f.pass(3);
    return f.waiting(closing);
  };
  return { inForce };
}
const close = async (): Promise<unknown> => (await order()).inForce();

test('who does not reach the board closes with all others, by a copy; and passes it on, after a restart too', async () => {
  const lacking = ['administrator-4', 'trustee-4', 'anonymizer-3', CUT, 'distributor-3'];
  for (const id of lacking) f.rig.cut.add(id);
  f.rig.away.add('distributor-1');
  await close();
  await f.pass(1);
  const { closes } = f.election.times;
  await f.until(() => lacking.every(takenBy), 'copies');
  for (const id of EVERYONE.filter((one) => one !== 'distributor-1')) assert.equal(closesAt(id), closes, id);
  // Only who had it by a copy is left to tell who was away.
  await f.rig.restart(CUT);
  for (const id of EVERYONE) if (id !== CUT) f.rig.away.add(id);
  f.rig.away.delete('distributor-1');
  f.rig.cut.add('distributor-1');
  await f.pass(2);
  await f.until(() => takenBy('distributor-1'), 'the copy that was passed on');
  assert.equal(closesAt('distributor-1'), closes);
});

test('only an order in force is taken, once, and only on disk', async () => {
  // Nobody else tells it.
  f.rig.serve = (_id, path) => (path.endsWith('/order') ? new Uint8Array() : undefined);
  f.rig.cut.add(CUT);
  const { inForce } = await order();
  const server = f.rig.election(CUT);
  await assert.rejects(server.acceptOrderCopy(await copyNow()), { code: 'board/refused' });
  await inForce();
  const copy = await copyNow();
  for (const at of [40, copy.length >> 1, copy.length - 1]) {
    const forged = copy.map((byte, i) => (i === at ? byte ^ 1 : byte));
    await assert.rejects(server.acceptOrderCopy(forged), ProtocolError, String(at));
  }
  server.requireNoOrder();
  const { db } = server.store;
  db.exec('PRAGMA query_only = ON');
  await assert.rejects(server.acceptOrderCopy(copy), { code: 'store/unavailable' });
  db.exec('PRAGMA query_only = OFF');
  assert.deepEqual([takenBy(CUT), closesAt(CUT) > f.election.times.closes], [false, true]);
  await server.acceptOrderCopy(copy);
  assert.equal(closesAt(CUT), f.election.times.closes);
  assert.throws(() => server.requireNoOrder(), { code: 'board/once' });
});

test('copies go to who lacks the order, and to nobody once claims have ended', async () => {
  const told: string[] = [];
  f.rig.serve = (id, path) => {
    if (path.endsWith('/order')) told.push(id);
    return undefined;
  };
  /** Passes until nobody but these is told; answers take as long as they take. */
  const untilTold = async (those: readonly string[]): Promise<void> => {
    for (let round = 0; round < ROUNDS; round++) {
      told.length = 0;
      await f.pass(2);
      if ([...new Set(told)].join() === those.join()) return;
    }
    assert.deepEqual([...new Set(told)], those);
  };
  f.rig.away.add(CUT);
  await close();
  await f.pass(3);
  await f.until(() => told.length > 0, 'copies');
  await untilTold([CUT]);
  f.rig.cut.add(CUT);
  f.rig.away.delete(CUT);
  await f.pass(1);
  await f.until(() => takenBy(CUT), 'the copy');
  await f.rig.restart(CUT);
  f.rig.board.now = f.election.times.claimsEnd;
  await untilTold([]);
  await f.rig.restart('counter-1');
  await untilTold([]);
});
