/**
 * Bad input (protocol section 5.7): a PC that sends the card whatever it likes, and a terminal that has been broken into
 * and has a channel. REVS_FUZZ_COMMANDS says how many commands there are in all.
 */

import assert from 'node:assert/strict';
import { describe, test } from 'vitest';
import { certificateCodec } from '../../../protocol/messages/device-certificate.ts';
import { concat, utf8 } from '../../../protocol/primitives/bytes.ts';
import { encode } from '../../../protocol/primitives/cbor.ts';
import type { RandomSource } from '../../../protocol/primitives/random.ts';
import { seededRandom } from '../../../protocol/seeded-random-test-support.ts';
import { type Command, encodeCommand, encodeResponse, SW } from '../../iso7816/apdu.ts';
import type { Card } from '../../iso7816/card.ts';
import { CardError } from '../../iso7816/card-error.ts';
import { pinBlock } from '../../iso7816/reference-data.ts';
import { terminalProofCodec } from '../channel/mutual-authentication.ts';
import { EmulatedCard } from '../emulator/emulated-card.ts';
import { allVotes, type CardState, decodeState, encodeState, isSameVote } from '../memory/card-state.ts';
import { PIV_AID } from '../piv/piv-commands.ts';
import {
  ask,
  channelTo,
  contains,
  ISSUER,
  insert,
  ONION,
  PACKAGE,
  PERSONALISATION,
  PIN,
  PUK,
  personalised,
  RamMemory,
  REQUEST,
  TERMINAL,
  use,
  VOTE,
  VOTE_STEPS,
  votedUpTo,
  voteIn,
} from '../test-support.ts';
import { CardClient } from './card-client.ts';
import { personaliseCard } from './personalise-card.ts';
import {
  AID,
  beginVoteCodec,
  INS,
  ONION_SLOTS,
  P1P2,
  STORED,
  signRequestCodec,
  storeOnionCodec,
  storePackageCodec,
  TAG,
  whichVoteCodec,
} from './voting-commands.ts';

const COMMANDS = Number(process.env.REVS_FUZZ_COMMANDS ?? 100_000);
assert.ok(Number.isSafeInteger(COMMANDS) && COMMANDS > 0, 'REVS_FUZZ_COMMANDS is a number of commands');
/** The shares of: a PC without a channel, a terminal without the PIN, a terminal with it. */
const PLAIN = Math.ceil(COMMANDS / 2 / 4);
const SEALED = Math.ceil((COMMANDS * 3) / 10 / 4);
const SESSION = 500;
const SESSIONS = Math.ceil(COMMANDS / 5 / SESSION);

const { manifestHash } = VOTE;
const PIV_PIN = '86420975';
const PIV_PUK = '57902468';
const NONE = new Uint8Array();
const which = encode(whichVoteCodec, { manifestHash });
/** Commands that are right at one time or another: instruction, P1-P2, data. No PIN is in them. */
type Recipe = readonly [instruction: number, p1p2: number, data: Uint8Array];
const RECIPES: readonly Recipe[] = [
  ...Object.values(TAG).map((tag): Recipe => [INS.getData, tag, NONE]),
  [INS.verify, P1P2.pin, NONE],
  ...[VOTE, voteIn(2)].map((vote): Recipe => [INS.beginVote, 0, encode(beginVoteCodec, vote)]),
  ...[which, encode(whichVoteCodec, { manifestHash: voteIn(2).manifestHash })].map(
    (vote): Recipe => [INS.readVote, 0, vote],
  ),
  [INS.signRequest, 0, encode(signRequestCodec, REQUEST)],
  [INS.signRequest, 0, encode(signRequestCodec, { ...REQUEST, blinded: REQUEST.blinded.with(0, 1) })],
  [INS.storePackage, 0, encode(storePackageCodec, { manifestHash, content: PACKAGE })],
  ...ONION_SLOTS.map(
    (slot): Recipe => [INS.storeOnion, slot, encode(storeOnionCodec, { manifestHash, content: ONION })],
  ),
  ...Object.values(STORED).map((stored): Recipe => [INS.readStored, stored, which]),
  [INS.finish, 0, which],
  [INS.abandon, 0, which],
  [INS.putData, TAG.voterId, utf8('voter-18')],
  [INS.generateKeyPair, P1P2.votingKey, NONE],
  [INS.generateKeyPair, P1P2.channelKey, NONE],
  [INS.activate, 0, NONE],
  [INS.terminate, 0, NONE],
];
const WITH_PINS: readonly Recipe[] = [
  ...RECIPES,
  [INS.verify, P1P2.pin, pinBlock(PIN)],
  [INS.changeReferenceData, P1P2.pin, concat(pinBlock(PIN), pinBlock(PIN))],
  [INS.resetRetryCounter, P1P2.pin, concat(pinBlock(PUK), pinBlock(PIN))],
  [INS.putData, TAG.pin, pinBlock(PIN)],
];
/** What a PC may try besides. */
const PC_RECIPES: readonly Recipe[] = [
  ...WITH_PINS,
  [INS.select, P1P2.byName, AID],
  [INS.select, P1P2.byName, PIV_AID],
  [INS.getChallenge, 0, NONE],
  [INS.verifyCertificate, P1P2.certificate, encode(certificateCodec, TERMINAL.certificate)],
  [
    INS.mutualAuthenticate,
    0,
    encode(terminalProofCodec, { ephemeral: new Uint8Array(65), signature: new Uint8Array(64) }),
  ],
  // Of PIV: the PIN, an object, the two ways to sign.
  [0x0020, 0x0080, pinBlock(PIN)],
  [0x00cb, 0x3fff, Uint8Array.of(0x5c, 0x03, 0x5f, 0xc1, 0x05)],
  [0x0087, 0x119a, Uint8Array.of(0x7c, 0x24, 0x82, 0x00, 0x81, 0x20, ...new Uint8Array(32))],
  [0x002a, 0x9e9a, new Uint8Array(32)],
];

/** Mulberry32: quick, and the same every time. Integers from 0 to `bound` less 1. */
function dice(seed: number): (bound: number) => number {
  let state = seed;
  return (bound) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % bound;
  };
}

type Dice = ReturnType<typeof dice>;
const pick = <T>(roll: Dice, values: readonly T[]): T => values[roll(values.length)] as T;
/** Never a digit, so that chance makes no PIN. */
const noise = (roll: Dice, length: number): Uint8Array => new Uint8Array(length).map(() => roll(256) | 0x40);

/** The data of a recipe, or what is like them, or nothing of the kind. */
function mutated(roll: Dice, data: Uint8Array): Uint8Array {
  switch (roll(10)) {
    case 0:
      return NONE;
    case 1:
      return noise(roll, roll(8) === 0 ? roll(2000) : roll(40));
    case 2:
      return data.length === 0 ? data : data.with(roll(data.length), roll(256) | 0x40);
    case 3:
      return roll(2) === 0 ? data.subarray(0, roll(data.length + 1)) : concat(data, noise(roll, 1 + roll(3)));
    default:
      return data;
  }
}

function randomCommand(roll: Dice, recipes: readonly Recipe[]): Command {
  const [first, second] = [pick(roll, recipes), pick(roll, recipes)];
  const known = roll(8) === 0 ? second[0] : first[0];
  const instruction = roll(8) === 0 ? roll(65_536) : known;
  return {
    cla: instruction >> 8,
    ins: instruction & 0xff,
    p1p2: roll(8) === 0 ? (roll(2) === 0 ? roll(65_536) : second[1]) : first[1],
    data: mutated(roll, first[2]),
    expected: pick(roll, [0, 1, 32, 80, 256, 65_536]),
  };
}

/** What comes from a PC: any class, parts of chains, GET RESPONSE, and no command at all. */
function randomApdu(roll: Dice): Uint8Array {
  if (roll(32) === 0) return noise(roll, roll(300));
  if (roll(32) === 0) return Uint8Array.of(0x00, 0xc0, 0x00, 0x00, roll(256));
  const command = randomCommand(roll, PC_RECIPES);
  const cla = roll(4) === 0 ? command.cla ^ pick(roll, [0x01, 0x04, 0x0c, 0x10, 0x1c, 0x80]) : command.cla;
  const apdu = encodeCommand({ ...command, cla });
  return roll(16) === 0 ? apdu.subarray(0, roll(apdu.length)) : apdu;
}

/** With PIV keys and PIN, too, and with packages and onions that look like nothing else. */
function planted(state: CardState): CardState {
  const plant = seededRandom('planted');
  const sealed = state.sealed.map((entry) => ({
    ...entry,
    package: plant(90),
    onions: entry.onions.map(() => plant(120)),
  }));
  const keys = [0x9a, 0x9c].map((name) => ({ name, value: seededRandom(`key ${name}`)(32) }));
  const pin = { ...state.piv.pin, pin: pinBlock(PIV_PIN), puk: pinBlock(PIV_PUK) };
  return { ...state, sealed, piv: { ...state.piv, keys, pin } };
}

/** A card in use on which so many steps of a vote have been done, and all that must never leave it. */
async function target(steps: number) {
  const memory = new RamMemory();
  await votedUpTo(steps, memory);
  const state = planted(decodeState(memory.content ?? assert.fail()));
  memory.write(encodeState(state));
  const { secretKey, channelKey, voted, sealed, piv } = state;
  const always = [
    ...[PIN, PUK, PIV_PIN, PIV_PUK].map(utf8),
    ...[secretKey, channelKey].map((key) => key ?? assert.fail()),
    ...piv.keys.map(({ value }) => value),
  ];
  const votes = [
    ...voted.flatMap(({ r, rho, blinded }) => [r, rho, blinded ?? r]),
    ...sealed.flatMap((entry) => [entry.package, ...entry.onions]),
  ];
  return { memory, state, always, votes };
}

const statusOf = (response: Uint8Array): number => ((response.at(-2) ?? 0) << 8) | (response.at(-1) ?? 0);

function assertHarmless(response: Uint8Array, secrets: readonly Uint8Array[], number: number): void {
  assert.ok(response.length >= 2, `command ${number}`);
  assert.notEqual(statusOf(response), SW.internalError, `command ${number}`);
  if (response.length === 2) return;
  for (const secret of secrets)
    assert.equal(contains(response, secret.subarray(0, 12)), false, `command ${number}`);
}

describe('a PC without a channel: always a status word, never a change of the vote, never a secret', () => {
  for (const steps of [0, 2, 4, 6])
    test(`${PLAIN} random APDUs after ${steps} steps of a vote`, async () => {
      const { memory, state, always, votes } = await target(steps);
      const card = insert(memory, 'in use');
      const roll = dice(steps);
      const secrets = [...always, ...votes];
      let before = memory.content;
      for (let i = 0; i < PLAIN; i++) {
        const apdu = randomApdu(roll);
        assertHarmless(await card.transmit(apdu), secrets, i);
        if (memory.content === before) continue;
        before = memory.content;
        const now = decodeState(before ?? assert.fail());
        // The tries of the PIV PIN are what a PC may spend.
        assert.deepEqual({ ...now, piv: { ...now.piv, pin: state.piv.pin } }, state, `command ${i}`);
        assert.deepEqual(now.piv.pin.pin, state.piv.pin.pin);
      }
    });
});

describe('a terminal that has been broken into, without the PIN: it may read what needs none, and no more', () => {
  for (const steps of [0, 2, 4, 6])
    test(`${SEALED} random commands over the channel after ${steps} steps of a vote`, async () => {
      const { memory, always, votes } = await target(steps);
      const { channel } = await use(memory, 'in use');
      const roll = dice(100 + steps);
      const secrets = [...always, ...votes];
      const before = memory.content;
      for (let i = 0; i < SEALED; i++) {
        const command = randomCommand(roll, RECIPES);
        const apdu = encodeCommand({ ...command, cla: command.cla & 0x80 });
        assertHarmless(await channel.transmit(apdu), secrets, i);
        assert.equal(memory.content, before, `command ${i}`);
      }
    });
});

test(`the same with the PIN, ${SESSIONS} sessions of ${SESSION}: no key or PIN, no vote forgotten or changed`, async () => {
  for (let session = 0; session < SESSIONS; session++) {
    const { memory, state, always } = await target(session % 7);
    const { client, channel } = await use(memory, 'in use');
    await client.verifyPin(PIN);
    const roll = dice(1000 + session);
    let before = memory.content;
    for (let i = 0; i < SESSION; i++) {
      const command = randomCommand(roll, WITH_PINS);
      // Termination would end the session: see emulated-card.test.ts.
      if (command.ins === (INS.terminate & 0xff)) continue;
      const apdu = encodeCommand({ ...command, cla: command.cla & 0x80 });
      assertHarmless(await channel.transmit(apdu), always, i);
      if (memory.content === before) continue;
      before = memory.content;
      assertSameVotes(state, decodeState(before ?? assert.fail()));
    }
    insert(memory);
  }
});

/** Whatever the terminal did: the card knows the votes that it knew, and those still open have their r, rho and choices. */
function assertSameVotes(before: CardState, now: CardState): void {
  for (const vote of allVotes(before)) assert.ok(allVotes(now).some((other) => isSameVote(vote, other)));
  for (const { manifestHash: hash, r, rho, choices, blinded } of before.voted) {
    const later = now.voted.find((vote) => contains(vote.manifestHash, hash));
    if (later === undefined) continue;
    assert.deepEqual([later.r, later.rho, later.choices], [r, rho, choices]);
    if (blinded !== undefined) assert.deepEqual(later.blinded, blinded);
  }
  assert.deepEqual([now.secretKey, now.channelKey], [before.secretKey, before.channelKey]);
  assert.deepEqual([now.lifeCycle, now.piv], [before.lifeCycle, before.piv]);
}

test('a source of randomness that fails makes no exception and no change', async () => {
  const memory = new RamMemory();
  await personalised(memory);
  const source = { isDry: false, random: seededRandom('in use') };
  const random: RandomSource = (length) => {
    if (source.isDry) throw new Error('no entropy');
    return source.random(length);
  };
  const card = new EmulatedCard({ memory, random });
  const client = new CardClient(await channelTo(card));
  await client.verifyPin(PIN);
  const before = memory.content;
  source.isDry = true;
  const [, begin] = VOTE_STEPS[0] ?? assert.fail();
  await assert.rejects(begin(client), { code: 'card/refused', statusWord: SW.internalError });
  assert.deepEqual(await ask(card, INS.getChallenge, 0, new Uint8Array(), 32), {
    data: new Uint8Array(),
    statusWord: SW.internalError,
  });
  assert.equal(memory.content, before);
});

describe('a card that lies to the client, or goes away', () => {
  const cardThat = (transmit: Card['transmit']): Card => ({
    atr: Uint8Array.of(0x3b, 0x00),
    transmit,
    reset: async () => undefined,
  });
  const answering = (data: Uint8Array, statusWord = SW.ok as number): Card =>
    cardThat(async () => encodeResponse(data, statusWord));
  type Call = (card: Card) => Promise<unknown>;
  const ofClient = (run: (client: CardClient) => Promise<unknown>): Call => {
    return (card) => run(new CardClient(card));
  };
  const calls: readonly Call[] = [
    ofClient((client) => client.voterId()),
    ofClient((client) => client.publicKey()),
    ofClient((client) => client.commissionerKey()),
    ofClient((client) => client.votes()),
    ofClient((client) => client.readVote(new Uint8Array(32))),
    ...VOTE_STEPS.map(([, run]) => ofClient(run)),
  ];
  const personalise: Call = (card) => personaliseCard(card, PERSONALISATION, ISSUER);

  for (const [name, tried] of [
    ['the calls of a vote', calls],
    ['personalisation', [personalise]],
  ] as const) {
    test(`${name}: nonsense with status 9000 is a malformed answer`, async () => {
      for (const call of tried)
        await assert.rejects(call(answering(utf8('nonsense!'))), { code: 'card/malformed-answer' });
    });

    test(`${name}: an answer without a status word is a malformed answer`, async () => {
      for (const call of tried)
        await assert.rejects(call(cardThat(async () => Uint8Array.of(0x90))), {
          code: 'card/malformed-answer',
        });
    });

    test(`${name}: no answer is a removed card, with its cause`, async () => {
      const cause = new Error('reader unplugged');
      for (const call of tried)
        await assert.rejects(call(cardThat(() => Promise.reject(cause))), { code: 'card/removed', cause });
    });

    test(`${name}: each status word has its code`, async () => {
      const codes: readonly [number, string][] = [
        [SW.pinRequired, 'card/pin-required'],
        [SW.pinBlocked, 'card/blocked'],
        [SW.memoryFailure, 'card/memory'],
        [SW.conditionsNotSatisfied, 'card/refused'],
        [0x1234, 'card/refused'],
      ];
      for (const [statusWord, code] of codes)
        for (const call of tried)
          await assert.rejects(call(answering(new Uint8Array(), statusWord)), (error) => {
            assert.ok(error instanceof CardError);
            assert.deepEqual([error.code, error.statusWord], [code, statusWord]);
            return true;
          });
    });
  }

  test('an empty answer is no voter ID, and there are no 15 tries', async () => {
    const nothing = new Uint8Array();
    await assert.rejects(new CardClient(answering(nothing)).voterId(), { code: 'card/malformed-answer' });
    const boasting = new CardClient(answering(nothing, 0x63cf));
    await assert.rejects(boasting.verifyPin(PIN), { code: 'card/refused' });
  });
});
