/** A voter who asks again with another vote, and one whose card has a clone. Property: Democracy. */
import assert from 'node:assert/strict';
import { test } from 'vitest';
import { sealPrepare } from '../../protocol/2-vote-signing/request-signature.ts';
import { prepareAnswerCodec, prepareRequestCodec } from '../../protocol/messages/prepare-request.ts';
import type { RollEntry } from '../../protocol/messages/roll.ts';
import { nobleBls } from '../../protocol/primitives/bls-noble.ts';
import { encode } from '../../protocol/primitives/cbor.ts';
import { given, newKey, random } from '../../protocol/test-support.ts';
import { CopyableMemory, TerminalRig } from '../support/terminal-rig.ts';

const rig = await TerminalRig.make();
const { election } = rig.fixture;
const clone = new CopyableMemory();
clone.state = given(rig.memory.state).slice();
const VOTE = rig.ballot.contests.map(() => [[0]]);

await rig.begin(rig.data());
await rig.voterVotes(VOTE);
const { requests } = await rig.settled();

test('democracy: the card begins no second vote and signs no second M', async () => {
  const card = await rig.cardOf();
  const vote = {
    electionId: election.plan.electionId,
    manifestHash: election.manifestHash,
    style: 'north',
    begun: 0,
    choices: rig.choices(VOTE),
  };
  await assert.rejects(card.beginVote(vote), { code: 'card/refused' });
  await assert.rejects(card.beginVote({ ...vote, manifestHash: random(32) }), { code: 'card/refused' });
  const other = {
    manifestHash: election.manifestHash,
    administrator: 'administrator-1',
    blinded: random(48),
  };
  await assert.rejects(card.signRequest(other), { code: 'card/refused' });
});

test('democracy: a clone of the card gets no signature on another vote, and the voter is told', async () => {
  const card = await rig.cardOf(clone);
  const { manifestHash, plan } = election;
  await card.beginVote({
    electionId: plan.electionId,
    manifestHash,
    style: 'north',
    begun: 0,
    choices: rig.choices(VOTE),
  });
  const first = given(requests[0]);
  const { administrator } = first;
  const blinded = nobleBls.hashToG1(random(32));
  const signature = await card.signRequest({ manifestHash, administrator, blinded });
  const cloned = { manifestHash, administrator, voter: 'ada', style: 'north', blinded, signature };
  // The clone came first to this Administrator: it shows the request, which the true card's key has signed.
  const deceived = rig.administrator(administrator);
  const member = given(election.member('administrators', administrator));
  assert.ok((await deceived.prepare(await sealPrepare(election, member, cloned))).echo);
  const answer = await deceived.prepare(first.sealed);
  assert.deepEqual(answer, { echo: undefined, conflicts: [encode(prepareRequestCodec, cloned)] });
  const shown = encode(prepareAnswerCodec, answer);
  assert.equal((await rig.giveEcho(administrator, shown)).verdict, 'cloned-card');
  assert.match(rig.panel.frame().lines.join(' '), /Another card votes/);
});

test('democracy: who is not on the roll, or has another style, or signs with another key, is refused', async () => {
  const { administrator, sealed } = given(requests[2]);
  const refused = async (entry: Partial<RollEntry>, code: string) =>
    assert.rejects(rig.administrator(administrator, entry).prepare(sealed), { code });
  await refused({ voter: 'bob' }, 'voter/unknown');
  await refused({ style: 'south' }, 'voter/wrong-style');
  await refused({ publicKey: newKey().publicKey }, 'signature/invalid');
});
