/**
 * How long an attacker needs for enough servers to break a property (contract of trustees, section 7; paper 000: Texhaustmin and
 * Texhaustmax). All servers of one operator fall together, and all on one system, as the board's quorums have it
 * (../quorums/resilience.ts). Pure. Times in ms.
 */
import { ensure } from '../errors.ts';
import { members as indicesOf, type Mask, maskOf } from '../quorums/quorum-system.ts';

/** Sets of servers are looked at one by one: as many as a plan or a genesis takes of one role. */
const MAX_MEMBERS = 16;

/** What falls as a whole: all that an operator runs, or all that runs on a system. */
export interface Group {
  readonly kind: 'operator' | 'system';
  readonly name: string;
  /** c: one team needs no less for it, whatever it has learned from earlier attacks. */
  readonly atLeast: number;
  /** One team that tries has it after so long, surely; left out where nobody knows that. */
  readonly atMost?: number;
}

export interface Attackers {
  /** a, at least 1: so many groups are attacked at a time, each by one team. */
  readonly teams: number;
  readonly groups: readonly Group[];
}

export interface Member {
  readonly id: string;
  readonly operator: string;
  readonly system: string;
}

export interface Attack {
  readonly time: number;
  /** In the order of their times, the quickest first. */
  readonly groups: readonly Group[];
  /** IDs of all members that are in them. */
  readonly servers: readonly string[];
}

export const isIn = ({ kind, name }: Pick<Group, 'kind' | 'name'>, member: Member): boolean =>
  member[kind] === name;

function checkAttackers({ teams, groups }: Attackers): void {
  ensure(
    Number.isSafeInteger(teams) && teams >= 1,
    'resilience/invalid',
    `${teams} teams: write a whole number from 1`,
  );
  for (const { kind, name, atLeast, atMost = atLeast } of groups)
    ensure(
      isTime(atLeast) && isTime(atMost) && atLeast <= atMost,
      'resilience/invalid',
      `${kind} ${name}: from ${atLeast} to ${atMost} ms is no span of time`,
    );
}

export const isTime = (ms: number): boolean => Number.isFinite(ms) && ms >= 0;

/**
 * The quickest way to servers that break something: min over sets of groups of max(max c, sum of c / a). That is the time of
 * teams that hand their work over to each other, as McNaughton (1959) schedules it, and no other teams are quicker; `atMost` in
 * place of c gives a time after which they surely have it. Undefined if no groups with such times are enough.
 *
 * `breaks`: of masks over `members`, closed upwards. Errors: resilience/invalid.
 */
export function quickestAttack(
  members: readonly Member[],
  breaks: (mask: Mask) => boolean,
  attackers: Attackers,
  bound: 'atLeast' | 'atMost',
): Attack | undefined {
  checkAttackers(attackers);
  ensure(members.length <= MAX_MEMBERS, 'resilience/invalid', `${members.length} servers are too many`);
  if (breaks(0)) return { time: 0, groups: [], servers: [] };
  const steps = stepsOf(members, attackers, bound);
  const best = search(steps, breaks, attackers.teams);
  if (best === undefined) return undefined;
  return {
    time: best.time,
    groups: best.way.steps.map(({ group }) => group),
    servers: indicesOf(best.mask).map((i) => (members[i] as Member).id),
  };
}

interface Step {
  readonly group: Group;
  readonly mask: Mask;
  readonly cost: number;
}

/** Groups with such a time, the quickest first. */
const stepsOf = (
  members: readonly Member[],
  { groups }: Attackers,
  bound: 'atLeast' | 'atMost',
): readonly Step[] =>
  groups
    .flatMap((group) => {
      const mask = maskOf(members.flatMap((member, i) => (isIn(group, member) ? [i] : [])));
      const cost = group[bound];
      return cost === undefined ? [] : [{ group, mask, cost }];
    })
    .sort((a, b) => a.cost - b.cost);

interface Way {
  readonly sum: number;
  readonly steps: readonly Step[];
}
interface Found {
  readonly time: number;
  readonly mask: Mask;
  readonly way: Way;
}

/**
 * Exact: the groups are taken in ascending order of their times, so that the last one has the longest; for each set of servers
 * the least sum that leads to it is kept, unless that alone takes longer than what was found. At most 2^16 sets and 32 groups.
 */
function search(steps: readonly Step[], breaks: (mask: Mask) => boolean, teams: number): Found | undefined {
  const ways = new Map<Mask, Way>([[0, { sum: 0, steps: [] }]]);
  let best: Found | undefined;
  for (const step of steps)
    for (const [from, before] of [...ways]) {
      const mask = from | step.mask;
      const sum = before.sum + step.cost;
      const time = Math.max(step.cost, sum / teams);
      if (time > (best?.time ?? time) || sum >= (ways.get(mask)?.sum ?? Number.POSITIVE_INFINITY)) continue;
      const way = { sum, steps: [...before.steps, step] };
      if (!breaks(mask)) ways.set(mask, way);
      else if (best === undefined || isBetter({ time, mask, way }, best)) best = { time, mask, way };
    }
  return best;
}

/** Of two that are as quick the one with less work. */
const isBetter = (one: Found, other: Found): boolean =>
  one.time < other.time || (one.time === other.time && one.way.sum < other.way.sum);
