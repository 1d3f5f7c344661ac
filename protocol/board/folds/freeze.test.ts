/** Section 7 of the board contract, step by step, on hand-written logs. */
import assert from 'node:assert/strict';
import { describe, test } from 'vitest';
import type { Entry } from '../../folds/batches.ts';
import { foldEntries } from '../../folds/batches.ts';
import {
  type Freeze,
  type FreezePost,
  type Frozen,
  freezeDeadlines,
  freezeFold,
  type Gathering,
  hasSaid,
  isHeldBy,
  rootSigners,
} from './freeze.ts';

const C = 1_000_000;
/** Three Counters; n = 4, k = 1, q = 3; `grace` has passed at the 17th tick. */
const RULES = {
  counters: 3,
  hostile: 1,
  quorum: 3,
  claimsEnd: C,
  allowance: 30_000,
  phase: 30_000,
  grace: 120_000,
};
const GRACE = 16;

const head = (signer: number, size = 0): FreezePost => ({
  type: 'final-head',
  signer,
  head: { size, root: `root ${signer}` },
});
const hold = (signer: number, counters: number, period = 0): FreezePost => ({
  type: 'hold',
  signer,
  period,
  counters,
});
const root = (signer: number, x = 'X', period = 0): FreezePost => ({
  type: 'root',
  signer,
  period,
  root: { x, size: 5, root: 'root' },
});

class Log {
  readonly #fold = freezeFold(RULES);
  at: Freeze = this.#fold.start;
  #c = 0;

  batch(...posts: readonly FreezePost[]): this {
    return this.#add(false, C, posts);
  }

  tick(...posts: readonly FreezePost[]): this {
    return this.#add(true, C, posts);
  }

  ticks(count: number): this {
    for (let i = 0; i < count; i++) this.tick();
    return this;
  }

  before(time: number, ...posts: readonly FreezePost[]): this {
    return this.#add(false, time, posts);
  }

  #add(hasTick: boolean, time: number, posts: readonly FreezePost[]): this {
    this.at = this.#fold.next(this.at, { c: ++this.#c, time, hasTick, posts });
    return this;
  }

  get gathering(): Gathering {
    return this.at.step === 'gathering' ? this.at : assert.fail('it is frozen already');
  }

  get frozen(): Frozen {
    return this.at.step === 'frozen' ? this.at : assert.fail('it is not frozen yet');
  }

  get counted(): number[] {
    return this.frozen.available.map(([counter]) => counter);
  }
}

const all = () => new Log().batch(head(0), head(1), head(2));

describe('steps 1 and 2, final heads and E', () => {
  test('E is when all Counters have posted', () => {
    const log = new Log().ticks(3).batch(head(2), head(0));
    assert.equal(log.gathering.headsEnd, undefined);
    assert.equal(log.batch(head(1)).gathering.headsEnd, 3);
  });

  test('else when `grace` has passed in ticks, and one has; later ones are refused', () => {
    const log = new Log().batch(head(1)).ticks(GRACE);
    assert.deepEqual(freezeDeadlines(RULES, log.at), [GRACE + 1]);
    assert.equal(log.gathering.headsEnd, undefined);
    assert.equal(log.tick(head(0)).gathering.headsEnd, GRACE + 1);
    assert.deepEqual([...log.gathering.heads.keys()], [1]);
  });

  test('none has after `grace`: all of the batch in which the first one posts are in', () => {
    const log = new Log().ticks(GRACE + 5);
    assert.deepEqual(freezeDeadlines(RULES, log.at), []);
    assert.equal(log.gathering.headsEnd, undefined);
    assert.deepEqual([...log.batch(head(2), head(0)).gathering.heads.keys()], [2, 0]);
    assert.equal(log.gathering.headsEnd, GRACE + 5);
  });

  test('a Counter’s first head counts, and nothing before C', () => {
    const log = new Log().before(C - 1, head(0)).batch(head(1, 7), head(1, 8));
    assert.deepEqual([...log.gathering.heads], [[1, { size: 7, root: 'root 1' }]]);
  });
});

describe('step 4, holds', () => {
  test('a bit counts only if that Counter’s head stands before it', () => {
    const log = new Log().batch(hold(0, 0b111), head(0), hold(1, 0b111), head(1));
    assert.deepEqual(
      [...(log.gathering.holds.get(0) ?? [])],
      [
        [0, 0],
        [1, 0b001],
      ],
    );
  });

  test('holds of one Trustee in two periods are two: none of them grows by the other', () => {
    const log = all().batch(hold(0, 0b001, 0), hold(0, 0b010, 1));
    assert.deepEqual(
      [...log.gathering.holds].map(([period, own]) => [period, own.get(0)]),
      [
        [0, 0b001],
        [1, 0b010],
      ],
    );
    assert.deepEqual(
      [0, 1, 2].map((counter) => isHeldBy(log.gathering, 0, counter)),
      [true, true, false],
    );
    assert.ok(!isHeldBy(log.gathering, 1, 0));
  });

  test('holds only grow', () => {
    const log = all().batch(hold(0, 0b001), hold(0, 0b010));
    assert.equal(log.gathering.holds.get(0)?.get(0), 0b011);
  });
});

describe('step 5, the freeze point', () => {
  test('q Trustees and all lists available: at once, at the end of the batch', () => {
    const log = all().batch(hold(0, 0b111), hold(1, 0b111));
    assert.equal(log.at.step, 'gathering');
    assert.deepEqual(log.batch(hold(2, 0)).counted, [0, 1, 2]);
    assert.equal(log.frozen.c, 3);
  });

  test('an empty hold counts among the q, and k holds make no list available', () => {
    const log = all().batch(hold(0, 0b111), hold(1, 0b001), hold(2, 0)).ticks(GRACE);
    assert.equal(log.at.step, 'gathering');
    assert.deepEqual(log.tick().counted, [0]);
  });

  test('a list that Trustees of different periods hold, k + 1 together, is not available', () => {
    const log = all()
      .batch(hold(0, 0b111, 0), hold(1, 0b111, 1), hold(2, 0, 1), hold(3, 0, 1))
      .ticks(10 * GRACE);
    assert.equal(log.at.step, 'gathering');
    assert.deepEqual(log.batch(hold(2, 0b100, 1)).counted, [2]);
  });

  test('Trustees of different periods are not q together, whatever is available', () => {
    const log = all()
      .batch(hold(0, 7, 0), hold(1, 7, 0), hold(2, 7, 1), hold(3, 7, 1))
      .ticks(10 * GRACE);
    assert.equal(log.at.step, 'gathering');
    assert.deepEqual(log.batch(hold(0, 0, 1)).counted, [0, 1, 2]);
  });

  test('no list available: it waits for one, whatever time it is', () => {
    const log = all()
      .batch(hold(0, 0b111), hold(1, 0), hold(2, 0))
      .ticks(10 * GRACE);
    assert.deepEqual(freezeDeadlines(RULES, log.at), []);
    assert.deepEqual(log.batch(hold(1, 0b100)).counted, [2]);
  });

  test('before E there is none', () => {
    const log = new Log().batch(head(0)).batch(hold(0, 1), hold(1, 1), hold(2, 1)).ticks(GRACE);
    assert.equal(log.at.step, 'gathering');
    assert.equal(log.tick().at.step, 'gathering', 'E, from which `grace` is given once more');
    assert.deepEqual(log.ticks(GRACE + 1).counted, [0]);
  });

  test('time to fetch goes by what the heads say, and no further than U', () => {
    // 15,000 and U = 30,000 packages at 500/s: 90 s, 12 ticks.
    const log = new Log()
      .batch(head(0, 15_000), head(1, 10 ** 9), head(2))
      .batch(hold(0, 1), hold(1, 1), hold(2, 1));
    assert.deepEqual(freezeDeadlines(RULES, log.at), [GRACE + 12 + 1]);
    assert.equal(log.ticks(GRACE + 12).at.step, 'gathering');
    assert.deepEqual(log.tick().counted, [0]);
  });

  test('what comes after it does not count', () => {
    const log = all()
      .batch(hold(0, 0b011), hold(1, 0b011), hold(2, 0))
      .ticks(GRACE + 1);
    assert.deepEqual(log.batch(hold(2, 0b111), hold(3, 0b111)).counted, [0, 1]);
    assert.deepEqual(freezeDeadlines(RULES, log.at), []);
  });
});

describe('step 6, roots', () => {
  const frozen = () => all().batch(hold(0, 7), hold(1, 7), hold(2, 7));

  test('q alike are final; each Trustee has one', () => {
    const log = frozen().batch(root(0), root(0, 'Y'), root(1), root(2, 'Y'));
    assert.equal(log.frozen.final, undefined);
    assert.deepEqual(rootSigners(log.frozen), []);
    log.batch(root(3));
    assert.deepEqual(log.frozen.final, { x: 'X', size: 5, root: 'root' });
    assert.deepEqual(rootSigners(log.frozen), [0, 1, 3]);
  });

  test('q are of one period; each Trustee has one in each', () => {
    const log = frozen().batch(root(0), root(1), root(2, 'X', 1), root(3, 'X', 1));
    assert.equal(log.frozen.final, undefined);
    assert.ok(hasSaid(log.frozen.roots, 3) && hasSaid(log.frozen.roots, 0));
    log.batch(root(0, 'X', 1));
    assert.deepEqual(log.frozen.final, { x: 'X', size: 5, root: 'root' });
    assert.deepEqual(rootSigners(log.frozen), [0, 1, 2, 3]);
  });

  test('none counts before the freeze point', () => {
    const log = all().batch(root(0), hold(0, 7), hold(1, 7), hold(2, 7));
    assert.equal(log.batch(root(1), root(2)).frozen.final, undefined);
  });
});

test('entries are folded batch by batch, the tick first', () => {
  const entry = (c: number, post: FreezePost | undefined): Entry<FreezePost> => ({ c, time: C, post });
  const ticks = Array.from({ length: GRACE }, (_, c) => entry(c, undefined));
  const last = [entry(GRACE, undefined), entry(GRACE, head(1)), entry(GRACE, head(0))];
  const freeze = foldEntries(freezeFold(RULES), [...ticks, ...last]);
  assert.ok(freeze.step === 'gathering');
  assert.deepEqual([...freeze.heads.keys()], [1, 0]);
  assert.equal(freeze.headsEnd, GRACE + 1);
});
