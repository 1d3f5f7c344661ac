/** What the Commissioner signs for one purpose is accepted for no other (docs/card-applet.md; protocol section 2, labels). */
import assert from 'node:assert/strict';
import { test } from 'vitest';
import { isCertified } from '../../protocol/messages/device-certificate.ts';
import { utf8 } from '../../protocol/primitives/bytes.ts';
import { bytes, encode, struct, text, uint } from '../../protocol/primitives/cbor.ts';
import { sha256 } from '../../protocol/primitives/sha256.ts';
import { newKey } from '../../protocol/test-support.ts';
import { openFinletPackage } from '../../tcb-emulator/terminal/finlet-package.ts';

const commissioner = newKey();
const LABELS = ['revs/device-certificate/v1', 'revs/finlet/v1', 'revs/plan/v1', ''] as const;

test("a device's certificate is signed under its own label, role, serial number and key", () => {
  const device = { role: 'card', serial: 'card-1', publicKey: newKey().publicKey } as const;
  const form = struct({ label: text(64), role: text(16), serial: text(64), publicKey: bytes(33) });
  for (const label of LABELS) {
    const signature = commissioner.sign(encode(form, { label, ...device }));
    const holds = (changed: object) =>
      isCertified({ ...device, signature, ...changed }, 'card', commissioner.publicKey);
    assert.equal(holds({}), label === 'revs/device-certificate/v1', label);
    for (const other of [{ serial: 'card-2' }, { publicKey: newKey().publicKey }, { role: 'terminal' }])
      assert.equal(holds(other), false);
    const own = { ...device, signature };
    assert.equal(isCertified(own, 'terminal', commissioner.publicKey), false, 'a card is no terminal');
  }
});

test('a Finlet is signed under its own label, name, version and code', () => {
  const code = utf8('export const finlet = {};');
  const form = struct({ label: text(64), name: text(20), version: uint(9999), code: bytes(32) });
  const packed = struct({ name: text(20), version: uint(9999), code: bytes(1, 100), signature: bytes(64) });
  const content = { name: 'REVS voting', version: 3 };
  for (const label of LABELS) {
    const signature = commissioner.sign(encode(form, { label, ...content, code: sha256(code) }));
    const open = (changed: object = {}) =>
      openFinletPackage(encode(packed, { ...content, code, signature, ...changed }), commissioner.publicKey);
    if (label === 'revs/finlet/v1') open();
    else assert.throws(() => open(), { code: 'finlet/unsigned' }, label);
    for (const other of [{ name: 'REVS other' }, { version: 4 }, { code: utf8('other') }])
      assert.throws(() => open(other), { code: 'finlet/unsigned' });
  }
});
