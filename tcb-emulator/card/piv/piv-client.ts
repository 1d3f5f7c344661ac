/**
 * The PIV applet as a program uses it (NIST SP 800-73-4, part 2), and at the issuer's desk (part 1, appendix A): before
 * the card is personalised, keys are drawn on it and PIN, PUK and objects are written. Signatures need the PIN even there.
 */
import { X509Certificate } from 'node:crypto';
import { p256 } from '@noble/curves/nist.js';
import { concat, EMPTY, utf8 } from '../../../protocol/primitives/bytes.ts';
import type { RandomSource } from '../../../protocol/primitives/random.ts';
import { sha256 } from '../../../protocol/primitives/sha256.ts';
import { encodeTlv, parseTlvs } from '../../iso7816/ber-tlv.ts';
import type { Card } from '../../iso7816/card.ts';
import { call, malformed } from '../../iso7816/card-call.ts';
import { pinBlock } from '../../iso7816/reference-data.ts';
import { ALGORITHM_P256, KEY, NEW_ONLY, OBJECT, PIV_AID, PIV_INS, REFERENCE, TAG } from './piv-commands.ts';
import { signedCertificate, tbsCertificate } from './self-signed-certificate.ts';

export interface PivPersonalisation {
  /** Of the holder, in the certificates: 1 to 64 characters. */
  readonly commonName: string;
  /** 4 to 8 digits each; not those for voting. Stock tools want 6 or more of a new PIN. */
  readonly pin: string;
  readonly puk: string;
  /** When the certificates are valid, to the second. */
  readonly notBefore: Date;
  readonly notAfter: Date;
}

const SELECT_BY_NAME = 0x0400;
const DATA_OBJECT = 0x3fff;
const SHORT_ANSWER = 256;
/** Of a data object, with its tags. */
const MAX_OBJECT = 4096;
const SERIAL_LENGTH = 16;

const SLOTS = [
  { key: KEY.authentication, certificate: OBJECT.authenticationCertificate, nonRepudiation: false },
  { key: KEY.signature, certificate: OBJECT.signatureCertificate, nonRepudiation: true },
] as const;

/** To be called before the voting applet activates the card. Errors: CardError; RangeError for the certificates' fields. */
export async function personalisePiv(
  card: Card,
  fields: PivPersonalisation,
  random: RandomSource,
): Promise<void> {
  await selectPiv(card);
  await setReference(card, REFERENCE.pin, fields.pin);
  await setReference(card, REFERENCE.puk, fields.puk);
  await putObject(card, OBJECT.chuid, cardHolderUniqueIdentifier(fields.notAfter, random));
  await putObject(card, OBJECT.capabilities, cardCapabilityContainer(random));
  for (const { key, certificate, nonRepudiation } of SLOTS) {
    const publicKey = await generateKeyPair(card, key);
    const tbs = tbsCertificate({ ...fields, serial: random(SERIAL_LENGTH), publicKey, nonRepudiation });
    await call(card, PIV_INS.verify, REFERENCE.pin, pinBlock(fields.pin));
    const signature = await signHash(card, key, sha256(tbs));
    await putObject(card, certificate, certificateObject(signedCertificate(tbs, signature)));
  }
}

/** What all that follows needs. Errors: CardError. */
export async function selectPiv(card: Card): Promise<void> {
  await call(card, PIV_INS.select, SELECT_BY_NAME, PIV_AID, SHORT_ANSWER);
}

/**
 * The public key (33 bytes) of the authentication key's certificate, which anyone may read.
 * Errors: CardError, also card/malformed-answer for a certificate of another kind of key.
 */
export async function readPublicKey(card: Card): Promise<Uint8Array> {
  const tagList = encodeTlv(TAG.tagList, objectName(OBJECT.authenticationCertificate));
  const answer = await call(card, PIV_INS.getData, DATA_OBJECT, tagList, MAX_OBJECT);
  const [object = EMPTY] = parseTlvs(answer, TAG.data) ?? [];
  const [certificate = EMPTY] = parseTlvs(object, ...CERTIFICATE_OBJECT) ?? [];
  return publicKeyIn(certificate);
}

function publicKeyIn(certificate: Uint8Array): Uint8Array {
  try {
    const { x = '', y = '' } = new X509Certificate(certificate).publicKey.export({ format: 'jwk' });
    const point = Buffer.concat([Buffer.of(4), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')]);
    // Of any other kind of key this is no point of the curve.
    return p256.Point.fromBytes(new Uint8Array(point)).toBytes();
  } catch (cause) {
    throw malformed({ cause });
  }
}

const setReference = (card: Card, reference: number, digits: string): Promise<Uint8Array> =>
  call(card, PIV_INS.changeReferenceData, (NEW_ONLY << 8) | reference, pinBlock(digits));

function putObject(card: Card, tag: number, value: Uint8Array): Promise<Uint8Array> {
  const data = concat(encodeTlv(TAG.tagList, objectName(tag)), encodeTlv(TAG.data, value));
  return call(card, PIV_INS.putData, DATA_OBJECT, data);
}

const objectName = (tag: number): Uint8Array => Uint8Array.of(tag >> 16, (tag >> 8) & 0xff, tag & 0xff);

/** Resolves to the public key: an uncompressed point of 65 bytes. */
async function generateKeyPair(card: Card, key: number): Promise<Uint8Array> {
  const template = encodeTlv(TAG.keyReference, encodeTlv(TAG.mechanism, Uint8Array.of(ALGORITHM_P256)));
  const answer = await call(card, PIV_INS.generateKeyPair, key, template, SHORT_ANSWER);
  return nested(answer, TAG.publicKey, TAG.point);
}

/**
 * The signature in DER by a key, one of {@link KEY}, over a hash of 32 bytes; the PIN has been verified.
 * Errors: CardError.
 */
export async function signHash(card: Card, key: number, hash: Uint8Array): Promise<Uint8Array> {
  const template = encodeTlv(
    TAG.dynamicAuthentication,
    encodeTlv(TAG.response),
    encodeTlv(TAG.challenge, hash),
  );
  const p1p2 = (ALGORITHM_P256 << 8) | key;
  const answer = await call(card, PIV_INS.generalAuthenticate, p1p2, template, SHORT_ANSWER);
  return nested(answer, TAG.dynamicAuthentication, TAG.response);
}

/** Part 1, appendix A, table 10: the certificate, that it is not compressed, no error detection code. */
const CERTIFICATE_OBJECT = [0x70, 0x71, 0xfe] as const;

function certificateObject(certificate: Uint8Array): Uint8Array {
  const [content, compression, errorDetection] = CERTIFICATE_OBJECT;
  return concat(
    encodeTlv(content, certificate),
    encodeTlv(compression, Uint8Array.of(0)),
    encodeTlv(errorDetection),
  );
}

/** FASC-N of cards that no federal agency issued: agency, system and credential are all nines (part 1, section 3.1.2). */
const NOT_FEDERAL = Buffer.from('d4e739da739ced39ce739d836858210842108421c84210c3eb', 'hex');

/** Part 1, table 9, without the issuer's signature: nobody relies on it. */
function cardHolderUniqueIdentifier(expires: Date, random: RandomSource): Uint8Array {
  const expiryDate = utf8(expires.toISOString().slice(0, 10).replaceAll('-', ''));
  return concat(
    encodeTlv(0x30, NOT_FEDERAL),
    encodeTlv(0x34, uuid(random)),
    encodeTlv(0x35, expiryDate),
    encodeTlv(0x3e),
    encodeTlv(0xfe),
  );
}

/** RFC 9562, section 5.4: version 4. */
function uuid(random: RandomSource): Uint8Array {
  const bytes = random(16);
  return bytes.with(6, ((bytes[6] ?? 0) & 0x0f) | 0x40).with(8, ((bytes[8] ?? 0) & 0x3f) | 0x80);
}

/** Part 1, table 8: version 2.1 of container and grammar, data model 10 (PIV), and nothing of older card systems. */
function cardCapabilityContainer(random: RandomSource): Uint8Array {
  const cardIdentifier = concat(Buffer.from('a000000116ff02', 'hex'), random(14));
  return concat(
    encodeTlv(0xf0, cardIdentifier),
    encodeTlv(0xf1, Uint8Array.of(0x21)),
    encodeTlv(0xf2, Uint8Array.of(0x21)),
    encodeTlv(0xf3),
    encodeTlv(0xf4, Uint8Array.of(0x00)),
    encodeTlv(0xf5, Uint8Array.of(0x10)),
    ...[0xf6, 0xf7, 0xfa, 0xfb, 0xfc, 0xfd, 0xfe].map((tag) => encodeTlv(tag)),
  );
}

/** The value of `inner` in the template `outer`, each alone in its place. */
function nested(answer: Uint8Array, outer: number, inner: number): Uint8Array {
  const [template = EMPTY] = parseTlvs(answer, outer) ?? [];
  const [value] = parseTlvs(template, inner) ?? [];
  if (value === undefined) throw malformed();
  return value;
}
