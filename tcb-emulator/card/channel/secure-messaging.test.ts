/** What passes between card and terminal once they know each other, with somebody in between who alters it at will. */

import assert from 'node:assert/strict';
import { describe, test } from 'vitest';
import { certificateCodec } from '../../../protocol/messages/device-certificate.ts';
import { concat, utf8 } from '../../../protocol/primitives/bytes.ts';
import { decode, encode } from '../../../protocol/primitives/cbor.ts';
import { seededRandom } from '../../../protocol/seeded-random-test-support.ts';
import {
  type Command,
  encodeCommand,
  encodeResponse,
  parseCommand,
  parseResponse,
  SW,
} from '../../iso7816/apdu.ts';
import type { Card } from '../../iso7816/card.ts';
import { CardError } from '../../iso7816/card-error.ts';
import { pinBlock } from '../../iso7816/reference-data.ts';
import { decodeState } from '../memory/card-state.ts';
import {
  ask,
  Contacts,
  channelTo,
  contains,
  insert,
  ONION,
  PACKAGE,
  PIN,
  PUK,
  personalised,
  RamMemory,
  REQUEST,
  SECOND_ONION,
  status,
  TERMINAL,
  VOTE,
  VOTER,
  votedUpTo,
  WRONG_PIN,
} from '../test-support.ts';
import { CardClient } from '../voting/card-client.ts';
import { AID, beginVoteCodec, INS, P1P2, STORED, TAG, whichVoteCodec } from '../voting/voting-commands.ts';
import { cardProofCodec, TerminalHandshake, terminalProofCodec } from './mutual-authentication.ts';
import { SecureMessaging } from './secure-messaging.ts';

const NONE: Uint8Array = new Uint8Array();
const isLost = (error: unknown): boolean => error instanceof CardError && error.code === 'card/channel-lost';
const statusOf = (response: Uint8Array): number => Buffer.from(response).readUInt16BE(response.length - 2);
const flipped = (message: Uint8Array, bit: number): Uint8Array =>
  message.with(bit >> 3, (message[bit >> 3] ?? 0) ^ (1 << (bit & 7)));

/** A card with a vote begun and its PIN verified, over contacts that can be tampered with from now on. */
async function throughContacts() {
  const { card } = await votedUpTo(1);
  await card.reset();
  const contacts = new Contacts(card);
  const client = new CardClient(await channelTo(contacts));
  assert.deepEqual(await client.verifyPin(PIN), { ok: true });
  return { card, contacts, client };
}

/** The terminal's end by hand, so that its commands can be lost, kept and exchanged; on a card as above. */
async function byHand() {
  const memory = new RamMemory();
  const { card } = await votedUpTo(1, memory);
  const terminal = await messagingWith(card);
  const seal = (command: Command): Uint8Array =>
    encodeCommand({ ...terminal.sealCommand(command), expected: 65_536 });
  const response = parseResponse(await card.transmit(seal(VERIFY)));
  assert.deepEqual(terminal.openResponse(response?.data ?? NONE), encodeResponse(NONE, SW.ok));
  return { card, memory, seal };
}

async function messagingWith(card: Card): Promise<SecureMessaging> {
  await status(card, INS.select, P1P2.byName, AID);
  const certificate = encode(certificateCodec, TERMINAL.certificate);
  await status(card, INS.verifyCertificate, P1P2.certificate, certificate);
  const { data: challenge } = await ask(card, INS.getChallenge, 0, NONE, 32);
  const handshake = new TerminalHandshake(TERMINAL, challenge, seededRandom('by hand'));
  const proof = encode(terminalProofCodec, handshake.proof);
  const { data: answer } = await ask(card, INS.mutualAuthenticate, 0, proof, 512);
  return new SecureMessaging(handshake.finish(decode(cardProofCodec, answer, 420)) ?? assert.fail());
}

const which = encode(whichVoteCodec, { manifestHash: VOTE.manifestHash });
const VERIFY: Command = { cla: 0x00, ins: 0x20, p1p2: P1P2.pin, data: pinBlock(PIN), expected: 0 };
const READ_VOTE: Command = { cla: 0x80, ins: 0x12, p1p2: P1P2.none, data: which, expected: 256 };

const pinOverNewChannel = async (card: Card) => new CardClient(await channelTo(card)).pinStatus();
const FORGOTTEN = { ok: false, triesLeft: 3 };

/** Sends these; nothing of them may be obeyed or answered, one must be found out, and the channel closed from then on. */
async function assertCloses(card: Card, memory: RamMemory, apdus: readonly Uint8Array[], name: string) {
  const before = memory.content;
  const answers: number[] = [];
  for (const apdu of apdus) {
    const response = await card.transmit(apdu);
    assert.equal(response.length, 2, `${name}: nothing but a status word`);
    answers.push(statusOf(response));
  }
  const found = answers.indexOf(SW.secureMessagingIncorrect);
  assert.ok(found >= 0, `${name}: ${answers.map((answer) => answer.toString(16))}`);
  assert.ok(found < answers.length - 1, name);
  assert.deepEqual(
    new Set(answers.slice(found + 1)),
    new Set([SW.pinRequired]),
    `${name}: closed from then on`,
  );
  assert.equal(memory.content, before, name);
  assert.deepEqual(await pinOverNewChannel(card), FORGOTTEN, name);
}

describe('commands', () => {
  test('altered in any bit of instruction, parameters or sealed data: 6988, then 6982, and the PIN is forgotten', async () => {
    // Extended length: 4 bytes of header, 3 of Lc, the sealed data, 2 of Le.
    const sealed = READ_VOTE.data.length + 16;
    for (const at of [1, 2, 3, ...Array.from({ length: sealed }, (_, i) => 7 + i)]) {
      const { card, memory, seal } = await byHand();
      const first = seal(READ_VOTE);
      assert.equal(first.length, 4 + 3 + sealed + 2);
      const altered = flipped(first, 8 * at + (at % 8));
      assert.equal(statusOf(await card.transmit(altered)), SW.secureMessagingIncorrect);
      assert.equal(statusOf(await card.transmit(first)), SW.pinRequired);
      assert.equal(statusOf(await card.transmit(seal(READ_VOTE))), SW.pinRequired);
      assert.deepEqual(await pinOverNewChannel(card), FORGOTTEN);
      assert.equal(memory.content, memory.writes.at(-1));
    }
  });

  test('altered in class or length: found out by then or with the next one, and never obeyed', async () => {
    for (const at of [0, 4, 5, 6])
      for (let bit = 8 * at; bit < 8 * at + 8; bit++) {
        const { card, memory, seal } = await byHand();
        const [first, ...next] = [1, 2, 3, 4].map(() => seal(READ_VOTE));
        const altered = flipped(first ?? assert.fail(), bit);
        await assertCloses(card, memory, [altered, ...next], `bit ${bit}`);
      }
  });

  test('cut short, lengthened or without data', async () => {
    const shapes: readonly ((data: Uint8Array) => Uint8Array)[] = [
      () => NONE,
      (data) => data.slice(0, 15),
      (data) => data.slice(0, 16),
      (data) => data.slice(0, -1),
      (data) => data.slice(1),
      (data) => Uint8Array.of(...data, 0),
    ];
    for (const [i, shape] of shapes.entries()) {
      const { card, memory, seal } = await byHand();
      const command = parseCommand(seal(READ_VOTE));
      const reshaped = encodeCommand({ ...command, data: shape(command.data) });
      await assertCloses(card, memory, [reshaped, encodeCommand(command), seal(READ_VOTE)], `shape ${i}`);
    }
  });

  test('repeated, at once or later', async () => {
    for (const between of [0, 1]) {
      const { card, memory, seal } = await byHand();
      const apdu = seal(VERIFY);
      assert.equal((await card.transmit(apdu)).length, 2 + 16 + 2);
      for (let i = 0; i < between; i++) await card.transmit(seal(READ_VOTE));
      await assertCloses(card, memory, [apdu, apdu], `${between} between`);
    }
  });

  test('left out', async () => {
    const { card, memory, seal } = await byHand();
    seal(READ_VOTE);
    await assertCloses(card, memory, [seal(READ_VOTE), seal(READ_VOTE)], 'the first');
  });

  test('in another order', async () => {
    const { card, memory, seal } = await byHand();
    const [first, second] = [seal(READ_VOTE), seal(VERIFY)];
    await assertCloses(card, memory, [second, first, second], 'two exchanged');
  });

  test('of another session', async () => {
    const { card, memory, seal } = await byHand();
    const earlier = seal(READ_VOTE);
    await channelTo(card);
    await assertCloses(card, memory, [earlier, earlier], 'a new channel');
    await card.reset();
    await status(card, INS.select, P1P2.byName, AID);
    assert.equal(statusOf(await card.transmit(earlier)), SW.pinRequired, 'no channel');
  });

  test('an answer sent back as a command', async () => {
    const { card, memory, seal } = await byHand();
    const answer = parseResponse(await card.transmit(seal(READ_VOTE))) ?? assert.fail();
    const apdu = encodeCommand({ ...parseCommand(seal(READ_VOTE)), data: answer.data });
    await assertCloses(card, memory, [apdu, apdu], 'reflection');
  });
});

describe('answers', () => {
  const alterations: Readonly<Record<string, (answer: Uint8Array, before: Uint8Array) => Uint8Array>> = {
    'left out': () => encodeResponse(NONE, SW.ok),
    'that of the command before': (_, before) => before,
    'cut short': (answer) => concat(answer.slice(0, -3), answer.slice(-2)),
    lengthened: (answer) => concat(answer.slice(0, -2), Uint8Array.of(0), answer.slice(-2)),
    'a plain answer': () => encodeResponse(utf8('plain'), SW.ok),
    'a plain refusal': () => encodeResponse(NONE, SW.wrongPin | 2),
    'no more channel': () => encodeResponse(NONE, SW.pinRequired),
    'with another status word': (answer) => concat(answer.slice(0, -2), Uint8Array.of(0x61, 0x00)),
  };

  for (const [name, alter] of Object.entries(alterations))
    test(`${name}: the terminal takes the channel for lost`, async () => {
      const { contacts, client } = await throughContacts();
      await client.votes();
      const before = contacts.responses.at(-1) ?? assert.fail();
      contacts.onResponse = (answer) => alter(answer, before);
      await assert.rejects(client.votes(), isLost);
    });

  test('altered in any bit: the terminal takes the channel for lost', async () => {
    const { contacts, client } = await throughContacts();
    await client.pinStatus();
    const { length } = contacts.responses.at(-1) ?? assert.fail();
    for (let bit = 0; bit < 8 * length; bit++) {
      const session = await throughContacts();
      session.contacts.onResponse = (answer) => flipped(answer, bit);
      await assert.rejects(session.client.pinStatus(), isLost, `bit ${bit}`);
    }
  });

  test('the answer to the right PIN does not pass for one to a wrong PIN', async () => {
    const { contacts, client } = await throughContacts();
    await client.verifyPin(PIN);
    const right = contacts.responses.at(-1) ?? assert.fail();
    contacts.onResponse = () => right;
    await assert.rejects(client.verifyPin(WRONG_PIN), isLost);
  });

  test('a command sent back as an answer', async () => {
    const { contacts, client } = await throughContacts();
    contacts.onResponse = () =>
      encodeResponse(parseCommand(contacts.commands.at(-1) ?? assert.fail()).data, SW.ok);
    await assert.rejects(client.votes(), isLost);
  });
});

describe('a channel that is lost stays lost: the terminal sends nothing over it any more', () => {
  const assertSilent = async (contacts: Contacts, client: CardClient): Promise<void> => {
    const { length } = contacts.commands;
    await assert.rejects(client.verifyPin(PIN), isLost);
    await assert.rejects(client.votes(), isLost);
    assert.equal(contacts.commands.length, length);
  };

  test('after an answer that was tampered with', async () => {
    const { contacts, client } = await throughContacts();
    contacts.onResponse = (answer) => flipped(answer, 0);
    await assert.rejects(client.votes(), isLost);
    contacts.onResponse = (answer) => answer;
    await assertSilent(contacts, client);
  });

  test('after a refusal outside of the seal', async () => {
    const { card, contacts, client } = await throughContacts();
    await card.reset();
    await assert.rejects(client.votes(), isLost);
    await assertSilent(contacts, client);
  });

  test('after the terminal has reset the card: its keys are gone, and no PIN goes out under others', async () => {
    const { card } = await personalised();
    await card.reset();
    const contacts = new Contacts(card);
    const channel = await channelTo(contacts);
    await channel.reset();
    await assertSilent(contacts, new CardClient(channel));
  });
});

/** Data that are right for one command or another. */
const DATA: readonly Uint8Array[] = [
  NONE,
  pinBlock(PIN),
  concat(pinBlock(PIN), pinBlock('1234')),
  concat(pinBlock(PUK), pinBlock('1234')),
  which,
  encode(beginVoteCodec, VOTE),
  utf8(VOTER),
];
const PARAMETERS: readonly number[] = [
  ...new Set<number>([...Object.values(P1P2), ...Object.values(TAG), ...Object.values(STORED)]),
];
/** These two answer to anybody, and know nothing of votes. */
const OPEN: readonly number[] = [INS.select, INS.getChallenge];

/** Every command in every form, on a card on which the vote of {@link VOTE} may have been begun. */
async function assertOnlyStatusWords(card: Card, classes: readonly number[]): Promise<void> {
  for (const cla of classes)
    for (let ins = 0; ins < 256; ins++) {
      if (OPEN.includes((cla << 8) | ins)) continue;
      const isKnown = Object.values<number>(INS).includes((cla << 8) | ins);
      for (const p1p2 of isKnown ? PARAMETERS : [P1P2.none, P1P2.pin, TAG.votes])
        for (const data of DATA) {
          const answer = await ask(card, (cla << 8) | ins, p1p2, data, 65_536);
          assert.equal(answer.data.length, 0, `${cla.toString(16)} ${ins.toString(16)}`);
          assert.notEqual(answer.statusWord, SW.ok, `${cla.toString(16)} ${ins.toString(16)}`);
          assert.notEqual(answer.statusWord & 0xfff0, SW.wrongPin, 'nor does it say if a PIN is right');
        }
    }
}

describe('without a channel every command is answered by a status word only, and changes nothing', () => {
  test('on a card that holds votes', async () => {
    for (const steps of [1, 3, 5]) {
      const memory = new RamMemory();
      const { card } = await votedUpTo(steps, memory);
      await card.reset();
      await status(card, INS.select, P1P2.byName, AID);
      const before = memory.content;
      await assertOnlyStatusWords(card, [0x00, 0x80, 0x0c, 0x8c]);
      assert.equal(memory.content, before);
    }
  });

  test('and beside the channel of a terminal that has verified the PIN, which goes on undisturbed', async () => {
    const memory = new RamMemory();
    const { card, client } = await votedUpTo(1, memory);
    const before = memory.content;
    const beside: Card = {
      atr: card.atr,
      reset: () => card.reset(),
      transmit: async (apdu) => {
        // These two are how a channel is opened, which closes the one before: see channel.test.ts.
        const opens = [INS.verifyCertificate, INS.mutualAuthenticate].some((ins) => ins === apdu[1]);
        return opens && apdu[0] === 0 ? encodeResponse(NONE, SW.conditionsNotSatisfied) : card.transmit(apdu);
      },
    };
    await assertOnlyStatusWords(beside, [0x00, 0x80]);
    assert.equal(memory.content, before);
    assert.deepEqual(await client.pinStatus(), { ok: true });
  });
});

test('nothing secret crosses the contacts', async () => {
  const memory = new RamMemory();
  await personalised(memory);
  const contacts = new Contacts(insert(memory, 'in use'));
  const client = new CardClient(await channelTo(contacts));
  const [first, second, third] = ['86420975', '13579246', '97531864'] as const;
  await client.changePin(PIN, first);
  await client.verifyPin(WRONG_PIN);
  await client.resetPin(PUK, second);
  await client.verifyPin(second);
  const choices = Uint8Array.from({ length: 24 }, (_, i) => 0xa0 + i);
  const { r, rho } = await client.beginVote({ ...VOTE, choices });
  await client.readVote(VOTE.manifestHash);
  const signature = await client.signRequest(REQUEST);
  await client.storePackage(VOTE.manifestHash, PACKAGE);
  await client.storeOnion(VOTE.manifestHash, 1, ONION);
  await client.storeOnion(VOTE.manifestHash, 2, SECOND_ONION);
  await client.readStored(VOTE.manifestHash, 'package');
  await client.voterId();
  const publicKey = await client.publicKey();
  await client.votes();
  await client.finish(VOTE.manifestHash);
  await client.changePin(second, third);
  const { secretKey, channelKey } = decodeState(memory.content ?? assert.fail());
  const secrets: Readonly<Record<string, Uint8Array>> = {
    ...Object.fromEntries([PIN, WRONG_PIN, PUK, first, second, third].map((pin) => [pin, utf8(pin)])),
    r,
    rho,
    choices,
    signature,
    publicKey,
    secretKey: secretKey ?? assert.fail(),
    channelKey: channelKey ?? assert.fail(),
    blinded: REQUEST.blinded,
    PACKAGE,
    ONION,
    SECOND_ONION,
    voter: utf8(VOTER),
    election: VOTE.electionId,
    manifest: VOTE.manifestHash,
    style: utf8(VOTE.style),
  };
  const crossed = concat(...contacts.commands, ...contacts.responses);
  for (const [name, secret] of Object.entries(secrets)) {
    // Its beginning is enough to have lost it.
    assert.equal(contains(crossed, secret.slice(0, 12)), false, name);
  }
  const certificate = encode(certificateCodec, TERMINAL.certificate);
  assert.ok(contains(crossed, certificate), 'and what is not secret is found there');
});
