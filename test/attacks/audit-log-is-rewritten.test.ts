/**
 * The officers' log is cut or rewritten by whoever has the Commissioner's machine (board contract, section 4, `audit: head`):
 * heads of it that were posted on the board while an election was under way tell. Posting them holds up nothing.
 */
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'vitest';
import { auditHeadsIn } from '../../protocol/board/audit-heads.ts';
import { auditHeadStatement } from '../../protocol/board/post-messages.ts';
import { electionName } from '../../protocol/board/topics.ts';
import { ProtocolError } from '../../protocol/errors.ts';
import { COMMISSIONER } from '../../protocol/messages/plan.ts';
import { signStatement } from '../../protocol/primitives/statement.ts';
import { random } from '../../protocol/test-support.ts';
import { AuditLog } from '../../servers/commissioner/audit/audit-log.ts';
import { CommissionerElection } from '../../servers/commissioner/election/commissioner-election.ts';
import { closeElection, openElection } from '../../servers/commissioner/election/run-election.ts';
import { Poster } from '../../servers/shared/poster.ts';
import { FreezingRig } from '../support/freezing-rig.ts';

const INTERVAL = 600_000;
const EVENT = { officer: 'ana', detail: {}, outcome: 'done' };

let f: FreezingRig;
beforeEach(async () => {
  f = await FreezingRig.open();
});
afterEach(() => f.close());

const act = (...actions: string[]): Promise<unknown> =>
  Promise.all(actions.map((action) => f.rig.service.audit.append({ ...EVENT, action })));
const posted = () => auditHeadsIn(f.election.log.entries('audit'), f.election.plan);
const totals = (): number[] => posted().map(({ total }) => total);
const untilPosted = (...expected: number[]): Promise<void> =>
  f.until(() => `${totals()}` === `${expected}`, `heads: ${expected}`);

/** So many looks of everybody, in which what is not to come could come. */
async function looks(): Promise<void> {
  for (let look = 0; look < 20; look++) await f.rig.look();
}

describe('heads of the log', () => {
  test('are posted while an election is under way, 600 s apart, when it has grown', async () => {
    await looks();
    assert.deepEqual(totals(), [], 'nothing was done yet');
    await act('a/a', 'b/b');
    await untilPosted(2);
    await act('c/c');
    f.rig.board.now += INTERVAL - 1;
    await looks();
    assert.deepEqual(totals(), [2], 'too soon');
    f.rig.board.now += 1;
    await untilPosted(2, 3);
    f.rig.board.now += INTERVAL;
    await looks();
    assert.deepEqual(totals(), [2, 3], 'it has not grown');
    assert.equal(posted().at(-1)?.head, f.rig.service.audit.head().head);
    assert.equal(f.election.alarm, undefined);
    await f.election.keep('published', new Uint8Array(1));
    await act('d/d');
    await looks();
    assert.deepEqual(totals(), [2, 3], 'the election is over');
  });

  test('wait for a board that is down, and nothing waits for them', async () => {
    let isDown = true;
    f.rig.lie = (id, _topic, tuple) => {
      if (isDown && id === COMMISSIONER) throw new ProtocolError('board/no-quorum', 'down');
      return tuple;
    };
    await act('a/a');
    await looks();
    await act('b/b');
    f.endClaims();
    await f.untilDisclosed();
    assert.deepEqual(totals(), []);
    isDown = false;
    f.rig.board.now += 2_000;
    await untilPosted(2);
  });

  test("are the Commissioner's alone: those that others post of their own logs say nothing of it", async () => {
    const { plan, planHash } = f.election.plan;
    const key = f.rig.keyOf('administrator-1');
    const content = { size: 7, hash: random(32) };
    const head = signStatement(auditHeadStatement, planHash, content, 'administrator-1', key);
    const topic = `${electionName(plan.electionId, plan.commissionerKey)}/audit`;
    assert.equal(f.rig.board.say(key, topic, ['head', 'administrator-1', head]), '');
    await f.until(() => f.election.log.entries('audit').length === 1, 'its head');
    await act('a/a');
    await untilPosted(1);
    assert.equal(f.election.alarm, undefined);
  });

  test('are posted by a Commissioner with a card only while it signs anyway', async () => {
    const { identity } = f.election.context;
    const card = { publicKey: identity.publicKey, sign: identity.sign };
    Object.defineProperty(f.election.context, 'identity', { value: card });
    await act('a/a');
    await looks();
    assert.deepEqual(totals(), []);
    await f.waiting(openElection(f.election, () => undefined));
    await untilPosted(1);
    await act('b/b');
    f.rig.board.now += INTERVAL;
    await looks();
    assert.deepEqual(totals(), [1]);
  });

  test('are posted with a card when it orders the close', async () => {
    const { identity } = f.election.context;
    const card = { publicKey: identity.publicKey, sign: identity.sign };
    Object.defineProperty(f.election.context, 'identity', { value: card });
    await act('a/a');
    const closing = closeElection(f.election, () => undefined);
    await untilPosted(1);
    await f.pass(3);
    await f.waiting(closing);
  });
});

describe('a log that', () => {
  const OTHERS: readonly (readonly [what: string, actions: readonly string[]])[] = [
    ['was cut', ['a/a']],
    ['was rewritten', ['a/a', 'x/x', 'c/c', 'd/d']],
  ];
  for (const [what, actions] of OTHERS)
    test(`${what} is found out by the service when it starts`, async () => {
      await act('a/a', 'b/b', 'c/c');
      await untilPosted(3);
      const { context } = f.rig.service;
      const folder = join(context.folder, 'other');
      mkdirSync(folder);
      const other = new AuditLog(folder, context.clock, context.logger);
      for (const action of actions) await other.append({ ...EVENT, action });
      const again = new CommissionerElection(context, f.election.electionId, other);
      const { plan } = f.election.plan;
      const election = electionName(plan.electionId, plan.commissionerKey);
      const { clock, logger } = context;
      const poster = new Poster({
        election,
        signer: COMMISSIONER,
        post: async () => undefined,
        clock,
        logger,
      });
      again.follow({ log: f.election.log, past: f.election.past, poster, isCurrent: () => true });
      assert.equal(again.alarm, undefined);
      await again.tick();
      assert.deepEqual(again.auditHeads.contradicting, posted()[0]);
      assert.equal(again.alarm, 'store/put-back');
      await again.close();
      await other.close();
    });
});
