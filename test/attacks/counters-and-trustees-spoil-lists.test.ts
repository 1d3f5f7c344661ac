/** Hostile Counters and Trustees attack the lists that Trustees hold. Properties: Robustness, Accuracy. */
import assert from 'node:assert/strict';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, test } from 'vitest';
import { longestList } from '../../protocol/3-vote-submission/list-bound.ts';
import {
  openFinalStatement,
  openFreezeStatement,
  signFreezeStatement,
  signProposal,
} from '../../protocol/4-vote-tallying/freeze-bulletin-board.ts';
import { compareBytes } from '../../protocol/primitives/bytes.ts';
import { merkleRoot } from '../../protocol/primitives/merkle-tree.ts';
import { sha256 } from '../../protocol/primitives/sha256.ts';
import { given, holding, random } from '../../protocol/test-support.ts';
import type { TrusteeElection } from '../../servers/trustee/trustee-election.ts';
import { FreezingRig, headOf, PATIENCE, type Peer, partOf, patiently } from '../support/freezing-rig.ts';

let rig: FreezingRig;
beforeAll(async () => {
  rig = await FreezingRig.start();
});
beforeEach(() => rig.reset());
afterAll(() => rig.stop());

const namedBy = async (trustee: TrusteeElection): Promise<string[]> =>
  openFreezeStatement(rig.fixture.election, await patiently(() => trustee.freeze(rig.request)))
    .heads.map(({ counter, size }) => `${counter} ${size}`)
    .sort();
const rowsOf = ({ store }: TrusteeElection): number[] =>
  ['packages', 'fetches', 'fetched'].map((table) =>
    Number(store.db.prepare(`SELECT count(*) AS n FROM ${table}`).get()?.n),
  );
/** A proposal of three Trustees that state these heads and nothing else. */
const proposalOf = (...heads: readonly Uint8Array[]): Uint8Array => {
  const { election, server, commissioner } = rig.fixture;
  const statements = ['trustee-2', 'trustee-3', 'trustee-4'].map((id) =>
    signFreezeStatement(election, holding(election, heads), id, server(id).key),
  );
  return signProposal(election, statements, commissioner);
};
const unionOf = (...lists: readonly Uint8Array[][]) => {
  const leaves = new Map(
    lists.flat().map((body) => [Buffer.from(sha256(body)).toString('hex'), sha256(body)]),
  );
  return { size: leaves.size, root: merkleRoot([...leaves.values()].sort(compareBytes)) };
};
async function finalRootOf(trustee: TrusteeElection, proposal: Uint8Array) {
  const { content } = openFinalStatement(
    rig.fixture.election,
    await patiently(() => trustee.signProposal(proposal)),
  );
  return { size: content.size, root: content.root };
}

test('lists of any length are held, named and frozen: empty, one part, several parts', async () => {
  const [one, two] = [rig.packages(300), rig.packages(256)];
  rig.peer('counter-1', rig.counter('counter-1', one));
  rig.peer('counter-2', rig.counter('counter-2', two));
  const trustee = await rig.trustee('trustee-1');
  assert.deepEqual(await namedBy(trustee), ['counter-1 300', 'counter-2 256', 'counter-3 0']);
  const heads = [rig.head('counter-1', headOf(one)), rig.head('counter-2', headOf(two))];
  rig.asked.length = 0;
  assert.deepEqual(await finalRootOf(trustee, proposalOf(...heads)), unionOf(one, two));
  assert.deepEqual(rig.asked, [], 'what is held is not fetched again');
});

test('A3: what a failed fetch brought is gone, and does not count for the next one', async () => {
  const packages = rig.packages(400);
  const stated = headOf(packages);
  const wrong = [...packages.slice(0, 256), ...rig.packages(144)];
  const torn: Peer = (path) => (path.includes('from=0&') ? partOf(packages, path) : 'service/busy');
  const tries = [rig.counter('counter-1', wrong, stated), torn, rig.counter('counter-1', packages)];
  const left: number[][] = [];
  let fetches = 0;
  const trustee = await rig.trustee('trustee-1', 600_000);
  rig.peer('counter-1', (path, body) => {
    if (path !== 'head') return tries[fetches - 1]?.(path, body);
    fetches += 1;
    left.push(rowsOf(trustee));
    return rig.head('counter-1', stated);
  });
  assert.deepEqual(await namedBy(trustee), ['counter-1 400', 'counter-2 0', 'counter-3 0']);
  assert.equal(fetches, 3);
  for (const [packagesLeft, , leavesLeft] of left) assert.deepEqual([packagesLeft, leavesLeft], [0, 0]);
  assert.deepEqual(rowsOf(trustee), [400, 3, 400]);
});

test("A3: a Counter that signs another's head cannot replace or take away that one's packages", async () => {
  const honest = rig.packages(300);
  // Half of the honest list, other packages, and none at all, each under the honest Counter's size and root.
  for (const shown of [honest.slice(0, 150), rig.packages(300), []]) {
    await rig.reset();
    rig.peer('counter-1', rig.counter('counter-1', honest));
    rig.peer('counter-2', rig.counter('counter-2', shown, headOf(honest)));
    rig.peer('counter-3', rig.counter('counter-3', [], { ...headOf(honest), size: 0 }));
    const trustee = await rig.trustee('trustee-1');
    assert.deepEqual(await namedBy(trustee), ['counter-1 300']);
    const proposal = proposalOf(rig.head('counter-1', headOf(honest)));
    assert.deepEqual(await finalRootOf(trustee, proposal), headOfSorted(honest));
    assert.deepEqual(rowsOf(trustee), [300, 1, 300]);
  }
});
const headOfSorted = (packages: Uint8Array[]) => unionOf(packages);

test('A3: a head of size 0 with a root of anything is not held', async () => {
  const honest = rig.packages(3);
  rig.peer('counter-1', rig.counter('counter-1', honest));
  rig.peer('counter-2', rig.counter('counter-2', [], { size: 0, root: headOf(honest).root }));
  rig.peer('counter-3', rig.counter('counter-3', [], { size: 0, root: random(32) }));
  assert.deepEqual(await namedBy(await rig.trustee('trustee-1')), ['counter-1 3']);
});

test('A3: what a fetch left that a crash cut off is gone at the next start; what is held stays', async () => {
  const packages = rig.packages(5);
  rig.peer('counter-1', rig.counter('counter-1', packages));
  const trustee = await rig.trustee('trustee-1');
  await namedBy(trustee);
  const { db } = trustee.store;
  const [before] = [rowsOf(trustee)];
  const cut = Buffer.alloc(32, 1);
  db.exec("INSERT INTO fetches (fetch, counter, size, root) VALUES (99, 'counter-2', 2, x'00')");
  db.prepare('INSERT INTO packages VALUES (?, ?)').run(cut, cut);
  const leaf = db.prepare('INSERT INTO fetched VALUES (99, ?, ?)');
  leaf.run(0, cut);
  leaf.run(1, sha256(packages[0] ?? cut));
  const again = await rig.trustee('trustee-1');
  assert.deepEqual(rowsOf(again), before);
  assert.deepEqual(await namedBy(again), ['counter-1 5', 'counter-2 0', 'counter-3 0']);
});

test('A3: a root is computed from the stored rows again before it is frozen', async () => {
  for (const damage of [
    'UPDATE packages SET body = zeroblob(length(body)) WHERE leaf = (SELECT min(leaf) FROM packages)',
    'DELETE FROM fetched WHERE position = 1',
    'DELETE FROM packages WHERE leaf = (SELECT min(leaf) FROM packages)',
    'UPDATE fetched SET position = 9 WHERE position = 0',
    "UPDATE packages SET leaf = x'ff' WHERE leaf = (SELECT min(leaf) FROM packages);" +
      "UPDATE fetched SET leaf = x'ff' WHERE leaf NOT IN (SELECT leaf FROM packages)",
  ]) {
    await rig.reset();
    const packages = rig.packages(4);
    rig.peer('counter-1', rig.counter('counter-1', packages));
    const trustee = await rig.trustee('trustee-1');
    await namedBy(trustee);
    trustee.store.db.exec(damage);
    const proposal = proposalOf(rig.head('counter-1', headOf(packages)));
    await assert.rejects(
      patiently(() => trustee.signProposal(proposal)),
      { code: 'freeze/list-mismatch' },
      damage,
    );
    assert.equal(trustee.documents.get('final-root'), undefined);
  }
});

test('A5: a Counter that gives less than whole parts, or more, is left out', async () => {
  const packages = rig.packages(300);
  const cut = (change: (part: Uint8Array) => Uint8Array): Peer => {
    const honest = rig.counter('counter-1', packages);
    return (path, body) => {
      const answer = honest(path, body);
      return path !== 'head' && answer instanceof Uint8Array ? change(answer) : answer;
    };
  };
  const length = given(packages[0]).length;
  const trustee = await rig.trustee('trustee-1');
  rig.peer(
    'counter-1',
    cut((part) => part.subarray(0, length)),
  );
  rig.peer(
    'counter-2',
    cut((part) => new Uint8Array(part.length + length)),
  );
  rig.peer(
    'counter-3',
    cut((part) => part.subarray(1)),
  );
  assert.deepEqual(await namedBy(trustee), []);
  assert.ok(rig.asked.every((call) => !call.includes('from=1&') && !call.includes('from=256&')));
});

test('A5: a boasting Counter is not even asked for its list', async () => {
  const most = longestList(rig.fixture.election.voters, rig.fixture.plan.anonymizers.length);
  for (const [counter, size] of [
    ['counter-1', most + 1],
    ['counter-2', 100_000_000],
  ] as const)
    rig.peer(counter, rig.counter(counter, rig.packages(300), { size, root: random(32) }));
  const trustee = await rig.trustee('trustee-1');
  assert.deepEqual(await namedBy(trustee), ['counter-3 0']);
  assert.ok(rig.asked.every((call) => !/counter-[12] packages/.test(call)));
  // Nor when a hostile Trustee names its head to the Commissioner.
  const boast = rig.head('counter-1', { size: most + 1, root: random(32) });
  await assert.rejects(trustee.signProposal(proposalOf(boast)), { code: 'head/invalid' });
  assert.ok(rig.asked.every((call) => !call.includes('packages')));
  const largest = rig.head('counter-1', { size: most, root: random(32) });
  const other = await rig.trustee('trustee-2');
  await assert.rejects(
    patiently(() => other.signProposal(proposalOf(largest))),
    { code: 'freeze/list-mismatch' },
  );
});

test('A5: a Counter that hangs in the middle of its list holds nobody up for longer than its deadline', async () => {
  const honest = rig.counter('counter-1', rig.packages(600));
  rig.peer('counter-1', (path, body) => (path.includes('from=256') ? undefined : honest(path, body)));
  rig.peer('counter-2', () => undefined);
  const trustee = await rig.trustee('trustee-1');
  assert.deepEqual(await namedBy(trustee), ['counter-3 0']);
  assert.deepEqual(rowsOf(trustee), [0, 1, 0]);
});

test('A5: a Counter that is too slow for its size is cut off, although each part comes in time', async () => {
  const honest = rig.counter('counter-1', rig.packages(300));
  // Longer than the patience and the time for 300 packages together; much less than a single call may take.
  rig.peer('counter-1', async (path, body) => {
    if (path.includes('from=256')) await setTimeout(2 * PATIENCE);
    return honest(path, body);
  });
  const trustee = await rig.trustee('trustee-1');
  assert.deepEqual(await namedBy(trustee), ['counter-2 0', 'counter-3 0']);
  assert.deepEqual(rowsOf(trustee), [0, 2, 0]);
});

test('A6: a list that one hostile Trustee alone had is served by the Commissioner, and by the Counter', async () => {
  const [old, now] = [rig.packages(300), rig.packages(20)];
  const oldHead = headOf(old);
  const head = { counter: 'counter-1', ...oldHead };
  rig.peer('counter-1', rig.counter('counter-1', now));
  const commissioner = await rig.commissioner();
  const listed = async function* () {
    yield old;
  };
  await commissioner.bulletinBoard.keep(head, listed());
  const trustee = await rig.trustee('trustee-1');
  await namedBy(trustee);
  const proposal = proposalOf(rig.head('counter-1', oldHead));
  assert.deepEqual(await finalRootOf(trustee, proposal), unionOf(old));

  // A Trustee that the request did not reach: the Counter's list has grown since, its beginning is the same.
  rig.peer('counter-1', rig.counter('counter-1', [...old, ...now]));
  rig.peer('trustee-1', () => 'service/not-found');
  const other = await rig.trustee('trustee-3');
  assert.deepEqual(await finalRootOf(other, proposal), unionOf(old));
  // Nobody has it: nothing is signed.
  rig.peer('counter-1', rig.counter('counter-1', now));
  rig.peer('trustee-3', () => 'service/not-found');
  const late = await rig.trustee('trustee-2');
  await assert.rejects(
    patiently(() => late.signProposal(proposal)),
    { code: 'freeze/list-mismatch' },
  );
});

test('a Trustee asks the others for a list, and believes none that gives another', async () => {
  const packages = rig.packages(10);
  rig.peer('counter-1', rig.counter('counter-1', packages));
  assert.equal((await namedBy(await rig.trustee('trustee-2'))).length, 3);
  rig.peer('counter-1', () => 'service/busy');
  const other = rig.packages(10);
  for (const id of ['trustee-3', 'trustee-4']) rig.peer(id, (path) => partOf(other, path));
  const trustee = await rig.trustee('trustee-1');
  const proposal = proposalOf(rig.head('counter-1', headOf(packages)));
  assert.deepEqual(await finalRootOf(trustee, proposal), unionOf(packages));
});
