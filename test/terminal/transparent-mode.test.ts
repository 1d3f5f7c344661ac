/**
 * The terminal as an ordinary reader, and a hostile PC at it (FINREAD transparent mode; PC/SC part 10). The attacks are
 * those that were carried out on a prototype: PIN theft through secure PIN entry, and a voter who is tricked into one PIN
 * entry before the PC tries to sign a request of its own.
 */
import assert from 'node:assert/strict';
import { afterEach, beforeAll, beforeEach, describe, test } from 'vitest';
import { certifyDevice } from '../../protocol/messages/device-certificate.ts';
import { encode } from '../../protocol/primitives/cbor.ts';
import { randomSecretKey, signingKey } from '../../protocol/primitives/p256-signature.ts';
import { random } from '../../protocol/test-support.ts';
import { EmulatedCard } from '../../tcb-emulator/card/emulator/emulated-card.ts';
import { PIV_AID } from '../../tcb-emulator/card/piv/piv-commands.ts';
import { openChannel } from '../../tcb-emulator/card/voting/channel-client.ts';
import {
  AID,
  beginVoteCodec,
  INS,
  signRequestCodec,
} from '../../tcb-emulator/card/voting/voting-commands.ts';
import { keysForPin } from '../../tcb-emulator/dialogue/prompts.ts';
import { textsIn } from '../../tcb-emulator/dialogue/screens.ts';
import { encodeCommand, parseResponse, SW } from '../../tcb-emulator/iso7816/apdu.ts';
import type { Card } from '../../tcb-emulator/iso7816/card.ts';
import type { PinFormat, PinModification, PinVerification } from '../../tcb-emulator/pcsc/pin-structures.ts';
import { modifyPin, verifyPin } from '../../tcb-emulator/terminal/secure-pin-entry.ts';
import { TransparentMode } from '../../tcb-emulator/terminal/transparent-mode.ts';
import { PIN, PUK, SIGNING_PIN, SIGNING_PUK, TerminalRig } from '../support/terminal-rig.ts';

const HASH = new Uint8Array(32).fill(7);
const REFUSED = [0x6b, 0x80];

let rig: TerminalRig;
let reader: TransparentMode;
/** All that the PC ever got through this reader. */
const seen: Uint8Array[] = [];

beforeAll(async () => {
  rig = await TerminalRig.make();
});

beforeEach(async () => {
  await rig.newCard();
  reader = new TransparentMode(rig.terminal, rig.panel);
});

/** Whatever was done: the PC has seen no PIN. */
afterEach(() => {
  const all = Buffer.concat([...seen, ...rig.seenByPc]);
  for (const pin of [PIN, PUK, SIGNING_PIN, SIGNING_PUK]) assert.equal(all.includes(pin), false);
});

async function send(instruction: number, p1p2: number, data: Uint8Array = new Uint8Array(), expected = 256) {
  const command = { cla: instruction >> 8, ins: instruction & 0xff, p1p2, data, expected };
  const answer = await reader.transmit(encodeCommand(command));
  seen.push(answer);
  const response = parseResponse(answer);
  assert.ok(response !== undefined);
  return response;
}

const FORMAT: PinFormat = {
  encoding: 'ascii',
  justified: 'left',
  position: 0,
  positionUnit: 'bytes',
  blockLength: 8,
  lengthBits: 0,
  lengthPosition: 0,
  lengthUnit: 'bits',
};
const VERIFY = Uint8Array.of(0x00, 0x20, 0x00, 0x80, 8, ...new Uint8Array(8).fill(0xff));
const entry = (apdu: Uint8Array, timeoutSeconds = 30): PinVerification => ({
  timeoutSeconds,
  format: FORMAT,
  minDigits: 4,
  maxDigits: 8,
  entryValidation: { onMaxDigits: false, onKey: true, onTimeout: false },
  messageCount: 1,
  languageId: 0x0409,
  messageIndex: 0,
  apdu,
});

/** CHANGE REFERENCE DATA or RESET RETRY COUNTER. */
const change = (ins: number): PinModification => ({
  ...entry(Uint8Array.of(0x00, ins, 0x00, 0x80, 16, ...new Uint8Array(16).fill(0xff))),
  oldPinOffset: 0,
  newPinOffset: 8,
  confirmsNew: true,
  asksOld: true,
  messageIndices: [0, 1, 2],
});

/** The PC asks for the PIN; the person agrees and types it. */
async function enterPin(apdu: Uint8Array, pin: string): Promise<number[]> {
  const [answer] = await Promise.all([
    reader.verifyPin(entry(apdu)),
    rig.panel.type(['ok', ...keysForPin(pin)]),
  ]);
  seen.push(answer);
  return [...answer];
}

async function triesForVoting(): Promise<number | true> {
  const channel = await openChannel(new EmulatedCard({ memory: rig.memory, random }), rig.identity, random);
  const answer = parseResponse(await channel.transmit(Uint8Array.of(0x00, 0x20, 0x00, 0x81)));
  return answer?.statusWord === SW.ok ? true : (answer?.statusWord ?? 0) & 0x0f;
}

describe('an ordinary reader', () => {
  test('passes commands to the card, and has a pin-pad', async () => {
    assert.equal((await send(INS.select, 0x0400, PIV_AID)).statusWord, SW.ok);
    assert.deepEqual(await enterPin(VERIFY, SIGNING_PIN), [0x90, 0x00]);
    assert.equal((await send(0x002a, 0x9e9a, HASH)).data.length, 64, 'the card signs for stock tools');
    assert.match(rig.panel.frame().lines.join(' '), /Card inserted/);
  });

  test('a wrong PIN costs a try; cancel, removal and time-out answer as part 10 says', async () => {
    assert.deepEqual(await enterPin(VERIFY, '999999'), [0x63, 0xc2]);
    const cancelled = Promise.all([reader.verifyPin(entry(VERIFY)), rig.panel.type(['cancel'])]);
    assert.deepEqual([...(await cancelled)[0]], [0x64, 0x01]);
    const halfway = Promise.all([reader.verifyPin(entry(VERIFY)), rig.panel.type(['ok', '1', 'cancel'])]);
    assert.deepEqual([...(await halfway)[0]], [0x64, 0x01]);
    assert.deepEqual([...(await reader.verifyPin(entry(VERIFY, 1)))], [0x64, 0x00]);
    const removed = reader.verifyPin(entry(VERIFY));
    await rig.panel.waitForText('The PC wants');
    rig.terminal.remove();
    assert.deepEqual([...(await removed)], [0x64, 0x01]);
    await assert.rejects(reader.transmit(VERIFY), { code: 'reader/no-card' });
    assert.equal(reader.atr(), undefined);
  });

  test('a change of PIN in another form than the one that PIV has is refused before anybody is asked', async () => {
    for (const other of [{ oldPinOffset: 1 }, { newPinOffset: 0 }, { asksOld: false }]) {
      const asked = rig.panel.waitForText('The PC wants').then(() => 'asked');
      const answer = reader.modifyPin({ ...change(0x24), ...other }).then((bytes) => [...bytes]);
      assert.deepEqual(await Promise.race([answer, asked]), REFUSED);
    }
  });

  test('PIN and PUK are changed on the pin-pad', async () => {
    const modify = async (ins: number, old: string, next: string) => {
      const keys = ['ok' as const, ...keysForPin(old), ...keysForPin(next), ...keysForPin(next)];
      return [...(await Promise.all([reader.modifyPin(change(ins)), rig.panel.type(keys)]))[0]];
    };
    assert.deepEqual(await modify(0x24, SIGNING_PIN, '8642'), [0x90, 0x00]);
    assert.deepEqual(await enterPin(VERIFY, '8642'), [0x90, 0x00]);
    for (const left of [2, 1, 0]) assert.deepEqual(await enterPin(VERIFY, '0000'), [0x63, 0xc0 | left]);
    assert.deepEqual(await enterPin(VERIFY, '8642'), [0x69, 0x83]);
    assert.deepEqual(await modify(0x2c, SIGNING_PUK, '1357'), [0x90, 0x00]);
    assert.deepEqual(await enterPin(VERIFY, '1357'), [0x90, 0x00]);
    const plain = { ...change(0x24), newPinOffset: 0 };
    assert.deepEqual([...(await reader.modifyPin(plain))], REFUSED);
  });
});

describe('secure mode', () => {
  test('while a Finlet is active the PC gets nothing, and what it had is gone afterwards', async () => {
    await send(INS.select, 0x0400, PIV_AID);
    await enterPin(VERIFY, SIGNING_PIN);
    const { changes } = reader;
    await rig.begin(rig.data());
    assert.equal(rig.panel.frame().mode, 'secure');
    for (const call of [
      () => reader.transmit(VERIFY),
      () => reader.reset(),
      () => reader.verifyPin(entry(VERIFY)),
      () => reader.modifyPin(change(0x24)),
    ])
      await assert.rejects(call(), { code: 'reader/secure-mode' });
    await rig.panel.type(['cancel']);
    await rig.settled();
    assert.ok(reader.changes >= changes + 2, 'programs see that the card was away');
    assert.equal((await send(INS.select, 0x0400, PIV_AID)).statusWord, SW.ok);
    assert.equal((await send(0x002a, 0x9e9a, HASH)).statusWord, SW.pinRequired);
  });

  test('a PIN entry for the PC that is under way ends when a Finlet starts', async () => {
    const asked = reader.verifyPin(entry(VERIFY));
    await rig.panel.waitForText('The PC wants');
    await rig.begin(rig.data());
    assert.deepEqual([...(await asked)], [0x64, 0x01]);
    await rig.panel.waitForText('English');
  });
});

describe('a hostile PC', () => {
  test('gets nothing from the voting applet but status words, and changes nothing', async () => {
    const image = rig.memory.state;
    assert.equal((await send(INS.select, 0x0400, AID)).statusWord, SW.ok);
    for (const instruction of Object.values(INS))
      for (const cla of [0x00, 0x0c])
        for (const p1p2 of [0x0000, 0x0081, 0x0100, 0xdf01, 0xdf02, 0xdf03, 0xdf04]) {
          if (instruction === INS.select || instruction === INS.getChallenge) continue;
          const { data } = await send(instruction | (cla << 8), p1p2, random(40));
          assert.equal(data.length, 0, instruction.toString(16));
        }
    assert.equal(rig.memory.state, image);
  });

  test('cannot have a PIN written into any other command', async () => {
    await send(INS.select, 0x0400, PIV_AID);
    const { sequence } = rig.panel.frame();
    const block = [8, ...new Uint8Array(8).fill(0xff)];
    const templates: readonly number[][] = [
      [0x00, 0x88, 0x00, 0x00, ...block], // INTERNAL AUTHENTICATE: the prototype's theft
      [0x00, 0x87, 0x11, 0x9a, ...block],
      [0x00, 0x2a, 0x9e, 0x9a, ...block],
      [0x00, 0xda, 0x00, 0x01, ...block],
      [0x00, 0xd6, 0x00, 0x00, ...block], // UPDATE BINARY
      [0x00, 0x20, 0x00, 0x81, ...block], // the voting applet's reference
      [0x80, 0x20, 0x00, 0x80, ...block],
      [0x0c, 0x20, 0x00, 0x80, ...block],
      [0x10, 0x20, 0x00, 0x80, ...block], // chained: the rest would come from the PC
      [0x00, 0x20, 0x00, 0x80, 7, ...new Uint8Array(7)],
      [0x00, 0x20, 0x00, 0x80, ...block, 0x00],
      [0x00, 0x24, 0x00, 0x80, ...block],
      [0x00, 0x20, 0x00],
    ];
    for (const template of templates) {
      const apdu = Uint8Array.from(template);
      assert.deepEqual([...(await reader.verifyPin(entry(apdu)))], REFUSED);
      // One block is what CHANGE REFERENCE DATA must not have.
      assert.deepEqual([...(await reader.modifyPin({ ...change(0x24), apdu }))], REFUSED);
    }
    const formats: readonly Partial<PinFormat>[] = [
      { encoding: 'bcd' },
      { encoding: 'binary' },
      { justified: 'right' },
      { position: 1 },
      { blockLength: 7 },
      { lengthBits: 4 },
    ];
    for (const format of formats)
      assert.deepEqual(
        [...(await reader.verifyPin({ ...entry(VERIFY), format: { ...FORMAT, ...format } }))],
        REFUSED,
      );
    assert.equal(rig.panel.frame().sequence, sequence, 'the person was not even asked');
  });

  test('gets no PIN asked for by a card that has no PIV applet', async () => {
    const card: Card = {
      atr: new Uint8Array(),
      transmit: async () => Uint8Array.of(0x6a, 0x82),
      reset: async () => undefined,
    };
    const io = { show: () => assert.fail('shown'), nextKey: () => assert.fail('asked') };
    assert.deepEqual([...(await verifyPin(io, textsIn('en'), card, entry(VERIFY)))], REFUSED);
    assert.deepEqual([...(await modifyPin(io, textsIn('en'), card, change(0x24)))], REFUSED);
  });

  test('that selects the voting applet first does not get its PIN tried', async () => {
    await send(INS.select, 0x0400, AID);
    assert.deepEqual(
      await enterPin(VERIFY, PIN),
      [0x63, 0xc2],
      'it is the PIN of the other applet that was wrong',
    );
    assert.equal(await triesForVoting(), 3);
  });

  test('that tricked the voter into a PIN entry cannot sign a request of its own', async () => {
    const { electionId } = rig.fixture.plan;
    const { manifestHash } = rig.fixture.election;
    // Even if the voter typed both PINs, one after the other.
    await enterPin(VERIFY, PIN);
    assert.deepEqual(await enterPin(VERIFY, SIGNING_PIN), [0x90, 0x00]);
    const image = rig.memory.state;
    await send(INS.select, 0x0400, AID);
    const vote = { electionId, manifestHash, style: 'north', begun: 0, choices: Uint8Array.of(1) };
    const request = {
      manifestHash,
      administrator: 'administrator-1',
      blinded: new Uint8Array(48).fill(0x97),
    };
    assert.equal((await send(INS.beginVote, 0, encode(beginVoteCodec, vote))).statusWord, SW.pinRequired);
    assert.equal(
      (await send(INS.signRequest, 0, encode(signRequestCodec, request))).statusWord,
      SW.pinRequired,
    );
    assert.equal(
      (await send(INS.verify, 0x0081, new TextEncoder().encode(`${PIN}\xff\xff`))).statusWord,
      SW.pinRequired,
    );
    // With a channel of its own: it has no certificate of this Commissioner's.
    const own = signingKey(randomSecretKey(random));
    const device = { role: 'terminal', serial: 'terminal-1', publicKey: own.publicKey } as const;
    const forged = { ...rig.identity, certificate: certifyDevice(device, own), key: own };
    const stolen = { ...rig.identity, key: own };
    for (const identity of [forged, stolen])
      await assert.rejects(
        openChannel(
          {
            ...reader,
            atr: new Uint8Array(),
            transmit: (apdu) => reader.transmit(apdu),
            reset: () => reader.reset(),
          },
          identity,
          random,
        ),
        {
          code: 'card/not-authentic',
        },
      );
    assert.equal(rig.memory.state, image);
    // What the signing key does sign is no request: the Administrators' roll has another key.
    assert.equal(await triesForVoting(), 3);
  });
});

test('no key pressed for a PIN is ever shown', async () => {
  const frames: string[] = [];
  const typed = enterPin(VERIFY, SIGNING_PIN);
  let { sequence } = rig.panel.frame();
  const watch = (async () => {
    for (;;) {
      const frame = await rig.panel.afterFrame(sequence);
      sequence = frame.sequence;
      frames.push(frame.lines.join(''));
      if (frame.lines.join('').includes('Card inserted')) return;
    }
  })();
  await typed;
  await watch;
  assert.ok(frames.some((frame) => frame.includes('***')));
  for (const frame of frames) assert.doesNotMatch(frame, /\d{2}/);
});
