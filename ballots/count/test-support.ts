/**
 * Test support: the rules of stv.ts a second time, written without it and the way officers count by hand, with a
 * pile of papers for each option. It holds every paper and is slow. It must agree with stv.ts at every stage.
 */

interface Paper {
  readonly order: readonly number[];
  readonly count: bigint;
  /** In units of 0.00001. */
  value: bigint;
}

interface Pile {
  papers: Paper[];
  total: bigint;
  state: 'in' | 'elected' | 'out';
}

const ONE = 100_000n;

export interface PaperCount {
  readonly elected: readonly number[];
  /** Votes of each option after each stage, as decimal strings. */
  readonly stages: readonly (readonly string[])[];
}

export function countByMovingPapers(
  options: number,
  seats: number,
  votes: readonly { readonly order: readonly number[]; readonly count: number }[],
): PaperCount {
  const piles = Array.from({ length: options }, (): Pile => ({ papers: [], total: 0n, state: 'in' }));
  const pile = (index: number): Pile => piles[index] as Pile;
  const elected: number[] = [];
  const history: bigint[][] = [];
  let valid = 0n;
  for (const { order, count } of votes) {
    const first = order[0];
    if (first === undefined) continue;
    valid += BigInt(count);
    put({ order, count: BigInt(count), value: ONE }, first);
  }
  const quota = (valid / BigInt(seats + 1) + 1n) * ONE;

  function put(paper: Paper, to: number): void {
    pile(to).papers.push(paper);
    pile(to).total += paper.count * paper.value;
  }
  function passOn(from: number, newValue: (paper: Paper) => bigint): void {
    const leaving = pile(from).papers;
    pile(from).papers = [];
    for (const paper of leaving) {
      paper.value = newValue(paper);
      const next = paper.order
        .slice(paper.order.indexOf(from) + 1)
        .find((option) => pile(option).state === 'in');
      if (next !== undefined) put(paper, next);
    }
  }
  function inRace(): number[] {
    return [...piles.keys()].filter((option) => pile(option).state === 'in');
  }
  function closeStage(): void {
    history.push(piles.map(({ total }) => total));
    const byVotes = inRace().sort((a, b) => Number(pile(b).total - pile(a).total) || a - b);
    const over = byVotes.filter((option) => pile(option).total >= quota);
    for (const option of byVotes.length + elected.length <= seats ? byVotes : over) {
      pile(option).state = 'elected';
      elected.push(option);
    }
  }
  /** Sorted so that the first has the fewest votes now, or at the latest stage at which two differ. */
  function fewestFirst(candidates: readonly number[]): number[] {
    return [...candidates].sort((a, b) => {
      for (const stage of [...history].reverse()) {
        const difference = (stage[a] as bigint) - (stage[b] as bigint);
        if (difference !== 0n) return difference < 0n ? -1 : 1;
      }
      return b - a;
    });
  }

  closeStageUnlessEmpty();
  while (valid > 0n && elected.length < seats) {
    const surplus = elected.filter((option) => pile(option).total > quota);
    const from = fewestFirst(surplus).at(-1);
    if (from !== undefined) {
      const { total } = pile(from);
      passOn(from, (paper) => (paper.value * (total - quota)) / total);
      pile(from).total = quota;
    } else {
      const out = fewestFirst(inRace())[0] as number;
      pile(out).state = 'out';
      if (inRace().length + elected.length > seats) {
        passOn(out, (paper) => paper.value);
        pile(out).total = 0n;
      }
    }
    closeStage();
  }
  function closeStageUnlessEmpty(): void {
    if (valid > 0n) closeStage();
    else history.push(piles.map(() => 0n));
  }
  const decimal = (total: bigint): string => `${total / ONE}.${String(total % ONE).padStart(5, '0')}`;
  return { elected, stages: history.map((stage) => stage.map(decimal)) };
}
