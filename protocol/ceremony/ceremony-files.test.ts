/** Files of a member of refreshes: their forms, and whose they are (trustees contract, section 2, Durable). */
import assert from 'node:assert/strict';
import { describe, test } from 'vitest';
import { linkCodec } from '../messages/period-chain.ts';
import { MAX_STYLES } from '../messages/plan.ts';
import { encode } from '../primitives/cbor.ts';
import { sha256 } from '../primitives/sha256.ts';
import {
  certificates,
  decodeFile,
  decodeShareFile,
  encodeShareFile,
  FILES,
  outcomeFile,
} from './ceremony-files.ts';
import { Disk, RefreshWorld } from './refresh-test-support.ts';

const { role } = new RefreshWorld({ participants: 4, quorum: 3, thresholds: [2] });
const hash = sha256(Uint8Array.of(1));
const file = { period: 3, record: hash, shares: [hash, hash], periodKey: hash };

describe('a share file', () => {
  test('comes back as it was, and is 4,096 bytes whatever it holds', () => {
    const content = encodeShareFile(role, 1, file);
    assert.deepEqual(decodeShareFile(role, 1, content), file);
    const most = { ...file, shares: Array.from({ length: MAX_STYLES }, () => hash) };
    assert.deepEqual([content.length, encodeShareFile(role, 1, most).length], [4096, 4096]);
  });

  test('of another server, role or election is refused', () => {
    const other = { code: 'share-file/other' };
    const content = encodeShareFile(role, 1, file);
    assert.throws(() => decodeShareFile(role, 2, content), other);
    assert.throws(() => decodeShareFile({ ...role, role: 'administrator' }, 1, content), other);
    assert.throws(() => decodeShareFile({ ...role, manifestHash: hash }, 1, content), other);
    const text = Buffer.from(content).toString('latin1').replace('revs/share-file/v1', 'revs/share-file/v2');
    assert.throws(() => decodeShareFile(role, 1, new Uint8Array(Buffer.from(text, 'latin1'))), other);
  });

  test('that is torn or overwritten is refused', () => {
    const content = encodeShareFile(role, 1, file);
    assert.throws(() => decodeShareFile(role, 1, content.subarray(0, 100)));
    assert.throws(() => decodeShareFile(role, 1, new Uint8Array(4096)), { code: 'padding/malformed' });
  });
});

describe('the chain on disk', () => {
  test('is read in its order, whatever the order of the names, and nothing else with it', () => {
    const disk = new Disk();
    const linkOf = (at: number) => ({
      c: sha256(Uint8Array.of(at)),
      record: at % 2 === 0 ? hash : undefined,
      statements: [hash],
      commitments: [],
    });
    for (const at of [10, 9, 2, 1, 0]) disk.write(FILES.certificate(at), encode(linkCodec, linkOf(at)));
    disk.write(FILES.share(0), encodeShareFile(role, 1, file));
    assert.deepEqual(certificates(disk), [0, 1, 2, 9, 10].map(linkOf));
  });

  test('is refused if a link is torn', () => {
    const disk = new Disk();
    disk.write(FILES.certificate(0), Uint8Array.of(1));
    assert.throws(() => certificates(disk));
    assert.throws(() => decodeFile(outcomeFile, hash));
  });
});
