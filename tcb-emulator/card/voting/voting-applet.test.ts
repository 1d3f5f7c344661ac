import assert from 'node:assert/strict';
import { describe, test } from 'vitest';
import { prepareBody } from '../../../protocol/messages/prepare-request.ts';
import { toHex, utf8 } from '../../../protocol/primitives/bytes.ts';
import { encode } from '../../../protocol/primitives/cbor.ts';
import { verifySignature } from '../../../protocol/primitives/p256-signature.ts';
import { reduceScalar } from '../../../protocol/primitives/random.ts';
import { BLS_ORDER } from '../../../protocol/primitives/threshold-blind-bls.ts';
import { SW } from '../../iso7816/apdu.ts';
import type { Card } from '../../iso7816/card.ts';
import { CardError } from '../../iso7816/card-error.ts';
import { pinBlock } from '../../iso7816/reference-data.ts';
import { EmulatedCard } from '../emulator/emulated-card.ts';
import { decodeState } from '../memory/card-state.ts';
import {
  channelTo,
  ONION,
  PACKAGE,
  PIN,
  PUK,
  personalised,
  RamMemory,
  REQUEST,
  SECOND_ONION,
  status,
  use,
  VOTE,
  VOTE_STEPS,
  VOTER,
  votedUpTo,
  voteIn,
  WRONG_PIN,
} from '../test-support.ts';
import { CardClient } from './card-client.ts';
import { AID, INS, P1P2, STORED, TAG, whichVoteCodec } from './voting-commands.ts';

const NONE: Uint8Array = new Uint8Array();
const which = encode(whichVoteCodec, { manifestHash: VOTE.manifestHash });

const refused = (statusWord: number) => (error: unknown) =>
  error instanceof CardError && error.statusWord === statusWord;

describe('PIN', () => {
  test('three tries, counted down, restored by success, and then blocked for good', async () => {
    const memory = new RamMemory();
    const { client, channel } = await personalised(memory);
    assert.deepEqual(await client.pinStatus(), { ok: false, triesLeft: 3 });
    assert.deepEqual(await client.verifyPin(WRONG_PIN), { ok: false, triesLeft: 2 });
    assert.deepEqual(await client.verifyPin(WRONG_PIN), { ok: false, triesLeft: 1 });
    assert.deepEqual(await client.verifyPin(PIN), { ok: true });
    assert.deepEqual(await client.pinStatus(), { ok: true });
    for (const triesLeft of [2, 1, 0])
      assert.deepEqual(await client.verifyPin(WRONG_PIN), { ok: false, triesLeft });
    assert.equal(await status(channel, INS.verify, P1P2.pin, pinBlock(PIN)), SW.pinBlocked);
    assert.equal(await status((await use(memory)).channel, INS.verify, P1P2.pin), SW.pinBlocked);
    await assert.rejects((await use(memory)).client.verifyPin(PIN), { code: 'card/blocked' });
    assert.deepEqual(await (await use(memory)).client.pinStatus(), { ok: false, triesLeft: 0 });
  });

  test('a shorter or longer PIN that begins alike is wrong', async () => {
    const { client } = await personalised();
    assert.equal((await client.verifyPin(PIN.slice(0, -1))).ok, false);
    assert.equal((await client.verifyPin(`${PIN}0`)).ok, false);
  });

  test('what cannot be a PIN costs no try', async () => {
    const { channel, client } = await personalised();
    assert.equal(await status(channel, INS.verify, P1P2.pin, utf8(PIN)), SW.wrongLength);
    assert.equal(await status(channel, INS.verify, P1P2.pin, utf8('123456789')), SW.wrongLength);
    assert.equal(await status(channel, INS.verify, P1P2.pin, pinBlock('123')), SW.malformedData);
    assert.equal(await status(channel, INS.verify, P1P2.pin, pinBlock('abcd')), SW.malformedData);
    assert.equal(await status(channel, INS.verify, 0x0080, pinBlock(PIN)), SW.wrongParameters);
    assert.deepEqual(await client.pinStatus(), { ok: false, triesLeft: 3 });
  });

  test('is changed by whoever knows it, and unblocked by whoever knows the PUK', async () => {
    const { client } = await personalised();
    assert.deepEqual(await client.changePin(WRONG_PIN, '1234'), { ok: false, triesLeft: 2 });
    assert.deepEqual(await client.changePin(PIN, '1234'), { ok: true });
    for (const triesLeft of [2, 1, 0])
      assert.deepEqual(await client.verifyPin(PIN), { ok: false, triesLeft });
    await assert.rejects(client.verifyPin('1234'), { code: 'card/blocked' });
    assert.deepEqual(await client.resetPin(WRONG_PIN, '5678'), { ok: false, triesLeft: 2 });
    assert.deepEqual(await client.resetPin(PUK, '5678'), { ok: true });
    assert.deepEqual(await client.verifyPin('5678'), { ok: true });
  });

  test('verification ends with a power cycle or a wrong PIN, and outlives a selection', async () => {
    const { card, client } = await votedUpTo(0);
    assert.equal(await status(card, INS.select, P1P2.byName, AID), SW.ok);
    assert.deepEqual(await client.pinStatus(), { ok: true });
    await client.verifyPin(WRONG_PIN);
    await assert.rejects(client.beginVote(VOTE), { code: 'card/pin-required' });
    await client.verifyPin(PIN);
    await card.reset();
    await assert.rejects(client.beginVote(VOTE), { code: 'card/channel-lost' });
    const again = new CardClient(await channelTo(card));
    await assert.rejects(again.beginVote(VOTE), { code: 'card/pin-required' });
    assert.deepEqual(await again.votes(), []);
  });

  test('no voting command runs without it', async () => {
    for (let steps = 0; steps <= VOTE_STEPS.length; steps++) {
      const memory = new RamMemory();
      await votedUpTo(steps, memory);
      const { client } = await use(memory);
      const before = memory.content;
      for (const [name, run] of VOTE_STEPS)
        await assert.rejects(run(client), { code: 'card/pin-required', statusWord: SW.pinRequired }, name);
      await assert.rejects(client.readVote(VOTE.manifestHash), { code: 'card/pin-required' });
      await assert.rejects(client.readStored(VOTE.manifestHash, 'package'), { code: 'card/pin-required' });
      await assert.rejects(client.terminate(), { code: 'card/pin-required' });
      assert.equal(memory.content, before);
    }
  });
});

describe('the vote (protocol steps 2.2 to 3.2)', () => {
  test('goes through its phases, each shown without PIN, with the time of its beginning until it is done', async () => {
    const memory = new RamMemory();
    const { client } = await votedUpTo(0, memory);
    const seen: (readonly [string | undefined, number | undefined])[] = [];
    for (const [, run] of VOTE_STEPS) {
      await run(client);
      const [vote] = await (await use(memory)).client.votes();
      seen.push([vote?.phase, vote?.begun]);
    }
    const { begun } = VOTE;
    assert.deepEqual(seen, [
      ['voted', begun],
      ['voted', begun],
      ['sealed', begun],
      ['sent', begun],
      ['sent-twice', begun],
      ['done', 0],
    ]);
  });

  test('r and rho are drawn independently, stored before the answer, and rho is never zero', async () => {
    const order = new Uint8Array(48);
    order.set(Buffer.from(BLS_ORDER.toString(16), 'hex'), 16);
    const channelDraws = [new Uint8Array(32).fill(1), new Uint8Array(32).fill(2)];
    const voteDraws = [new Uint8Array(32).fill(9), new Uint8Array(48), order, new Uint8Array(48).fill(5)];
    const draws = [...channelDraws, ...voteDraws];
    const memory = new RamMemory();
    await personalised(memory);
    const card = new EmulatedCard({ memory, random: (length) => take(draws, length) });
    const client = new CardClient(await channelTo(card));
    await client.verifyPin(PIN);
    const { r, rho } = await client.beginVote(VOTE);
    assert.deepEqual(r, new Uint8Array(32).fill(9));
    assert.deepEqual(rho, new Uint8Array(48).fill(5));
    assert.notEqual(reduceScalar(rho, BLS_ORDER), 0n);
    const [stored] = decodeState(memory.content ?? NONE).voted;
    assert.deepEqual([stored?.r, stored?.rho], [r, rho]);
  });

  test('is resumed on another terminal with the same r, rho and M', async () => {
    const memory = new RamMemory();
    const { client } = await votedUpTo(0, memory);
    const secrets = await client.beginVote(VOTE);
    const { style, choices } = VOTE;
    assert.deepEqual(await client.readVote(VOTE.manifestHash), {
      style,
      choices,
      ...secrets,
      blinded: undefined,
    });
    await client.signRequest(REQUEST);
    const elsewhere = (await use(memory, 'other draws')).client;
    await elsewhere.verifyPin(PIN);
    const { blinded } = REQUEST;
    assert.deepEqual(await elsewhere.readVote(VOTE.manifestHash), { style, choices, ...secrets, blinded });
  });

  test('is final: neither the same manifest nor another one of the same election begins again, in any phase', async () => {
    for (let steps = 1; steps <= VOTE_STEPS.length; steps++) {
      const memory = new RamMemory();
      const { client } = await votedUpTo(steps, memory);
      const before = memory.content;
      const other = { ...VOTE, manifestHash: voteIn(2).manifestHash };
      const disguised = { ...VOTE, electionId: voteIn(2).electionId };
      for (const vote of [VOTE, other, disguised])
        await assert.rejects(client.beginVote(vote), refused(SW.conditionsNotSatisfied));
      assert.equal(memory.content, before);
    }
  });

  test('the card signs the Prepare request that it forms itself, for any Administrator, and for one M only', async () => {
    const memory = new RamMemory();
    const { client } = await votedUpTo(1, memory);
    for (const administrator of ['administrator-1', 'administrator-2']) {
      const signature = await client.signRequest({ ...REQUEST, administrator });
      const body = prepareBody({ ...REQUEST, administrator, voter: VOTER, style: VOTE.style });
      assert.ok(verifySignature(await client.publicKey(), body, signature));
    }
    const before = memory.content;
    const other = { ...REQUEST, blinded: REQUEST.blinded.with(5, 0) };
    await assert.rejects(client.signRequest(other), refused(SW.conditionsNotSatisfied));
    assert.equal(memory.content, before);
  });

  test('storing the package erases choices, r, rho and M from the memory, and ends signing', async () => {
    const memory = new RamMemory();
    const { client } = await votedUpTo(2, memory);
    const vote = await client.readVote(VOTE.manifestHash);
    await client.storePackage(VOTE.manifestHash, PACKAGE);
    const image = toHex(memory.content ?? NONE);
    for (const secret of [vote.r, vote.rho, vote.blinded ?? assert.fail(), vote.choices])
      assert.equal(image.includes(toHex(secret)), false);
    await assert.rejects(client.signRequest(REQUEST), refused(SW.conditionsNotSatisfied));
    await assert.rejects(client.readVote(VOTE.manifestHash), refused(SW.conditionsNotSatisfied));
    await assert.rejects(client.storePackage(VOTE.manifestHash, PACKAGE), refused(SW.conditionsNotSatisfied));
    assert.deepEqual(await client.readStored(VOTE.manifestHash, 'package'), PACKAGE);
  });

  test('two onions at most, each in its turn, never replaced, repeated byte for byte', async () => {
    const { client } = await votedUpTo(2);
    const { manifestHash } = VOTE;
    const other = ONION.with(0, 9);
    const isRefused = async (slot: 1 | 2): Promise<void> =>
      assert.rejects(client.storeOnion(manifestHash, slot, other), refused(SW.conditionsNotSatisfied));
    await isRefused(1);
    await client.storePackage(manifestHash, PACKAGE);
    await isRefused(2);
    await client.storeOnion(manifestHash, 1, ONION);
    await isRefused(1);
    assert.equal(await client.readStored(manifestHash, 'onion-2'), undefined);
    await client.storeOnion(manifestHash, 2, SECOND_ONION);
    await isRefused(1);
    await isRefused(2);
    assert.deepEqual(await client.readStored(manifestHash, 'onion-1'), ONION);
    assert.deepEqual(await client.readStored(manifestHash, 'onion-2'), SECOND_ONION);
  });

  test('it is finished only after an onion, and then nothing but its IDs is left', async () => {
    for (const steps of [1, 2, 3]) {
      const { client } = await votedUpTo(steps);
      await assert.rejects(client.finish(VOTE.manifestHash), refused(SW.conditionsNotSatisfied));
    }
    for (const steps of [4, 5]) {
      const memory = new RamMemory();
      const { client } = await votedUpTo(steps, memory);
      await client.finish(VOTE.manifestHash);
      const { electionId, manifestHash } = VOTE;
      const { voted, sealed, done } = decodeState(memory.content ?? NONE);
      assert.deepEqual([voted, sealed, done], [[], [], [{ electionId, manifestHash }]]);
      for (const what of ['package', 'onion-1', 'onion-2'] as const)
        assert.equal(await client.readStored(manifestHash, what), undefined);
      await assert.rejects(client.finish(manifestHash), refused(SW.conditionsNotSatisfied));
    }
  });

  test('it is abandoned only without its package; its secrets go, its IDs stay, also for another card reader', async () => {
    for (const steps of [3, 4, 5, 6]) {
      const { client } = await votedUpTo(steps);
      await assert.rejects(client.abandon(VOTE.manifestHash), refused(SW.conditionsNotSatisfied));
    }
    for (const steps of [1, 2]) {
      const memory = new RamMemory();
      const { client } = await votedUpTo(steps, memory);
      const { r, rho } = await client.readVote(VOTE.manifestHash);
      await client.abandon(VOTE.manifestHash);
      const { electionId, manifestHash } = VOTE;
      const { voted, sealed, done } = decodeState(memory.content ?? NONE);
      assert.deepEqual([voted, sealed, done], [[], [], [{ electionId, manifestHash }]]);
      for (const secret of [r, rho])
        assert.equal(toHex(memory.content ?? NONE).includes(toHex(secret)), false);
      const later = (await use(memory)).client;
      await later.verifyPin(PIN);
      await assert.rejects(later.beginVote(VOTE), refused(SW.conditionsNotSatisfied));
      await assert.rejects(later.abandon(manifestHash), refused(SW.conditionsNotSatisfied));
    }
  });

  test('the largest vote, package and onion that there can be fit', async () => {
    const { client } = await votedUpTo(0);
    const choices = new Uint8Array(2048).fill(1);
    await client.beginVote({ ...VOTE, choices });
    assert.deepEqual((await client.readVote(VOTE.manifestHash)).choices, choices);
    const [content, onion] = [new Uint8Array(4096).fill(2), new Uint8Array(16_384).fill(3)];
    await client.storePackage(VOTE.manifestHash, content);
    await client.storeOnion(VOTE.manifestHash, 1, onion);
    await client.storeOnion(VOTE.manifestHash, 2, onion);
    assert.deepEqual(await client.readStored(VOTE.manifestHash, 'package'), content);
    assert.deepEqual(await client.readStored(VOTE.manifestHash, 'onion-2'), onion);
  });

  test('a full card refuses a ninth open vote, and room for it comes only by finishing or abandoning one', async () => {
    const { client } = await votedUpTo(5);
    for (const election of [2, 3, 4, 5, 6, 7, 8]) await client.beginVote(voteIn(election));
    await assert.rejects(client.beginVote(voteIn(9)), refused(SW.memoryFull));
    await client.finish(VOTE.manifestHash);
    await client.beginVote(voteIn(9));
    await assert.rejects(client.beginVote(voteIn(10)), refused(SW.memoryFull));
    await client.abandon(voteIn(2).manifestHash);
    await client.beginVote(voteIn(10));
    await assert.rejects(client.beginVote(VOTE), refused(SW.conditionsNotSatisfied));
    assert.equal((await client.votes()).length, 10);
  });
});

describe('status words', () => {
  const open = async (): Promise<Card> => (await votedUpTo(1)).channel;

  test('unknown instruction and parameters', async () => {
    const card = await open();
    assert.equal(await status(card, 0x8020), SW.unknownInstruction);
    assert.equal(await status(card, 0x0010), SW.unknownInstruction);
    assert.equal(await status(card, 0x0088), SW.unknownInstruction, 'the key authenticates nothing else');
    assert.equal(await status(card, 0x002a), SW.unknownInstruction, 'the key signs nothing else');
    assert.equal(await status(card, INS.terminate, 1), SW.wrongParameters);
    assert.equal(await status(card, INS.beginVote, 1, which, 80), SW.wrongParameters);
    assert.equal(await status(card, INS.storeOnion, STORED.package, which), SW.wrongParameters);
    assert.equal(await status(card, INS.readStored, 0x0300, which), SW.wrongParameters);
    assert.equal(await status(card, INS.getData, TAG.pin, NONE, 256), SW.dataNotFound);
    assert.equal(await status(card, INS.getData, 0, NONE, 256), SW.dataNotFound);
  });

  test('a command without its data, with data that it does not take, or with data that are malformed', async () => {
    const card = await open();
    const trailing = Uint8Array.of(...which, 0);
    for (const instruction of [INS.readVote, INS.storePackage, INS.finish, INS.abandon]) {
      assert.equal(await status(card, instruction), SW.wrongLength);
      assert.equal(await status(card, instruction, 0, utf8('nonsense')), SW.malformedData);
      assert.equal(await status(card, instruction, 0, trailing), SW.malformedData);
    }
    assert.equal(await status(card, INS.getData, TAG.voterId, which, 256), SW.wrongLength);
  });

  test('a vote that the card does not have', async () => {
    const { client } = await votedUpTo(1);
    const { manifestHash } = voteIn(2);
    const isUnknown = refused(SW.dataNotFound);
    await assert.rejects(client.readVote(manifestHash), isUnknown);
    await assert.rejects(client.signRequest({ ...REQUEST, manifestHash }), isUnknown);
    await assert.rejects(client.storePackage(manifestHash, PACKAGE), isUnknown);
    await assert.rejects(client.storeOnion(manifestHash, 1, ONION), isUnknown);
    await assert.rejects(client.finish(manifestHash), isUnknown);
  });
});

function take(draws: Uint8Array[], length: number): Uint8Array {
  const draw = draws.shift();
  assert.equal(draw?.length, length);
  return draw ?? assert.fail();
}
