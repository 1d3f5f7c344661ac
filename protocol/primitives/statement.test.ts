import assert from 'node:assert/strict';
import { test } from 'vitest';
import { erasureStatement } from '../messages/relay.ts';
import { closeHeadStatement, treeHeadStatement } from '../messages/tree-head.ts';
import { flipped, newKey, random } from '../test-support.ts';
import { bytes, decode, encode, id, struct } from './cbor.ts';
import { openStatement, signStatement } from './statement.ts';

const key = newKey();
const context = random(32);
const content = { size: 3, root: random(32) };
const keyOf = (signer: string) => (signer === 'counter-1' ? key.publicKey : undefined);
const signed = signStatement(treeHeadStatement, context, content, 'counter-1', key);
const envelope = struct({ body: bytes(1, 512), signer: id, signature: bytes(64) });

test('a statement says who said what', () => {
  assert.deepEqual(openStatement(treeHeadStatement, context, signed, keyOf), {
    signer: 'counter-1',
    content,
  });
});

test('a statement of another kind, though it says the same, is refused', () => {
  assert.throws(() => openStatement(closeHeadStatement, context, signed, keyOf), {
    code: 'statement/wrong-context',
  });
  assert.throws(() => openStatement(erasureStatement, context, signed, keyOf), { code: 'cbor/wrong-type' });
});

test('a statement of another election is refused', () => {
  assert.throws(() => openStatement(treeHeadStatement, flipped(context), signed, keyOf), {
    code: 'statement/wrong-context',
  });
});

test('a signer who may not make it is refused', () => {
  const stranger = signStatement(treeHeadStatement, context, content, 'counter-2', key);
  assert.throws(() => openStatement(treeHeadStatement, context, stranger, keyOf), {
    code: 'statement/unknown-signer',
  });
});

test("another's key under a signer's name is refused", () => {
  const forged = signStatement(treeHeadStatement, context, content, 'counter-1', newKey());
  assert.throws(() => openStatement(treeHeadStatement, context, forged, keyOf), {
    code: 'signature/invalid',
  });
});

test('a body changed after signing, or given another signature, is refused', () => {
  const { body, signer, signature } = decode(envelope, signed, 1000);
  const other = decode(
    envelope,
    signStatement(treeHeadStatement, context, { ...content, size: 4 }, 'counter-1', key),
    1000,
  );
  const spliced = encode(envelope, { body, signer, signature: other.signature });
  assert.throws(() => openStatement(treeHeadStatement, context, spliced, keyOf), {
    code: 'signature/invalid',
  });
  const changed = encode(envelope, { body: flipped(body), signer, signature });
  assert.throws(() => openStatement(treeHeadStatement, context, changed, keyOf), {
    code: 'signature/invalid',
  });
});

test('every changed bit is refused', () => {
  for (let at = 0; at < signed.length; at++)
    for (let bit = 0; bit < 8; bit++)
      assert.throws(() => openStatement(treeHeadStatement, context, flipped(signed, at, bit), keyOf), {
        name: 'ProtocolError',
      });
});

test('a statement beyond its bound is refused', () => {
  const long = new Uint8Array(treeHeadStatement.maxLength + 257);
  assert.throws(() => openStatement(treeHeadStatement, context, long, keyOf), { code: 'cbor/too-long' });
});
