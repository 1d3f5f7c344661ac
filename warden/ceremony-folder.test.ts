/** What stays on a disk: refreshes of a member whose files are real (trustees contract, sections 2 and 8, item 18). */
import assert from 'node:assert/strict';
import { linkSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, test } from 'vitest';
import { decodeShareFile } from '../protocol/ceremony/ceremony-files.ts';
import { type Outgoing, RefreshWorld } from '../protocol/ceremony/refresh-test-support.ts';
import { P256 } from '../protocol/primitives/prime-group.ts';
import { CeremonyFolder } from './ceremony-folder.ts';

const root = mkdtempSync(join(tmpdir(), 'revs-warden-'));
afterAll(() => rmSync(root, { recursive: true }));
let folders = 0;
const newFolder = (): string => join(root, `folder-${folders++}`);
const bytesOf = (folder: string): Buffer =>
  Buffer.concat(readdirSync(folder).map((name) => readFileSync(join(folder, name))));

describe('a member whose files are real', () => {
  test('goes through two refreshes, and no byte of an old share or seed is left, in its files or where they were', async () => {
    const world = new RefreshWorld({ participants: 4, quorum: 3, thresholds: [2], group: P256 });
    const folder = newFolder();
    const witness = new Witness(folder);
    const files = new CeremonyFolder(folder);
    files.write('share.0', world.disks[0]?.content.get('share.0') as Uint8Array);
    world.down.add(0);
    const posts: Outgoing[] = [];
    for (let round = 0; round < 24; round++) {
      if (round % 12 === 0) world.toSlot();
      // Each round in a process of its own, as after a crash.
      const part = world.newPart(0, (outgoing) => void posts.push(outgoing), new CeremonyFolder(folder));
      await part.act(world.log, world.time);
      if (posts.length > 0) world.batch(...posts.splice(0));
      await world.round();
      witness.look();
    }
    assert.equal(world.log.period.number, 2);
    assert.deepEqual(files.names().toSorted(), ['certificate.000000', 'certificate.000001', 'share.2']);
    const gone = [...witness.seen].filter(([name]) => name !== 'share.2');
    const kinds = gone.map(([name]) => name.split('.')[0]);
    assert.deepEqual(kinds.sort(), ['seed', 'seed', 'share', 'share']);
    for (const [name, content] of gone) {
      assert.ok(witness.isZero(name), name);
      for (const part of secretsIn(world, name, content))
        assert.equal(bytesOf(folder).includes(part), false, name);
    }
  });
});

/** Keeps what the files of shares and seeds had, and the places on the disk under a second name. */
class Witness {
  readonly seen = new Map<string, Buffer>();
  readonly #folder: string;
  readonly #links = newFolder();

  constructor(folder: string) {
    this.#folder = folder;
    mkdirSync(this.#links);
  }

  look(): void {
    for (const name of readdirSync(this.#folder)) {
      if (!/^(share|seed)/.test(name) || this.seen.has(name)) continue;
      linkSync(join(this.#folder, name), join(this.#links, name));
      this.seen.set(name, readFileSync(join(this.#folder, name)));
    }
  }

  isZero(name: string): boolean {
    return readFileSync(join(this.#links, name)).every((byte) => byte === 0);
  }
}

/** A seed; shares and period key of a share file. */
function secretsIn(world: RefreshWorld, name: string, content: Buffer): readonly Buffer[] {
  if (name.startsWith('seed')) return [content];
  const { shares, periodKey } = decodeShareFile(world.role, 0, content);
  return [...shares, periodKey].map((secret) => Buffer.from(secret));
}

describe('a folder', () => {
  test('gives back what was written, replaces it whole, and lists it', () => {
    const files = new CeremonyFolder(newFolder());
    files.write('seed.a', Uint8Array.of(1, 2, 3));
    files.write('seed.a', Uint8Array.of(1, 2, 3));
    assert.deepEqual(files.read('seed.a'), Uint8Array.of(1, 2, 3));
    files.write('seed.a', Uint8Array.of(4));
    assert.deepEqual(files.read('seed.a'), Uint8Array.of(4));
    assert.deepEqual(files.names(), ['seed.a']);
    files.erase('seed.a');
    files.erase('seed.a');
    assert.deepEqual([files.read('seed.a'), files.names()], [undefined, []]);
  });

  test('overwrites what it replaces', () => {
    const folder = newFolder();
    const files = new CeremonyFolder(folder);
    files.write('share.1', Uint8Array.of(7, 7, 7));
    linkSync(join(folder, 'share.1'), join(root, 'before'));
    files.write('share.1', Uint8Array.of(8));
    assert.deepEqual(readFileSync(join(root, 'before')), Buffer.of(0, 0, 0));
  });

  test('leaves what is there alone if it is the same: there is no moment without it', () => {
    const folder = newFolder();
    const files = new CeremonyFolder(folder);
    files.write('share.1', Uint8Array.of(7));
    linkSync(join(folder, 'share.1'), join(root, 'same'));
    files.write('share.1', Uint8Array.of(7));
    assert.deepEqual(readFileSync(join(root, 'same')), Buffer.of(7));
  });

  test('erases what a write that was cut off has left, and does not list it', () => {
    const folder = newFolder();
    const files = new CeremonyFolder(folder);
    const draft = join(folder, 'share.1.0011223344556677.draft');
    writeFileSync(draft, 'half a share', { mode: 0o600 });
    linkSync(draft, join(root, 'half'));
    assert.deepEqual(files.names(), []);
    new CeremonyFolder(folder);
    assert.deepEqual(readdirSync(folder), []);
    assert.ok(readFileSync(join(root, 'half')).every((byte) => byte === 0));
  });

  test('whose erasure was cut off has nothing to read, and lists it to be erased again', () => {
    const folder = newFolder();
    const files = new CeremonyFolder(folder);
    writeFileSync(join(folder, 'seed.a'), new Uint8Array(32), { mode: 0o600 });
    assert.deepEqual([files.read('seed.a'), files.names()], [undefined, ['seed.a']]);
    files.write('seed.a', Uint8Array.of(1));
    assert.deepEqual(files.read('seed.a'), Uint8Array.of(1));
  });

  test('refuses files that others may read', () => {
    const folder = newFolder();
    const files = new CeremonyFolder(folder);
    writeFileSync(join(folder, 'share.0'), 'open to all', { mode: 0o644 });
    assert.throws(() => files.read('share.0'), { code: 'secret/unsafe-permissions' });
  });
});
