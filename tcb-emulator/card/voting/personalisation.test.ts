/** At the issuer's desk (protocol section 3.1). */
import assert from 'node:assert/strict';
import { describe, test } from 'vitest';
import {
  certificateCodec,
  certifyDevice,
  type Device,
} from '../../../protocol/messages/device-certificate.ts';
import { utf8 } from '../../../protocol/primitives/bytes.ts';
import { encode } from '../../../protocol/primitives/cbor.ts';
import { SW } from '../../iso7816/apdu.ts';
import type { Card } from '../../iso7816/card.ts';
import { pinBlock } from '../../iso7816/reference-data.ts';
import type { EmulatedCard } from '../emulator/emulated-card.ts';
import {
  ask,
  COMMISSIONER,
  COMMISSIONER_KEY,
  ISSUER,
  insert,
  OTHER_COMMISSIONER,
  PERSONALISATION,
  PIN,
  PUK,
  RamMemory,
  status,
  use,
  VOTE,
  VOTER,
  votedUpTo,
} from '../test-support.ts';
import { personaliseCard } from './personalise-card.ts';
import { AID, beginVoteCodec, INS, P1P2, TAG, whichVoteCodec } from './voting-commands.ts';

const NONE: Uint8Array = new Uint8Array();
const which = encode(whichVoteCodec, { manifestHash: VOTE.manifestHash });

/** A blank card with the voting applet selected. */
async function blank(memory = new RamMemory()): Promise<EmulatedCard> {
  const card = insert(memory);
  assert.equal(await status(card, INS.select, P1P2.byName, AID), SW.ok);
  return card;
}

/** Lets the card make its channel key, and certifies it. */
async function certificateFor(card: EmulatedCard, change: Partial<Device> = {}, issuer = COMMISSIONER) {
  const { data } = await ask(card, INS.generateKeyPair, P1P2.channelKey, NONE, 33);
  const device = { role: 'card', serial: 'card-1', publicKey: data.slice(), ...change } as const;
  return encode(certificateCodec, certifyDevice(device, issuer));
}

/** What a card needs besides its certificate, in any order. */
const PERSONAL_DATA: readonly ((card: EmulatedCard) => Promise<number>)[] = [
  (card) => status(card, INS.generateKeyPair, P1P2.votingKey, NONE, 33),
  (card) => status(card, INS.putData, TAG.voterId, utf8(VOTER)),
  (card) => status(card, INS.putData, TAG.commissionerKey, COMMISSIONER_KEY),
  (card) => status(card, INS.putData, TAG.pin, pinBlock(PIN)),
  (card) => status(card, INS.putData, TAG.puk, pinBlock(PUK)),
];

describe('personalisation', () => {
  test('gives a card with its own key, the voter ID and the Commissioner key, readable without PIN', async () => {
    const memory = new RamMemory();
    const publicKey = await personaliseCard(insert(memory), PERSONALISATION, ISSUER);
    const { client } = await use(memory);
    assert.deepEqual(await client.publicKey(), publicKey);
    assert.equal(await client.voterId(), VOTER);
    assert.deepEqual(await client.commissionerKey(), COMMISSIONER_KEY);
    assert.deepEqual(await client.votes(), []);
  });

  test('refuses a card whose key is none', async () => {
    const card = insert(new RamMemory());
    // The answer to GENERATE KEY PAIR: 33 bytes that are no point, and 9000.
    const lying: Card = {
      atr: card.atr,
      reset: () => card.reset(),
      transmit: async (apdu) => {
        const answer = await card.transmit(apdu);
        return apdu[1] === INS.generateKeyPair ? answer.map((byte, i) => (i < 33 ? 0xff : byte)) : answer;
      },
    };
    const refusal = { code: 'card/malformed-answer' };
    await assert.rejects(personaliseCard(lying, PERSONALISATION, ISSUER), refusal);
  });

  test('is over once the card is activated: nothing of it works any more, over the channel or beside it', async () => {
    const memory = new RamMemory();
    const { card, channel } = await votedUpTo(0, memory);
    const before = memory.content;
    const commands: readonly (readonly [number, number, Uint8Array])[] = [
      [INS.generateKeyPair, P1P2.votingKey, NONE],
      [INS.generateKeyPair, P1P2.channelKey, NONE],
      [INS.putData, TAG.voterId, utf8('other')],
      [INS.putData, TAG.commissionerKey, COMMISSIONER_KEY],
      [INS.putData, TAG.pin, pinBlock('1234')],
      [INS.putData, TAG.puk, pinBlock('1234')],
      [INS.activate, 0, NONE],
    ];
    for (const [instruction, p1p2, data] of commands) {
      assert.equal(await status(channel, instruction, p1p2, data, 33), SW.unknownInstruction);
      assert.equal(await status(card, instruction, p1p2, data, 33), SW.conditionsNotSatisfied);
    }
    assert.equal(memory.content, before);
  });

  test('cannot be ended while anything is missing, and a blank card does not vote', async () => {
    const card = await blank();
    assert.equal(await status(card, INS.getData, TAG.votingKey, NONE, 33), SW.pinRequired);
    const certify = async () => status(card, INS.putData, TAG.certificate, await certificateFor(card));
    for (const step of [...PERSONAL_DATA, certify]) {
      assert.equal(await status(card, INS.activate), SW.conditionsNotSatisfied);
      assert.equal(await status(card, INS.verify, P1P2.pin, pinBlock(PIN)), SW.pinRequired);
      assert.equal(await status(card, INS.beginVote, 0, encode(beginVoteCodec, VOTE), 80), SW.pinRequired);
      assert.equal(await step(card), SW.ok);
    }
    assert.equal(await status(card, INS.activate), SW.ok);
  });

  test('takes only the certificate of this Commissioner, for a card, for the key that this card has', async () => {
    const certificates: readonly ((card: EmulatedCard) => Promise<Uint8Array>)[] = [
      (card) => certificateFor(card, {}, OTHER_COMMISSIONER),
      (card) => certificateFor(card, { role: 'terminal' }),
      (card) => certificateFor(card, { publicKey: COMMISSIONER_KEY }),
      async (card) => {
        const outdated = await certificateFor(card);
        await certificateFor(card);
        return outdated;
      },
    ];
    for (const certificate of certificates) {
      const card = await blank();
      for (const step of PERSONAL_DATA) assert.equal(await step(card), SW.ok);
      assert.equal(await status(card, INS.putData, TAG.certificate, await certificate(card)), SW.ok);
      assert.equal(await status(card, INS.activate), SW.conditionsNotSatisfied);
    }
  });

  test('refuses malformed values and changes nothing', async () => {
    const memory = new RamMemory();
    const card = await blank(memory);
    const malformed: readonly [number, Uint8Array, number][] = [
      [TAG.voterId, utf8('voter 1'), SW.malformedData],
      [TAG.voterId, utf8('x'.repeat(65)), SW.malformedData],
      [TAG.voterId, Uint8Array.of(0xef, 0xbb, 0xbf, 0x41), SW.malformedData],
      [TAG.commissionerKey, COMMISSIONER_KEY.with(0, 4), SW.malformedData],
      [TAG.commissionerKey, COMMISSIONER_KEY.subarray(1), SW.malformedData],
      [TAG.commissionerKey, new Uint8Array(33).fill(0xff).with(0, 2), SW.malformedData],
      [TAG.certificate, utf8('nonsense'), SW.malformedData],
      [TAG.pin, pinBlock('123'), SW.malformedData],
      [TAG.pin, utf8('1234'), SW.wrongLength],
      [TAG.pin, utf8('123456789'), SW.wrongLength],
      [TAG.pin, pinBlock('12a4'), SW.malformedData],
      [TAG.puk, pinBlock('123'), SW.malformedData],
      [TAG.votes, which, SW.dataNotFound],
      [TAG.votingKey, COMMISSIONER_KEY, SW.dataNotFound],
      [TAG.voterId, NONE, SW.wrongLength],
    ];
    for (const [tag, data, expected] of malformed)
      assert.equal(await status(card, INS.putData, tag, data), expected);
    assert.equal(await status(card, INS.generateKeyPair, 0x0200, NONE, 33), SW.wrongParameters);
    assert.equal(await status(card, INS.generateKeyPair, 0, NONE.slice(), 33), SW.ok);
    assert.equal(await status(card, INS.generateKeyPair, 0, utf8('data'), 33), SW.wrongLength);
    assert.equal(await status(card, INS.activate, 1), SW.wrongParameters);
    assert.equal(memory.writes.length, 1);
  });
});
