import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'vitest';
import { random } from '../../protocol/test-support.ts';
import { EmulatedCard } from '../card/emulator/emulated-card.ts';
import { FileMemory } from '../card/memory/non-volatile-memory.ts';
import { personalisePiv } from '../card/piv/piv-client.ts';
import { cardOpener } from './open-card.ts';

test('a card that is not there is refused, not taken for a blank one; one that is there opens', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'revs-open-card-test-'));
  t.onTestFinished(() => rmSync(folder, { recursive: true }));
  const open = cardOpener(random);
  for (const path of ['ada.card', 'nowhere/ada.card'])
    await assert.rejects(open(join(folder, path)), { code: 'terminal/unknown-card' });
  assert.deepEqual(readdirSync(folder), []);
  const path = join(folder, 'ada.card');
  const validity = { notBefore: new Date('2026-01-01'), notAfter: new Date('2036-01-01') };
  const options = { commonName: 'card', pin: '123456', puk: '12345678', ...validity };
  await personalisePiv(new EmulatedCard({ memory: new FileMemory(path), random }), options, random);
  assert.ok((await open(path)).atr.length > 0);
});
