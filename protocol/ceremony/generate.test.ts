/** Section 5 of the board contract, step by step, on hand-written logs; without curves. */
import assert from 'node:assert/strict';
import { describe, test } from 'vitest';
import { LONG, PHASE } from '../folds/spans.ts';
import {
  type Ceremony,
  type CeremonyJudges,
  type CeremonyPost,
  ceremonyFold,
  deadlines,
  dealersOf,
  type Forms,
  holdersOf,
  MAX_ATTEMPTS,
  type OpenAttempt,
  outcomeToSign,
  type Settled,
} from './generate.ts';

/** N = 4, t = 3, b = 1: after `phase` all four must have sent ok. */
const ADMINISTRATORS = { participants: 4, quorum: 3, threshold: 3, hostile: 1 };
/** n = 4, k = 1: three are enough. */
const TRUSTEES = { participants: 4, quorum: 3, threshold: 2, hostile: 1 };

interface Stub extends Forms {
  readonly state: boolean;
  /** Valid if above 0. */
  readonly deal: number;
  /** Whether it proves what it says. */
  readonly seed: boolean;
  readonly shares: boolean;
}
type Post = CeremonyPost<Stub>;

const judges: CeremonyJudges<Stub> = {
  isValidState: (_dealt, _signer, isValid) => isValid,
  isValidDeal: (_, __, value) => value > 0,
  provesComplaint: (_, __, ___, isProof) => isProof,
  isRightRepair: (_, __, ___, isRight) => isRight,
  hash: ({ attempt }, { holders, dealers }) => `X ${attempt} ${holders} ${dealers}`,
};

const state = (signer: number, isValid = true): Post => ({
  type: 'state',
  signer,
  attempt: 1,
  state: isValid,
});
const deal = (signer: number, value = 1): Post => ({ type: 'deal', signer, attempt: 1, deal: value });
const ok = (signer: number, dealers = 0b1111): Post => ({ type: 'ok', signer, attempt: 1, dealers });
const complaint = (signer: number, dealer: number, isProof = true): Post => ({
  type: 'complaint',
  signer,
  attempt: 1,
  dealer,
  seed: isProof,
});
const outcome = (signer: number, hash: string): Post => ({ type: 'outcome', signer, attempt: 1, hash });
const repair = (signer: number, dealer: number, isRight = true): Post => ({
  type: 'repair',
  signer,
  attempt: 1,
  dealer,
  shares: isRight,
});
const inAttempt = (attempt: number, post: Post): Post => ({ ...post, attempt });

/** A ceremony that batches are added to. */
class Log {
  readonly #fold;
  at: Ceremony<Stub>;

  constructor(rules = ADMINISTRATORS) {
    this.#fold = ceremonyFold(rules, judges);
    this.at = this.#fold.start;
  }

  batch(...posts: readonly Post[]): this {
    return this.#add(false, posts);
  }

  tick(...posts: readonly Post[]): this {
    return this.#add(true, posts);
  }

  ticks(count: number): this {
    for (let i = 0; i < count; i++) this.tick();
    return this;
  }

  #add(hasTick: boolean, posts: readonly Post[]): this {
    this.at = this.#fold.next(this.at, { c: 0, time: 0, hasTick, posts });
    return this;
  }

  get open(): OpenAttempt<Stub> {
    const { at } = this;
    if (at.step === 'outcome' || at.step === 'failed') return assert.fail(`${at.step}: no step is open`);
    return at;
  }

  get settled(): Settled<Stub> {
    return this.at.step === 'outcome' ? this.at : assert.fail(`there is no outcome yet: ${this.at.step}`);
  }
}

const stated = (rules = ADMINISTRATORS) => new Log(rules).batch(...[0, 1, 2, 3].map((i) => state(i)));
const dealt = (rules = ADMINISTRATORS) => stated(rules).batch(...[0, 1, 2, 3].map((i) => deal(i)));
const done = () => dealt().batch(...[0, 1, 2, 3].map((i) => ok(i)));

describe('step 1, state', () => {
  test('ends when all have posted, at the end of the batch', () => {
    const log = new Log().batch(state(0), state(1), state(2));
    assert.equal(log.open.step, 'state');
    assert.equal(log.batch(state(3), deal(0)).open.step, 'deal');
    assert.deepEqual([...log.open.deals.keys()], [], 'a deal of the same batch came before the step');
  });

  test('else after long, which has passed at the 81st tick, with a quorum', () => {
    const log = new Log().batch(state(0), state(1)).ticks(LONG);
    assert.deepEqual(deadlines(log.at), [LONG + 1]);
    assert.equal(log.tick().open.step, 'state', 'two are too few');
    assert.deepEqual(deadlines(log.at), [], 'nothing happens without a post');
    assert.equal(log.batch(state(3)).open.step, 'deal');
    assert.equal(holdersOf(log.open), 0b1011);
    assert.equal(new Log().batch(state(0), state(1), state(2)).ticks(LONG).open.step, 'state');
  });

  test('a STATE with a bad key counts as none, and is no proof of cheating', () => {
    const log = new Log().batch(state(0, false), state(1), state(2), state(3));
    assert.equal(log.open.step, 'state');
    assert.equal(log.ticks(LONG + 1).open.step, 'deal');
    assert.equal(holdersOf(log.open), 0b1110);
    assert.equal(log.open.out, 0);
  });

  test('a tick comes before the posts of its batch', () => {
    const log = new Log().batch(state(0), state(1), state(2)).ticks(LONG).tick(state(3));
    assert.equal(holdersOf(log.open), 0b0111);
  });
});

describe('step 2, deal', () => {
  test('ends with valid deals of all of S', () => {
    const log = stated().batch(deal(0), deal(1), deal(2));
    assert.equal(log.open.step, 'deal');
    assert.equal(log.batch(deal(3)).open.step, 'complaint');
  });

  test('else after `phase`, which has passed at the 5th tick, with a quorum of valid ones', () => {
    const log = stated().batch(deal(0), deal(1), deal(2, 0), deal(3)).ticks(PHASE);
    assert.equal(log.open.step, 'deal');
    assert.deepEqual(deadlines(log.at), [PHASE + 1, LONG + 1]);
    assert.equal(log.tick().open.step, 'complaint');
    assert.equal(dealersOf(log.open), 0b1011);
    assert.equal(holdersOf(log.open), 0b1111, 'who did not deal still holds');
  });

  test('what comes late does not count, nor what one outside S deals', () => {
    const log = new Log()
      .batch(state(0), state(1), state(2))
      .ticks(LONG + 1)
      .batch(deal(3), deal(0), deal(1));
    assert.equal(log.open.step, 'deal');
    assert.equal(log.batch(deal(2)).open.step, 'complaint');
    assert.equal(dealersOf(log.batch(deal(3)).open), 0b0111);
  });

  test('the first deal counts', () => {
    assert.equal(stated().batch(deal(0, 7), deal(0, 8)).open.deals.get(0), 7);
  });

  test('open at long: the next attempt begins, in which the old one’s posts count for nothing', () => {
    const log = stated().batch(deal(0), deal(1)).ticks(LONG);
    assert.equal(log.open.step, 'deal');
    log.tick();
    assert.deepEqual([log.open.step, log.open.attempt, log.open.states.size], ['state', 2, 0]);
    assert.equal(log.batch(state(0)).open.states.size, 0);
    assert.equal(log.batch(inAttempt(2, state(0))).open.states.size, 1);
  });
});

describe('step 3, complaint and ok', () => {
  test('a proven complaint puts the dealer out, any other the complainer', () => {
    assert.equal(dealt().batch(complaint(0, 3)).open.out, 0b1000);
    assert.equal(dealt().batch(complaint(0, 3, false)).open.out, 0b0001);
  });

  test('about a dealer without a valid deal, by one not in S, or before the step, it is ignored', () => {
    const log = new Log()
      .batch(state(0), state(1), state(2))
      .ticks(LONG + 1)
      .batch(deal(0), deal(1), complaint(1, 0))
      .batch(deal(2));
    assert.equal(log.open.step, 'complaint');
    assert.equal(log.batch(complaint(0, 3), complaint(3, 0)).open.out, 0);
  });

  test('ends when all of R have sent ok and a quorum for all of D', () => {
    const log = dealt().batch(complaint(0, 3), ok(0, 0b0111), ok(1), ok(2, 0b0011));
    assert.equal(log.open.step, 'complaint', 'two oks cover D');
    const { holders, dealers, hash } = dealt().batch(complaint(0, 3), ok(0, 0b0111), ok(1), ok(2)).settled;
    assert.deepEqual([holders, dealers, hash], [0b0111, 0b0111, 'X 1 7 7']);
  });

  test('Administrators: a quorum of oks after `phase` is not enough to repair with, and waits for long', () => {
    const log = dealt().batch(ok(0), ok(1), ok(2)).ticks(LONG);
    assert.equal(log.open.step, 'complaint');
    assert.equal(log.tick().settled.holders, 0b1111);
  });

  test('Trustees: k + 1 can repair, so that three oks are enough after `phase`', () => {
    const log = dealt(TRUSTEES).batch(ok(0), ok(1), ok(2)).ticks(PHASE);
    assert.equal(log.open.step, 'complaint');
    assert.equal(log.tick().settled.holders, 0b1111);
  });

  test('the first ok counts', () => {
    const log = dealt().batch(ok(0, 0b0001), ok(0), ok(1), ok(2));
    assert.deepEqual(
      [...log.open.oks],
      [
        [0, 0b0001],
        [1, 0b1111],
        [2, 0b1111],
      ],
    );
  });

  test('open at long without a quorum of oks: the next attempt', () => {
    assert.equal(
      dealt()
        .batch(ok(0), ok(1))
        .ticks(LONG + 1).open.attempt,
      2,
    );
  });
});

describe('step 4, who dealt and who holds', () => {
  test('too few of either: the next attempt at once, without the cheats', () => {
    const log = dealt().batch(complaint(0, 3), complaint(0, 2));
    assert.deepEqual([log.open.step, log.open.attempt, log.open.out], ['state', 2, 0b1100]);
  });

  test('cheats are out of later attempts, which do not wait for them', () => {
    const log = dealt()
      .batch(complaint(0, 3))
      .ticks(LONG + 1);
    assert.equal(log.open.attempt, 2);
    log.batch(...[0, 1, 3].map((i) => inAttempt(2, state(i))));
    assert.deepEqual([...log.open.states.keys()], [0, 1]);
    assert.equal(log.batch(inAttempt(2, state(2))).open.step, 'deal');
  });

  test('fails after the 16th attempt', () => {
    const log = new Log();
    for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
      assert.equal(log.open.attempt, attempt);
      log.batch(...[0, 1, 2, 3].map((i) => inAttempt(attempt, state(i)))).ticks(LONG + 1);
    }
    assert.equal(log.at.step, 'failed');
    assert.deepEqual(deadlines(log.at), []);
    assert.equal(log.tick(inAttempt(16, state(0))).at.step, 'failed');
  });
});

describe('step 5, outcome', () => {
  test('a quorum of R that signs X certifies it', () => {
    const log = done();
    const { hash } = log.settled;
    assert.equal(hash, 'X 1 15 15');
    log.batch(outcome(0, hash), outcome(0, hash), outcome(1, hash), outcome(2, 'another'));
    assert.deepEqual([log.settled.signers, log.settled.isCertified], [0b0011, false]);
    assert.equal(log.batch(outcome(3, hash)).settled.isCertified, true);
  });

  test('who is not of R certifies nothing', () => {
    const log = dealt().batch(complaint(0, 3), ok(0), ok(1), ok(2));
    const { hash } = log.settled;
    assert.equal(log.batch(outcome(0, hash), outcome(1, hash), outcome(3, hash)).settled.isCertified, false);
  });

  test('a holder signs with right shares of all of D, and nothing else ever', () => {
    const { at, settled } = dealt().batch(complaint(0, 3), ok(0), ok(1), ok(2));
    assert.equal(outcomeToSign(at, 0, 0b0111, undefined), settled.hash);
    assert.equal(outcomeToSign(at, 0, 0b0111, settled.hash), settled.hash, 'again after a crash');
    assert.equal(outcomeToSign(at, 0, 0b0101, undefined), undefined, 'a share is missing');
    assert.equal(outcomeToSign(at, 0, 0b0111, 'X of another attempt'), undefined);
    assert.equal(outcomeToSign(at, 3, 0b1111, undefined), undefined, 'not of R');
    assert.equal(outcomeToSign(dealt().at, 0, 0b1111, undefined), undefined, 'no outcome yet');
  });
});

describe('step 6, repair', () => {
  test('a late proven complaint puts nobody out, and lets holders show their shares', () => {
    const log = done()
      .batch(repair(1, 3))
      .batch(complaint(0, 3), repair(1, 3), repair(2, 3, false));
    const { holders, dealers, cheats, repairs } = log.settled;
    assert.deepEqual([holders, dealers, cheats], [0b1111, 0b1111, 0b1000]);
    assert.deepEqual([...(repairs.get(3)?.keys() ?? [])], [1], 'a wrong one does not count');
  });

  test('a late false complaint does nothing, nor one about a dealer who is not of D or by one not of R', () => {
    const log = dealt().batch(complaint(0, 3), ok(0), ok(1), ok(2));
    assert.equal(log.batch(complaint(1, 0, false), complaint(0, 3), complaint(3, 0)).settled.cheats, 0);
    assert.equal(log.batch(complaint(1, 0), repair(3, 0)).settled.repairs.size, 0);
  });
});
