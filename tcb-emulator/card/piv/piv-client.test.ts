/** Of the client: what it makes of the authentication key's certificate, on our card and on others. */
import assert from 'node:assert/strict';
import { test } from 'vitest';
import { concat } from '../../../protocol/primitives/bytes.ts';
import { signatureFromDer, verifySignature } from '../../../protocol/primitives/p256-signature.ts';
import { sha256 } from '../../../protocol/primitives/sha256.ts';
import { ATR } from '../../iso7816/atr.ts';
import { encodeTlv } from '../../iso7816/ber-tlv.ts';
import type { Card } from '../../iso7816/card.ts';
import { call } from '../../iso7816/card-call.ts';
import { insert, RamMemory } from '../test-support.ts';
import { readPublicKey, selectPiv, signHash } from './piv-client.ts';
import { KEY, PIV_INS, REFERENCE } from './piv-commands.ts';
import { bytes, FIELDS, personalisedPiv, pin } from './piv-test-support.ts';
import { signedCertificate, tbsCertificate } from './self-signed-certificate.ts';

/** A card that gives one answer to everything. */
const answering = (answer: Uint8Array): Card => ({
  atr: ATR,
  transmit: async () => answer.slice(),
  reset: async () => undefined,
});
const ok = (...parts: Uint8Array[]): Card => answering(concat(...parts, Uint8Array.of(0x90, 0x00)));
const object = (certificate: Uint8Array): Uint8Array =>
  encodeTlv(0x53, encodeTlv(0x70, certificate), encodeTlv(0x71, Uint8Array.of(0)), encodeTlv(0xfe));

test('the key in the certificate is the one that signs', async () => {
  const card = await personalisedPiv(new RamMemory());
  await selectPiv(card);
  const publicKey = await readPublicKey(card);
  const message = bytes('0102');
  const sign = () => signHash(card, KEY.authentication, sha256(message));
  await assert.rejects(sign(), { code: 'card/pin-required' });
  await call(card, PIV_INS.verify, REFERENCE.pin, pin);
  assert.ok(verifySignature(publicKey, message, signatureFromDer(await sign())));
});

test('a card without the applet or the certificate says so', async () => {
  await assert.rejects(selectPiv(answering(bytes('6a82'))), { code: 'card/refused', statusWord: 0x6a82 });
  const blank = insert(new RamMemory());
  await selectPiv(blank);
  await assert.rejects(readPublicKey(blank), { code: 'card/refused', statusWord: 0x6a82 });
});

test('what is no certificate of a P-256 key is refused', async () => {
  const point = new Uint8Array(65).with(0, 4);
  const { commonName, notBefore, notAfter } = FIELDS;
  const serial = new Uint8Array(16);
  const fields = { commonName, notBefore, notAfter, serial, publicKey: point, nonRepudiation: false };
  const offTheCurve = signedCertificate(tbsCertificate(fields), bytes('3006020101020101'));
  for (const card of [
    ok(),
    ok(bytes('5300')),
    ok(bytes('53820fff')),
    ok(object(bytes(''))),
    ok(object(bytes('3000'))),
    ok(object(offTheCurve)),
    ok(encodeTlv(0x53, encodeTlv(0x70, offTheCurve))),
  ])
    await assert.rejects(readPublicKey(card), { code: 'card/malformed-answer' });
});
