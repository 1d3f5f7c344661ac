import assert from 'node:assert/strict';
import { verify, X509Certificate } from 'node:crypto';
import { beforeEach, describe, test } from 'vitest';
import { concat, utf8 } from '../../../protocol/primitives/bytes.ts';
import { sha256 } from '../../../protocol/primitives/sha256.ts';
import { seededRandom } from '../../../protocol/seeded-random-test-support.ts';
import { encodeCommand, parseResponse, SW } from '../../iso7816/apdu.ts';
import { parseTlvs } from '../../iso7816/ber-tlv.ts';
import type { Card } from '../../iso7816/card.ts';
import { pinBlock } from '../../iso7816/reference-data.ts';
import type { EmulatedCard } from '../emulator/emulated-card.ts';
import { type CardState, decodeState } from '../memory/card-state.ts';
import { insert, RamMemory, PIN as VOTING_PIN } from '../test-support.ts';
import { personalisePiv } from './piv-client.ts';
import { KEY, PIV_AID, PIV_INS } from './piv-commands.ts';
import {
  bytes,
  certificateObject,
  FIELDS,
  generateRequest,
  personalisedPiv,
  pin,
  puk,
  signRequestOf,
  wrong,
} from './piv-test-support.ts';

const MESSAGE = utf8('signed by a stock tool');
const HASH = sha256(MESSAGE);
const NONE = new Uint8Array();
const signRequest = signRequestOf(HASH);

let memory: RamMemory;
let card: EmulatedCard;

const state = (): CardState => decodeState(memory.content ?? assert.fail());

async function send(ins: number, p1p2: number, data: Uint8Array = NONE, cla = 0) {
  const apdu = encodeCommand({ cla, ins, p1p2, data, expected: 65_536 });
  return parseResponse(await card.transmit(apdu)) ?? assert.fail('no status word');
}

async function status(...command: Parameters<typeof send>): Promise<string> {
  const { data, statusWord } = await send(...command);
  if (statusWord !== SW.ok) assert.equal(data.length, 0);
  return statusWord.toString(16);
}

async function answer(...command: Parameters<typeof send>): Promise<Uint8Array> {
  const { data, statusWord } = await send(...command);
  assert.equal(statusWord, SW.ok);
  return data;
}

const select = (): Promise<Uint8Array> => answer(PIV_INS.select, 0x0400, PIV_AID);
const verifyPin = (block = pin): Promise<string> => status(PIV_INS.verify, 0x0080, block);
const readObject = (tagList: string): Promise<Uint8Array> =>
  answer(PIV_INS.getData, 0x3fff, bytes(`5c${tagList}`));

async function certificate(tagList: string): Promise<X509Certificate> {
  const [object] = parseTlvs(await readObject(tagList), 0x53) ?? assert.fail();
  const [der, information, check] = parseTlvs(object, 0x70, 0x71, 0xfe) ?? assert.fail();
  assert.deepEqual([information, check], [Uint8Array.of(0), NONE]);
  return new X509Certificate(der);
}

/** Signs with GENERAL AUTHENTICATE. */
async function sign(key: number): Promise<Uint8Array> {
  const template = await answer(PIV_INS.generalAuthenticate, 0x1100 | key, signRequest);
  const [dynamic] = parseTlvs(template, 0x7c) ?? assert.fail();
  const [signature] = parseTlvs(dynamic, 0x82) ?? assert.fail();
  return signature;
}

const signStatus = (key: number): Promise<string> =>
  status(PIV_INS.generalAuthenticate, 0x1100 | key, signRequest);

beforeEach(async () => {
  memory = new RamMemory();
  card = await personalisedPiv(memory);
  await select();
});

describe('what stock tools read, without a PIN', () => {
  test('SELECT by the whole name or its beginning answers the application properties', async () => {
    const properties = bytes('61114f0600001000010079074f05a000000308');
    assert.deepEqual(await select(), properties);
    assert.deepEqual(await answer(PIV_INS.select, 0x0400, PIV_AID.subarray(0, 9)), properties);
  });

  test('the discovery object says that the application has its own PIN', async () => {
    assert.deepEqual(await readObject('017e'), bytes('7e124f0ba0000003080000100001005f2f024000'));
  });

  test('CHUID and CCC have the fields of their tables', async () => {
    const [chuid] = parseTlvs(await readObject('035fc102'), 0x53) ?? assert.fail();
    const [fascN, guid, expires] = parseTlvs(chuid, 0x30, 0x34, 0x35, 0x3e, 0xfe) ?? assert.fail();
    assert.deepEqual([fascN.length, guid.length], [25, 16]);
    assert.deepEqual(expires, utf8('20551231'));
    const [ccc] = parseTlvs(await readObject('035fc107'), 0x53) ?? assert.fail();
    const tags = [0xf0, 0xf1, 0xf2, 0xf3, 0xf4, 0xf5, 0xf6, 0xf7, 0xfa, 0xfb, 0xfc, 0xfd, 0xfe];
    assert.equal(parseTlvs(ccc, ...tags)?.[0]?.length, 21);
  });

  test('two certificates, self-signed, with two keys', async () => {
    const both = [await certificate('035fc105'), await certificate('035fc10a')] as const;
    for (const { subject, issuer, validFromDate, validToDate, publicKey, ...own } of both.map(described)) {
      assert.deepEqual([subject, issuer], ['CN=João Müller', 'CN=João Müller']);
      assert.deepEqual([validFromDate, validToDate], [FIELDS.notBefore, FIELDS.notAfter]);
      assert.deepEqual(publicKey.asymmetricKeyDetails, { namedCurve: 'prime256v1' });
      assert.ok(own.isSelfSigned);
    }
    assert.ok(!both[0].publicKey.equals(both[1].publicKey));
    assert.notEqual(both[0].serialNumber, both[1].serialNumber);
    assert.ok(both[0].raw.toString('hex').includes('0603551d0f0101ff040403020780'), 'digitalSignature');
    assert.ok(both[1].raw.toString('hex').includes('0603551d0f0101ff0404030206c0'), 'and nonRepudiation');
  });
});

function described(cert: X509Certificate) {
  const { subject, issuer, validFromDate, validToDate, publicKey } = cert;
  return { subject, issuer, validFromDate, validToDate, publicKey, isSelfSigned: cert.verify(publicKey) };
}

describe('signatures', () => {
  test('by the authentication key verify under its certificate, many after one PIN', async () => {
    const { publicKey } = await certificate('035fc105');
    await verifyPin();
    for (let i = 0; i < 3; i++)
      assert.ok(verify('sha256', MESSAGE, publicKey, await sign(KEY.authentication)));
  });

  test('by the signature key verify under its certificate, as DER and as r || s', async () => {
    const { publicKey } = await certificate('035fc10a');
    await verifyPin();
    assert.ok(verify('sha256', MESSAGE, publicKey, await sign(KEY.signature)));
    await verifyPin();
    const signature = await answer(PIV_INS.performSecurityOperation, 0x9e9a, HASH);
    assert.equal(signature.length, 64);
    assert.ok(verify('sha256', MESSAGE, { key: publicKey, dsaEncoding: 'ieee-p1363' }, signature));
  });

  test('by the signature key need a PIN immediately before each', async () => {
    const between: readonly (() => Promise<unknown>)[] = [
      () => sign(KEY.signature),
      () => sign(KEY.authentication),
      () => readObject('017e'),
      () => status(PIV_INS.verify, 0x0080),
      () => status(0xff, 0),
      select,
    ];
    for (const command of between) {
      await verifyPin();
      await command();
      assert.equal(await signStatus(KEY.signature), '6982');
      assert.equal(await status(PIV_INS.performSecurityOperation, 0x9e9a, HASH), '6982');
      assert.equal(await signStatus(KEY.authentication), '9000');
    }
  });

  test('selecting the applet again keeps the PIN; a reset, another applet and VERIFY FF forget it', async () => {
    const forget: readonly (() => Promise<unknown>)[] = [
      () => card.reset(),
      () => answer(PIV_INS.select, 0x0400, bytes('f05245565301')),
      () => answer(PIV_INS.verify, 0xff80),
    ];
    for (const command of forget) {
      await verifyPin();
      await select();
      assert.equal(await status(PIV_INS.verify, 0x0080), '9000');
      await command();
      await select();
      assert.equal(await status(PIV_INS.verify, 0x0080), '63c3');
      assert.equal(await signStatus(KEY.authentication), '6982');
    }
  });
});

describe('PIN and PUK', () => {
  test('three tries, then blocked until the PUK comes', async () => {
    for (const left of ['63c2', '63c1', '63c0', '6983']) assert.equal(await verifyPin(wrong), left);
    assert.equal(await verifyPin(), '6983');
    assert.equal(await status(PIV_INS.verify, 0x0080), '6983');
    assert.equal(await status(PIV_INS.changeReferenceData, 0x0080, concat(pin, wrong)), '6983');
    assert.equal(await status(PIV_INS.resetRetryCounter, 0x0080, concat(wrong, wrong)), '63c2');
    assert.equal(await status(PIV_INS.resetRetryCounter, 0x0080, concat(puk, pinBlock('246810'))), '9000');
    assert.equal(await verifyPin(), '63c2');
    assert.equal(await verifyPin(pinBlock('246810')), '9000');
  });

  test('a wrong PIN takes back what the right one gave', async () => {
    await verifyPin();
    await verifyPin(wrong);
    assert.equal(await signStatus(KEY.authentication), '6982');
  });

  test('each is changed with the old one, and has its own counter', async () => {
    const next = pinBlock('11112222');
    assert.equal(await status(PIV_INS.changeReferenceData, 0x0081, concat(wrong, next)), '63c2');
    assert.equal(await status(PIV_INS.changeReferenceData, 0x0080, concat(wrong, next)), '63c2');
    assert.equal(await status(PIV_INS.changeReferenceData, 0x0081, concat(puk, next)), '9000');
    assert.equal(await verifyPin(wrong), '63c1');
    assert.equal(await status(PIV_INS.changeReferenceData, 0x0080, concat(pin, wrong)), '9000');
    assert.equal(await verifyPin(wrong), '9000');
    assert.equal(await status(PIV_INS.resetRetryCounter, 0x0080, concat(puk, pin)), '63c2');
    assert.equal(await status(PIV_INS.resetRetryCounter, 0x0080, concat(next, pin)), '9000');
    assert.equal(await verifyPin(), '9000');
  });

  test('a blocked PUK ends it', async () => {
    for (const left of ['63c2', '63c1', '63c0', '6983'])
      assert.equal(await status(PIV_INS.resetRetryCounter, 0x0080, concat(wrong, pin)), left);
    assert.equal(await status(PIV_INS.resetRetryCounter, 0x0080, concat(puk, pin)), '6983');
    assert.equal(await status(PIV_INS.changeReferenceData, 0x0081, concat(puk, pin)), '6983');
    assert.equal(await verifyPin(), '9000');
  });

  test('they are not those for voting', async () => {
    const before = state().pin;
    assert.equal(await verifyPin(pinBlock(VOTING_PIN)), '63c2');
    assert.deepEqual(state().pin, before);
  });
});

describe('every wrong condition has its status word', () => {
  const conditions: readonly [string, Parameters<typeof send>, string][] = [
    ['no such instruction', [0xfd, 0x0000], '6d00'],
    ['no such class', [PIV_INS.verify, 0x0080, pin, 0x80], '6e00'],
    ['VERIFY: P1', [PIV_INS.verify, 0x0180, pin], '6a86'],
    ['VERIFY: no such reference', [PIV_INS.verify, 0x0000, pin], '6a88'],
    ['VERIFY: the PUK', [PIV_INS.verify, 0x0081, puk], '6a88'],
    ['VERIFY: length', [PIV_INS.verify, 0x0080, utf8(FIELDS.pin)], '6700'],
    ['VERIFY: form', [PIV_INS.verify, 0x0080, utf8('12345x78')], '6a80'],
    ['VERIFY: reset with data', [PIV_INS.verify, 0xff80, pin], '6a80'],
    ['CHANGE REFERENCE DATA: P1', [PIV_INS.changeReferenceData, 0x0280, concat(pin, pin)], '6a86'],
    ['CHANGE REFERENCE DATA: reference', [PIV_INS.changeReferenceData, 0x0000, concat(pin, pin)], '6a88'],
    ['CHANGE REFERENCE DATA: length', [PIV_INS.changeReferenceData, 0x0080, pin], '6700'],
    ['CHANGE REFERENCE DATA: form', [PIV_INS.changeReferenceData, 0x0080, new Uint8Array(16)], '6a80'],
    ['CHANGE REFERENCE DATA: PIN of a personalised card', [PIV_INS.changeReferenceData, 0x0180, pin], '6982'],
    ['CHANGE REFERENCE DATA: PUK of a personalised card', [PIV_INS.changeReferenceData, 0x0181, pin], '6982'],
    ['RESET RETRY COUNTER: P1', [PIV_INS.resetRetryCounter, 0x0180, concat(puk, pin)], '6a86'],
    ['RESET RETRY COUNTER: reference', [PIV_INS.resetRetryCounter, 0x0081, concat(puk, pin)], '6a88'],
    ['RESET RETRY COUNTER: length', [PIV_INS.resetRetryCounter, 0x0080], '6700'],
    ['GET DATA: P1-P2', [PIV_INS.getData, 0x3f00, bytes('5c017e')], '6a86'],
    ['GET DATA: no data', [PIV_INS.getData, 0x3fff], '6a80'],
    ['GET DATA: no tag list', [PIV_INS.getData, 0x3fff, bytes('53017e')], '6a80'],
    ['GET DATA: empty tag list', [PIV_INS.getData, 0x3fff, bytes('5c00')], '6a80'],
    ['GET DATA: two tags', [PIV_INS.getData, 0x3fff, bytes('5c045fc1027e')], '6a80'],
    ['GET DATA: an object of PIV that is not there', [PIV_INS.getData, 0x3fff, bytes('5c035fc106')], '6a82'],
    ['GET DATA: no such object', [PIV_INS.getData, 0x3fff, bytes('5c01df')], '6a82'],
    ['PUT DATA: P1-P2', [PIV_INS.putData, 0x3f00, certificateObject], '6a86'],
    ['PUT DATA: personalised', [PIV_INS.putData, 0x3fff, certificateObject], '6982'],
    ['GENERATE KEY PAIR: P1', [PIV_INS.generateKeyPair, 0x019a, generateRequest], '6a86'],
    ['GENERATE KEY PAIR: no such key', [PIV_INS.generateKeyPair, 0x009d, generateRequest], '6a86'],
    ['GENERATE KEY PAIR: personalised', [PIV_INS.generateKeyPair, 0x009a, generateRequest], '6982'],
    ['GENERAL AUTHENTICATE: algorithm', [PIV_INS.generalAuthenticate, 0x079a, signRequest], '6a86'],
    ['GENERAL AUTHENTICATE: no such key', [PIV_INS.generalAuthenticate, 0x119d, signRequest], '6a86'],
    ['GENERAL AUTHENTICATE: no PIN, 9A', [PIV_INS.generalAuthenticate, 0x119a, signRequest], '6982'],
    ['GENERAL AUTHENTICATE: no PIN, 9C', [PIV_INS.generalAuthenticate, 0x119c, signRequest], '6982'],
    ['PSO: P1-P2', [PIV_INS.performSecurityOperation, 0x8086, HASH], '6a86'],
    ['PSO: P2', [PIV_INS.performSecurityOperation, 0x9e00, HASH], '6a86'],
    ['PSO: no PIN', [PIV_INS.performSecurityOperation, 0x9e9a, HASH], '6982'],
  ];
  for (const [name, command, expected] of conditions)
    test(`${name}: ${expected}`, async () => {
      const before = memory.content;
      assert.equal(await status(...command), expected);
      assert.equal(memory.content, before, 'nothing was written');
    });

  const withPin: readonly [string, number, number, Uint8Array, string][] = [
    ['no data', PIV_INS.generalAuthenticate, 0x119a, NONE, '6a80'],
    ['no template', PIV_INS.generalAuthenticate, 0x119a, HASH, '6a80'],
    ['no response asked for', PIV_INS.generalAuthenticate, 0x119a, concat(bytes('7c228120'), HASH), '6a80'],
    ['a response given', PIV_INS.generalAuthenticate, 0x119a, concat(bytes('7c258201ff8120'), HASH), '6a80'],
    ['a witness', PIV_INS.generalAuthenticate, 0x119a, bytes('7c028000'), '6a80'],
    [
      'no SHA-256 hash',
      PIV_INS.generalAuthenticate,
      0x119c,
      concat(bytes('7c1882008114'), HASH.subarray(12)),
      '6a80',
    ],
    ['no hash', PIV_INS.performSecurityOperation, 0x9e9a, NONE, '6700'],
    ['a hash too long', PIV_INS.performSecurityOperation, 0x9e9a, concat(HASH, HASH), '6700'],
    ['GENERATE KEY PAIR even so', PIV_INS.generateKeyPair, 0x009c, generateRequest, '6982'],
    ['PUT DATA even so', PIV_INS.putData, 0x3fff, certificateObject, '6982'],
    ['a new PIN without the old one even so', PIV_INS.changeReferenceData, 0x0180, wrong, '6982'],
  ];
  for (const [name, ins, p1p2, data, expected] of withPin)
    test(`with the PIN, ${name}: ${expected}`, async () => {
      await verifyPin();
      const before = memory.content;
      assert.equal(await status(ins, p1p2, data), expected);
      assert.equal(memory.content, before, 'nothing was written');
    });
});

describe('at the desk', () => {
  beforeEach(async () => {
    memory = new RamMemory();
    card = insert(memory);
    await select();
  });

  test('a blank card has neither PIN nor keys nor objects', async () => {
    assert.equal(await verifyPin(), '6985');
    assert.equal(await status(PIV_INS.resetRetryCounter, 0x0080, concat(puk, pin)), '6985');
    assert.equal(await status(PIV_INS.changeReferenceData, 0x0081, concat(puk, pin)), '6985');
    assert.equal(await signStatus(KEY.authentication), '6a88');
    assert.equal(await status(PIV_INS.performSecurityOperation, 0x9e9a, HASH), '6a88');
    assert.equal(await status(PIV_INS.getData, 0x3fff, bytes('5c035fc105')), '6a82');
  });

  test('malformed values are refused', async () => {
    const malformed: readonly [number, number, Uint8Array, string][] = [
      [PIV_INS.changeReferenceData, 0x0180, concat(pin, pin), '6700'],
      [PIV_INS.changeReferenceData, 0x0181, new Uint8Array(8), '6a80'],
      [PIV_INS.putData, 0x3fff, NONE, '6a80'],
      [PIV_INS.putData, 0x3fff, bytes('5c035fc105'), '6a80'],
      [PIV_INS.putData, 0x3fff, bytes('5c017e5301aa'), '6a82'],
      [PIV_INS.putData, 0x3fff, bytes('5c035fc1065301aa'), '6a82'],
      [PIV_INS.putData, 0x3fff, concat(bytes('5c035fc10553821001'), new Uint8Array(4097)), '6a84'],
      [PIV_INS.generateKeyPair, 0x009a, NONE, '6a80'],
      [PIV_INS.generateKeyPair, 0x009a, bytes('ac03800114'), '6a80'],
      [PIV_INS.generateKeyPair, 0x009a, bytes('ac0480021111'), '6a80'],
    ];
    for (const [ins, p1p2, data, expected] of malformed)
      assert.equal(await status(ins, p1p2, data), expected);
    assert.equal(memory.content, undefined);
  });

  test('a signature needs the PIN here too', async () => {
    await answer(PIV_INS.changeReferenceData, 0x0180, pin);
    await answer(PIV_INS.generateKeyPair, 0x009a, generateRequest);
    assert.equal(await signStatus(KEY.authentication), '6982');
    await verifyPin();
    assert.equal(await signStatus(KEY.authentication), '9000');
  });

  test('the last value written counts', async () => {
    for (const value of ['aa', 'bb']) await answer(PIV_INS.putData, 0x3fff, bytes(`5c035fc1055301${value}`));
    assert.deepEqual(await readObject('035fc105'), bytes('5301bb'));
    assert.equal(state().piv.objects.length, 1);
  });
});

describe('the client', () => {
  const lying = (...answers: readonly string[]): Card => {
    const rest = [...answers];
    return { atr: NONE, transmit: async () => bytes(rest.shift() ?? '9000'), reset: async () => undefined };
  };

  test('says what the card refused', async () => {
    await assert.rejects(personalisePiv(card, FIELDS, seededRandom('again')), {
      code: 'card/pin-required',
      statusWord: SW.pinRequired,
    });
    await assert.rejects(personalisePiv(lying('6a82'), FIELDS, seededRandom('desk')), {
      code: 'card/refused',
      statusWord: 0x6a82,
    });
  });

  test('refuses an answer that is no public key', async () => {
    for (const answer of ['9000', '7f4900' + '9000', '7f49028500' + '9000'])
      await assert.rejects(
        personalisePiv(lying('9000', '9000', '9000', '9000', '9000', answer), FIELDS, seededRandom('desk')),
        { code: 'card/malformed-answer' },
      );
  });

  test('refuses a common name that is none', async () => {
    for (const commonName of ['', 'x'.repeat(65)]) {
      const blank = insert(new RamMemory());
      await assert.rejects(
        personalisePiv(blank, { ...FIELDS, commonName }, seededRandom('desk')),
        RangeError,
      );
    }
  });
});
