/** What a piece of work costs: processor time of this process, all its threads, and time on the wall. */
import { execFileSync } from 'node:child_process';

/** Milliseconds for one item. */
export interface Cost {
  readonly cpu: number;
  readonly wall: number;
}

/** Does `work`, which handles `items` items. */
export async function costOf(items: number, work: () => Promise<unknown> | unknown): Promise<Cost> {
  const before = process.cpuUsage();
  const start = performance.now();
  await work();
  const wall = performance.now() - start;
  const { user, system } = process.cpuUsage(before);
  return { cpu: (user + system) / 1000 / items, wall: wall / items };
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}

/** Calls `each` for 0 to `items` less 1, `concurrency` at a time. */
export async function inParallel(
  items: number,
  concurrency: number,
  each: (item: number) => Promise<unknown>,
): Promise<void> {
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < items) {
      const item = next;
      next += 1;
      await each(item);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, lane));
}

/** Ties a process, all its threads, to one core, where the system can: Linux with util-linux. */
export function pinToCore(pid: number, core: number): boolean {
  try {
    execFileSync('taskset', ['-a', '-c', '-p', String(core), String(pid)], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** A library call that a path cannot do without. */
export interface LimitPart {
  readonly name: string;
  /** Makes the call as often as the path needs it for `items` items. */
  readonly run: (items: number) => Promise<void> | void;
}

/** Times every part alone. */
export async function costOfParts(parts: readonly LimitPart[], items: number): Promise<Cost[]> {
  const costs: Cost[] = [];
  for (const { run } of parts) costs.push(await costOf(items, () => run(items)));
  return costs;
}

export const total = (costs: readonly Cost[]): Cost => ({
  cpu: costs.reduce((sum, { cpu }) => sum + cpu, 0),
  wall: costs.reduce((sum, { wall }) => sum + wall, 0),
});
