import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, test } from 'vitest';
import { CommandError } from '../output/output.ts';
import { toHex } from '../protocol/primitives/bytes.ts';
import { verifySignature } from '../protocol/primitives/p256-signature.ts';
import { signing } from '../protocol/primitives/signer.ts';
import { newKey, random } from '../protocol/test-support.ts';
import { commissionerSigner } from './commissioner-key.ts';

const folder = mkdtempSync(join(tmpdir(), 'revs-commissioner-key-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const MESSAGE = new Uint8Array(8);
const publicKey = toHex(newKey().publicKey);

function homeWith(name: string, card: string): string {
  const home = join(folder, name);
  mkdirSync(home);
  writeFileSync(join(home, 'identity.card'), card);
  return home;
}

test('the key is the file, made once, unless a card is named', async () => {
  const home = join(folder, 'file');
  const { signer, close } = commissionerSigner(home, random);
  const signature = await signing(signer, (key) => key.sign(MESSAGE));
  assert.ok(verifySignature(signer.publicKey, MESSAGE, signature));
  assert.deepEqual(commissionerSigner(home, random).signer.publicKey, signer.publicKey);
  await close();
});

test('a card that is named need not be there before it signs, and no key is made in its place', async () => {
  const home = homeWith('card', JSON.stringify({ publicKey, reader: 'None 00 00' }));
  const { signer, close } = commissionerSigner(home, random);
  assert.equal(toHex(signer.publicKey), publicKey);
  assert.equal(signer.key, undefined);
  assert.equal(existsSync(join(home, 'identity.key')), false);
  await close();
});

const bad: readonly (readonly [string, string])[] = [
  ['nothing', ''],
  ['no JSON', '{'],
  ['a list', '[]'],
  ['no key', '{}'],
  ['half a key', JSON.stringify({ publicKey: publicKey.slice(2) })],
  ['no point of the curve', JSON.stringify({ publicKey: `02${'ff'.repeat(32)}` })],
  ['no name of a reader', JSON.stringify({ publicKey, reader: '' })],
  ['something more', JSON.stringify({ publicKey, pin: '123456' })],
];
for (const [what, content] of bad)
  test(`identity.card with ${what} is refused, and no key made`, () => {
    const home = homeWith(what.replaceAll(' ', '-'), content);
    assert.throws(
      () => commissionerSigner(home, random),
      (error: unknown) =>
        error instanceof CommandError && /identity\.card .*revs deploy --card/.test(error.message),
    );
    assert.equal(existsSync(join(home, 'identity.key')), false);
  });
