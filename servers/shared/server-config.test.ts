import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, test } from 'vitest';
import { toHex } from '../../protocol/primitives/bytes.ts';
import { signingKey } from '../../protocol/primitives/p256-signature.ts';
import { loadServerConfig } from './server-config.ts';

const folder = mkdtempSync(join(tmpdir(), 'revs-config-'));
afterAll(() => rmSync(folder, { recursive: true }));
const path = join(folder, 'server.yaml');
const { publicKey } = signingKey(new Uint8Array(32).fill(7));

const GOOD: Readonly<Record<string, string>> = {
  role: 'counter',
  id: 'counter-1',
  host: '127.0.0.1',
  port: '8001',
  folder: 'data/counter-1',
  url: 'https://counter1.example.org/revs/',
  commissionerKey: toHex(publicKey),
};

/** Writes GOOD with `changes`, '' meaning that the field is left out. */
function write(changes: Readonly<Record<string, string>>): void {
  const lines = Object.entries({ ...GOOD, ...changes }).filter(([, value]) => value !== '');
  writeFileSync(path, lines.map(([field, value]) => `${field}: ${value}\n`).join(''));
}

function assertRefused(code: string, field: string): void {
  assert.throws(
    () => loadServerConfig(path),
    (error) =>
      error instanceof Error &&
      'code' in error &&
      error.code === code &&
      error.message.startsWith(path) &&
      error.message.includes(field),
    field,
  );
}

test('a configuration is read', () => {
  write({ logLevel: 'warn' });
  assert.deepEqual(loadServerConfig(path), {
    role: 'counter',
    id: 'counter-1',
    host: '127.0.0.1',
    port: 8001,
    folder: join(folder, 'data', 'counter-1'),
    url: 'https://counter1.example.org/revs',
    commissionerKey: publicKey,
    fourEyes: false,
    retentionDays: undefined,
    powerOff: undefined,
    logLevel: 'warn',
  });
});

test("the Commissioner's own has no key of the Commissioner; info is the usual log level", () => {
  write({ role: 'commissioner', commissionerKey: '', fourEyes: 'true', retentionDays: '90' });
  const { commissionerKey, logLevel, fourEyes, retentionDays } = loadServerConfig(path);
  assert.equal(retentionDays, 90);
  assert.equal(fourEyes, true);
  assert.equal(commissionerKey, undefined);
  assert.equal(logLevel, 'info');
});

for (const role of ['web', 'board'])
  test(`the role ${role} needs no key`, () => {
    write({ role, commissionerKey: '' });
    assert.equal(loadServerConfig(path).commissionerKey, undefined);
  });

for (const [field, value] of [
  ['role', 'voter'],
  ['role', ''],
  ['id', 'a/b'],
  ['id', '17'],
  ['id', 'x'.repeat(65)],
  ['host', ''],
  ['port', '65536'],
  ['port', '"8001"'],
  ['port', '80.5'],
  ['port', ''],
  ['folder', '[a, b]'],
  ['url', 'ftp://counter1.example.org'],
  ['url', 'https://user:password@example.org'],
  ['url', 'https://example.org/?x=1'],
  ['commissionerKey', ''],
  ['commissionerKey', toHex(publicKey).toUpperCase()],
  ['commissionerKey', 'ab'],
  ['commissionerKey', `05${'11'.repeat(32)}`],
  ['fourEyes', 'maybe'],
  ['fourEyes', 'true'],
  ['retentionDays', '0'],
  ['retentionDays', '1.5'],
  ['retentionDays', '3651'],
  ['powerOff', '[systemctl, poweroff]'],
  ['powerOff', 'systemctl poweroff'],
  ['powerOff', '[]'],
  ['logLevel', 'loud'],
  ['prot', '8001'],
] as const)
  test(`${field} of ${value === '' ? 'nothing' : value.slice(0, 40)} is refused by name`, () => {
    write({ [field]: value });
    assertRefused('config/invalid', field);
  });

test('what turns the machine off is for Trustees and Administrators', () => {
  for (const role of ['trustee', 'administrator']) {
    write({ role, powerOff: '[systemctl, poweroff]' });
    assert.deepEqual(loadServerConfig(path).powerOff, ['systemctl', 'poweroff']);
  }
});

test("the Commissioner's own may not name another key", () => {
  write({ role: 'commissioner' });
  assertRefused('config/invalid', 'commissionerKey');
});

test('what is no YAML, no list of fields, too long, or not there is refused', () => {
  for (const content of ['a: [', 'role: a\nrole: b\n', '- 1\n', 'text', '', 'a: &x 1\nb: *x\n']) {
    writeFileSync(path, content);
    assertRefused('config/invalid', '');
  }
  writeFileSync(path, `# ${'x'.repeat(65_536)}\n`);
  assertRefused('config/unreadable', '65536');
  rmSync(path);
  assertRefused('config/unreadable', 'ENOENT');
});
