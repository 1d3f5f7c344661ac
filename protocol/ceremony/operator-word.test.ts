/** REJOIN and ABANDON: what operators order, and what a member's part makes of it (trustees contract, section 2, Rejoin and Stuck c). */
import assert from 'node:assert/strict';
import { describe, test } from 'vitest';
import { abandonedFile, decodeFile, FILES, rejoinFile } from './ceremony-files.ts';
import { abandon, rejoin } from './operator-word.ts';
import { readPost } from './refresh-posts.ts';
import { isPossessed } from './refresh-role.ts';
import { type Disk, type Outgoing, RefreshWorld, type WorldOptions } from './refresh-test-support.ts';

const FIVE: WorldOptions = { participants: 5, quorum: 4, thresholds: [2] };
const EMPTY = new Uint8Array();

const diskOf = (world: RefreshWorld, i: number): Disk => world.disks[i] as Disk;
const orderRejoin = (world: RefreshWorld, i: number): void =>
  rejoin(world.role, i, world.log, diskOf(world, i), world.random, world.identities[i] as never);
const orderAbandon = (world: RefreshWorld, i: number): void =>
  abandon(world.role, i, world.log, diskOf(world, i), world.identities[i] as never);

/** A ceremony in which all could sign, and nobody's OUTCOME has come. */
async function stuck(): Promise<{ world: RefreshWorld; withheld: Outgoing[] }> {
  const world = new RefreshWorld(FIVE);
  const withheld: Outgoing[] = [];
  world.tamper = (outgoing) => {
    if (outgoing.type !== 'outcome') return [outgoing];
    withheld.push(outgoing);
    return [];
  };
  await world.toSlot().until(({ ceremony }) => ceremony.step === 'outcome');
  await world.round();
  return { world, withheld };
}

function listen(world: RefreshWorld, i: number): string[] {
  const said: string[] = [];
  world.tamper = (outgoing) => {
    if (outgoing.from === i) said.push(outgoing.type);
    return [outgoing];
  };
  return said;
}

describe('rejoin', () => {
  test('erases share, seed and outcome, keeps chain and promises, and states a fresh key', async () => {
    const world = new RefreshWorld(FIVE);
    await world.refresh();
    const disk = diskOf(world, 4);
    disk.write(FILES.abandoned(world.log.c), EMPTY);
    disk.write(FILES.seed(world.log.c), EMPTY);
    disk.write(FILES.outcome(world.log.c), EMPTY);
    orderRejoin(world, 4);
    assert.deepEqual(
      disk.names().map((name) => name.split('.')[0]),
      ['certificate', 'abandoned', 'rejoin'],
    );
    assert.match(disk.done.at(-1) ?? '', /^write rejoin/, 'erased first');
    const { statement } = decodeFile(rejoinFile, disk.read(FILES.rejoin(1)) ?? EMPTY);
    const post = readPost(world.role, 'rejoin', statement);
    assert.ok(post !== undefined);
    assert.ok(post.isBy(world.identities[4]?.publicKey ?? EMPTY));
    assert.deepEqual([post.signer, post.content.period], [4, 1]);
    assert.deepEqual(post.context, world.role.manifestHash);
    const { key, possession } = post.content;
    assert.ok(isPossessed(world.role, world.role.manifestHash, 'trustee-5', key, possession));
  });

  test('drops certificates from the first that cannot be read on, and takes them from the log again', async () => {
    const world = new RefreshWorld(FIVE);
    for (let period = 1; period <= 3; period++) await world.refresh();
    const disk = diskOf(world, 4);
    const chain = [0, 1, 2].map(FILES.certificate);
    const before = chain.map((name) => disk.read(name));
    disk.write(FILES.certificate(1), before[1]?.subarray(0, 20) ?? EMPTY);
    orderRejoin(world, 4);
    assert.deepEqual(disk.names(), [FILES.certificate(0), FILES.rejoin(3)]);
    await world.act(4);
    assert.deepEqual(
      chain.map((name) => disk.read(name)),
      before,
    );
  });

  test('of a server with a share: it deals and signs no more, and has a new share at the end', async () => {
    const world = new RefreshWorld(FIVE);
    orderRejoin(world, 4);
    const said = listen(world, 4);
    await world.refresh();
    assert.deepEqual(said, ['rejoin', 'state', 'ok']);
    assert.equal(world.log.period.number, 1);
    assert.equal(world.combined(0, [4, 0]), world.secrets[0]);
    assert.equal(world.alerts[4]?.size, 0);
  });

  test('while the first phase runs annuls the STATE that was made before', async () => {
    const world = new RefreshWorld(FIVE);
    world.time = world.log.opens;
    world.down.add(0);
    await world.round();
    orderRejoin(world, 4);
    const said = listen(world, 4);
    await world.round();
    assert.deepEqual(said, ['rejoin']);
    await world.round();
    world.down.clear();
    await world.until(({ ended }) => ended.length === 1);
    await world.round();
    assert.deepEqual(said, ['rejoin', 'state', 'ok']);
    assert.equal(world.combined(0, [4, 0]), world.secrets[0]);
  });

  test('after the first phase serves the next ceremony, if this one is void', async () => {
    const world = new RefreshWorld(FIVE);
    const isSilent = ({ from, type }: Outgoing) => type === 'deal' && from === 0;
    world.tamper = (outgoing) => (isSilent(outgoing) ? [] : [outgoing]);
    await world.toSlot().until(({ ceremony }) => ceremony.step === 'deal');
    orderRejoin(world, 4);
    await world.until(({ ended }) => ended.length === 1);
    assert.equal(world.log.period.number, 0);
    const said = listen(world, 4);
    await world.until(({ ended }) => ended.length === 2);
    await world.round();
    assert.deepEqual(said, ['state', 'ok']);
    assert.equal(world.log.period.number, 1);
    assert.equal(world.combined(0, [4, 0]), world.secrets[0]);
  });

  test('crashed between erasing and writing leaves nothing, and can be ordered again', async () => {
    const world = new RefreshWorld(FIVE);
    diskOf(world, 4).left = 1;
    assert.throws(() => orderRejoin(world, 4));
    world.restart(4);
    const said = listen(world, 4);
    await world.act(4);
    assert.deepEqual(said, []);
    assert.equal(world.alerts[4]?.has('alert/no-share'), true);
    orderRejoin(world, 4);
    await world.refresh();
    assert.equal(world.combined(0, [4, 0]), world.secrets[0]);
  });
});

describe('abandon', () => {
  test('a promise of which a damaged disk has cut a part is one still', async () => {
    const { world } = await stuck();
    orderAbandon(world, 0);
    const said = listen(world, 0);
    const disk = diskOf(world, 0);
    const name = FILES.abandoned(world.log.c);
    disk.write(name, disk.read(name)?.subarray(0, 20) ?? EMPTY);
    world.restart(0);
    await assert.rejects(world.act(0), { code: 'cbor/malformed' });
    assert.deepEqual(said, []);
  });

  test('is a durable promise first; then seed and next share are erased', async () => {
    const { world } = await stuck();
    const { done } = diskOf(world, 0);
    const before = done.length;
    orderAbandon(world, 0);
    assert.deepEqual(
      done.slice(before).map((what) => what.replace(/\..*/, '')),
      ['write abandoned', 'erase seed', 'erase share'],
    );
    const content = diskOf(world, 0).read(FILES.abandoned(world.log.c)) ?? EMPTY;
    const post = readPost(world.role, 'abandon', decodeFile(abandonedFile, content).statement);
    assert.ok(post !== undefined);
    assert.ok(post.isBy(world.identities[0]?.publicKey ?? EMPTY));
    assert.deepEqual(post.context, world.log.c);
    assert.ok(diskOf(world, 0).content.has('share.0'));
  });

  for (const left of [1, 2])
    test(`crashed after ${left} of these: the part erases the rest, and never signs`, async () => {
      const { world } = await stuck();
      const { c } = world.log;
      diskOf(world, 0).left = left;
      assert.throws(() => orderAbandon(world, 0));
      world.restart(0);
      const said = listen(world, 0);
      await world.act(0);
      assert.deepEqual(said, ['abandon']);
      const { content } = diskOf(world, 0);
      assert.deepEqual(
        [FILES.seed(c), 'share.1', 'share.0', FILES.abandoned(c)].map((name) => content.has(name)),
        [false, false, true, true],
      );
    });

  test('is refused once the certificate is here', async () => {
    const { world, withheld } = await stuck();
    const before = world.log;
    world.batch(...withheld);
    await world.act(0);
    const order = () => abandon(world.role, 0, before, diskOf(world, 0), world.identities[0] as never);
    const { done } = diskOf(world, 0);
    const length = done.length;
    assert.throws(order, { code: 'period/switched' });
    assert.equal(done.length, length);
  });

  test('is said again if it came before the ceremony opened', async () => {
    const world = new RefreshWorld(FIVE);
    orderAbandon(world, 0);
    await world.act(0);
    await world.round();
    assert.equal(world.log.abandons.size, 0);
    world.batchAt(world.log.opens, true);
    await world.round();
    assert.equal(world.log.abandons.has(0), true);
  });

  test('lets the member do nothing more in that ceremony, whatever comes, also after a restart', async () => {
    const world = new RefreshWorld(FIVE);
    world.time = world.log.opens;
    orderAbandon(world, 0);
    const said = listen(world, 0);
    await world.until(({ ended }) => ended.length === 1);
    world.restart(0);
    await world.round();
    assert.deepEqual(said, ['abandon']);
    assert.equal(world.alerts[0]?.has('alert/abandoned'), true);
    assert.deepEqual(diskOf(world, 0).names(), ['share.0', FILES.abandoned(world.log.ended[0]?.c ?? EMPTY)]);
  });

  test('who abandoned what others certified rejoins', async () => {
    const { world, withheld } = await stuck();
    orderAbandon(world, 0);
    world.batch(...withheld);
    await world.round();
    assert.equal(world.alerts[0]?.has('alert/abandoned'), true);
    world.alerts[0]?.clear();
    orderRejoin(world, 0);
    const said = listen(world, 0);
    await world.refresh();
    assert.deepEqual(said, ['rejoin', 'state', 'ok']);
    assert.equal(world.log.period.number, 2);
    assert.equal(world.combined(0, [0, 1]), world.secrets[0]);
    assert.equal(world.alerts[0]?.size, 0);
    assert.equal(
      diskOf(world, 0)
        .names()
        .some((name) => name.startsWith('abandoned')),
      false,
    );
  });

  test('by a quorum leads out of a branch of which another X was certified', async () => {
    const { world, withheld } = await stuck();
    // The members of another branch certify what they have there: here, the same words of another X.
    const other = await stuck();
    assert.deepEqual(other.world.log.c, world.log.c);
    const [own, foreign] = [world.log.ceremony, other.world.log.ceremony];
    assert.ok(own.step === 'outcome' && foreign.step === 'outcome');
    assert.notDeepEqual(own.hash, foreign.hash);
    const outcomes = other.withheld.map(({ statement }) => statement);
    world.batch(world.say(1, 'period', { record: foreign.record, outcomes }));
    assert.equal(world.log.ceremony.step, 'elsewhere');
    world.batch(...withheld);
    assert.equal(world.log.ended.length, 0, 'nothing of this branch counts now');
    await world.round();
    for (const i of [0, 1, 2, 3]) {
      assert.equal(world.alerts[i]?.has('alert/another-log'), true);
      orderAbandon(world, i);
    }
    world.tamper = (outgoing) => [outgoing];
    await world.until(({ ended }) => ended.length === 2);
    assert.equal(world.log.ended[0]?.record, undefined);
    await world.round();
    assert.equal(world.log.period.number, 1);
    assert.equal(world.combined(0, [0, 1]), world.secrets[0]);
  });
});
