import assert from 'node:assert/strict';
import { test } from 'vitest';
import { newKey } from '../test-support.ts';
import { bytesToScalar, concat, scalarToBytes, utf8 } from './bytes.ts';
import type { SigningKey } from './p256-signature.ts';
import { verifySignature } from './p256-signature.ts';
import { P256 } from './prime-group.ts';
import { type Signer, signerOf, signing } from './signer.ts';

const key = newKey();
const [one, two] = [utf8('one'), utf8('two')];

/** A key that is elsewhere; what it was asked to sign is kept. */
function elsewhere(sign: (message: Uint8Array) => Uint8Array = key.sign): Signer & { asked: Uint8Array[] } {
  const asked: Uint8Array[] = [];
  return {
    asked,
    publicKey: key.publicKey,
    sign: async (message) => {
      asked.push(message);
      return sign(message);
    },
  };
}

const both = (k: SigningKey): Uint8Array[] => [one, two].map(k.sign);

test('a step with a key elsewhere gets the signatures in their order', async () => {
  const signer = elsewhere();
  const signatures = await signing(signer, both);
  assert.deepEqual(signer.asked, [one, two]);
  assert.ok([one, two].every((message, i) => verifySignature(key.publicKey, message, signatures[i] ?? one)));
});

test('a step with a key in memory runs once', async () => {
  let runs = 0;
  const signature = await signing(signerOf(key), (k) => {
    runs += 1;
    return k.sign(one);
  });
  assert.equal(runs, 1);
  assert.ok(verifySignature(key.publicKey, one, signature));
  assert.ok(verifySignature(key.publicKey, two, await signerOf(key).sign(two)));
});

test('a step that refuses has nothing signed', async () => {
  const signer = elsewhere();
  const step = (k: SigningKey): never => {
    k.sign(one);
    throw new TypeError('no');
  };
  await assert.rejects(signing(signer, step), TypeError);
  assert.deepEqual(signer.asked, []);
});

test('a signer that gives anything but its signature of the message is found out', async () => {
  const lies: readonly ((message: Uint8Array) => Uint8Array)[] = [
    newKey().sign,
    () => key.sign(utf8('another message')),
    () => new Uint8Array(64),
    () => new Uint8Array(),
    (message) => key.sign(message).subarray(0, 63),
    (message) => {
      const signature = key.sign(message);
      const high = P256.order - bytesToScalar(signature.subarray(32));
      return concat(signature.subarray(0, 32), scalarToBytes(high));
    },
  ];
  for (const lie of lies) await assert.rejects(signing(elsewhere(lie), both), { code: 'signature/invalid' });
});

test('a step that signs something else the second time gets no signature for it', async () => {
  const first = (): ((again: Uint8Array[], before: Uint8Array[]) => Uint8Array[]) => {
    let runs = 0;
    return (again, before) => (runs++ === 0 ? before : again);
  };
  for (const [before, again] of [
    [[one], [two]],
    [[one], [one, two]],
    [
      [one, two],
      [two, one],
    ],
    [[one, two], [one]],
    [[one], []],
    [[], [one]],
  ] as const) {
    const pick = first();
    const step = (k: SigningKey): Uint8Array[] => pick([...again], [...before]).map(k.sign);
    await assert.rejects(signing(elsewhere(), step), RangeError);
  }
  // What is signed may not follow from a signature either.
  await assert.rejects(
    signing(elsewhere(), (k) => k.sign(k.sign(one))),
    RangeError,
  );
});

test('a message that the step changes afterwards is signed as it was', async () => {
  const buffer = one.slice();
  const signature = await signing(elsewhere(), (k) => {
    buffer.set(one);
    const fixture = k.sign(buffer);
    buffer.fill(0);
    return fixture;
  });
  assert.ok(verifySignature(key.publicKey, one, signature));
});

test('the signer is told whom to tell that it waits', async () => {
  let waits = 0;
  const signer: Signer = {
    publicKey: key.publicKey,
    sign: async (message, onWait) => {
      onWait?.();
      return key.sign(message);
    },
  };
  await signing(signer, both, () => {
    waits += 1;
  });
  assert.equal(waits, 2);
});
