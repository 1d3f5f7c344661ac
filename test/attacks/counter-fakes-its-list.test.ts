/** A Counter that shows the terminal a faked list. Properties: Accuracy, Privacy. */
import assert from 'node:assert/strict';
import { test } from 'vitest';
import { closeHeadStatement, type TreeHead, treeHeadStatement } from '../../protocol/messages/tree-head.ts';
import { encode } from '../../protocol/primitives/cbor.ts';
import { merkleRoot } from '../../protocol/primitives/merkle-tree.ts';
import { sha256 } from '../../protocol/primitives/sha256.ts';
import { signStatement } from '../../protocol/primitives/statement.ts';
import type { StatementType } from '../../protocol/primitives/statement-form.ts';
import { given, random } from '../../protocol/test-support.ts';
import { headCodec, statusCodec } from '../../tcb-emulator/finlet/pc-messages.ts';
import { TerminalRig } from '../support/terminal-rig.ts';

const NOTHING = new Uint8Array();
const rig = await TerminalRig.make();
const { election } = rig.fixture;
await rig.begin(rig.data());
await rig.voterVotes(rig.ballot.contests.map(() => [[0]]));
await rig.collect((await rig.settled()).requests);
const challenge = (await rig.call('POST', '/finlet/challenge', NOTHING)).body;
await rig.onion(await rig.anonymizersAnswer(challenge));
const own = sha256(await stored('package'));
assert.equal((await rig.beginCheck()).phase, 'check');

/** What the card holds now, read by a terminal of its own. */
async function stored(what: 'package' | 'onion-1' | 'onion-2'): Promise<Uint8Array> {
  const card = await rig.cardOf();
  return given(await card.readStored(election.manifestHash, what));
}

const head = (leaves: Uint8Array[], type: StatementType<TreeHead>, counter = 'counter-1'): Uint8Array =>
  signStatement(
    type,
    election.manifestHash,
    { size: leaves.length, root: merkleRoot(leaves) },
    counter,
    rig.fixture.server(counter).key,
  );

/** Streams a list past the terminal; what the PC is told, and what the display shows. */
async function show(signed: Uint8Array, leaves: Uint8Array[], kind: 'close' | 'latest' = 'latest') {
  const answers = [
    await rig.call('POST', '/finlet/checking/head', encode(headCodec, { kind, head: signed })),
    await rig.call('POST', '/finlet/checking/leaves', new Uint8Array(Buffer.concat(leaves))),
    await rig.call('POST', '/finlet/checking/end', new Uint8Array([0x80])),
  ];
  const told = answers.map(({ status, body }) => `${status} ${body.length}`).join();
  return { told, shown: rig.panel.frame().lines.join(' ') };
}

test('accuracy, privacy: the display tells what is true, and the PC is told the same whatever that is', async () => {
  const others = [random(32), random(32), random(32)];
  const cases: [Uint8Array[], Uint8Array[], RegExp][] = [
    [[...others, own], [...others, own], /in +the ballot box/],
    [others, others, /not in/],
    [[...others, random(32)], [...others, own], /false/],
    [[...others, own], others, /false/],
  ];
  const told = new Set<string>();
  for (const [signed, streamed, expected] of cases) {
    const result = await show(head(signed, treeHeadStatement), streamed);
    assert.match(result.shown, expected);
    told.add(result.told);
  }
  assert.equal(told.size, 1, 'the PC can tell the cases apart');
});

test('accuracy: a head of another election, of a stranger, or of another kind is refused', async () => {
  const leaves = [own];
  const stranger = signStatement(
    treeHeadStatement,
    random(32),
    { size: 1, root: merkleRoot(leaves) },
    'counter-1',
    rig.fixture.server('counter-1').key,
  );
  for (const bad of [
    stranger,
    head(leaves, treeHeadStatement, 'anonymizer-1'),
    head(leaves, closeHeadStatement),
  ]) {
    const { status } = await rig.call(
      'POST',
      '/finlet/checking/head',
      encode(headCodec, { kind: 'latest', head: bad }),
    );
    assert.equal(status, 409);
  }
});

test('privacy: the second onion is of one length, claim or cover, and repeated byte for byte', async () => {
  const onions = await rig.closingOnions();
  assert.equal(onions.length, 1, 'the first one was issued long ago');
  assert.deepEqual(await rig.closingOnions(), onions);
  assert.equal((await stored('onion-1')).length, (await stored('onion-2')).length);
  assert.equal((await rig.ask(statusCodec, 'GET', '/status')).phase, 'check');
});
