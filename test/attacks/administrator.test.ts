/** A hostile Administrator: wrong, alien and forged answers. Properties: Robustness, Accuracy. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  prepareAnswerCodec,
  prepareBody,
  prepareRequestCodec,
} from '../../protocol/messages/prepare-request.ts';
import { encode } from '../../protocol/primitives/cbor.ts';
import { given, newKey, random } from '../../protocol/test-support.ts';
import { TerminalRig } from '../support/terminal-rig.ts';

const NONE = new Uint8Array();
const rig = await TerminalRig.make();
await rig.begin(rig.data());
await rig.voterVotes(rig.ballot.contests.map(() => [[1]]));
const { requests } = await rig.settled();
const [liar, ...honest] = requests.map(({ administrator, sealed }) => ({ administrator, sealed }));
const { administrator, sealed } = given(liar);

test('robustness: a refusal that shows no request of this card is a lie, and no alarm', async () => {
  const request = await rig.open(administrator, sealed);
  const other = { ...request, blinded: rig.made.election.manifestHash.length === 32 ? random(48) : NONE };
  const forged = { ...other, signature: newKey().sign(prepareBody(other)) };
  const sameAgain = encode(prepareRequestCodec, request);
  for (const conflict of [encode(prepareRequestCodec, forged), sameAgain, random(200)]) {
    const answer = encode(prepareAnswerCodec, { echo: NONE, conflict });
    assert.equal((await rig.giveEcho(administrator, answer)).verdict, 'false-answer');
  }
});

test("robustness: another Administrator's echo, or one of another vote, does not count", async () => {
  const [other] = honest;
  const echo = await rig.honestEcho(given(other).administrator, given(other).sealed);
  assert.equal((await rig.giveEcho(administrator, echo)).verdict, 'false-answer');
  const wrong = encode(prepareAnswerCodec, {
    echo: rig.made.server(administrator).key.sign(random(32)),
    conflict: NONE,
  });
  assert.equal((await rig.giveEcho(administrator, wrong)).verdict, 'false-answer');
});

test('accuracy: a wrong partial signature is found, its maker named, and the vote completed with the others', async () => {
  for (const { administrator: id, sealed: request } of honest)
    await rig.giveEcho(id, await rig.honestEcho(id, request));
  const [one, two, three] = honest.map(given);
  const bad = await rig.honestPartial(given(two).administrator, given(two).sealed);
  assert.deepEqual((await rig.givePartial(administrator, bad)).liars, []);
  const give = async (from: typeof one) =>
    rig.givePartial(
      given(from).administrator,
      await rig.honestPartial(given(from).administrator, given(from).sealed),
    );
  assert.equal((await give(one)).ready, 'no');
  const third = await give(two);
  assert.deepEqual([third.ready, third.liars], ['no', [administrator]]);
  assert.equal((await give(three)).ready, 'yes');
});
