/** What an officer is told of the heads that the board has of the audit log. */
import assert from 'node:assert/strict';
import { test } from 'vitest';
import { ElectionOnBoard } from '../../../protocol/board/board-election-test-support.ts';
import { auditHeadStatement } from '../../../protocol/board/post-messages.ts';
import { COMMISSIONER } from '../../../protocol/messages/plan.ts';
import { requireHex, toHex } from '../../../protocol/primitives/bytes.ts';
import { Poster } from '../../shared/poster.ts';
import { officerService } from '../officer-test-support.ts';

const service = officerService();
const onBoard = async () => (await service.byToken('GET', '/officer/audit?from=0&limit=0')).json().onBoard;

test('the newest head, and the first that the log does not have', async () => {
  const board = await ElectionOnBoard.open();
  service.identity = board.commissioner;
  await service.restart();
  const election = service.elections.open(toHex(board.plan.plan.electionId));
  await election.acceptPlan(board.planDocument);
  const { context } = election;
  const post = () => assert.fail('the Commissioner has said all');
  const poster = new Poster({ election: board.name, signer: COMMISSIONER, post, ...context });
  election.follow({ log: board.log, past: board.board.pastLogs, poster, isCurrent: () => true });
  const say = (size: number, hash: Uint8Array) => {
    const time = board.board.now;
    const head = board.sign(COMMISSIONER, auditHeadStatement, { size, hash });
    assert.equal(board.say(COMMISSIONER, 'audit', 'head', head), '');
    service.now = time;
    election.auditHeads.act(poster);
    board.board.now += 600_000;
    return { total: size, head: toHex(hash), time };
  };
  assert.deepEqual(await onBoard(), { newest: null, contradicting: null });
  const { total, head } = service.audit.head();
  const newest = say(total, requireHex(head));
  assert.deepEqual(await onBoard(), { newest, contradicting: null });
  const contradicting = say(total + 1, new Uint8Array(32));
  const latest = say(total + 2, new Uint8Array(32));
  assert.deepEqual(await onBoard(), { newest: latest, contradicting });
});
