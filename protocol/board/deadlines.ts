/**
 * For how long a topic's fold may wait for ticks (board contract, section 4, Tick), told without cryptography, so that replicas
 * need not judge what was dealt: a bound on the fold's own deadlines. More ticks than it waits for change nothing.
 */
import { longestList } from '../3-vote-submission/list-bound.ts';
import { MAX_ATTEMPTS } from '../ceremony/generate.ts';
import { hasPassed, LONG, ticksOf } from '../folds/spans.ts';
import { fetchingSpan } from './folds/freeze.ts';
import { hasAllKeys, hasFinalRoots, hasOutcome, isCountersigned } from './policies.ts';
import type { ElectionView } from './posts.ts';
import type { TickedTopic } from './topics.ts';

/** Each attempt has three steps, of which none is longer than `long`. */
const CEREMONY_TICKS = MAX_ATTEMPTS * 3 * (LONG + 1);

/** Whether one more tick may bring the topic's fold further. */
export function waitsForTick(view: ElectionView, topic: Exclude<TickedTopic, 'run'>): boolean {
  const ticks = view.ticks(topic);
  if (topic === 'freeze') return isCountersigned(view) && !hasFinalRoots(view) && ticks < freezeTicks(view);
  if (view.manifest !== undefined) return false;
  if (topic === 'setup') return !hasAllKeys(view) && !hasPassed(LONG, 0, ticks);
  return !hasOutcome(view, topic) && ticks < CEREMONY_TICKS;
}

/** Ticks of the topic at which the time for heads, and then that for fetching, has passed. */
function freezeTicks(view: ElectionView): number {
  const { times, terms, manifest } = view;
  const heads = view.posts('freeze', 'final-head');
  const graceEnds = ticksOf(times.grace, times.phase) + 1;
  const [first] = heads;
  if (first === undefined || manifest === undefined) return graceEnds;
  const hasAll = heads.length === terms.plan.counters.length;
  const headsEnd = hasAll ? Math.max(...heads.map(({ ticks }) => ticks)) : Math.max(graceEnds, first.ticks);
  const sizes = heads.map(({ head }) => head?.size ?? 0);
  const allowance = longestList(manifest.voters, terms.plan.anonymizers.length);
  return headsEnd + fetchingSpan({ ...times, allowance }, sizes) + 1;
}
