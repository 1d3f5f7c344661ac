/**
 * Renewing shares of the election key (trustees contract, section 10), without board and disk: what one member's processor does for
 * a whole refresh, its own part and its reading of everybody's statements. The limit is what the contract counts for it: base
 * multiplications, points parsed, seals and opens, as bare library calls. Signatures and KEM pairs come on top and are not in it.
 */
import { p256 } from '@noble/curves/nist.js';
import { systemRandom } from '../common/system-random.ts';
import { refreshFold } from '../protocol/ceremony/refresh.ts';
import type { RefreshLog } from '../protocol/ceremony/refresh-log.ts';
import { type RefreshPost, readPost } from '../protocol/ceremony/refresh-posts.ts';
import { type Outgoing, RefreshWorld } from '../protocol/ceremony/refresh-test-support.ts';
import { seal, sealingInfo, TRAFFIC, trafficKeyPair } from '../protocol/primitives/hpke.ts';
import { P256 } from '../protocol/primitives/prime-group.ts';
import { randomScalar } from '../protocol/primitives/random.ts';
import { hpkeOpen, hpkeSeal, nth, repeat } from './support/library-calls.ts';
import { type Cost, costOf, costOfParts, type LimitPart, median, total } from './support/measure.ts';
import { type Detail, type Figure, print } from './support/report.ts';

const ROUNDS = 5;
/** n, q and tau for k = 1, 2, 4. */
const SIZES = [
  { participants: 5, quorum: 4, thresholds: [2] },
  { participants: 9, quorum: 6, thresholds: [3] },
  { participants: 15, quorum: 10, thresholds: [5] },
] as const;
type Size = (typeof SIZES)[number];
/** Times the bare calls. */
const MOST = 2;
/** Bytes of what is sealed: a share with its label and names. */
const SHARES_LENGTH = 80;

/** Keeps what was posted. */
class RecordedWorld extends RefreshWorld {
  readonly batches: { readonly time: number; readonly posts: readonly Outgoing[] }[] = [];

  override batchAt(time: number, hasTick: boolean, ...posts: readonly Outgoing[]): RefreshLog {
    this.batches.push({ time, posts });
    return super.batchAt(time, hasTick, ...posts);
  }
}

const figures: Figure[] = [];
const details: Detail[] = [];
for (const size of SIZES) await measure(size);
print({
  benchmark: 'refresh',
  conditions: `election key alone, all members up; medians of ${ROUNDS} refreshes; one core`,
  figures,
  details,
});

async function measure(size: Size): Promise<void> {
  const { participants: n } = size;
  const parts = await bareCalls(size);
  const world = new RecordedWorld({ ...size, group: P256 });
  const members: Cost[] = [];
  const limits: Cost[] = [];
  // The first is for the compiler.
  for (let round = 0; round <= ROUNDS; round++) {
    const member = await costOfMember(world, n);
    const limit = total(await costOfParts(parts, 1));
    if (round === 0) continue;
    members.push(member);
    limits.push(limit);
  }
  const ratios = members.map(({ cpu }, i) => cpu / (limits[i]?.cpu ?? Number.NaN));
  const name = `processor time of a member, n = ${n}`;
  figures.push({
    name,
    measured: median(members.map(({ cpu }) => cpu)),
    unit: 'ms',
    limit: median(limits.map(({ cpu }) => cpu)),
    ratio: median(ratios),
    target: `<= ${MOST} times`,
    met: median(ratios) <= MOST,
  });
  const posted = world.batches.flatMap(({ posts }) => posts);
  const bytes = posted.reduce((sum, { statement }) => sum + statement.length, 0);
  details.push(
    { name: `n = ${n}: ratio, least`, measured: Math.min(...ratios), unit: 'times' },
    { name: `n = ${n}: ratio, most`, measured: Math.max(...ratios), unit: 'times' },
    { name: `n = ${n}: statements posted`, measured: posted.length, unit: '' },
    { name: `n = ${n}: posted`, measured: bytes / 1000, unit: 'kB' },
  );
}

/** All parts are run here, and the log is read once: a member does its own part, and reads the whole log. */
async function costOfMember(world: RecordedWorld, n: number): Promise<Cost> {
  const before = world.log;
  world.batches.splice(0);
  const all = await costOf(1, () => world.refresh());
  const fold = refreshFold(world.role, world.first);
  const reading = await costOf(1, () => {
    let log = before;
    for (const { time, posts } of world.batches) {
      const read = posts.map(({ type, statement }) => readPost(world.role, type, statement));
      const known = read.filter((post): post is RefreshPost => post !== undefined);
      log = fold.next(log, { c: 0, time, hasTick: false, posts: known });
    }
    if (log.period.number !== before.period.number + 1) throw new Error('it was not a refresh');
  });
  const own = (kind: keyof Cost): number => (all[kind] - reading[kind]) / n + reading[kind];
  return { cpu: own('cpu'), wall: own('wall') };
}

async function bareCalls({ participants: n, thresholds: [threshold] }: Size): Promise<LimitPart[]> {
  const scalars = Array.from({ length: 64 }, () => randomScalar(systemRandom, P256.order));
  const points = scalars.map((scalar) => P256.fromSecret(scalar));
  const { publicKey, secretKey } = trafficKeyPair(systemRandom(32));
  const place = {
    label: 'revs/refresh-share/v1',
    context: systemRandom(32),
    role: 'trustee',
    server: 't1',
    hop: 1,
  } as const;
  const sealed = await seal(TRAFFIC, publicKey, place, systemRandom(SHARES_LENGTH));
  return [
    {
      name: 'base multiplications',
      run: repeat(threshold - 1 + 3 * (n - 1), (i) => p256.Point.BASE.multiply(nth(scalars, i)).toBytes()),
    },
    {
      name: 'points parsed',
      run: repeat((n - 1) * (threshold - 1), (i) => p256.Point.fromBytes(nth(points, i))),
    },
    await hpkeSeal(n - 1, 'traffic', SHARES_LENGTH),
    await hpkeOpen(n - 1, secretKey, sealingInfo(place), [sealed]),
  ];
}
