/** The card's operating system (ISO/IEC 7816-3 and -4): what it does before and around the applets. */

import assert from 'node:assert/strict';
import { describe, test } from 'vitest';
import { concat, toHex, utf8 } from '../../../protocol/primitives/bytes.ts';
import { encode } from '../../../protocol/primitives/cbor.ts';
import { seededRandom } from '../../../protocol/seeded-random-test-support.ts';
import { SW } from '../../iso7816/apdu.ts';
import { pinBlock } from '../../iso7816/reference-data.ts';
import { decodeState, encodeState } from '../memory/card-state.ts';
import {
  ask,
  Contacts,
  channelTo,
  contains,
  insert,
  ONION,
  PIN,
  PUK,
  personalised,
  RamMemory,
  status,
  use,
  VOTE,
  VOTE_STEPS,
  VOTER,
  votedUpTo,
  voteIn,
} from '../test-support.ts';
import { CardClient } from '../voting/card-client.ts';
import { AID, beginVoteCodec, INS, P1P2, TAG, whichVoteCodec } from '../voting/voting-commands.ts';

const NONE: Uint8Array = new Uint8Array();
/** NIST SP 800-73-4, part 1, section 2.2. */
const PIV_AID = Uint8Array.of(0xa0, 0x00, 0x00, 0x03, 0x08, 0x00, 0x00, 0x10, 0x00, 0x01, 0x00);
const select = (card: Parameters<typeof status>[0], name: Uint8Array, p1p2 = 0x0400): Promise<number> =>
  status(card, INS.select, p1p2, name, 256);

test('the ATR is well formed: T=1, its historical bytes in compact TLV, its check byte right', () => {
  const { atr } = insert(new RamMemory());
  const [ts, t0 = 0, td1] = atr;
  // ISO/IEC 7816-3, section 8: direct convention; TD1 and nothing else follows T0; T=1 and nothing follows TD1.
  assert.equal(ts, 0x3b);
  assert.equal(t0 >> 4, 0x8);
  assert.equal(td1, 0x01);
  const historical = atr.slice(3, 3 + (t0 & 0x0f));
  assert.equal(atr.length, 3 + historical.length + 1, 'TCK, as there is another protocol than T=0');
  assert.ok(atr.length <= 33);
  assert.equal(
    atr.slice(1).reduce((check, byte) => check ^ byte, 0),
    0,
  );
  // ISO/IEC 7816-4, section 12.1.1: category 80, then objects with tag and length in one byte, to the end.
  assert.equal(historical[0], 0x80);
  const objects = new Map<number, Uint8Array>();
  let at = 1;
  for (; at < historical.length; at += 1 + ((historical[at] ?? 0) & 0x0f)) {
    const head = historical[at] ?? 0;
    objects.set(head >> 4, historical.slice(at + 1, at + 1 + (head & 0x0f)));
  }
  assert.equal(at, historical.length);
  const [selection = 0, , commands = 0] = objects.get(7) ?? assert.fail('no card capabilities');
  assert.equal(selection & 0xc0, 0xc0, 'selection by full and by partial name');
  assert.equal(commands & 0xc0, 0xc0, 'command chaining, extended length');
  assert.deepEqual(objects.get(5), utf8('REVS'));
});

describe('SELECT (ISO/IEC 7816-4, section 11.2.2)', () => {
  test('by the whole name, or its beginning of 5 bytes and more', async () => {
    for (const aid of [AID, PIV_AID])
      for (let length = 5; length <= aid.length; length++) {
        const card = insert(new RamMemory());
        assert.equal(await status(card, 0x00ee), SW.conditionsNotSatisfied);
        assert.equal(await select(card, aid.slice(0, length)), SW.ok, `${length} bytes`);
        assert.equal(await status(card, 0x00ee), SW.unknownInstruction, 'an applet answers now');
      }
  });

  test('of a name that there is not, that goes on, or that is too short', async () => {
    const card = insert(new RamMemory());
    const names = [AID.subarray(1), utf8('unknown'), AID.with(5, 2), Uint8Array.of(...AID, 0)];
    for (const name of [...names, ...[0, 1, 4].map((length) => AID.slice(0, length))])
      assert.equal(await select(card, name), SW.applicationNotFound, toHex(name));
    assert.equal(await status(card, 0x00ee), SW.conditionsNotSatisfied, 'nothing was selected');
  });

  test('otherwise than by name, or of another occurrence', async () => {
    const card = insert(new RamMemory());
    for (const p1p2 of [0x0000, 0x0100, 0x0200, 0x0300, 0x0800, 0x0402])
      assert.equal(await select(card, AID, p1p2), SW.wrongParameters);
  });

  test('when it fails it leaves selected what was, and its channel', async () => {
    const { card, client } = await votedUpTo(0);
    assert.equal(await select(card, utf8('unknown')), SW.applicationNotFound);
    assert.deepEqual(await client.pinStatus(), { ok: true });
  });

  test('of the voting applet tells nothing', async () => {
    const { card } = await votedUpTo(1);
    assert.deepEqual(await ask(card, INS.select, P1P2.byName, AID, 256), { data: NONE, statusWord: SW.ok });
  });
});

describe('before an applet is selected', () => {
  test('every command but SELECT and GET CHALLENGE is refused, after a reset too', async () => {
    const { card } = await votedUpTo(1);
    for (let times = 0; times < 2; times++) {
      await card.reset();
      for (const cla of [0x00, 0x80, 0x0c, 0x8c])
        for (let ins = 0; ins < 256; ins++) {
          const instruction = (cla << 8) | ins;
          // GET RESPONSE (C0) is of the card itself, and has nothing to give.
          if (instruction === INS.select || instruction === INS.getChallenge) continue;
          const answer = await ask(card, instruction, 0, NONE, 256);
          assert.deepEqual(answer, { data: NONE, statusWord: SW.conditionsNotSatisfied });
        }
      await select(card, AID);
    }
  });
});

describe('the class byte (ISO/IEC 7816-4, section 5.4.1)', () => {
  /** What a class answers to an instruction that there is not, on a card with the voting applet selected. */
  function expected(cla: number): number {
    const family = cla & 0xe0;
    if (family !== 0x00 && family !== 0x80) return SW.unknownClass;
    if ((cla & 0x03) !== 0) return SW.noLogicalChannels;
    const security = cla & 0x0c;
    if (security === 0x04 || security === 0x08) return SW.noSecureMessaging;
    // A part of a chain is only kept; a sealed command needs a channel.
    if ((cla & 0x10) !== 0) return SW.ok;
    return security === 0x0c ? SW.pinRequired : SW.unknownInstruction;
  }

  for (const [name, isChained] of [
    ['whole commands', false],
    ['parts of a chain', true],
  ] as const)
    test(`all classes of ${name}`, async () => {
      const { card } = await personalised();
      for (let cla = 0; cla < 256; cla++) {
        if (((cla & 0x10) !== 0) !== isChained) continue;
        await card.reset();
        await select(card, AID);
        assert.equal(await status(card, (cla << 8) | 0xee), expected(cla), `class ${cla.toString(16)}`);
      }
    });
});

test('what is shorter than a header, or contradicts its own length, is of wrong length', async () => {
  const card = insert(new RamMemory());
  for (const apdu of [[], [0], [0, 0xa4, 4], [0, 0xa4, 4, 0, 5, 1], [0, 0xa4, 4, 0, 0, 0]])
    assert.deepEqual(await card.transmit(Uint8Array.from(apdu)), Uint8Array.of(0x67, 0x00));
});

describe('GET CHALLENGE (ISO/IEC 7816-4, section 11.5.3)', () => {
  const challenge = async (card: ReturnType<typeof insert>, expected: number) =>
    (await ask(card, INS.getChallenge, 0, NONE, expected)).data;

  test('gives as many bytes as asked for, at most 32, always others', async () => {
    const card = insert(new RamMemory());
    for (const length of [1, 8, 16, 31, 32]) assert.equal((await challenge(card, length)).length, length);
    for (const length of [33, 256, 65_536]) assert.equal((await challenge(card, length)).length, 32);
    const drawn = [toHex(await challenge(card, 32)), toHex(await challenge(card, 32))];
    assert.equal(new Set(drawn).size, 2);
  });

  test('takes no data and no parameters, and gives no less than a byte', async () => {
    const card = insert(new RamMemory());
    assert.equal(await status(card, INS.getChallenge, 0, NONE, 0), SW.wrongLength);
    assert.equal(await status(card, INS.getChallenge, 0, Uint8Array.of(1), 32), SW.wrongLength);
    assert.equal(await status(card, INS.getChallenge, 1, NONE, 32), SW.wrongParameters);
  });

  test('comes from the source of randomness', async () => {
    const card = insert(new RamMemory(), 'this source');
    assert.deepEqual(await challenge(card, 32), seededRandom('this source')(32));
  });
});

describe('selecting the other applet', () => {
  test('ends the voting channel and the verification of its PIN; selecting the same again does not', async () => {
    const { card, client } = await votedUpTo(1);
    for (const name of [AID, AID.slice(0, 5)]) {
      assert.equal(await select(card, name), SW.ok);
      assert.deepEqual(await client.pinStatus(), { ok: true });
    }
    assert.equal(await select(card, PIV_AID), SW.ok);
    assert.equal(await select(card, AID), SW.ok);
    await assert.rejects(client.votes(), { code: 'card/channel-lost', statusWord: SW.pinRequired });
    assert.deepEqual(await new CardClient(await channelTo(card)).pinStatus(), { ok: false, triesLeft: 3 });
  });

  test('the sealed commands of the voting applet mean nothing to it', async () => {
    const memory = new RamMemory();
    const { card } = await votedUpTo(1, memory);
    await card.reset();
    const contacts = new Contacts(card);
    const client = new CardClient(await channelTo(contacts));
    await select(card, PIV_AID);
    const before = memory.content;
    await assert.rejects(client.verifyPin(PIN), { code: 'card/channel-lost' });
    assert.equal(contacts.responses.at(-1)?.length, 2);
    assert.equal(memory.content, before, 'no try was spent, neither of this PIN nor of that one');
  });
});

describe('the life cycle', () => {
  const lifeCycle = (memory: RamMemory) => decodeState(memory.content ?? assert.fail()).lifeCycle;

  /** A card with votes in every phase and PIV keys, terminated over the channel, which is still open then. */
  async function terminatedCard() {
    const memory = new RamMemory();
    const { client } = await votedUpTo(4, memory);
    const choices = Uint8Array.from({ length: 24 }, (_, i) => 0xa0 + i);
    const { r, rho } = await client.beginVote({ ...voteIn(2), choices });
    const state = decodeState(memory.content ?? assert.fail());
    const pivKey = seededRandom('PIV key')(32);
    const pivPin = pinBlock('86420975');
    const piv = { ...state.piv, keys: [{ name: 0x9a, value: pivKey }] };
    memory.write(encodeState({ ...state, piv: { ...piv, pin: { ...piv.pin, pin: pivPin } } }));
    const inUse = await use(memory, 'in use');
    await inUse.client.verifyPin(PIN);
    const { secretKey, channelKey, sealed } = state;
    const secrets = {
      ...{
        r,
        rho,
        choices,
        pivKey,
        pivPin,
        pin: utf8(PIN),
        puk: utf8(PUK),
        onion: ONION,
        voter: utf8(VOTER),
      },
      secretKey: secretKey ?? assert.fail(),
      channelKey: channelKey ?? assert.fail(),
      package: sealed.at(0)?.package ?? assert.fail(),
    };
    const image = memory.content ?? assert.fail();
    for (const [name, secret] of Object.entries(secrets)) assert.ok(contains(image, secret), name);
    await inUse.client.terminate();
    return { ...inUse, memory, secrets };
  }

  test('blank, personalised, terminated', async () => {
    const memory = new RamMemory();
    const blank = insert(memory);
    assert.equal(await select(blank, AID), SW.ok);
    assert.equal(memory.content, undefined);
    const { client } = await votedUpTo(0, memory);
    assert.equal(lifeCycle(memory), 'personalised');
    await client.terminate();
    assert.equal(lifeCycle(memory), 'terminated');
  });

  test('a terminated card has erased all keys, PINs and votes from its memory, but knows that there were votes', async () => {
    const { memory, secrets } = await terminatedCard();
    const image = memory.content ?? assert.fail();
    for (const [name, secret] of Object.entries(secrets)) assert.equal(contains(image, secret), false, name);
    const { done } = decodeState(image);
    const ids = [voteIn(2), VOTE].map(({ electionId, manifestHash }) => ({ electionId, manifestHash }));
    assert.deepEqual(done, ids);
  });

  test('a terminated card still says that it is there, and does nothing else, now or after a reset', async () => {
    const { card, memory } = await terminatedCard();
    const before = memory.content;
    const elsewhere = insert(memory, 'another reader');
    for (const terminated of [card, elsewhere])
      for (const aid of [AID, PIV_AID]) {
        const selecting = await ask(terminated, INS.select, P1P2.byName, aid, 256);
        assert.deepEqual(selecting, { data: NONE, statusWord: SW.terminated });
        for (const cla of [0x00, 0x80, 0x0c, 0x8c])
          for (let ins = 0; ins < 256; ins++) {
            if (((cla << 8) | ins) === INS.select) continue;
            const answer = await ask(terminated, (cla << 8) | ins, 0, NONE, 256);
            const command = `${cla.toString(16)} ${ins.toString(16)}`;
            assert.deepEqual(answer, { data: NONE, statusWord: SW.conditionsNotSatisfied }, command);
          }
        await terminated.reset();
      }
    assert.equal(memory.content, before);
    assert.equal(await select(card, utf8('unknown')), SW.applicationNotFound);
  });

  test('nor over the channel by which it was terminated', async () => {
    const { client, memory, channel } = await terminatedCard();
    const before = memory.content;
    const which = encode(whichVoteCodec, { manifestHash: VOTE.manifestHash });
    const vote = encode(beginVoteCodec, voteIn(3));
    const commands: readonly (readonly [number, number, Uint8Array])[] = [
      [INS.beginVote, 0, vote],
      [INS.verify, P1P2.pin, NONE],
      [INS.verify, P1P2.pin, pinBlock(PIN)],
      [INS.resetRetryCounter, P1P2.pin, concat(pinBlock(PUK), pinBlock('1234'))],
      [INS.getData, TAG.votes, NONE],
      [INS.readVote, 0, which],
      [INS.terminate, 0, NONE],
    ];
    for (const [instruction, p1p2, data] of commands) {
      // A refusal, sealed or not: a channel that is closed by termination is as good as one that refuses.
      const refusal = await status(channel, instruction, p1p2, data, 256).catch(
        (error: { code?: string; statusWord?: number }) => error.statusWord,
      );
      assert.notEqual(refusal, SW.ok, instruction.toString(16));
      assert.equal(memory.content, before, instruction.toString(16));
    }
    for (const [name, run] of VOTE_STEPS) await assert.rejects(run(client), name);
    assert.equal(memory.content, before);
    insert(memory);
  });

  test('no channel can be opened to it', async () => {
    const { card } = await terminatedCard();
    await assert.rejects(channelTo(card), { statusWord: SW.terminated });
  });
});

test('an answer longer than Le waits for GET RESPONSE, and the command has been done', async () => {
  const memory = new RamMemory();
  const card = insert(memory);
  await select(card, AID);
  const first = await ask(card, INS.generateKeyPair, P1P2.votingKey, NONE, 20);
  assert.equal(first.statusWord, SW.moreData | 13);
  const rest = await ask(card, 0x00c0, 0, NONE, 13);
  assert.equal(rest.statusWord, SW.ok);
  assert.equal(concat(first.data, rest.data).length, 33);
  assert.equal(memory.writes.length, 1);
});

test('commands sent at once are answered one after the other, each whole', async () => {
  const { client } = await votedUpTo(0);
  const [votes, key, voter] = await Promise.all([client.votes(), client.publicKey(), client.voterId()]);
  assert.deepEqual([votes.length, key.length, voter], [0, 33, VOTER]);
});

test('a power cycle drops what waits for GET RESPONSE, and the chain that was not ended', async () => {
  const card = insert(new RamMemory());
  await select(card, AID);
  assert.equal((await ask(card, INS.generateKeyPair, P1P2.votingKey, NONE, 20)).statusWord, SW.moreData | 13);
  await card.reset();
  assert.equal(await status(card, 0x00c0, 0, NONE, 13), SW.conditionsNotSatisfied);
  await select(card, AID);
  const chained = 0x1000 | INS.putData;
  assert.equal(await status(card, chained, TAG.voterId, Uint8Array.of(0xff)), SW.ok);
  await card.reset();
  assert.equal(await select(card, AID), SW.ok);
  assert.equal(await status(card, INS.putData, TAG.voterId, utf8(VOTER)), SW.ok, 'FF was no part of it');
});
