import assert from 'node:assert/strict';
import { type GeneralJWS, generalVerify, importJWK } from 'jose';
import { test } from 'vitest';
import { flipped, given, newKey } from '../test-support.ts';
import { concat, equalBytes, utf8 } from './bytes.ts';
import { LABELS } from './domain-labels.ts';
import {
  decodeJws,
  encodeJws,
  hasSigners,
  type JwsSignature,
  requireOnlySignature,
  requireSignature,
  signPayload,
  verifyJwsSignature,
} from './jws.ts';
import { uncompressP256 } from './prime-group.ts';

const TYP = LABELS.manifest;
const MAX = 10_000;
const [key, other] = [newKey(), newKey()];
const payload = utf8('a payload with bytes beyond ASCII: é');
const document = encodeJws({
  typ: TYP,
  payload,
  signatures: [signPayload(TYP, payload, 'commissioner', key), signPayload(TYP, payload, 'trustee-1', other)],
});

interface General {
  payload: string;
  signatures: { protected: string; signature: string; [more: string]: unknown }[];
  [more: string]: unknown;
}
const parsed = (): General => JSON.parse(new TextDecoder().decode(document));
const bytesOf = (value: unknown): Uint8Array => utf8(JSON.stringify(value));
const base64url = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

async function joseKey(publicKey: Uint8Array) {
  const point = Buffer.from(uncompressP256(publicKey));
  const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((part) => part.toString('base64url'));
  return importJWK({ kty: 'EC', crv: 'P-256', x: given(x), y: given(y) }, 'ES256');
}

test("a document is read back, and each signature is its signer's alone", () => {
  const jws = decodeJws(TYP, document, MAX);
  assert.deepEqual(jws.payload, payload);
  assert.deepEqual(encodeJws(jws), document);
  requireSignature(jws, 'commissioner', key.publicKey);
  requireSignature(jws, 'trustee-1', other.publicKey);
  const wrong = [
    ['commissioner', other.publicKey],
    ['trustee-1', key.publicKey],
    ['trustee-2', key.publicKey],
  ] as const;
  for (const [kid, publicKey] of wrong)
    assert.throws(() => requireSignature(jws, kid, publicKey), { code: 'signature/invalid', party: kid });
});

test('a document of one signer has that signature and no other', () => {
  const [signature, second] = [
    signPayload(TYP, payload, 'commissioner', key),
    signPayload(TYP, payload, 'x', other),
  ];
  const require = (signatures: JwsSignature[]) => () =>
    requireOnlySignature({ typ: TYP, payload, signatures }, 'commissioner', key.publicKey);
  require([signature])();
  assert.throws(require([signature, second]), { code: 'jws/malformed' });
  assert.throws(require([second, signature]), { code: 'jws/malformed' });
  assert.throws(require([second]), { code: 'signature/invalid' });
});

test('a signature binds payload, signer and type', () => {
  const jws = decodeJws(TYP, document, MAX);
  const [signature] = jws.signatures;
  assert.ok(verifyJwsSignature(jws, given(signature), key.publicKey));
  assert.ok(!verifyJwsSignature({ ...jws, payload: flipped(payload) }, given(signature), key.publicKey));
  assert.ok(!verifyJwsSignature({ ...jws, typ: LABELS.plan }, given(signature), key.publicKey));
  assert.ok(!verifyJwsSignature(jws, { ...given(signature), kid: 'trustee-1' }, key.publicKey));
});

test('the library jose verifies both signatures of our documents', async () => {
  for (const { publicKey } of [key, other]) {
    const verified = await generalVerify(parsed() as unknown as GeneralJWS, await joseKey(publicKey), {
      algorithms: ['ES256'],
    });
    assert.deepEqual(new Uint8Array(verified.payload), payload);
    assert.equal(verified.protectedHeader?.typ, TYP);
  }
  const stranger = await joseKey(newKey().publicKey);
  await assert.rejects(generalVerify(parsed() as unknown as GeneralJWS, stranger));
});

/** What an attacker makes of a good document. */
const tampered: readonly [string, (document: General) => unknown][] = [
  ['members in another order', ({ payload, signatures }) => ({ signatures, payload })],
  ['one more member', (d) => ({ ...d, header: {} })],
  ['no signatures member', ({ payload }) => ({ payload })],
  ['no payload', ({ signatures }) => ({ signatures })],
  ['signatures as an object', (d) => ({ ...d, signatures: { 0: d.signatures[0] } })],
  ['no signature', (d) => ({ ...d, signatures: [] })],
  ['34 signatures', (d) => ({ ...d, signatures: Array.from({ length: 34 }, () => d.signatures[0]) })],
  ['a signer twice', (d) => ({ ...d, signatures: [d.signatures[0], d.signatures[0]] })],
  ['a null signature', (d) => ({ ...d, signatures: [null] })],
  ['flattened form', (d) => ({ payload: d.payload, ...d.signatures[0] })],
  ['an unprotected header', (d) => ({ ...d, signatures: [{ ...d.signatures[0], header: { kid: 'x' } }] })],
  ['padding in base64url', (d) => ({ ...d, payload: `${d.payload}=` })],
  ['a line break in base64url', (d) => ({ ...d, payload: `${d.payload}\n` })],
  ['base64 for base64url', (d) => ({ ...d, payload: '+/+/' })],
  ['a dangling base64url character', (d) => ({ ...d, payload: 'AAAAA' })],
  ['trailing bits in the payload', (d) => ({ ...d, payload: 'AB' })],
  ['a payload that is not text', (d) => ({ ...d, payload: 5 })],
  ['a header that is not JSON', (d) => withHeader(d, 'AAAA')],
  ['a header that is not an object', (d) => withHeader(d, base64url([1]))],
  ['a header without kid', (d) => withHeader(d, base64url({ alg: 'ES256', typ: TYP }))],
  ['another algorithm', (d) => withHeader(d, base64url({ alg: 'ES384', kid: 'commissioner', typ: TYP }))],
  ['the algorithm none', (d) => withHeader(d, base64url({ alg: 'none', kid: 'commissioner', typ: TYP }))],
  ['another type', (d) => withHeader(d, base64url({ alg: 'ES256', kid: 'commissioner', typ: LABELS.plan }))],
  ['a header in another order', (d) => withHeader(d, base64url({ kid: 'a', alg: 'ES256', typ: TYP }))],
  ['one more header field', (d) => withHeader(d, base64url({ alg: 'ES256', kid: 'a', typ: TYP, crit: [] }))],
  ['a key in the header', (d) => withHeader(d, base64url({ alg: 'ES256', kid: 'a', typ: TYP, jwk: {} }))],
];

const withHeader = (d: General, header: string): unknown => ({
  ...d,
  signatures: [{ ...d.signatures[0], protected: header }],
});

for (const [what, tamper] of tampered)
  test(`refused: ${what}`, () =>
    assert.throws(() => decodeJws(TYP, bytesOf(tamper(parsed())), MAX), { code: 'jws/malformed' }));

test('refused: white space, duplicate members, a byte order mark, bytes that are not UTF-8, trailing bytes', () => {
  const text = new TextDecoder().decode(document);
  const bad = [
    utf8(` ${text}`),
    utf8(`${text}\n`),
    utf8(`\ufeff${text}`),
    utf8(JSON.stringify(parsed(), null, 1)),
    utf8(text.replace('{"payload"', '{"payload":"AA","payload"')),
    utf8(text.replace('payload', '\\u0070ayload')),
    concat(document, Uint8Array.of(0xff)),
    utf8('null'),
    utf8('[]'),
    utf8('"text"'),
    new Uint8Array(),
    utf8('['.repeat(9000)),
  ];
  for (const input of bad) assert.throws(() => decodeJws(TYP, input, MAX), { code: 'jws/malformed' });
  assert.throws(() => decodeJws(LABELS.plan, document, MAX), { code: 'jws/malformed' });
  assert.throws(() => decodeJws(TYP, document, document.length - 1), { code: 'cbor/too-long' });
});

test('every change of one bit of a document is refused, or breaks a signature, or touches no signed byte', () => {
  for (let at = 0; at < document.length; at++)
    for (let bit = 0; bit < 8; bit++) {
      const mutated = flipped(document, at, bit);
      let both: boolean;
      try {
        const jws = decodeJws(TYP, mutated, MAX);
        requireSignature(jws, 'commissioner', key.publicKey);
        requireSignature(jws, 'trustee-1', other.publicKey);
        both = true;
      } catch {
        both = false;
      }
      assert.ok(!both || equalBytes(mutated, document), `bit ${bit} of byte ${at}`);
    }
});

test('who signed is asked of all, in order, each once', () => {
  const jws = decodeJws(TYP, document, MAX);
  assert.ok(hasSigners(jws, ['commissioner', 'trustee-1']));
  for (const others of [
    ['trustee-1', 'commissioner'],
    ['commissioner'],
    ['commissioner', 'trustee-1', 'trustee-2'],
    ['commissioner', 'trustee-2'],
    [],
  ])
    assert.ok(!hasSigners(jws, others), others.join());
});

test('a document may be as long as its bound, and have as many signatures as there can be signers', () => {
  assert.equal(decodeJws(TYP, document, document.length).signatures.length, 2);
  assert.throws(() => decodeJws(TYP, document, document.length - 1), { code: 'cbor/too-long' });
  const signedBy = (count: number): Uint8Array => {
    const signatures = Array.from({ length: count }, (_, i) => signPayload(TYP, payload, `s${i}`, key));
    return encodeJws({ typ: TYP, payload, signatures });
  };
  assert.equal(decodeJws(TYP, signedBy(33), MAX).signatures.length, 33);
  for (const count of [0, 34])
    assert.throws(() => decodeJws(TYP, signedBy(count), MAX), { code: 'jws/malformed' });
});
