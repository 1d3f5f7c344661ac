/**
 * A search of all that a mobile adversary can do to one voter's rows (trustees contract, section 3): the voter's card is broken and
 * signs every M; in each period up to b Administrators are hostile, in other periods others; what hostile ones leave on their disks
 * is the adversary's. What an Administrator makes of rows is the deployed code's ({@link VoteMerge}, {@link showEchoes},
 * {@link mayGoOn}); only signatures are believed: the card's all, echoes those of an M that has t in one period.
 *
 * Administrators differ in nothing but what they hold, so a state is how many hold what. The search goes on until there is no new
 * state: what it does not find does not happen in any number of periods.
 */
import type { RowChecks } from './2-vote-signing/check-row.ts';
import type { HeldRow } from './2-vote-signing/held-row.ts';
import { mayGoOn, showEchoes, VoteMerge } from './2-vote-signing/merge-votes.ts';
import type { Plan } from './messages/plan.ts';
import { EMPTY } from './primitives/bytes.ts';
import { given } from './test-support.ts';

/** What an Administrator holds: its M by number, with a star where t echoes are shown; such as "", "1", "12", "2*". */
type Store = string;

export interface Search {
  readonly N: number;
  readonly t: number;
  readonly b: number;
  /** Whom a clean Administrator hears: nobody, as many as it waits for, or all clean ones. */
  readonly merge: 'none' | 'enough' | 'all';
  /** How many M the card signs. */
  readonly messages: number;
}

interface State {
  /** Sorted. */
  readonly stores: readonly Store[];
  /** Those M that t have echoed in one period. */
  readonly done: readonly number[];
}

/** The period, from 0, in which a second M gets t echoes; undefined if none ever does. */
export function secondVote(search: Search): number | undefined {
  const seen = new Set<string>();
  let states: State[] = [{ stores: Array.from({ length: search.N }, () => ''), done: [] }];
  for (let period = 0; states.length > 0; period++) {
    const next = states.flatMap((state) => [...afterPeriod(search, state)]);
    if (next.some(({ done }) => done.length > 1)) return period;
    states = next.filter((state) => isNew(seen, keyOf(state)));
  }
  return undefined;
}

const keyOf = ({ stores, done }: State): string => `${stores.join()} ${done.join()}`;

function isNew(seen: Set<string>, key: string): boolean {
  const { size } = seen;
  return seen.add(key).size > size;
}

/** All states in which a period can end. A hostile Administrator can do what a clean one does, so there are b of them. */
function* afterPeriod(search: Search, { stores, done }: State): Iterable<State> {
  const begun = new Map<string, State>();
  for (const hostile of choices(stores, search.b))
    for (const state of afterMerges(search, without(stores, hostile), done)) begun.set(keyOf(state), state);
  const seen = new Set<string>();
  for (const { stores: clean, done: after } of begun.values()) {
    const left = Array.from({ length: search.b }, () => storesOf(search, after));
    const shown = clean.map((store) => begin(search, store, after));
    for (const ended of combinations([...shown, ...left])) {
      const state = { stores: ended, done: after };
      if (isNew(seen, keyOf(state))) yield state;
    }
  }
}

/** In the course of a period: who has yet to merge, who has, and what it held before and holds now. */
interface Course {
  readonly waiting: readonly Store[];
  readonly gone: readonly (readonly [before: Store, now: Store])[];
  readonly done: readonly number[];
}

/** What clean Administrators hold, and what has been echoed, once all have merged, one after the other. */
function* afterMerges(search: Search, clean: readonly Store[], done: readonly number[]): Iterable<State> {
  const seen = new Set<string>();
  const open: Course[] = [{ waiting: clean, gone: [], done }];
  for (let course = open.pop(); course !== undefined; course = open.pop()) {
    if (course.waiting.length === 0)
      yield { stores: course.gone.map(([, now]) => now).sort(), done: course.done };
    for (const next of afterMerge(search, course)) if (isNew(seen, JSON.stringify(next))) open.push(next);
  }
}

/** The adversary chooses who goes on next, whom it hears, when they answered, and what hostile ones show it. */
function* afterMerge(search: Search, { waiting, gone, done }: Course): Iterable<Course> {
  for (const own of new Set(waiting)) {
    const left = without(waiting, [own]);
    const answers = [
      ...left.map((store) => [store]),
      ...gone.map(([before, now]) => [before, ...begin(search, now, done)]),
    ];
    const results = new Set<Store>();
    for (const heard of search.merge === 'none' ? [''] : unions(answers, fewestOf(search, answers.length)))
      for (const shown of search.merge === 'none' ? [''] : storesOf(search, done))
        results.add(merged(own, heard, shown));
    for (const now of new Set([...results].flatMap((store) => begin(search, store, done)))) {
      const ahead = [...gone, [own, now] as const].sort();
      yield {
        waiting: left,
        gone: ahead,
        done: doneAfter(
          search,
          ahead.map(([, store]) => store),
          done,
        ),
      };
    }
  }
}

/** What can be learned, as the stores that were heard, by hearing one answer each of no fewer than so many. */
function unions(answers: readonly (readonly Store[])[], fewest: number): ReadonlySet<string> {
  let found = new Map([['0', { count: 0, heard: [] as readonly Store[] }]]);
  for (const each of answers) {
    const longer = [...found.values()].flatMap((known) => [
      known,
      ...each.map((store) => ({
        count: known.count + 1,
        heard: [...new Set([...known.heard, store])].sort(),
      })),
    ]);
    found = new Map(longer.map((known) => [`${known.count} ${known.heard.join()}`, known]));
  }
  return new Set([...found.values()].flatMap(({ count, heard }) => (count < fewest ? [] : heard.join())));
}

const fewestOf = (search: Search, others: number): number =>
  search.merge === 'all' ? others : fewestOthers(search);

/** How many clean ones besides itself it hears at least, when all hostile ones answer. */
function fewestOthers({ N, t, b }: Search): number {
  const plan = planOf(N, t);
  const ids = plan.administrators.map(({ id }) => id);
  const count = ids.findIndex((_, heard) => mayGoOn(plan, '0', new Set(ids.slice(1, 1 + heard)), 3_600_000));
  return Math.max(0, count - b);
}

/** As much of a plan as the end of a merge depends on. */
function planOf(N: number, signingThreshold: number): Pick<Plan, 'administrators' | 'signingThreshold'> {
  const party = { identityKey: EMPTY, operator: '', system: '' };
  return {
    signingThreshold,
    administrators: Array.from({ length: N }, (_, i) => ({ ...party, id: `${i}` })),
  };
}

/** What it may hold in the period then: it takes the M that comes first, and is shown the echoes of those that have t. */
function begin({ messages }: Search, store: Store, done: readonly number[]): readonly Store[] {
  if (store === '') return ['', ...numbers(messages).map(String)];
  return [store, ...done.map((m) => shownTo(store, m))];
}

/** Whoever holds one M echoes it; whoever holds two echoes none; hostile ones echo all. */
function doneAfter(
  { t, b, messages }: Search,
  held: readonly Store[],
  done: readonly number[],
): readonly number[] {
  const isDone = (m: number) => b + held.filter((store) => store.replace('*', '') === String(m)).length >= t;
  return numbers(messages).filter((m) => done.includes(m) || isDone(m));
}

/** All that can be shown or left: up to two M, with t echoes where there are some. */
const storesOf = remembered(({ messages }: Search, done: readonly number[]): readonly Store[] => {
  const rows = [...numbers(messages).map(String), ...done.map((m) => `${m}*`)];
  const pairs = rows.flatMap((row, i) => rows.slice(i + 1).map((other) => merged(row, other)));
  return [...new Set(['', ...rows, ...pairs])];
});

// The deployed code, on rows of the model.

const checks: RowChecks = {
  isVoters: () => true,
  isShown: ({ blinded }, signRequest) => signRequest[0] === blinded[0],
};

const rowOf = (m: number, isShown: boolean): HeldRow => ({
  request: {
    manifestHash: new Uint8Array(32),
    administrator: 'a',
    voter: 'v',
    style: 's',
    blinded: new Uint8Array(48).fill(m),
    signature: new Uint8Array(64),
  },
  signRequest: isShown ? Uint8Array.of(m) : EMPTY,
});

const rowsOf = (store: Store): readonly HeldRow[] =>
  [...store.matchAll(/(\d)(\*?)/g)].map(([, m, star]) => rowOf(Number(m), star === '*'));

const storeOf = (rows: readonly HeldRow[]): Store =>
  rows
    .map(({ request, signRequest }) => `${request.blinded[0]}${signRequest.length > 0 ? '*' : ''}`)
    .join('');

/** What comes of these stores, each one's rows or several's. */
const merged = remembered((...stores: readonly string[]): Store => {
  const merge = new VoteMerge(checks);
  for (const store of stores.flatMap((each) => each.split(',')))
    for (const row of rowsOf(store)) merge.hold(row);
  const { kept, conflicts } = merge.result();
  const row = kept.get('v');
  return storeOf(row === undefined ? (conflicts.get('v') ?? []) : [row]);
});

const shownTo = remembered(
  (store: Store, m: number): Store => storeOf(showEchoes(checks, rowsOf(store), Uint8Array.of(m))),
);

// Multisets.

const numbers = (count: number): readonly number[] => Array.from({ length: count }, (_, i) => i + 1);

/** Every multiset of that size that is part of these sorted items. */
function choices(items: readonly Store[], size: number): readonly (readonly Store[])[] {
  if (size === 0) return [[]];
  const found = new Map<string, readonly Store[]>();
  items.forEach((item, i) => {
    if (items.length - i < size || items[i - 1] === item) return;
    for (const rest of choices(items.slice(i + 1), size - 1))
      found.set([item, ...rest].join(), [item, ...rest]);
  });
  return [...found.values()];
}

function without(items: readonly Store[], removed: readonly Store[]): readonly Store[] {
  const left = [...items];
  for (const item of removed) left.splice(left.indexOf(item), 1);
  return left;
}

/** Every sorted multiset of one option of each. */
function combinations(options: readonly (readonly Store[])[]): readonly (readonly Store[])[] {
  let found = new Map<string, readonly Store[]>([['', []]]);
  for (const each of options) {
    const longer = [...found.values()].flatMap((held) => each.map((option) => [...held, option].sort()));
    found = new Map(longer.map((held) => [held.join(), held]));
  }
  return [...found.values()];
}

function remembered<A extends readonly unknown[], R>(compute: (...values: A) => R): (...values: A) => R {
  const known = new Map<string, R>();
  return (...values) => {
    const key = JSON.stringify(values);
    if (!known.has(key)) known.set(key, compute(...values));
    return given(known.get(key));
  };
}
