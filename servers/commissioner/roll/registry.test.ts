import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'vitest';
import { newKey } from '../../../protocol/test-support.ts';
import { Registry } from './registry.ts';

const NONE = () => undefined;

test("a card's key that another voter has is refused, and nothing of the same request is registered", async () => {
  const folder = mkdtempSync(join(tmpdir(), 'revs-registry-'));
  const registry = new Registry(folder);
  const [ana, ben] = [newKey().publicKey, newKey().publicKey];
  const keys = () => registry.voters().map(({ publicKey }) => publicKey);
  await registry.importVoters(['ana', 'ben'].map((voter) => ({ voter, style: 'all' })));
  await registry.registerCards([{ voter: 'ana', publicKey: ana }], NONE);
  const taken = { code: 'service/bad-request', message: "the card of ben is another voter's" };
  await assert.rejects(registry.registerCards([{ voter: 'ben', publicKey: ana }], NONE), taken);
  const both = [
    { voter: 'ana', publicKey: ben },
    { voter: 'ben', publicKey: ben },
  ];
  await assert.rejects(registry.registerCards(both, NONE), taken);
  assert.deepEqual(keys(), [ana, undefined]);
  await registry.registerCards([{ voter: 'ana', publicKey: ana }], NONE);
  assert.deepEqual(keys(), [ana, undefined], 'the same again is no conflict');
  const none = registry.registerCards.bind(registry, [{ voter: 'ben', publicKey: new Uint8Array(33) }], NONE);
  assert.throws(none, { code: 'key/invalid' });
  assert.deepEqual(keys(), [ana, undefined]);
  await registry.close();
  rmSync(folder, { recursive: true });
});

test('a voter who is removed is gone also after a restart, and the card is free for whoever gets it next', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'revs-registry-'));
  const registry = new Registry(folder);
  const card = newKey().publicKey;
  await registry.importVoters(['ana', 'ben'].map((voter) => ({ voter, style: 'all' })));
  await registry.registerCards([{ voter: 'ana', publicKey: card }], NONE);
  await registry.removeVoter('ana', NONE);
  await assert.rejects(registry.removeVoter('ana', NONE), { code: 'service/not-found' });
  await registry.close();
  const again = new Registry(folder);
  assert.deepEqual(again.voters(), [{ voter: 'ben', style: 'all', publicKey: undefined }]);
  await again.registerCards([{ voter: 'ben', publicKey: card }], NONE);
  await again.close();
  rmSync(folder, { recursive: true });
});

test('of a voter who is removed nothing is left in the file, but the keys that nobody gets again', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'revs-registry-'));
  const registry = new Registry(folder);
  const lost = newKey().publicKey;
  const voters = ['zaphod-4711', 'ben'].map((voter) => ({ voter, style: 'all' }));
  await registry.importVoters(voters);
  await registry.registerCards([{ voter: 'zaphod-4711', publicKey: lost }], NONE);
  await registry.revokeCard('zaphod-4711', NONE);
  await registry.removeVoter('zaphod-4711', NONE);
  await registry.close();
  for (const name of readdirSync(folder))
    assert.ok(!readFileSync(join(folder, name)).includes('zaphod-4711'), name);
  const again = new Registry(folder);
  await again.importVoters(voters);
  assert.ok(!again.revoked().has('zaphod-4711'), 'who gets the ID next has lost no card');
  await assert.rejects(again.registerCards([{ voter: 'ben', publicKey: lost }], NONE), {
    code: 'card/revoked',
  });
  await again.close();
  rmSync(folder, { recursive: true });
});

test('test voters are numbered on, made by nothing else, and are on the roll like others', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'revs-registry-'));
  const registry = new Registry(folder);
  assert.deepEqual(await registry.addTestVoters(2, 'all'), ['TEST-1', 'TEST-2']);
  assert.deepEqual(await registry.addTestVoters(9, 'all').then((made) => made.at(-1)), 'TEST-11');
  assert.deepEqual(await registry.addTestVoters(1, 'all'), ['TEST-12'], 'by number, not by letters');
  assert.throws(() => registry.importVoters([{ voter: 'TEST-13', style: 'all' }]), {
    code: 'roll/test-voter',
  });
  assert.equal(registry.voters().length, 12);
  await registry.close();
  rmSync(folder, { recursive: true });
});

test('a revoked card is nobody’s, also after a restart; the voter gets another one', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'revs-registry-'));
  const registry = new Registry(folder);
  const [lost, other] = [newKey().publicKey, newKey().publicKey];
  await registry.importVoters(['ana', 'ben'].map((voter) => ({ voter, style: 'all' })));
  await assert.rejects(registry.revokeCard('ana', NONE), { code: 'card/none' });
  await assert.rejects(registry.revokeCard('zoe', NONE), { code: 'service/not-found' });
  await registry.registerCards([{ voter: 'ana', publicKey: lost }], NONE);
  const refusal = new Error('changed since');
  const changed = (): void => {
    throw refusal;
  };
  await assert.rejects(registry.revokeCard('ana', changed), refusal);
  assert.deepEqual([registry.voter('ana').publicKey, registry.revoked().size], [lost, 0]);
  await registry.revokeCard('ana', NONE);
  await registry.close();
  const again = new Registry(folder);
  assert.deepEqual([again.voter('ana').publicKey, [...again.revoked()]], [undefined, ['ana']]);
  for (const voter of ['ana', 'ben'])
    await assert.rejects(again.registerCards([{ voter, publicKey: lost }], NONE), { code: 'card/revoked' });
  await again.registerCards([{ voter: 'ana', publicKey: other }], NONE);
  assert.deepEqual(again.voter('ana').publicKey, other);
  await again.close();
  rmSync(folder, { recursive: true });
});
