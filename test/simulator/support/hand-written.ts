/**
 * Schedules that break the board if one rule is missing, and leave it whole otherwise: ported from the executable model
 * (`../shared/board-model/directed.py`, `directed2.py`), and further ones. Each throws a {@link Violation}, or nothing.
 */
import { Directed } from './directed.ts';
import { Violation } from './world.ts';

const FOUR = { replicas: 4, hostile: 1, down: 0 };
const SIX = { replicas: 6, hostile: 1, down: 1 };
const SEVEN = { replicas: 7, hostile: 1, down: 1 };
/** As if nobody held a lock or had written. */
const NOTHING = { lock: undefined, last: undefined };

export const HAND_WRITTEN = {
  /** a is locked by 1 at r = 0; b is decided fast at 3 in r = 2; 1's older lock must not win at r = 4. */
  lockAndLaterWrite: () => {
    const s = new Directed(FOUR);
    const [a, b] = [s.batch('x0'), s.batch('x1')];
    s.propose(0, a, [], [1, 2]);
    s.propose(0, b, [], [3]);
    s.vote(0, ['write'], 0, s.hash(a), [1]);
    s.deliver(['write'], [1], [2]);
    s.lose();
    s.enter([1, 2, 3], 2);
    s.report(0, 2, 2, { lock: undefined, last: { r: 0, h: s.hash(b) } });
    s.deliver(['stopdata'], [2], [3]);
    s.deliver(['fetch'], [3], [2]);
    s.deliver(['batch'], [2]);
    s.deliver(['propose'], [1, 3], [2]);
    s.vote(0, ['write'], 2, s.hash(b), [3]);
    s.deliver(['write'], [3]);
    s.lose();
    s.enter([1, 2], 4);
    const lie = s.lie(0, 1, 4, NOTHING);
    if (lie === undefined) return;
    const sync = [lie, ...s.reportsOf(1, 2)];
    s.propose(4, s.choose(sync) === s.hash(a) ? a : b, sync, [1, 2]);
    s.finish([1, 2], 4);
  },
  /** a is decided by ACCEPTs at 2; 1, who locked it, crashes. */
  lockAndCrash: () => {
    const s = new Directed(FOUR);
    const [a, b] = [s.batch('x0'), s.batch('x1')];
    s.propose(0, a, [], [1, 2]);
    s.propose(0, b, [], [3]);
    s.vote(0, ['write'], 0, s.hash(a), [1, 2]);
    s.deliver(['write'], [1, 2], [1, 2]);
    s.vote(0, ['accept'], 0, s.hash(a), [2]);
    s.deliver(['accept'], [2], [1]);
    s.lose();
    s.world.crash(s.world.node(1));
    later(s, [1, 3], 3, { lock: undefined, last: { r: 0, h: s.hash(b) } });
  },
  /** a is decided fast at 2; 1, who wrote it, crashes. */
  writeAndCrash: () => {
    const s = new Directed(FOUR);
    const [a, b] = [s.batch('x0'), s.batch('x1')];
    s.propose(0, a, [], [1, 2, 3]);
    s.vote(0, ['write'], 0, s.hash(a), [2]);
    s.deliver(['write'], [2]);
    s.lose();
    s.world.crash(s.world.node(1));
    later(s, [1, 3], 3, { lock: undefined, last: { r: 0, h: s.hash(b) } });
  },
  /** 1 promised regency 3 and forgets it: its WRITE at r = 0 helps to decide a, and then it writes v at r = 3. */
  promiseAndCrash: () => {
    const s = new Directed(FOUR);
    const a = s.batch('x0');
    s.enter([1, 3], 3);
    s.report(0, 3, 3, NOTHING);
    s.deliver(['stopdata'], [3], [1]);
    s.world.crash(s.world.node(1));
    s.propose(0, a, [], [1, 2]);
    s.vote(0, ['write'], 0, s.hash(a), [1, 2]);
    s.deliver(['write'], [1, 2], [1, 2]);
    s.vote(0, ['accept'], 0, s.hash(a), [2]);
    s.deliver(['accept'], [2], [1]);
    s.enter([1, 3], 3);
    s.deliver(['propose'], [1], [3]);
    s.finish([1, 3], 3);
  },
  /** 1 wrote a at r = 0 and told so; a quorum of WRITEs for it comes when 1 is at r = 3 already. */
  acceptBelow: () => {
    const s = new Directed(FOUR);
    const a = s.batch('x0');
    s.propose(0, a, [], [1, 2]);
    s.enter([1, 3], 3);
    s.report(0, 3, 3, NOTHING);
    s.deliver(['stopdata'], [3], [1]);
    s.vote(0, ['write'], 0, s.hash(a), [1, 2]);
    s.deliver(['write'], [1, 2], [1, 2]);
    s.vote(0, ['accept'], 0, s.hash(a), [2]);
    s.deliver(['accept'], [2], [1]);
    s.deliver(['propose'], [1], [3]);
    s.finish([1, 3], 3);
  },
  /** The PROPOSE of regency 0 reaches 1 when it is at r = 3 already; 1 helps 2 to a fast decision. */
  writeBelow: () => {
    const s = new Directed(FOUR);
    const a = s.batch('x0');
    s.propose(0, a, [], [2, 3]);
    s.enter([1, 3], 3);
    s.report(0, 3, 3, NOTHING);
    s.deliver(['stopdata'], [3], [1]);
    s.propose(0, a, [], [1]);
    s.vote(0, ['write'], 0, s.hash(a), [2]);
    s.deliver(['write'], [2], [1, 3]);
    s.deliver(['propose'], [1], [3]);
    s.finish([1, 3], 3);
  },
  /** The leader shows all of them a and b, in different order, and votes for both. */
  twoProposals: () => {
    const s = new Directed(FOUR);
    const [a, b] = [s.batch('x0'), s.batch('x1')];
    s.propose(0, a, [], [1, 2, 3]);
    s.propose(0, b, [], [1, 2, 3]);
    s.vote(0, ['write'], 0, s.hash(a), [1]);
    s.deliver(['write'], [1]);
    s.lose();
    for (const from of [0, 2, 3]) void from;
    s.enter([2, 3], 3);
    s.report(0, 3, 3, { lock: undefined, last: { r: 0, h: s.hash(b) } });
    s.deliver(['stopdata'], [3], [2]);
    s.deliver(['fetch'], [2], [3]);
    s.deliver(['batch'], [3]);
    s.deliver(['propose'], [2], [3]);
    s.finish([2, 3], 3);
  },
  /** Three WRITEs of four, one of them hostile, are no fast decision: three others can go on without it. */
  threeOfFourAtOnce: () => {
    const s = new Directed(FOUR);
    const [a, b] = [s.batch('x0'), s.batch('x1')];
    s.propose(0, a, [], [1, 2]);
    s.propose(0, b, [], [3]);
    s.vote(0, ['write'], 0, s.hash(a), [1]);
    s.deliver(['write'], [1], [2]);
    s.lose();
    later(s, [2, 3], 3, { lock: undefined, last: { r: 0, h: s.hash(b) } });
  },
  /** 0 begins anew with a KEY; then 1 is taken; the adversary still has the keys of 0's first epoch. */
  oldEpoch: () => {
    const s = new Directed(FOUR);
    s.propose(0, { proposer: 0, time: 0, requests: [s.world.keyRequest(0, 1)] }, [], [1, 2, 3]);
    s.finish([1, 2, 3], 0);
    s.lose();
    s.world.capture(1);
    for (const [name, index] of [
      ['x0', 2],
      ['x1', 3],
    ] as const) {
      const batch = s.batch(name);
      s.propose(0, batch, [], [index]);
      for (const from of [0, 1]) s.vote(from, ['write', 'accept'], 0, s.hash(batch, 1), [index]);
    }
  },
  /** Seven replicas: a is decided fast at 5; 1 loses its disk, and must not vote with the key that wrote a. */
  amnesiaOfSeven: (keepsOldKey = false) => {
    const s = new Directed(SEVEN);
    const a = s.batch('x0');
    s.propose(0, a, [], [1, 2, 3, 4, 5]);
    s.vote(0, ['write'], 0, s.hash(a), [5]);
    s.deliver(['write'], [5]);
    s.lose();
    s.world.rejuvenate(1, !keepsOldKey);
    later(s, keepsOldKey ? [1, 2, 3, 6] : [2, 3, 4, 6], 6, NOTHING);
  },
  /** Six replicas: a is decided by ACCEPTs at 3; 1 loses its disk. */
  amnesiaOfSix: (keepsOldKey = false) => {
    const s = new Directed(SIX);
    const [a, b] = [s.batch('x0'), s.batch('x1')];
    s.propose(0, a, [], [1, 2, 3]);
    s.propose(0, b, [], [4, 5]);
    s.vote(0, ['write'], 0, s.hash(a), [1, 2, 3]);
    s.deliver(['write'], [1, 2, 3], [1, 2, 3]);
    s.vote(0, ['accept'], 0, s.hash(a), [3]);
    s.deliver(['accept'], [3]);
    s.lose();
    s.world.rejuvenate(1, !keepsOldKey);
    later(s, keepsOldKey ? [1, 4, 5] : [2, 4, 5], 5, { lock: undefined, last: { r: 0, h: s.hash(b) } });
  },
  /** 0 was hostile and is restored by the KEY in instance 0; then 1 is taken; 3 has not seen instance 0 end. */
  laggardAndStolenKeys: () => {
    const s = new Directed(FOUR);
    const batch = { proposer: 0, time: 0, requests: [s.world.keyRequest(0, 1)] };
    s.propose(0, batch, [], [1, 2]);
    s.finish([1, 2], 0);
    s.lose();
    s.world.capture(1);
    s.enter([3], 1);
    const lies = [s.lie(0, 3, 1, NOTHING), s.lie(1, 3, 1, NOTHING)];
    const [first, second] = lies;
    if (first === undefined || second === undefined) return;
    const other = s.batch('x2', 1);
    s.propose(1, other, [first, second, ...s.reportsOf(3)], [3], 1);
    for (const from of [0, 1]) s.vote(from, ['write', 'accept'], 1, s.hash(other), [3]);
  },
  /** 0 shows a to 1 and b to 2; regency 1 is free, and its v is decided fast at 2; then 0 reports a at r = 0. */
  firstAndLastWrite: () => {
    const s = new Directed(FOUR);
    const [a, b] = [s.batch('x0'), s.batch('x1')];
    s.propose(0, a, [], [1]);
    s.propose(0, b, [], [2]);
    s.lose();
    s.enter([1, 2, 3], 1);
    s.deliver(['stopdata'], [1], [2, 3]);
    s.deliver(['propose'], [2, 3], [1]);
    const v = s.replica(1).open.own.get(1)?.h;
    if (v === undefined || v === s.hash(a) || v === s.hash(b))
      throw new RangeError('regency 1 was to be free');
    s.vote(0, ['write'], 1, v, [2]);
    s.deliver(['write'], [2]);
    s.lose();
    later(s, [1, 3], 3, { lock: undefined, last: { r: 0, h: s.hash(a) } });
  },
  /** a is decided fast at 2; the hostile leader of regency 4 shows 1 and 3 a quorum of STOPDATAs, and a batch that it likes. */
  leaderIgnoresSync: () => {
    const s = new Directed(FOUR);
    const [a, b] = [s.batch('x0'), s.batch('x1')];
    s.propose(0, a, [], [1, 2, 3]);
    s.vote(0, ['write'], 0, s.hash(a), [2]);
    s.deliver(['write'], [2]);
    s.lose();
    s.enter([1, 3], 4);
    const lie = s.lie(0, 1, 4, NOTHING);
    if (lie === undefined) return;
    s.propose(4, b, [lie, ...s.reportsOf(1, 3)], [1, 3]);
    s.finish([1, 3], 4);
  },
  /** Five replicas do not suffice for k' = k = 1: two quorums share the hostile one alone. */
  fiveReplicas: () => {
    const s = new Directed({ replicas: 5, hostile: 1, down: 1 });
    for (const [name, ids] of [
      ['x0', [1, 2]],
      ['x1', [3, 4]],
    ] as const) {
      s.propose(0, s.batch(name), [], ids);
      s.finish(ids, 0);
    }
  },
  /** a has WRITEs of all four, but of two regencies: 1's is of r = 0, and 1 has written v since. */
  writesOfTwoRegencies: () => {
    const s = new Directed(FOUR);
    const a = s.batch('x0');
    s.propose(0, a, [], [1]);
    s.enter([1, 2, 3], 1);
    s.deliver(['stopdata'], [1], [2, 3]);
    const v = s.replica(1).open.own.get(1)?.h;
    if (v === undefined) throw new RangeError('1 was to write at r = 1');
    s.enter([2, 3], 4);
    const lie = s.lie(0, 2, 4, NOTHING);
    if (lie === undefined) return;
    s.propose(4, a, [lie, ...s.reportsOf(2, 3)], [2, 3]);
    s.vote(0, ['write'], 4, s.hash(a), [2]);
    s.deliver(['write'], [2], [1, 3]);
    s.lose();
    later(s, [3, 1], 5, { lock: undefined, last: { r: 1, h: v } });
  },
} satisfies Record<string, (keepsOldKey?: boolean) => void>;

/** These go on in regency `r`, whose leader is the last of them, with a hostile one's STOPDATA: what do they decide? */
function later(s: Directed, ids: readonly number[], r: number, lie: Parameters<Directed['report']>[3]): void {
  const leader = ids.at(-1) ?? 0;
  s.enter(ids, r);
  s.report(0, leader, r, lie);
  s.deliver(['stopdata'], [leader]);
  s.deliver(['fetch'], ids, [leader]);
  s.deliver(['batch'], [leader]);
  s.deliver(['propose'], ids, [leader]);
  s.finish(ids, r);
}

/** What went wrong, or undefined. */
export function violationOf(name: keyof typeof HAND_WRITTEN, keepsOldKey?: boolean): string | undefined {
  try {
    HAND_WRITTEN[name](keepsOldKey);
    return undefined;
  } catch (error) {
    if (error instanceof Violation) return error.message;
    throw error;
  }
}
