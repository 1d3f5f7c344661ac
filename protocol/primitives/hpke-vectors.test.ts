/**
 * HPKE against vectors that others made: RFC 9180, appendix A.3.1, and the post-quantum draft's for MLKEM768-X25519, which
 * stay in ../shared/vectors. No published vector has exactly our suites (AES-256-GCM) without associated data, so each part
 * of an opening is checked against them: key derivation, KEM, key schedule; what comes out opens the published message.
 */
import assert from 'node:assert/strict';
import { createDecipheriv } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import {
  AEAD_AES_128_GCM,
  AEAD_ChaCha20Poly1305,
  CipherSuite,
  KDF_HKDF_SHA256,
  KEM_DHKEM_P256_HKDF_SHA256,
  KEM_MLKEM768_X25519,
} from 'hpke';
import { test } from 'vitest';
import { bytesToScalar, fromHex, toHex, utf8 } from './bytes.ts';
import { trafficKeyPair } from './hpke.ts';
import { hybridKem, keySchedule, p256Kem } from './hpke-open.ts';

const hex = (text: string): Uint8Array => fromHex(text) ?? assert.fail('hex');

interface Vector {
  readonly suite_id: string;
  readonly info: string;
  readonly skRm: string;
  readonly enc: string;
  readonly shared_secret: string;
  readonly key: string;
  readonly base_nonce: string;
  /** The first message. */
  readonly encryption: { readonly aad: string; readonly ct: string; readonly pt: string };
}

interface Case {
  readonly vector: Vector;
  readonly cipher: 'aes-128-gcm' | 'chacha20-poly1305';
  readonly suite: CipherSuite;
  readonly decapsulate: (enc: Uint8Array) => Uint8Array;
}

/** Our opening, part by part, and the package's whole one. */
async function opens({ vector, cipher, suite, decapsulate }: Case): Promise<void> {
  const { aad, ct, pt } = vector.encryption;
  const shared = decapsulate(hex(vector.enc));
  assert.equal(toHex(shared), vector.shared_secret);
  const derive = keySchedule(hex(vector.suite_id))(shared, hex(vector.info));
  const key = derive('key', vector.key.length / 2);
  const nonce = derive('base_nonce', 12);
  assert.deepEqual([toHex(key), toHex(nonce)], [vector.key, vector.base_nonce]);
  const sealed = hex(ct);
  const end = sealed.length - 16;
  const decipher = createDecipheriv(cipher as 'aes-128-gcm', key, nonce, { authTagLength: 16 });
  decipher.setAAD(hex(aad)).setAuthTag(sealed.subarray(end));
  assert.equal(toHex(decipher.update(sealed.subarray(0, end))), pt);
  decipher.final();
  const secretKey = await suite.DeserializePrivateKey(hex(vector.skRm), false);
  const options = { info: hex(vector.info), aad: hex(aad) };
  assert.equal(toHex(await suite.Open(secretKey, hex(vector.enc), sealed, options)), pt);
}

/** RFC 9180, appendix A.3.1: DHKEM(P-256, HKDF-SHA256), HKDF-SHA256, AES-128-GCM, base mode, sequence number 0. */
const RFC_9180_A_3_1: Vector = {
  suite_id: `${toHex(utf8('HPKE'))}001000010001`,
  info: '4f6465206f6e2061204772656369616e2055726e',
  skRm: 'f3ce7fdae57e1a310d87f1ebbde6f328be0a99cdbcadf4d6589cf29de4b8ffd2',
  enc:
    '04a92719c6195d5085104f469a8b9814d5838ff72b60501e2c4466e5e67b325ac98536d7b61a1af4b78e5b7f951c0900be863' +
    'c403ce65c9bfcb9382657222d18c4',
  shared_secret: 'c0d26aeab536609a572b07695d933b589dcf363ff9d93c93adea537aeabb8cb8',
  key: '868c066ef58aae6dc589b6cfdd18f97e',
  base_nonce: '4e0bc5018beba4bf004cca59',
  encryption: {
    aad: '436f756e742d30',
    ct: '5ad590bb8baa577f8619db35a36311226a896e7342a6d836d8b7bcd2f20b6c7f9076ac232e3ab2523f39513434',
    pt: '4265617574792069732074727574682c20747275746820626561757479',
  },
};

test('RFC 9180, A.3.1: DHKEM(P-256, HKDF-SHA256), HKDF-SHA256, AES-128-GCM', async () => {
  const { decapsulate } = p256Kem(bytesToScalar(hex(RFC_9180_A_3_1.skRm)));
  const suite = new CipherSuite(KEM_DHKEM_P256_HKDF_SHA256, KDF_HKDF_SHA256, AEAD_AES_128_GCM);
  await opens({ vector: RFC_9180_A_3_1, cipher: 'aes-128-gcm', suite, decapsulate });
});

const FILE = new URL('../../../shared/vectors/hpke-mlkem768-x25519.json', import.meta.url);
const PQ = "the post-quantum draft's vectors for MLKEM768-X25519";

if (existsSync(FILE))
  test(`${PQ}, HKDF-SHA256, ChaCha20Poly1305: key pair and opening`, async () => {
    type Published = Omit<Vector, 'encryption'> & {
      readonly ikmR: string;
      readonly pkRm: string;
      readonly encryptions: readonly Vector['encryption'][];
    };
    const { vectors } = JSON.parse(readFileSync(FILE, 'utf8')) as { vectors: readonly Published[] };
    assert.ok(vectors.length > 0);
    for (const { ikmR, pkRm, encryptions, ...rest } of vectors) {
      const { publicKey, secretKey } = trafficKeyPair(hex(ikmR));
      assert.deepEqual([toHex(secretKey), toHex(publicKey)], [rest.skRm, pkRm]);
      const vector = { ...rest, encryption: encryptions[0] ?? assert.fail('no message') };
      const { decapsulate } = hybridKem(secretKey);
      const suite = new CipherSuite(KEM_MLKEM768_X25519, KDF_HKDF_SHA256, AEAD_ChaCha20Poly1305);
      await opens({ vector, cipher: 'chacha20-poly1305', suite, decapsulate });
    }
  });
else
  test(`${PQ}: NOT RUN: ../shared/vectors is absent`, () => {
    console.log(`NOT RUN: ${FILE.pathname} is absent`);
  });
