/**
 * What every card of this system does, seen from its contacts alone: one suite for the emulated card and for any card in
 * a reader. It knows the card's standards (ISO/IEC 7816-3 and -4) and nothing of its inside or of its randomness.
 */
import assert from 'node:assert/strict';
import { describe, test } from 'vitest';
import { certificateCodec } from '../../protocol/messages/device-certificate.ts';
import { prepareBody } from '../../protocol/messages/prepare-request.ts';
import { concat } from '../../protocol/primitives/bytes.ts';
import { encode } from '../../protocol/primitives/cbor.ts';
import { verifySignature } from '../../protocol/primitives/p256-signature.ts';
import { type Command, encodeCommand, SW } from '../iso7816/apdu.ts';
import type { Card } from '../iso7816/card.ts';
import { pinBlock } from '../iso7816/reference-data.ts';
import {
  ask,
  channelTo,
  ISSUER,
  inShortParts,
  ONION,
  PACKAGE,
  PERSONALISATION,
  PIN,
  PUK,
  REQUEST,
  SECOND_ONION,
  status,
  TERMINAL,
  VOTE,
  VOTE_STEPS,
  VOTER,
  WRONG_PIN,
} from './test-support.ts';
import { CardClient } from './voting/card-client.ts';
import { personaliseCard } from './voting/personalise-card.ts';
import { AID, INS, P1P2, TAG } from './voting/voting-commands.ts';

export interface CardUnderTest {
  /** Blank, and just switched on. */
  readonly card: Card;
  /** Takes it out again. */
  readonly remove: () => Promise<void>;
}

const NONE: Uint8Array = new Uint8Array();
const LONGEST = 65_536;
const NEXT_PIN = '1357';
const CERTIFICATE = encode(certificateCodec, TERMINAL.certificate);
const { manifestHash } = VOTE;

/** Declares the tests. `makeCard` is called once for each. */
export function describeCard(name: string, makeCard: () => Promise<CardUnderTest>): void {
  const cardTest = (title: string, run: (card: Card) => Promise<void>): void =>
    void test(title, async () => {
      const { card, remove } = await makeCard();
      try {
        await run(card);
      } finally {
        await remove();
      }
    });
  describe(name, () => {
    describe('as a card', () => asACard(cardTest));
    describe('long commands and answers', () => longCommands(cardTest));
    describe('as a voter’s card', () => asAVotersCard(cardTest));
    describe('PIN and PUK', () => pinAndPuk(cardTest));
    describe('the vote', () => theVote(cardTest));
  });
}

type CardTest = (title: string, run: (card: Card) => Promise<void>) => void;

const select = (card: Card, aid = AID): Promise<number> => status(card, INS.select, P1P2.byName, aid, 256);

const voting = async (card: Card): Promise<CardClient> => new CardClient(await channelTo(card));

/** A voter's card, with a channel to it. */
async function personalised(card: Card): Promise<CardClient> {
  await personaliseCard(card, PERSONALISATION, ISSUER);
  return voting(card);
}

function asACard(cardTest: CardTest): void {
  cardTest(
    'its ATR is well formed, and says that it chains commands and takes extended lengths',
    async (card) => {
      const [ts, t0 = 0, td1 = 0] = card.atr;
      assert.ok(ts === 0x3b || ts === 0x3f);
      assert.ok(card.atr.length >= 2 && card.atr.length <= 33);
      const check = card.atr.slice(1).reduce((sum, byte) => sum ^ byte, 0);
      if ((t0 & 0x80) !== 0 && (td1 & 0x0f) !== 0) assert.equal(check, 0, 'TCK');
      // ISO/IEC 7816-4, section 12.1.1.9: card capabilities, third byte, in compact TLV.
      const at = card.atr.indexOf(0x73);
      assert.ok(at > 0);
      assert.equal((card.atr[at + 3] ?? 0) & 0xc0, 0xc0);
    },
  );

  cardTest('nothing is selected when it is switched on', async (card) => {
    assert.equal(await status(card, INS.getData, TAG.voterId, NONE, 256), SW.conditionsNotSatisfied);
    assert.equal(await select(card), SW.ok);
    await card.reset();
    assert.equal(await status(card, INS.getData, TAG.voterId, NONE, 256), SW.conditionsNotSatisfied);
  });

  cardTest('SELECT by the whole name, by its beginning, and by a name that there is not', async (card) => {
    assert.equal(await select(card), SW.ok);
    assert.equal(await select(card, AID.slice(0, 5)), SW.ok);
    assert.equal(await select(card, AID.slice(0, 4)), SW.applicationNotFound);
    assert.equal(await select(card, Uint8Array.of(...AID, 0)), SW.applicationNotFound);
    assert.equal(await status(card, INS.select, 0x0000, AID), SW.wrongParameters);
  });

  cardTest('wrong classes, instructions and lengths', async (card) => {
    await select(card);
    assert.equal(await status(card, 0x4020), SW.unknownClass);
    assert.equal(await status(card, 0x0120), SW.noLogicalChannels);
    assert.equal(await status(card, 0x0420), SW.noSecureMessaging);
    assert.equal(await status(card, 0x00ee), SW.unknownInstruction);
    assert.deepEqual(await card.transmit(Uint8Array.of(0, 0xa4, 4, 0, 7, 1)), Uint8Array.of(0x67, 0x00));
  });

  cardTest('GET CHALLENGE gives as much as asked for, up to 32 bytes, and never the same', async (card) => {
    const challenge = (expected: number) => ask(card, INS.getChallenge, 0, NONE, expected);
    for (const length of [8, 32]) {
      const { data, statusWord } = await challenge(length);
      assert.deepEqual([data.length, statusWord], [length, SW.ok]);
    }
    assert.equal((await challenge(256)).data.length, 32);
    assert.notDeepEqual(await challenge(32), await challenge(32));
    assert.equal((await challenge(0)).statusWord, SW.wrongLength);
  });
}

function longCommands(cardTest: CardTest): void {
  const chained = (data: Uint8Array, change: Partial<Command> = {}): Uint8Array =>
    encodeCommand({ cla: 0x10, ins: 0xda, p1p2: TAG.voterId, data, expected: 0, ...change });
  const OK = Uint8Array.of(0x90, 0x00);
  const voter = new TextEncoder().encode(VOTER);

  cardTest('command chaining, down to parts of one byte', async (card) => {
    await select(card);
    for (const byte of voter.slice(0, -1))
      assert.deepEqual(await card.transmit(chained(Uint8Array.of(byte))), OK);
    assert.deepEqual(await card.transmit(chained(voter.slice(-1), { cla: 0 })), OK);
  });

  cardTest('another command within a chain is refused, and the chain forgotten', async (card) => {
    await select(card);
    await card.transmit(chained(Uint8Array.of(0xff)));
    assert.equal(await status(card, INS.getChallenge, 0, NONE, 8), SW.lastOfChainExpected);
    assert.deepEqual(await card.transmit(chained(voter, { cla: 0 })), OK, 'FF was no part of it');
  });

  cardTest('GET RESPONSE brings what Le had no room for, until another command comes', async (card) => {
    await select(card);
    const key = () => ask(card, INS.generateKeyPair, P1P2.votingKey, NONE, 20);
    const more = (expected: number) => ask(card, 0x00c0, 0, NONE, expected);
    const first = await key();
    assert.deepEqual([first.data.length, first.statusWord], [20, SW.moreData | 13]);
    assert.equal((await more(10)).statusWord, SW.moreData | 3);
    assert.equal((await more(256)).data.length, 3);
    assert.equal((await more(256)).statusWord, SW.conditionsNotSatisfied);
    await key();
    await select(card);
    assert.equal((await more(256)).statusWord, SW.conditionsNotSatisfied);
  });

  cardTest('extended lengths, both ways', async (card) => {
    await select(card);
    const long = new Uint8Array(60_000).fill(0x41);
    assert.equal(
      await status(card, INS.putData, TAG.voterId, long),
      SW.malformedData,
      'it came through whole',
    );
    const key = await ask(card, INS.generateKeyPair, P1P2.votingKey, NONE, LONGEST);
    assert.deepEqual([key.data.length, key.statusWord], [33, SW.ok]);
  });

  cardTest('everything is possible in short APDUs, too: a whole vote in parts of 100 bytes', async (card) => {
    const short = inShortParts(card, 100);
    const client = await personalised(short);
    await client.verifyPin(PIN);
    for (const [, run] of VOTE_STEPS.slice(0, 2)) await run(client);
    const content = new Uint8Array(4096).fill(0x77);
    await client.storePackage(manifestHash, content);
    assert.deepEqual(await client.readStored(manifestHash, 'package'), content);
  });
}

function asAVotersCard(cardTest: CardTest): void {
  cardTest('personalisation gives it a key of its own, voter ID and Commissioner key', async (card) => {
    const key = await personaliseCard(card, PERSONALISATION, ISSUER);
    const client = await voting(card);
    assert.deepEqual(await client.publicKey(), key);
    assert.equal(await client.voterId(), VOTER);
    assert.deepEqual(await client.commissionerKey(), ISSUER.publicKey);
    assert.deepEqual(await client.votes(), []);
  });

  cardTest('it is personalised once', async (card) => {
    await personalised(card);
    await assert.rejects(personaliseCard(card, PERSONALISATION, ISSUER), {
      code: 'card/refused',
      statusWord: SW.conditionsNotSatisfied,
    });
  });

  cardTest('without a channel the voting applet says nothing but status words', async (card) => {
    await personalised(card);
    await card.reset();
    await select(card);
    for (const instruction of Object.values(INS)) {
      if (instruction === INS.select || instruction === INS.getChallenge) continue;
      for (const data of [NONE, pinBlock(PIN)]) {
        const answer = await ask(card, instruction, P1P2.pin, data, LONGEST);
        assert.equal(answer.data.length, 0, instruction.toString(16));
        assert.notEqual(answer.statusWord, SW.ok, instruction.toString(16));
      }
    }
    assert.deepEqual(await (await voting(card)).pinStatus(), { ok: false, triesLeft: 3 });
  });

  cardTest('the challenge of one authentication serves for no other', async (card) => {
    await personalised(card);
    assert.equal(await status(card, INS.verifyCertificate, P1P2.certificate, CERTIFICATE), SW.ok);
    const proof = new Uint8Array(135);
    assert.equal(await status(card, INS.mutualAuthenticate, 0, proof, 512), SW.conditionsNotSatisfied);
  });

  cardTest('a terminated card says that it is there, and does nothing else', async (card) => {
    const client = await personalised(card);
    await client.verifyPin(PIN);
    await client.terminate();
    await card.reset();
    assert.equal(await select(card), SW.terminated);
    assert.equal(await status(card, INS.verifyCertificate, P1P2.certificate, CERTIFICATE), 0x6985);
    assert.equal(await status(card, INS.getChallenge, 0, NONE, 8), SW.conditionsNotSatisfied);
  });
}

function pinAndPuk(cardTest: CardTest): void {
  cardTest('VERIFY counts down, is restored by the right PIN, and blocks', async (card) => {
    const client = await personalised(card);
    assert.deepEqual(await client.pinStatus(), { ok: false, triesLeft: 3 });
    assert.deepEqual(await client.verifyPin(WRONG_PIN), { ok: false, triesLeft: 2 });
    assert.deepEqual(await client.verifyPin(PIN), { ok: true });
    assert.deepEqual(await client.pinStatus(), { ok: true });
    for (const triesLeft of [2, 1, 0])
      assert.deepEqual(await client.verifyPin(WRONG_PIN), { ok: false, triesLeft });
    await assert.rejects(client.verifyPin(PIN), { code: 'card/blocked' });
  });

  cardTest('the tries are not given back by a reset', async (card) => {
    await (await personalised(card)).verifyPin(WRONG_PIN);
    await card.reset();
    assert.deepEqual(await (await voting(card)).pinStatus(), { ok: false, triesLeft: 2 });
  });

  cardTest('CHANGE REFERENCE DATA needs the old PIN, and spends its tries', async (card) => {
    const client = await personalised(card);
    assert.deepEqual(await client.changePin(WRONG_PIN, NEXT_PIN), { ok: false, triesLeft: 2 });
    assert.deepEqual(await client.changePin(PIN, NEXT_PIN), { ok: true });
    assert.deepEqual(await client.verifyPin(PIN), { ok: false, triesLeft: 2 });
    assert.deepEqual(await client.verifyPin(NEXT_PIN), { ok: true });
  });

  cardTest('RESET RETRY COUNTER needs the PUK, unblocks, and blocks in its turn', async (card) => {
    const client = await personalised(card);
    for (let i = 0; i < 3; i++) await client.verifyPin(WRONG_PIN);
    assert.deepEqual(await client.resetPin(WRONG_PIN, NEXT_PIN), { ok: false, triesLeft: 2 });
    assert.deepEqual(await client.resetPin(PUK, NEXT_PIN), { ok: true });
    assert.deepEqual(await client.verifyPin(NEXT_PIN), { ok: true });
    for (const triesLeft of [2, 1, 0])
      assert.deepEqual(await client.resetPin(WRONG_PIN, PIN), { ok: false, triesLeft });
    await assert.rejects(client.resetPin(PUK, PIN), { code: 'card/blocked' });
  });

  cardTest('a reset ends the channel and the verification', async (card) => {
    const client = await personalised(card);
    await client.verifyPin(PIN);
    await card.reset();
    await assert.rejects(client.beginVote(VOTE), { code: 'card/channel-lost' });
    const again = await voting(card);
    assert.deepEqual(await again.pinStatus(), { ok: false, triesLeft: 3 });
    await assert.rejects(again.beginVote(VOTE), { code: 'card/pin-required' });
    assert.deepEqual(await again.votes(), []);
  });
}

function theVote(cardTest: CardTest): void {
  cardTest('goes through all its phases', async (card) => {
    const client = await personalised(card);
    await client.verifyPin(PIN);
    const seen: (string | undefined)[] = [];
    for (const [, run] of VOTE_STEPS) {
      await run(client);
      seen.push((await client.votes()).at(0)?.phase);
    }
    assert.deepEqual(seen, ['voted', 'voted', 'sealed', 'sent', 'sent-twice', 'done']);
    await assert.rejects(client.beginVote(VOTE), { code: 'card/refused' }, 'and never begins again');
  });

  cardTest('is signed by the card for its one M', async (card) => {
    const client = await personalised(card);
    await client.verifyPin(PIN);
    const { r, rho } = await client.beginVote(VOTE);
    assert.deepEqual([r.length, rho.length], [32, 48]);
    const signature = await client.signRequest(REQUEST);
    const body = prepareBody({ ...REQUEST, voter: VOTER, style: VOTE.style });
    assert.ok(verifySignature(await client.publicKey(), body, signature));
    const other = { ...REQUEST, blinded: REQUEST.blinded.with(0, 1) };
    await assert.rejects(client.signRequest(other), { statusWord: SW.conditionsNotSatisfied });
  });

  cardTest('goes on after a reset at any step, as it was', async (card) => {
    let client = await personalised(card);
    const again = async (): Promise<CardClient> => {
      await card.reset();
      const next = await voting(card);
      await next.verifyPin(PIN);
      return next;
    };
    client = await again();
    const secrets = await client.beginVote(VOTE);
    for (const [name, run] of VOTE_STEPS.slice(1)) {
      client = await again();
      const [vote] = await client.votes();
      if (vote?.phase === 'voted') {
        const { r, rho, choices } = await client.readVote(manifestHash);
        assert.deepEqual({ r, rho, choices }, { ...secrets, choices: VOTE.choices }, name);
      }
      await run(client);
    }
    client = await again();
    assert.deepEqual((await client.votes()).at(0)?.phase, 'done');
  });

  cardTest('keeps package and onions byte for byte until it is done', async (card) => {
    const client = await personalised(card);
    await client.verifyPin(PIN);
    for (const [, run] of VOTE_STEPS.slice(0, 5)) await run(client);
    const stored = [PACKAGE, ONION, SECOND_ONION] as const;
    for (const [i, what] of (['package', 'onion-1', 'onion-2'] as const).entries())
      assert.deepEqual(await client.readStored(manifestHash, what), stored[i]);
    await client.finish(manifestHash);
    for (const what of ['package', 'onion-1', 'onion-2'] as const)
      assert.equal(await client.readStored(manifestHash, what), undefined);
  });

  cardTest('may be the largest that there can be', async (card) => {
    const client = await personalised(card);
    await client.verifyPin(PIN);
    const [choices, content, onion] = [2048, 4096, 16_384].map((length) => new Uint8Array(length).fill(7));
    await client.beginVote({ ...VOTE, choices: choices ?? NONE });
    assert.deepEqual((await client.readVote(manifestHash)).choices, choices);
    await client.storePackage(manifestHash, content ?? NONE);
    await client.storeOnion(manifestHash, 1, onion ?? NONE);
    assert.deepEqual(concat((await client.readStored(manifestHash, 'onion-1')) ?? NONE), onion);
  });
}
