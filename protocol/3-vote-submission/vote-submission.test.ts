/** Step 3: package, onions through L Anonymizers, pools, and the check of a Counter's list. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { beforeAll, test } from 'vitest';
import { LAYER_OVERHEAD, layerCodec, type OnionLayer, onionLength } from '../messages/onion.ts';
import { challengeStatement } from '../messages/relay.ts';
import { packageSizeFor, sealedPackageLength } from '../messages/submission-package.ts';
import { closeHeadStatement, treeHeadStatement } from '../messages/tree-head.ts';
import { pad, utf8 } from '../primitives/bytes.ts';
import { encode } from '../primitives/cbor.ts';
import { SEALED_VOTE, seal, sealOverhead, TRAFFIC } from '../primitives/hpke.ts';
import { merkleRoot } from '../primitives/merkle-tree.ts';
import { signStatement } from '../primitives/statement.ts';
import {
  flipped,
  given,
  makeElection,
  newKey,
  packageContent,
  random,
  sealedVote,
  type TestElection,
} from '../test-support.ts';
import { BulletinBoardCheck, needsClaim } from './check-bulletin-board.ts';
import { flushInstants, releaseDelay, releasesOnArrival } from './mix-pool.ts';
import { hopOf, peelOnion } from './peel-onion.ts';
import { sealPackage } from './seal-package.ts';
import { drawPath, onionPlace, wrapCover, wrapPackage } from './wrap-onion.ts';

let fixture: TestElection;
beforeAll(async () => {
  fixture = await makeElection();
});

const challenge = random(32);
const answer = (id: string, what = challenge, key = fixture.server(id).key): Uint8Array =>
  signStatement(challengeStatement, fixture.election.manifestHash, { challenge: what }, id, key);
const anonymizers = () => fixture.plan.anonymizers.map(({ id }) => id);
const draw = (answers: readonly Uint8Array[], election = fixture.election) =>
  drawPath(election, challenge, answers, random);
const peel = (id: string, onion: Uint8Array) =>
  peelOnion(fixture.election, id, fixture.server(id).open, onion);
const pathOf = (...ids: string[]) => ids.map((id) => given(fixture.election.member('anonymizers', id)));

test('all packages have one length, whatever the style and the vote', async () => {
  const [short, long] = [
    await sealedVote(fixture, 'north', utf8('x')),
    await sealedVote(fixture, 'south', utf8('x'.repeat(16))),
  ];
  assert.equal(short.length, sealedPackageLength(fixture.manifest.packageSize));
  assert.equal(long.length, short.length);
  await assert.rejects(sealedVote(fixture, 'north', utf8('x'.repeat(17))), { code: 'padding/malformed' });
});

test('the padded size is the largest over all styles, and every vote fits it', () => {
  const sizeOf = (style: string, maxVoteLength: number) => packageSizeFor([{ style, maxVoteLength }]);
  const styles = [
    { style: 'a', maxVoteLength: 300 },
    { style: 'a-style-with-a-much-longer-name', maxVoteLength: 10 },
  ];
  assert.equal(
    packageSizeFor(styles),
    Math.max(sizeOf('a', 300), sizeOf('a-style-with-a-much-longer-name', 10)),
  );
  assert.ok(packageSizeFor([{ style: 's'.repeat(64), maxVoteLength: 2048 }]) <= 4096);
});

test('a path has exactly L Anonymizers of different operators, among those that are there', () => {
  const all = anonymizers().map((id) => answer(id));
  const seen = new Set<string>();
  for (let i = 0; i < 200; i++) {
    const path = draw(all);
    assert.equal(path.length, 2);
    assert.equal(new Set(path.map(({ operator }) => operator)).size, 2);
    seen.add(path.map(({ id }) => id).join());
  }
  assert.equal(seen.size, 6, 'every ordered pair is drawn');
  const two = [answer('anonymizer-1'), answer('anonymizer-3')];
  assert.deepEqual(new Set(draw(two).map(({ id }) => id)), new Set(['anonymizer-1', 'anonymizer-3']));
});

test('answers that are stale, forged, repeated or of another party do not count', () => {
  const bad = [
    answer('anonymizer-2', flipped(challenge)),
    answer('anonymizer-2', challenge, newKey()),
    answer('counter-1'),
    flipped(answer('anonymizer-2')),
    answer('anonymizer-1'),
    new Uint8Array(),
  ];
  assert.throws(() => draw([answer('anonymizer-1'), ...bad]), { code: 'anonymizers/too-few' });
  assert.throws(() => draw([]), { code: 'anonymizers/too-few' });
});

test('no path leads through an Anonymizer without a key, whatever it answers', async () => {
  const partial = await makeElection({
    styles: [{ style: 's', voters: 1 }],
    withoutKey: ['anonymizer-1'],
  });
  const { manifestHash } = partial.election;
  const answers = anonymizers().map((id) =>
    signStatement(challengeStatement, manifestHash, { challenge }, id, partial.server(id).key),
  );
  for (let i = 0; i < 20; i++) {
    const path = drawPath(partial.election, challenge, answers, random);
    assert.deepEqual(new Set(path.map(({ id }) => id)), new Set(['anonymizer-2', 'anonymizer-3']));
  }
  assert.throws(() => drawPath(partial.election, challenge, answers.slice(0, 2), random), {
    code: 'anonymizers/too-few',
  });
});

test('two Anonymizers of one operator are never on one path', async () => {
  const shared = await makeElection({ styles: [{ style: 's', voters: 1 }], anonymizers: 3 });
  const one = given(shared.election.members('anonymizers')[0]);
  const members = shared.election
    .members('anonymizers')
    .map((m, i) => (i === 1 ? { ...m, operator: one.operator } : m));
  const election = Object.create(shared.election, { members: { value: () => members } });
  const { manifestHash } = shared.election;
  const answers = members.map(({ id }) =>
    signStatement(challengeStatement, manifestHash, { challenge }, id, shared.server(id).key),
  );
  for (let i = 0; i < 100; i++)
    assert.ok(drawPath(election, challenge, answers, random).some(({ id }) => id === 'anonymizer-3'));
  assert.throws(() => drawPath(election, challenge, answers.slice(0, 2), random), {
    code: 'anonymizers/too-few',
  });
});

test('an onion passes its two Anonymizers in order and delivers the package; each layer has its length', async () => {
  const { packageSize } = fixture.manifest;
  const sealed = await sealedVote(fixture, 'north', utf8('x'));
  const { entry, onion } = await wrapPackage(
    fixture.election,
    pathOf('anonymizer-2', 'anonymizer-1'),
    sealed,
  );
  assert.equal(entry, 'anonymizer-2');
  assert.equal(onion.length, onionLength(packageSize, 2, 1));
  const first = await peel('anonymizer-2', onion);
  assert.deepEqual(
    [first.kind, first.next, first.body.length],
    ['forward', 'anonymizer-1', onionLength(packageSize, 2, 2)],
  );
  const second = await peel('anonymizer-1', first.body);
  assert.deepEqual([second.kind, second.next], ['deliver', '']);
  assert.deepEqual(second.body, sealed);
  for (const [id, what] of [
    ['anonymizer-1', onion],
    ['anonymizer-3', onion],
    ['anonymizer-2', first.body],
  ] as const)
    await assert.rejects(peel(id, what), { code: 'hpke/failed' });
});

test('cover looks the same to all but the last', async () => {
  const path = pathOf('anonymizer-1', 'anonymizer-3');
  const cover = await wrapCover(fixture.election, path, random);
  const vote = await wrapPackage(fixture.election, path, await sealedVote(fixture, 'north', utf8('x')));
  assert.equal(cover.onion.length, vote.onion.length);
  const [a, b] = [await peel('anonymizer-1', cover.onion), await peel('anonymizer-1', vote.onion)];
  assert.deepEqual([a.kind, a.next, a.body.length], [b.kind, b.next, b.body.length]);
  const last = await peel('anonymizer-3', a.body);
  assert.deepEqual(
    [last.kind, last.next, last.body.length],
    ['cover', '', sealedPackageLength(fixture.manifest.packageSize)],
  );
});

test('onions of every L up to 5 have room for the longest IDs', () => {
  for (let L = 1; L <= 5; L++)
    for (let hop = 1; hop <= L; hop++) {
      const body = new Uint8Array(hop === L ? sealedPackageLength(4096) : onionLength(4096, L, hop + 1));
      const layer: OnionLayer = {
        kind: hop === L ? 'deliver' : 'forward',
        next: hop === L ? '' : 'x'.repeat(64),
        body,
      };
      const plain = pad(encode(layerCodec, layer), body.length + LAYER_OVERHEAD);
      assert.equal(plain.length + sealOverhead(TRAFFIC), onionLength(4096, L, hop));
    }
});

/** An onion as a hostile sender makes it, for anonymizer-1. */
async function crafted(
  hop: number,
  layer: OnionLayer,
  length = layer.body.length + LAYER_OVERHEAD,
): Promise<Uint8Array> {
  const key = given(fixture.server('anonymizer-1').traffic).publicKey;
  return seal(
    TRAFFIC,
    key,
    onionPlace(fixture.election, 'anonymizer-1', hop),
    pad(encode(layerCodec, layer), length),
  );
}

test('an onion of a wrong length is refused unopened', async () => {
  const { packageSize } = fixture.manifest;
  const right = [1, 2].map((hop) => onionLength(packageSize, 2, hop));
  const known = right.map((length) => hopOf(fixture.election, length));
  assert.deepEqual(known, [1, 2]);
  for (const length of [
    0,
    1,
    ...right.flatMap((l) => [l - 1, l + 1]),
    onionLength(packageSize, 3, 1),
    sealedPackageLength(packageSize),
  ])
    await assert.rejects(peel('anonymizer-1', new Uint8Array(length)), { code: 'onion/wrong-length' });
});

test('a route that is not one is refused: other kinds at a hop, unknown, no or own next, inner lengths', async () => {
  const { packageSize } = fixture.manifest;
  const inner = new Uint8Array(onionLength(packageSize, 2, 2));
  const body = new Uint8Array(sealedPackageLength(packageSize));
  const firstLength = inner.length + LAYER_OVERHEAD;
  const lastLength = body.length + LAYER_OVERHEAD;
  const bad: readonly [number, OnionLayer, number, string][] = [
    [1, { kind: 'deliver', next: '', body: inner }, firstLength, 'onion/wrong-route'],
    [1, { kind: 'cover', next: '', body: inner }, firstLength, 'onion/wrong-route'],
    [2, { kind: 'forward', next: 'anonymizer-2', body }, lastLength, 'onion/wrong-route'],
    // Wrong in the kind alone.
    [1, { kind: 'deliver', next: 'anonymizer-2', body: inner }, firstLength, 'onion/wrong-route'],
    [1, { kind: 'cover', next: 'anonymizer-2', body: inner }, firstLength, 'onion/wrong-route'],
    [2, { kind: 'forward', next: '', body }, lastLength, 'onion/wrong-route'],
    [1, { kind: 'forward', next: 'anonymizer-9', body: inner }, firstLength, 'onion/wrong-route'],
    [1, { kind: 'forward', next: 'counter-1', body: inner }, firstLength, 'onion/wrong-route'],
    [1, { kind: 'forward', next: '', body: inner }, firstLength, 'onion/wrong-route'],
    [1, { kind: 'forward', next: 'anonymizer-1', body: inner }, firstLength, 'onion/wrong-route'],
    [2, { kind: 'deliver', next: 'anonymizer-2', body }, lastLength, 'onion/wrong-route'],
    [
      1,
      { kind: 'forward', next: 'anonymizer-2', body: inner.subarray(1) },
      firstLength,
      'onion/wrong-length',
    ],
    [2, { kind: 'deliver', next: '', body: body.subarray(1) }, lastLength, 'onion/wrong-length'],
    [2, { kind: 'cover', next: '', body: body.subarray(1) }, lastLength, 'onion/wrong-length'],
  ];
  for (const [hop, layer, length, code] of bad)
    await assert.rejects(
      peel('anonymizer-1', await crafted(hop, layer, length)),
      { code },
      JSON.stringify([hop, layer.kind, layer.next]),
    );
  // Sealed for hop 2, as long as one at hop 1.
  const shifted = await crafted(2, { kind: 'forward', next: 'anonymizer-2', body: inner }, firstLength);
  await assert.rejects(peel('anonymizer-1', shifted), { code: 'hpke/failed' });
});

test('a package that is too long for its place cannot be sealed', async () => {
  const content = await packageContent(fixture, 'north', utf8('x'));
  const long = { ...content, choices: new Uint8Array(200) };
  await assert.rejects(async () => sealPackage(fixture.election, long), { code: 'padding/malformed' });
  const sealed = await sealPackage(fixture.election, content);
  assert.equal(sealed.length, fixture.manifest.packageSize + sealOverhead(SEALED_VOTE));
});

test('the pool releases one member on each arrival above P, and everything at L + 1 fixed instants', () => {
  assert.deepEqual(
    [0, 1, 2, 3, 100].map((members) => releasesOnArrival(members, 2)),
    [0, 0, 0, 1, 1],
  );
  fc.assert(
    fc.property(
      fc.nat(1e12),
      fc.integer({ min: 7, max: 1e7 }),
      fc.integer({ min: 1, max: 5 }),
      (intakeEnds, span, L) => {
        const instants = flushInstants({ opens: 0, closes: 0, intakeEnds, claimsEnd: intakeEnds + span }, L);
        assert.equal(instants.length, L + 1);
        assert.equal(instants[0], intakeEnds);
        assert.ok(
          instants.every((at, i) => i === 0 || at > given(instants[i - 1])),
          'one after another',
        );
        assert.ok(given(instants.at(-1)) < intakeEnds + span, 'before claims end');
      },
    ),
  );
  for (let i = 0; i < 100; i++) assert.ok(releaseDelay(random) >= 0 && releaseDelay(random) < 2000);
});

const leaves: readonly Uint8Array[] = Array.from({ length: 9 }, (_, i) => new Uint8Array(32).fill(i + 1));
const head = (
  content = { size: 9, root: merkleRoot(leaves) },
  type = treeHeadStatement,
  id = 'counter-1',
  key = fixture.server(id).key,
) => signStatement(type, fixture.election.manifestHash, content, id, key);
const check = (signed: Uint8Array, leaf: Uint8Array, type = treeHeadStatement) =>
  new BulletinBoardCheck(fixture.election, type, signed, leaf);

test('a list is checked as it streams: the package is on it or not, whatever the size of the parts', () => {
  for (const [leaf, found] of [
    [given(leaves[0]), true],
    [given(leaves[8]), true],
    [random(32), false],
  ] as const)
    for (const part of [1, 4, 9]) {
      const streamed = check(head(), leaf);
      assert.equal(streamed.counter, 'counter-1');
      for (let at = 0; at < leaves.length; at += part) streamed.add(leaves.slice(at, at + part));
      assert.equal(streamed.finish(), found);
    }
});

test('a list that is shortened, lengthened, reordered or changed is not the one that was signed', () => {
  const changes = [
    leaves.slice(1),
    leaves.slice(0, 8),
    leaves.toReversed(),
    leaves.with(3, random(32)),
    leaves.with(3, given(leaves[2])),
    [],
  ];
  for (const list of changes) {
    const streamed = check(head(), given(leaves[0]));
    streamed.add(list);
    assert.throws(() => streamed.finish(), { code: 'head/invalid' });
  }
  assert.throws(() => check(head(), random(32)).add([...leaves, random(32)]), { code: 'head/invalid' });
});

test("a head is a Counter's, of this election and of the kind that was asked for", () => {
  assert.throws(() => check(head(undefined, undefined, 'anonymizer-1'), random(32)), {
    code: 'statement/unknown-signer',
  });
  assert.throws(() => check(head(undefined, undefined, 'counter-1', newKey()), random(32)), {
    code: 'signature/invalid',
  });
  assert.throws(() => check(head(), random(32), closeHeadStatement), { code: 'statement/wrong-context' });
  assert.throws(() => check(head(undefined, closeHeadStatement), random(32)), {
    code: 'statement/wrong-context',
  });
});

test('the second onion claims if more than half of the Counters lack the package', async () => {
  // 3 Counters: 2 that hold it are enough, 1 is not.
  assert.deepEqual(
    [0, 1, 2, 3].map((held) => needsClaim(fixture.election, held)),
    [true, true, false, false],
  );
  const four = Object.create(fixture.election, { members: { value: () => [1, 2, 3, 4] } });
  assert.deepEqual(
    [0, 1, 2, 3, 4].map((held) => needsClaim(four, held)),
    [true, true, false, false, false],
  );
});
