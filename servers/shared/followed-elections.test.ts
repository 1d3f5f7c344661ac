/** Which plans a server takes from what the board has told it: even a board that is wrong opens no election of others. */
import assert from 'node:assert/strict';
import { afterAll, test } from 'vitest';
import { signPlan } from '../../protocol/0-setup/check-plan.ts';
import { TestBoard } from '../../protocol/board/board-test-support.ts';
import { out } from '../../protocol/board/machine-test-support.ts';
import { encodeOperation } from '../../protocol/board/operations.ts';
import { signRequest } from '../../protocol/board/requests.ts';
import { electionName } from '../../protocol/board/topics.ts';
import type { Plan } from '../../protocol/messages/plan.ts';
import { toHex } from '../../protocol/primitives/bytes.ts';
import { makeElection, newKey, random } from '../../protocol/test-support.ts';
import { FollowedElections, type Hosting } from './followed-elections.ts';
import { removeFolder, serverContext, temporaryFolder } from './test-support.ts';

const folder = temporaryFolder();
afterAll(() => removeFolder(folder));
const board = new TestBoard();
const fixture = await makeElection({ board: board.opened.board });
const { commissioner } = fixture;

/** IDs of the elections that counter-1 opens if this plan is the first entry of that topic. */
async function openedBy({
  plan = fixture.plan,
  key = commissioner,
  name = electionName(plan.electionId, plan.commissionerKey),
  takesPart = true,
  isDeleted = false,
}: {
  readonly plan?: Plan;
  readonly key?: typeof commissioner;
  readonly name?: string;
  readonly takesPart?: boolean;
  readonly isDeleted?: boolean;
}): Promise<string[]> {
  const opened: string[] = [];
  const elections = {
    open: (id: string) => {
      opened.push(id);
      return { acceptPlan: async () => undefined, follow: () => undefined };
    },
    isDeleted: () => isDeleted,
    tick: async () => undefined,
  };
  const followed = new FollowedElections({
    genesis: board.opened,
    post: () => assert.fail('nothing is due'),
    past: {
      genesis: board.genesis,
      hasForked: () => false,
      after: () => assert.fail(),
      proved: () => assert.fail(),
      copy: () => assert.fail(),
      opened: () => assert.fail(),
    },
    isCurrent: () => true,
    context: serverContext(fixture, 'counter-1', folder, () => 0),
    elections: elections as unknown as Hosting,
    topics: ['run'],
    takesPart: () => takesPart,
    signer: 'counter-1',
  });
  const topic = `${name}/setup`;
  const op = encodeOperation(out(['plan', 'commissioner', signPlan(plan, key)]));
  const request = signRequest(board.opened.board, { topic, seq: 1, op }, key);
  await followed.take(topic, [{ position: 0, topic, previous: 0, c: 0, time: 0, request }]);
  assert.equal(followed.wants(`${name}/run`), opened.length === 1);
  return opened;
}

test('its Commissioner’s plan for its board opens the election', async () => {
  assert.deepEqual(await openedBy({}), [toHex(fixture.plan.electionId)]);
});

test('a plan for another board, the Commissioner’s own say, opens none', async () => {
  assert.deepEqual(await openedBy({ plan: { ...fixture.plan, board: random(32) } }), []);
});

test('a plan of another Commissioner, or in the topic of another election, opens none', async () => {
  const stranger = newKey();
  const own = { ...fixture.plan, commissionerKey: stranger.publicKey };
  assert.deepEqual(await openedBy({ plan: own, key: stranger }), []);
  const other = electionName(random(16), commissioner.publicKey);
  assert.deepEqual(await openedBy({ name: other }), []);
});

test('a plan in which it has no part opens none', async () => {
  assert.deepEqual(await openedBy({ takesPart: false }), []);
});

test('the plan of an election that was deleted here does not bring it back', async () => {
  assert.deepEqual(await openedBy({ isDeleted: true }), []);
});
