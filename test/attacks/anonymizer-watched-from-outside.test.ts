/**
 * Whoever watches the lines of an honest Anonymizer and the Counters' lists, and sends it what it wants, guesses no better
 * than chance which output an input became. Property: Privacy. The mixing's randomness is seeded, so that every run is
 * the same; the bounds are five standard deviations, so that other seeds do as well.
 */

import assert from 'node:assert/strict';
import { afterAll, afterEach, beforeEach, test } from 'vitest';
import { toHex } from '../../protocol/primitives/bytes.ts';
import { uniform } from '../../protocol/primitives/random.ts';
import { sha256 } from '../../protocol/primitives/sha256.ts';
import { seededRandom } from '../../protocol/seeded-random-test-support.ts';
import { given } from '../../protocol/test-support.ts';
import { Mixnet } from '../support/mixnet.ts';

const SIGMAS = 5;
const MAX_DELAY = 2000;
const [first, last] = ['anonymizer-1', 'anonymizer-2'];
const fixture = await Mixnet.make('mixing');
const POOL = fixture.fixture.manifest.poolSize;
let net: Mixnet;
beforeEach(async () => {
  net = await fixture.again();
});
afterEach(() => net.stop());
afterAll(() => fixture.stop());

/** A new package arrives at the last Anonymizer, from a hostile first hop; its hash, by which a Counter lists it. */
async function arrival(): Promise<string> {
  const body = net.newPackage();
  await bring(await net.inner(await net.onion(body, first, last)));
  return toHex(sha256(body));
}

const bring = (...inner: Uint8Array[]): Promise<void> =>
  net.anonymizer(last).acceptRelay(net.relay(inner, last));

/** Lets every delay that has begun come to its end. */
async function settle(): Promise<void> {
  net.now += MAX_DELAY;
  await net.tick();
}

const near = (value: number, expected: number, deviation: number, what: string): void =>
  assert.ok(Math.abs(value - expected) < SIGMAS * deviation, `${what}: ${value} instead of ${expected}`);

/** From -1, everything in reverse, to 1, everything in order (Kendall's tau), near 0 if there is no order. */
function orderLeft(before: readonly string[], now: readonly string[]): number {
  assert.deepEqual(now.toSorted(), before.toSorted());
  const places = before.map((name) => now.indexOf(name));
  const pairs = places.flatMap((place, i) => places.slice(i + 1).map((later) => Math.sign(later - place)));
  return pairs.reduce((sum, sign) => sum + sign, 0) / pairs.length;
}
const deviationOfOrder = (n: number): number => Math.sqrt((2 * (2 * n + 5)) / (9 * n * (n - 1)));

test('at least P members stay in the pool until intake ends, and above P each arrival releases one', async () => {
  for (let arrived = 1; arrived <= 8; arrived++) {
    await arrival();
    assert.equal(net.rows(last, 'pool'), Math.min(arrived, POOL + 1));
    await settle();
    assert.equal(net.rows(last, 'pool'), Math.min(arrived, POOL));
    assert.equal(net.listed().length, Math.max(0, arrived - POOL));
  }
  net.now = given(net.instants[0]) - 1;
  await net.tick();
  assert.equal(net.rows(last, 'pool'), POOL);
});

test('arrivals at the same moment each release another member', async () => {
  for (let i = 0; i < 4 * POOL; i++) await arrival();
  await settle();
  assert.deepEqual([net.rows(last, 'pool'), net.listed().length], [POOL, 3 * POOL]);
});

test('what an Anonymizer that starts again has in its pool is mixed with what arrives', async () => {
  for (let i = 0; i < POOL; i++) await arrival();
  await net.start(last);
  await arrival();
  await settle();
  assert.deepEqual([net.rows(last, 'pool'), net.listed().length], [POOL, 1]);
});

test('repeats are no arrivals: nobody empties a pool with onions that it has seen', async () => {
  const inner = await net.inner(await net.onion(net.newPackage(), first, last));
  await bring(inner);
  await arrival();
  for (let i = 0; i < 2 * POOL; i++) {
    await bring(inner);
    await settle();
  }
  assert.equal(net.rows(last, 'pool'), POOL);
  await arrival();
  await settle();
  assert.equal(net.listed().length, 1);
});

test('which member an arrival releases is chance: neither the newest nor the oldest is a good guess', async () => {
  const arrivals = 120;
  const held: string[] = [];
  const hits = { newest: 0, oldest: 0 };
  for (let i = 0; i < arrivals + POOL; i++) {
    held.push(await arrival());
    await settle();
    const released = net.listed().at(-1);
    if (i < POOL) continue;
    if (released === held.at(-1)) hits.newest++;
    if (released === held[0]) hits.oldest++;
    held.splice(held.indexOf(given(released)), 1);
  }
  const chance = 1 / (POOL + 1);
  const deviation = Math.sqrt((chance * (1 - chance)) / arrivals);
  near(hits.newest / arrivals, chance, deviation, 'the newest');
  near(hits.oldest / arrivals, chance, deviation, 'the oldest');
});

test('a released member leaves after a random delay, of which the arrival tells nothing', async () => {
  const arrivals = 40;
  const step = 100;
  const delays: number[] = [];
  for (let i = 0; i < POOL; i++) await arrival();
  for (let i = 0; i < arrivals; i++) {
    await arrival();
    const begun = net.now;
    for (; net.rows(last, 'pool') > POOL; net.now += step) await net.tick();
    delays.push(net.now - begun - step);
    assert.ok(net.now - begun - step <= MAX_DELAY);
  }
  const mean = delays.reduce((sum, delay) => sum + delay, 0) / arrivals;
  near(mean, MAX_DELAY / 2 + step / 2, MAX_DELAY / Math.sqrt(12 * arrivals), 'the mean delay');
  for (const quarter of [0, 1, 2, 3])
    assert.ok(
      delays.some((delay) => Math.min(3, Math.floor((4 * delay) / MAX_DELAY)) === quarter),
      `no delay in quarter ${quarter}`,
    );
});

test('after intake all leave at the L + 1 instants and at no time between, and in no order', async () => {
  const names: string[] = [];
  const onions: Uint8Array[] = [];
  for (let i = 0; i < 130; i++) {
    const body = net.newPackage();
    names.push(toHex(sha256(body)));
    onions.push(await net.inner(await net.onion(body, first, last)));
  }
  net.now = given(net.instants[0]);
  await net.tick();
  const [, second] = net.instants;
  net.now = given(second) - 1;
  for (let from = 0; from < onions.length; from += 64) await bring(...onions.slice(from, from + 64));
  await net.tick();
  assert.equal(net.listed().length, 0);
  net.now = given(second);
  // More than a message holds, and than a commit: what the tick throws would be lost in the test's network.
  await net.anonymizer(last).tick();
  await net.quiet();
  near(orderLeft(names, net.listed()), 0, deviationOfOrder(names.length), 'order left by a flush');
  assert.equal(net.rows(last, 'pool'), 0);
});

test('what waits for a server that is down goes to it in no order', async () => {
  for (const id of net.counters.keys()) net.down.add(id);
  net.now = given(net.instants.at(-1));
  const names: string[] = [];
  for (let i = 0; i < 40; i++) {
    names.push(await arrival());
    await net.tick();
  }
  net.down.clear();
  await settle();
  near(orderLeft(names, net.listed()), 0, deviationOfOrder(names.length), 'order left by a batch');
});

test('after the last instant what still arrives goes on at once', async () => {
  net.now = given(net.instants.at(-1));
  await net.tick();
  const late = await arrival();
  await net.tick();
  assert.deepEqual(net.listed(), [late]);
});

test('a clock that is set back after a flush finds no members that have gone', async () => {
  for (let i = 0; i < POOL; i++) await arrival();
  net.now = given(net.instants[0]);
  await net.tick();
  net.now -= 60_000;
  for (let i = 1; i <= 2 * POOL; i++) {
    await arrival();
    net.now += MAX_DELAY;
    await net.anonymizer(last).tick();
    assert.equal(net.rows(last, 'pool'), Math.min(i, POOL));
  }
});

test('an Anonymizer that starts again waits for the next instant', async () => {
  await arrival();
  const [one, two, three] = net.instants;
  for (const [started, next] of [
    [one, two],
    [two, three],
  ] as const) {
    net.now = given(started) + 1;
    await net.start(last);
    await net.tick();
    net.now = given(next) - 1;
    await net.tick();
    assert.equal(net.listed().length, 0);
    if (next !== three) continue;
    net.now = next as number;
    await net.tick();
    assert.equal(net.listed().length, 1);
  }
});

test('cover stays in the pool of the last one like the rest, and is dropped when it is released', async () => {
  const cover = async () => bring(await net.inner(await net.cover(first, last)));
  for (let arrived = 1; arrived <= 6; arrived++) {
    await (arrived % 2 === 0 ? arrival() : cover());
    assert.equal(net.rows(last, 'pool'), Math.min(arrived, POOL + 1));
    await settle();
    assert.equal(net.rows(last, 'pool'), Math.min(arrived, POOL));
  }
  await net.flush();
  assert.deepEqual([net.rows(last, 'pool'), net.rows(last, 'outbox')], [0, 0]);
  assert.equal(net.listed().length, 3);
});

test('a hostile first hop that sees a Counter cannot tell whether a second onion was claim or cover', async () => {
  const coin = seededRandom('claims');
  const seconds = 120;
  let right = 0;
  for (let i = 0; i < seconds; i++) {
    const claims = uniform(coin, 2) === 1;
    const before = net.listed().length;
    if (claims) await arrival();
    else await bring(await net.inner(await net.cover(first, last)));
    await settle();
    if (net.listed().length > before === claims) right++;
  }
  // The one who came is among the P + 1 of whom one is released; of the others half claimed.
  const chance = (1 / (POOL + 1)) * 1 + (POOL / (POOL + 1)) * 0.5;
  near(right / seconds, chance, Math.sqrt((chance * (1 - chance)) / seconds), 'the guess');
});
