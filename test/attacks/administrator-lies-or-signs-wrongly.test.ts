/** A hostile Administrator: wrong, alien and forged answers. Properties: Robustness, Accuracy. */
import assert from 'node:assert/strict';
import { test } from 'vitest';
import {
  MAX_PREPARE_ANSWER_LENGTH,
  prepareAnswerCodec,
  prepareBody,
  prepareRequestCodec,
} from '../../protocol/messages/prepare-request.ts';
import { MAX_PARTIAL_LENGTH, partialCodec } from '../../protocol/messages/sign-request.ts';
import { decode, encode } from '../../protocol/primitives/cbor.ts';
import { signingKey } from '../../protocol/primitives/p256-signature.ts';
import { given, newKey, random } from '../../protocol/test-support.ts';
import { decodeState } from '../../tcb-emulator/card/memory/card-state.ts';
import { TerminalRig } from '../support/terminal-rig.ts';

/** The answer of an Administrator that holds another request of this voter. */
const showing = (...conflicts: readonly Uint8Array[]): Uint8Array =>
  encode(prepareAnswerCodec, { echo: undefined, conflicts });

const rig = await TerminalRig.make();
await rig.begin(rig.data());
await rig.voterVotes(rig.ballot.contests.map(() => [[1]]));
const { requests } = await rig.settled();
const [faulty, ...honest] = requests.map(({ administrator, sealed }) => ({ administrator, sealed }));
const { administrator, sealed } = given(faulty);

test('robustness: a refusal that shows no request of this card is a lie, and no alarm', async () => {
  const request = await rig.open(administrator, sealed);
  const other = {
    ...request,
    blinded: rig.fixture.election.manifestHash.length === 32 ? random(48) : new Uint8Array(48),
  };
  const forged = { ...other, signature: newKey().sign(prepareBody(other)) };
  const sameAgain = encode(prepareRequestCodec, request);
  for (const conflict of [encode(prepareRequestCodec, forged), sameAgain, random(200)]) {
    const answer = showing(conflict);
    assert.equal((await rig.giveEcho(administrator, answer)).verdict, 'false-answer');
  }
});

test("robustness: another Administrator's echo, or one of another vote, does not count", async () => {
  const [other] = honest;
  const echo = await rig.honestEcho(given(other).administrator, given(other).sealed);
  assert.equal((await rig.giveEcho(administrator, echo)).verdict, 'false-answer');
  const wrong = { period: 0, signature: rig.fixture.server(administrator).key.sign(random(32)) };
  const own = given(
    decode(prepareAnswerCodec, await rig.honestEcho(administrator, sealed), MAX_PREPARE_ANSWER_LENGTH).echo,
  );
  for (const said of [wrong, { ...own, period: 1 }, undefined]) {
    const answer = encode(prepareAnswerCodec, { echo: said, conflicts: [] });
    assert.equal((await rig.giveEcho(administrator, answer)).verdict, 'false-answer');
  }
});

test("robustness: the alarm needs this card's key on another M of this election, voter and style", async () => {
  const { secretKey } = decodeState(given(rig.memory.state));
  const key = signingKey(given(secretKey));
  const shown = rig.panel.frame().lines.join(' ');
  const own = { ...(await rig.open(administrator, sealed)), blinded: random(48) };
  const shownOf = (request: typeof own): Uint8Array =>
    encode(prepareRequestCodec, { ...request, signature: key.sign(prepareBody(request)) });
  const verdictOn = async (changed: Partial<typeof own>) =>
    (await rig.giveEcho(administrator, showing(shownOf({ ...own, ...changed })))).verdict;
  const others = [{ manifestHash: random(32) }, { voter: 'bob' }, { style: 'south' }];
  for (const other of others) assert.equal(await verdictOn(other), 'false-answer');
  assert.equal(rig.panel.frame().lines.join(' '), shown);
  assert.equal(await verdictOn({}), 'cloned-card');
  // Administrators show one another what they hold: it may have been for another of them, and stand beside something else.
  assert.equal(await verdictOn({ administrator: 'administrator-2' }), 'cloned-card');
  assert.equal(
    (await rig.giveEcho(administrator, showing(random(200), shownOf(own)))).verdict,
    'cloned-card',
  );
  assert.equal(
    (await rig.giveEcho(administrator, showing(random(200), random(200)))).verdict,
    'false-answer',
  );
});

test('accuracy: a wrong partial signature is found, its maker named, and the vote completed with the others', async () => {
  for (const { administrator: id, sealed: request } of honest)
    await rig.giveEcho(id, await rig.honestEcho(id, request));
  const [one, two, three] = honest.map(given);
  const right = decode(partialCodec, await rig.honestPartial(administrator, sealed), MAX_PARTIAL_LENGTH);
  for (const answer of [encode(partialCodec, { ...right, period: 1 }), right.signature, new Uint8Array()])
    assert.deepEqual((await rig.givePartial(administrator, answer)).faultySigners, [administrator]);
  const bad = await rig.honestPartial(given(two).administrator, given(two).sealed);
  assert.deepEqual((await rig.givePartial(administrator, bad)).faultySigners, []);
  const give = async (from: typeof one) =>
    rig.givePartial(
      given(from).administrator,
      await rig.honestPartial(given(from).administrator, given(from).sealed),
    );
  assert.equal((await give(one)).ready, 'no');
  const third = await give(two);
  assert.deepEqual([third.ready, third.faultySigners], ['no', [administrator]]);
  assert.equal((await give(three)).ready, 'yes');
});

test("robustness: the card's own request of an earlier election raises no alarm and stops no vote", async () => {
  const earlier = await TerminalRig.make();
  const vote = earlier.ballot.contests.map(() => [[0]]);
  await earlier.begin(earlier.data());
  await earlier.voterVotes(vote);
  const kept = given((await earlier.settled()).requests[0]);
  const conflict = encode(prepareRequestCodec, await earlier.open(kept.administrator, kept.sealed));
  const later = await earlier.nextElection();
  await later.begin(later.data());
  await later.voterVotes(vote);
  const { requests: asked } = await later.settled();
  const answer = showing(conflict);
  assert.equal((await later.giveEcho(kept.administrator, answer)).verdict, 'false-answer');
  assert.doesNotMatch(later.panel.frame().lines.join(' '), /Another card/);
  await later.collect(asked);
  assert.equal((await later.settled()).phase, 'submit');
});
