/** Who may speak to the voting applet: mutual authentication. What passes then: secure-messaging.test.ts. */

import assert from 'node:assert/strict';
import { createECDH } from 'node:crypto';
import { p256 } from '@noble/curves/nist.js';
import { describe, test } from 'vitest';
import { certificateCodec, type DeviceCertificate } from '../../../protocol/messages/device-certificate.ts';
import { bytesToScalar, concat, scalarToBytes } from '../../../protocol/primitives/bytes.ts';
import { bytes, encode, struct, text } from '../../../protocol/primitives/cbor.ts';
import { LABELS } from '../../../protocol/primitives/domain-labels.ts';
import type { SigningKey } from '../../../protocol/primitives/p256-signature.ts';
import { sha256 } from '../../../protocol/primitives/sha256.ts';
import { seededRandom } from '../../../protocol/seeded-random-test-support.ts';
import { encodeResponse, parseCommand, type Response, SW } from '../../iso7816/apdu.ts';
import type { Card } from '../../iso7816/card.ts';
import { decodeState, encodeState } from '../memory/card-state.ts';
import {
  ask,
  COMMISSIONER,
  Contacts,
  channelTo,
  deviceOf,
  insert,
  issuedBy,
  OTHER_COMMISSIONER,
  PERSONALISATION,
  personalised,
  RamMemory,
  status,
  TERMINAL,
  votedUpTo,
} from '../test-support.ts';
import { CardClient } from '../voting/card-client.ts';
import { openChannel } from '../voting/channel-client.ts';
import { personaliseCard } from '../voting/personalise-card.ts';
import { AID, INS, P1P2 } from '../voting/voting-commands.ts';
import {
  answerTerminal,
  cardProofCodec,
  type DeviceIdentity,
  TerminalHandshake,
  terminalProofCodec,
} from './mutual-authentication.ts';

const NONE = new Uint8Array();
const random = seededRandom('terminal of the test');

/** A personalised card with the voting applet selected, and no channel. */
async function selected(): Promise<Card> {
  const { card } = await personalised();
  await card.reset();
  await status(card, INS.select, P1P2.byName, AID);
  return card;
}

const present = (card: Card, certificate: DeviceCertificate): Promise<number> =>
  status(card, INS.verifyCertificate, P1P2.certificate, encode(certificateCodec, certificate));

const challengeOf = async (card: Card, length = 32): Promise<Uint8Array> =>
  (await ask(card, INS.getChallenge, 0, NONE, length)).data.slice();

const authenticate = (card: Card, proof: Uint8Array): Promise<Response> =>
  ask(card, INS.mutualAuthenticate, 0, proof, 512);

const proofFor = (challenge: Uint8Array, identity: DeviceIdentity = TERMINAL): Uint8Array =>
  encode(terminalProofCodec, new TerminalHandshake(identity, challenge, random).proof);

const onlyStatus = (statusWord: number): Response => ({ data: NONE, statusWord });
const REFUSED = onlyStatus(SW.authenticationFailed);
const NOT_NOW = onlyStatus(SW.conditionsNotSatisfied);

const flipped = (message: Uint8Array, bit: number): Uint8Array =>
  message.with(bit >> 3, (message[bit >> 3] ?? 0) ^ (1 << (bit & 7)));

/** The statement that a terminal signs, as mutual-authentication.ts describes it. */
const terminalStatement = struct({
  label: text(64),
  challenge: bytes(32),
  certificate: certificateCodec,
  ephemeral: bytes(65),
});
function proofWith(ephemeral: Uint8Array, challenge: Uint8Array): Uint8Array {
  const { certificate, key } = TERMINAL;
  const statement = { label: LABELS.channelTerminal, challenge, certificate, ephemeral };
  return encode(terminalProofCodec, { ephemeral, signature: key.sign(encode(terminalStatement, statement)) });
}

function freshPoint(): Uint8Array {
  const ecdh = createECDH('prime256v1');
  ecdh.setPrivateKey(random(32));
  return new Uint8Array(ecdh.getPublicKey());
}

/** Of 65 bytes each, and none an uncompressed point of the curve. */
function badPoints(): Readonly<Record<string, Uint8Array>> {
  const point = freshPoint();
  const isOdd = ((point[64] ?? 0) & 1) === 1;
  return {
    hybrid: point.with(0, isOdd ? 7 : 6),
    'hybrid with the other parity': point.with(0, isOdd ? 6 : 7),
    'off the curve': flipped(point, 64 * 8),
    'coordinates zero': new Uint8Array(65).with(0, 4),
    'coordinates beyond the field': new Uint8Array(65).fill(0xff).with(0, 4),
    'compressed, with bytes after it': point.with(0, isOdd ? 3 : 2).fill(0, 33),
    'the point at infinity, with bytes after it': new Uint8Array(65),
  };
}

/** The other signature that the same equation accepts: s replaced by the order less s. */
const malleated = (signature: Uint8Array): Uint8Array =>
  concat(signature.slice(0, 32), scalarToBytes(p256.Point.Fn.ORDER - bytesToScalar(signature.slice(32)), 32));

describe('the card takes a terminal only', () => {
  test('of its own Commissioner', async () => {
    const card = await selected();
    assert.equal(await present(card, deviceOf(OTHER_COMMISSIONER).certificate), SW.authenticationFailed);
    assert.deepEqual(await authenticate(card, proofFor(await challengeOf(card))), NOT_NOW);
    const stranger = { ...deviceOf(OTHER_COMMISSIONER), commissionerKey: COMMISSIONER.publicKey };
    await assert.rejects(openChannel(card, stranger, random), {
      code: 'card/not-authentic',
      statusWord: SW.authenticationFailed,
    });
  });

  test('whose certificate says terminal: one of a card is none', async () => {
    const card = await selected();
    const { certificate } = deviceOf(COMMISSIONER, 'card');
    assert.equal(await present(card, certificate), SW.authenticationFailed);
    assert.equal(await present(card, { ...certificate, role: 'terminal' }), SW.authenticationFailed);
    const { certificate: own } = decodeState((await personalisedImage()) ?? assert.fail());
    assert.equal(await present(card, own ?? assert.fail()), SW.authenticationFailed, 'nor the card’s own');
  });

  test('that holds the key of its certificate', async () => {
    const card = await selected();
    const thief = { ...TERMINAL, key: deviceOf(COMMISSIONER, 'card').key };
    assert.equal(await present(card, thief.certificate), SW.ok);
    assert.deepEqual(await authenticate(card, proofFor(await challengeOf(card), thief)), REFUSED);
  });

  test('that answers this challenge: an earlier proof proves nothing', async () => {
    const card = await selected();
    await present(card, TERMINAL.certificate);
    const proof = proofFor(await challengeOf(card));
    assert.equal((await authenticate(card, proof)).statusWord, SW.ok);
    await present(card, TERMINAL.certificate);
    await challengeOf(card);
    assert.deepEqual(await authenticate(card, proof), REFUSED);
  });

  test('once for each challenge, whether it succeeded or failed', async () => {
    for (const isRight of [true, false]) {
      const card = await selected();
      await present(card, TERMINAL.certificate);
      const proof = proofFor(await challengeOf(card));
      const first = await authenticate(card, isRight ? proof : flipped(proof, 700));
      assert.equal(first.statusWord, isRight ? SW.ok : SW.authenticationFailed);
      await present(card, TERMINAL.certificate);
      assert.deepEqual(await authenticate(card, proof), NOT_NOW);
    }
  });

  test('once for each certificate', async () => {
    const card = await selected();
    await present(card, TERMINAL.certificate);
    assert.equal((await authenticate(card, proofFor(await challengeOf(card)))).statusWord, SW.ok);
    assert.deepEqual(await authenticate(card, proofFor(await challengeOf(card))), NOT_NOW);
  });

  test('that asked for a challenge, of full length, since the card was switched on', async () => {
    const card = await selected();
    await present(card, TERMINAL.certificate);
    assert.deepEqual(await authenticate(card, proofFor(new Uint8Array(32))), NOT_NOW);
    await present(card, TERMINAL.certificate);
    const short = await challengeOf(card, 31);
    assert.deepEqual(await authenticate(card, proofFor(concat(short, Uint8Array.of(0)))), NOT_NOW);
    const challenge = await challengeOf(card);
    await card.reset();
    await status(card, INS.select, P1P2.byName, AID);
    await present(card, TERMINAL.certificate);
    assert.deepEqual(await authenticate(card, proofFor(challenge)), NOT_NOW);
  });

  test('with the parameters that there are', async () => {
    const card = await selected();
    const certificate = encode(certificateCodec, TERMINAL.certificate);
    assert.equal(await status(card, INS.verifyCertificate, 0, certificate), SW.wrongParameters);
    await present(card, TERMINAL.certificate);
    const proof = proofFor(await challengeOf(card));
    assert.equal(await status(card, INS.mutualAuthenticate, 1, proof, 512), SW.wrongParameters);
  });

  test('and none before it is activated, even when nothing is missing any more', async () => {
    const memory = new RamMemory();
    const state = decodeState((await personalisedImage()) ?? assert.fail());
    memory.write(encodeState({ ...state, lifeCycle: 'blank' }));
    const card = insert(memory);
    await status(card, INS.select, P1P2.byName, AID);
    assert.equal(await present(card, TERMINAL.certificate), SW.conditionsNotSatisfied);
  });

  test('whose certificate is unaltered in every bit', async () => {
    const card = await selected();
    const certificate = encode(certificateCodec, TERMINAL.certificate);
    const altered = Array.from({ length: 8 * certificate.length }, (_, bit) => flipped(certificate, bit));
    const { signature } = TERMINAL.certificate;
    const malleable = encode(certificateCodec, {
      ...TERMINAL.certificate,
      signature: malleated(signature),
    });
    const wrong = [...altered, malleable, certificate.slice(1), concat(certificate, Uint8Array.of(0)), NONE];
    for (const data of wrong) {
      const statusWord = await status(card, INS.verifyCertificate, P1P2.certificate, data);
      assert.ok(statusWord === SW.authenticationFailed || statusWord === SW.malformedData);
      assert.deepEqual(await authenticate(card, proofFor(await challengeOf(card))), NOT_NOW);
    }
  });

  test('whose proof is unaltered in every bit', async () => {
    const card = await selected();
    const attempt = async (alter: (proof: Uint8Array) => Uint8Array): Promise<Response> => {
      await present(card, TERMINAL.certificate);
      return authenticate(card, alter(proofFor(await challengeOf(card))));
    };
    const { length } = proofFor(new Uint8Array(32));
    const alterations = Array.from({ length: 8 * length }, (_, bit) => (p: Uint8Array) => flipped(p, bit));
    const malleable = (p: Uint8Array): Uint8Array => concat(p.slice(0, -64), malleated(p.slice(-64)));
    const others = [malleable, (p: Uint8Array) => p.slice(1), (p: Uint8Array) => Uint8Array.of(...p, 0)];
    for (const alter of [...alterations, ...others]) {
      const { data, statusWord } = await attempt(alter);
      assert.equal(data.length, 0);
      assert.ok(statusWord === SW.authenticationFailed || statusWord === SW.malformedData);
    }
    assert.equal((await attempt((proof) => proof)).statusWord, SW.ok);
  });

  test('with an ephemeral key that is an uncompressed point of the curve', async () => {
    const card = await selected();
    for (const [name, point] of Object.entries(badPoints())) {
      await present(card, TERMINAL.certificate);
      const proof = proofWith(point, await challengeOf(card));
      assert.deepEqual(await authenticate(card, proof), REFUSED, name);
    }
    await present(card, TERMINAL.certificate);
    const proof = proofWith(freshPoint(), await challengeOf(card));
    assert.equal((await authenticate(card, proof)).statusWord, SW.ok);
  });

  test('and forgets the PIN and the channel when another one comes, or tries to', async () => {
    const strangers = [deviceOf(OTHER_COMMISSIONER).certificate, TERMINAL.certificate];
    for (const certificate of strangers) {
      const { card, client } = await votedUpTo(0);
      await present(card, certificate);
      await assert.rejects(client.pinStatus(), { code: 'card/channel-lost', statusWord: SW.pinRequired });
      assert.deepEqual(await new CardClient(await channelTo(card)).pinStatus(), { ok: false, triesLeft: 3 });
    }
  });
});

async function personalisedImage(): Promise<Uint8Array | undefined> {
  const memory = new RamMemory();
  await personalised(memory);
  return memory.content;
}

/** A card that lets any terminal in, and proves what it can. */
function impostor(identity: DeviceIdentity): Card {
  const challenge = new Uint8Array(32).fill(3);
  return {
    atr: Uint8Array.of(0x3b, 0x00),
    reset: async () => undefined,
    transmit: async (apdu) => {
      const { ins, data } = parseCommand(apdu);
      if (ins === INS.getChallenge) return encodeResponse(challenge, SW.ok);
      if (ins !== INS.mutualAuthenticate) return encodeResponse(NONE, SW.ok);
      // The proof is an array of two byte strings: 82, 58 41 and 65 bytes, 58 40 and 64 bytes.
      const proof = { ephemeral: data.slice(3, 68), signature: data.slice(70) };
      const answer = answerTerminal(identity, challenge, TERMINAL.certificate, proof, random);
      return encodeResponse(encode(cardProofCodec, answer?.proof ?? assert.fail()), SW.ok);
    },
  };
}

describe('the terminal takes a card only', () => {
  const opening = (card: Card): Promise<Card> => openChannel(card, TERMINAL, random);
  const isNotAuthentic = { code: 'card/not-authentic' };
  const device: DeviceIdentity = deviceOf(COMMISSIONER, 'card');

  test('that proves to be one (the control of the tests below)', async () => {
    await opening(impostor(device));
  });

  test('of its own Commissioner', async () => {
    await assert.rejects(opening(impostor(deviceOf(OTHER_COMMISSIONER, 'card'))), isNotAuthentic);
    const memory = new RamMemory();
    await personaliseCard(insert(memory), PERSONALISATION, issuedBy(OTHER_COMMISSIONER));
    await assert.rejects(opening(insert(memory)), isNotAuthentic);
  });

  test('that holds the key of its certificate', async () => {
    await assert.rejects(opening(impostor({ ...device, key: OTHER_COMMISSIONER })), isNotAuthentic);
  });

  test('whose certificate says card: one of a terminal is none', async () => {
    await assert.rejects(opening(impostor(TERMINAL)), isNotAuthentic);
  });

  test('whose proof is for this terminal, unaltered in every byte and not of an earlier session', async () => {
    const { card } = await personalised();
    const contacts = new Contacts(card);
    await opening(contacts);
    const earlier = contacts.responses.at(-1) ?? assert.fail();
    const alterations: ((response: Uint8Array) => Uint8Array)[] = [
      () => earlier,
      () => encodeResponse(NONE, SW.ok),
      () => encodeResponse(Uint8Array.of(1, 2, 3), SW.ok),
      ...Array.from({ length: earlier.length }, (_, at) => (r: Uint8Array) => flipped(r, 8 * at + (at % 8))),
    ];
    for (const alter of alterations) {
      contacts.onResponse = (response) => (response.length > 100 ? alter(response) : response);
      await assert.rejects(opening(contacts), isNotAuthentic);
    }
    contacts.onResponse = (response) => response;
    await opening(contacts);
  });

  test('whose challenge came through unaltered', async () => {
    const { card } = await personalised();
    const contacts = new Contacts(card);
    contacts.onResponse = (response) => (response.length === 34 ? flipped(response, 5) : response);
    await assert.rejects(opening(contacts), { ...isNotAuthentic, statusWord: SW.authenticationFailed });
  });

  test('with an ephemeral key that is an uncompressed point of the curve', async () => {
    for (const [name, point] of Object.entries(badPoints()))
      await assert.rejects(opening(signing(device.key, device.certificate, point)), isNotAuthentic, name);
    await opening(signing(device.key, device.certificate, freshPoint()));
  });

  test('that answers at all', async () => {
    const cause = new Error('reader unplugged');
    const gone: Card = {
      atr: NONE,
      transmit: () => Promise.reject(cause),
      reset: async () => undefined,
    };
    await assert.rejects(opening(gone), { code: 'card/removed', cause });
    const mute: Card = { ...gone, transmit: async () => Uint8Array.of(0x90) };
    await assert.rejects(opening(mute), { code: 'card/malformed-answer' });
    const other: Card = { ...gone, transmit: async () => encodeResponse(NONE, SW.applicationNotFound) };
    await assert.rejects(opening(other), { code: 'card/refused', statusWord: SW.applicationNotFound });
  });
});

const cardStatement = struct({
  label: text(64),
  terminal: bytes(32),
  certificate: certificateCodec,
  ephemeral: bytes(65),
});

/** A card that proves with this ephemeral key, as mutual-authentication.ts describes the statement that it signs. */
function signing(key: SigningKey, certificate: DeviceCertificate, ephemeral: Uint8Array): Card {
  const honest = impostor({ key, certificate, commissionerKey: COMMISSIONER.publicKey });
  const challenge = new Uint8Array(32).fill(3);
  return {
    ...honest,
    transmit: async (apdu) => {
      const { ins, data } = parseCommand(apdu);
      if (ins !== INS.mutualAuthenticate) return honest.transmit(apdu);
      const body = encode(terminalStatement, {
        label: LABELS.channelTerminal,
        challenge,
        certificate: TERMINAL.certificate,
        ephemeral: data.slice(3, 68),
      });
      const terminal = sha256(concat(body, data.slice(70)));
      const statement = { label: LABELS.channelCard, terminal, certificate, ephemeral };
      const signature = key.sign(encode(cardStatement, statement));
      return encodeResponse(encode(cardProofCodec, { ephemeral, certificate, signature }), SW.ok);
    },
  };
}
