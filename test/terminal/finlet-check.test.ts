/** What the Finlet makes of servers' answers: partial signatures, Counters' lists, final roots (protocol steps 2.6 to 4.2). */
import assert from 'node:assert/strict';
import { afterAll, beforeAll, beforeEach, describe, test } from 'vitest';
import { rootStatement } from '../../protocol/board/folds/freeze-messages.ts';
import { beginChain, followChain, refreshOf } from '../../protocol/ceremony/election-periods.ts';
import { linkByHand } from '../../protocol/ceremony/election-periods-test-support.ts';
import { type Ended, linksCodec } from '../../protocol/messages/period-chain.ts';
import { trusteeQuorum } from '../../protocol/messages/plan.ts';
import { partialCodec } from '../../protocol/messages/sign-request.ts';
import { closeHeadStatement, treeHeadStatement } from '../../protocol/messages/tree-head.ts';
import { nobleBls } from '../../protocol/primitives/bls-noble.ts';
import { toHex } from '../../protocol/primitives/bytes.ts';
import { encode } from '../../protocol/primitives/cbor.ts';
import { merkleRoot } from '../../protocol/primitives/merkle-tree.ts';
import type { SigningKey } from '../../protocol/primitives/p256-signature.ts';
import { sha256 } from '../../protocol/primitives/sha256.ts';
import { signStatement } from '../../protocol/primitives/statement.ts';
import { given, newKey, random } from '../../protocol/test-support.ts';
import { checkDataCodec, finalRootsCodec, headCodec } from '../../tcb-emulator/finlet/pc-messages.ts';
import { TerminalRig } from '../support/terminal-rig.ts';

const rig = await TerminalRig.make();
const { election, plan, server } = rig.fixture;
const { manifestHash } = election;
const NONE = new Uint8Array();
const [ONE = '', TWO = '', THREE = ''] = plan.counters.map(({ id }) => id);
const wrongStep = { code: 'finlet/wrong-step' };

beforeEach(() => rig.newCard());
afterAll(() => rig.terminal.remove());

async function vote() {
  await rig.begin(rig.data());
  await rig.voterVotes(rig.ballot.contests.map(() => [[0]]));
  return (await rig.settled()).requests;
}

test('what cannot be a partial signature, or is nobody’s, is named at once, and stops no vote', async () => {
  const requests = await vote();
  for (const { administrator, sealed } of requests)
    await rig.giveEcho(administrator, await rig.honestEcho(administrator, sealed));
  const { administrator } = given(requests[0]);
  const wrong = { period: 0, signature: nobleBls.hashToG1(random(32)) };
  const cut = encode(partialCodec, wrong).subarray(0, -1);
  const ofNoPeriod = encode(partialCodec, { ...wrong, period: 1 });
  const naming = (...faultySigners: string[]) => ({
    ...{ ready: 'no', verdict: 'taken', faultySigners, lacks: undefined },
  });
  for (const partial of [random(0), random(48), cut, ofNoPeriod])
    assert.deepEqual(await rig.givePartial(administrator, partial), naming(administrator));
  const nobody = await rig.givePartial('nobody', encode(partialCodec, wrong));
  assert.deepEqual(nobody, naming('nobody'));
  assert.deepEqual(await rig.givePartial(administrator, encode(partialCodec, wrong)), naming());
  const named = new Set<string>();
  for (const { administrator: id, sealed } of requests.slice(1)) {
    const { ready, faultySigners } = await rig.givePartial(id, await rig.honestPartial(id, sealed));
    for (const signer of faultySigners) named.add(signer);
    if (ready === 'yes') break;
  }
  assert.deepEqual([...named], [administrator]);
  assert.equal((await rig.settled()).phase, 'submit');
});

describe('after the close', () => {
  let own: Uint8Array;

  beforeEach(async () => {
    await rig.collect(await vote());
    own = sha256(given(await (await rig.cardOf()).readStored(manifestHash, 'package')));
    assert.equal((await rig.beginCheck()).phase, 'check');
  });

  /** A Counter's list passes the terminal. */
  async function show(kind: 'close' | 'latest', counter: string, leaves: Uint8Array[], signed = leaves) {
    const type = kind === 'close' ? closeHeadStatement : treeHeadStatement;
    const content = { size: signed.length, root: merkleRoot(signed) };
    const head = signStatement(type, manifestHash, content, counter, server(counter).key);
    await rig.terminal.call('checking/head', encode(headCodec, { kind, head }));
    await rig.terminal.call('checking/leaves', new Uint8Array(Buffer.concat(leaves)));
    await rig.terminal.call('checking/end', NONE);
  }

  /** What the last Anonymizer finds in the second onion. */
  async function secondOnion(): Promise<string> {
    return (await rig.peelAll(given((await rig.closingOnions()).at(-1)))).kind;
  }

  test('the second onion is cover if more than half of the Counters held the package at the close', async () => {
    for (const counter of [ONE, TWO]) await show('close', counter, [random(32), own]);
    assert.equal(await secondOnion(), 'cover');
  });

  test('the card is taken out: the voter reads that the check has changed nothing', () => {
    rig.terminal.remove();
    assert.match(rig.panel.frame().lines.join(' '), /Card removed\. +The check has +changed nothing/);
  });

  const claims: readonly (readonly [string, () => Promise<void>])[] = [
    ['nothing is shown', async () => undefined],
    [
      'lists of the close lack it',
      async () => {
        for (const counter of [ONE, TWO, THREE]) await show('close', counter, [random(32)]);
      },
    ],
    [
      'only later lists hold it',
      async () => {
        for (const counter of [ONE, TWO, THREE]) await show('latest', counter, [own]);
      },
    ],
    [
      'one Counter shows it twice',
      async () => {
        for (const counter of [ONE, ONE]) await show('close', counter, [own]);
      },
    ],
    [
      'lists that hold it are not the signed ones',
      async () => {
        for (const counter of [ONE, TWO, THREE]) await show('close', counter, [own], [random(32)]);
      },
    ],
  ];
  for (const [what, shown] of claims)
    test(`the second onion is a claim when ${what}`, async () => {
      await shown();
      assert.equal(await secondOnion(), 'deliver');
    });

  test('a list that has ended takes no more', async () => {
    await show('close', ONE, [own]);
    await assert.rejects(rig.terminal.call('checking/end', NONE), wrongStep);
    await assert.rejects(rig.terminal.call('checking/leaves', own), wrongStep);
  });

  test('the package is erased once q Trustees have signed one root, and not before', async () => {
    const phases = async () => (await (await rig.cardOf()).votes()).map(({ phase }) => phase);
    const head = { period: 0, x: toHex(random(32)), size: 1, root: toHex(random(32)) };
    const quorum = plan.trustees.slice(0, trusteeQuorum(plan));
    const signed = (roots: (typeof head)[]) =>
      quorum.map(({ id }, i) =>
        signStatement(rootStatement, election.manifestHash, roots[i] ?? head, id, server(id).key),
      );
    const complete = (roots: Uint8Array[]) =>
      rig.terminal.call('checking/complete', encode(finalRootsCodec, roots));
    await rig.closingOnions();
    const before = await phases();
    const otherX = { ...head, x: toHex(random(32)) };
    for (const roots of [[], signed([]).slice(1), signed([{ ...head, size: 2 }]), signed([otherX])])
      await assert.rejects(complete(roots), { code: 'freeze/not-final' });
    assert.deepEqual(await phases(), before);
    await complete(signed([]));
    assert.deepEqual(await phases(), ['done']);
    assert.equal((await rig.beginCheck()).code, 'finlet/no-vote', 'there is nothing left to check');
    assert.match(rig.panel.frame().lines.join(' '), /You have voted/);
  });
});

describe('where Trustees renew their keys', () => {
  const times = {
    ...{ first: 1_800_000_100_000, every: 60_000, deadline: 30_000, phase: 5_000, clockError: 1_000 },
  };
  let renewing: TerminalRig;
  beforeAll(async () => {
    renewing = await TerminalRig.make({ trusteeRenewal: times });
    await renewing.begin(renewing.data());
    await renewing.voterVotes(renewing.ballot.contests.map(() => [[0]]));
    await renewing.collect((await renewing.settled()).requests);
    await renewing.beginCheck();
    await renewing.closingOnions();
  });
  afterAll(() => renewing.terminal.remove());

  test('the PC shows their chain; the package is erased once q have signed by keys of one of its periods', async () => {
    const { fixture } = renewing;
    const role = given(refreshOf('trustee', fixture.election));
    const quorum = fixture.plan.trustees.slice(0, trusteeQuorum(fixture.plan)).map(({ id }) => id);
    const keysOf = (key: (id: string) => SigningKey) => new Map(quorum.map((id) => [id, key(id)]));
    const identities = keysOf((id) => fixture.server(id).key);
    const first = keysOf((id) => fixture.server(id).periodKey);
    const [second, third] = [keysOf(newKey), keysOf(newKey)];
    const begun = beginChain(role, fixture.election);
    const link = linkByHand(role, begun, second, first);
    const next = linkByHand(role, followChain(role, begun, link), third, second);
    const show = (links: readonly Ended[]) =>
      renewing.terminal.call('checking/periods', encode(linksCodec, links));
    const root = { x: toHex(random(32)), size: 1, root: toHex(random(32)) };
    const complete = (keys: typeof first, period: number) => {
      const roots = [...keys].map(([id, key]) =>
        signStatement(rootStatement, fixture.election.manifestHash, { period, ...root }, id, key),
      );
      return renewing.terminal.call('checking/complete', encode(finalRootsCodec, roots));
    };
    const notFinal = { code: 'freeze/not-final' };
    for (const [keys, period] of [
      [identities, 0],
      [third, 2],
    ] as const)
      await assert.rejects(complete(keys, period), notFinal);
    const invalid = { code: 'period/invalid' };
    await assert.rejects(show([linkByHand(role, begun, second, identities)]), invalid);
    await assert.rejects(show([link, link]), invalid);
    await show([link]);
    await assert.rejects(show([link]), invalid);
    await assert.rejects(complete(third, 2), notFinal);
    await show([next]);
    await complete(third, 2);
    const phases = (await (await renewing.cardOf()).votes()).map(({ phase }) => phase);
    assert.deepEqual(phases, ['done']);
  });
});

test('an election in which nobody renews keys has no chain', async () => {
  await rig.collect(await vote());
  await rig.beginCheck();
  await assert.rejects(rig.terminal.call('checking/periods', encode(linksCodec, [])), wrongStep);
});

test('a card that never voted has nothing to check, and is not asked for its PIN', async () => {
  const { manifest, distributions } = rig.data();
  await rig.terminal.call('checking', encode(checkDataCodec, { manifest, distributions }));
  await rig.panel.type(['1']);
  const { phase, code } = await rig.settled();
  assert.deepEqual([phase, code], ['stopped', 'finlet/no-vote']);
  assert.match(rig.panel.frame().lines.join(' '), /This card has not +voted here/);
});
