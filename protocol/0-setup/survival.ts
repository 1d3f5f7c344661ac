/**
 * What an election survives: how many hostile or failed servers of each role break a property, and where one operator or one
 * system has that many (protocol sections 1, 3 and 5; the paper wants every server at another operator, on another system).
 * An election that is set up is meant: setup that fails starts again without harm. Pure; for browsers too.
 */
import type { Plan, Role } from '../messages/plan.ts';
import { leastToStop, maskWhere, quorumsOf, type Replicas, stops } from '../quorums/resilience.ts';

/**
 * democracy: no more votes than voters who asked; privacy: nobody learns whose a vote is; fairness: no vote is read before the
 * bulletin board is final; availability: voters can vote and the votes are counted; completeness: every vote that was cast counts.
 */
export const PROPERTIES = ['democracy', 'privacy', 'fairness', 'availability', 'completeness'] as const;
export type Property = (typeof PROPERTIES)[number];

export interface Setup {
  readonly thresholds: Pick<
    Plan,
    'signingThreshold' | 'hostileTrustees' | 'pathLength' | 'lyingDistributors'
  >;
  readonly servers: readonly {
    readonly id: string;
    readonly role: Role;
    readonly operator: string;
    readonly system: string;
  }[];
  /** On which they agree; left out where only the servers are asked about. */
  readonly board?: Replicas;
}

/** The smallest sets of servers of a role that break a property: `count` of `unit`, whichever they are. */
export interface Weakness {
  readonly role: Role | 'board';
  /** failed: it is enough that they are down or refuse, as hostile ones may; hostile: only deviating servers do it. */
  readonly fault: 'hostile' | 'failed';
  /** servers of the role; servers of the role at so many different operators; all servers of the role at so many operators. */
  readonly unit: 'servers' | 'operators' | 'whole-operators';
  /** 0 if the property does not hold even with every server honest and up. */
  readonly count: number;
  /** Least number of servers in such a set. */
  readonly servers: number;
}

/** One operator or system has enough servers of a role, `servers` by ID, to break a property. */
export interface Warning {
  readonly kind: 'operator' | 'system';
  readonly name: string;
  readonly property: Property;
  readonly role: Role | 'board';
  readonly servers: readonly string[];
}

export interface Survival {
  /** No entry for a role none of whose servers, nor all together, break the property. */
  readonly weaknesses: Readonly<Record<Property, readonly Weakness[]>>;
  readonly warnings: readonly Warning[];
  /**
   * Largest chance, 0 to 1, that a vote is lost to one operator whose Anonymizers drop all they get: one of them must be on the
   * paths of both onions. At 1 there is a warning; below, no count of completeness says it. The voter's terminal shows the loss.
   */
  readonly lossByOneOperator: number;
}

/** For thresholds that check-plan.ts takes; of others it says what follows from them, such as a count of 0. */
export function survivalOf(setup: Setup): Survival {
  const rules = rulesOf(setup);
  const weaknessesOf = (property: Property): Weakness[] =>
    rules
      .filter((rule) => rule.property === property && heldOf(setup, rule, () => true) >= rule.count)
      .map(({ property: _, ...rule }) => ({ ...rule, servers: leastServers(setup, rule) }));
  return {
    weaknesses: {
      democracy: weaknessesOf('democracy'),
      privacy: weaknessesOf('privacy'),
      fairness: weaknessesOf('fairness'),
      availability: [...weaknessesOf('availability'), ...boardWeakness(setup)],
      completeness: weaknessesOf('completeness'),
    },
    warnings: (['operator', 'system'] as const).flatMap((kind) => [
      ...warningsOf(setup, rules, kind),
      ...boardWarnings(setup, kind),
    ]),
    lossByOneOperator: lossByOneOperator(setup),
  };
}

/** The properties that servers with these IDs break if they are all hostile and act together. */
export function brokenBy(setup: Setup, hostile: ReadonlySet<string>): Property[] {
  const broken = rulesOf(setup).filter(
    (rule) => heldOf(setup, rule, ({ id }) => hostile.has(id)) >= rule.count,
  );
  const isBoardStopped = setup.board !== undefined && isStopped(setup.board, ({ id }) => hostile.has(id));
  return PROPERTIES.filter(
    (property) =>
      broken.some((rule) => rule.property === property) || (property === 'availability' && isBoardStopped),
  );
}

const isStopped = (board: Replicas, isHeld: Parameters<typeof maskWhere>[1]): boolean =>
  stops(quorumsOf(board), maskWhere(board, isHeld));

/** Without the board no election is set up, closed early or frozen; forks can stall one, and split none. */
function boardWeakness({ board }: Setup): Weakness[] {
  if (board === undefined) return [];
  const count = leastToStop(quorumsOf(board));
  return [{ role: 'board', fault: 'failed', unit: 'servers', count, servers: count }];
}

function boardWarnings({ board }: Setup, kind: Warning['kind']): Warning[] {
  if (board === undefined) return [];
  const names = [...new Set(board.replicas.map((replica) => replica[kind]))];
  return names
    .filter((name) => isStopped(board, (replica) => replica[kind] === name))
    .map((name) => ({
      kind,
      name,
      property: 'availability',
      role: 'board',
      servers: board.replicas.filter((replica) => replica[kind] === name).map(({ id }) => id),
    }));
}

type Server = Setup['servers'][number];
type Rule = Omit<Weakness, 'servers' | 'role'> & { readonly property: Property; readonly role: Role };

/**
 * The bounds, each from the contract. No set of servers of several roles breaks a property without breaking one of these:
 * each bound rests on one role alone.
 */
function rulesOf({ thresholds, servers }: Setup): Rule[] {
  const { signingThreshold: t, hostileTrustees: k, pathLength, lyingDistributors: f } = thresholds;
  const count = (role: Role): number => servers.filter((server) => server.role === role).length;
  const [N, n, counters] = [count('administrator'), count('trustee'), count('counter')];
  const operators = new Set(
    servers.filter(({ role }) => role === 'anonymizer').map(({ operator }) => operator),
  );
  // With this many operators out of it, fewer than L are left for a path.
  const unpaved = operators.size - pathLength + 1;
  const rules: Rule[] = [
    // Step 2.5: any two sets of t echoes have 2t - N Administrators in common, more than b by the plan's rule. If all of
    // those echo twice, a voter with a broken card gets two votes.
    { property: 'democracy', role: 'administrator', fault: 'hostile', unit: 'servers', count: 2 * t - N },
    // Step 3.2: one honest Anonymizer on the path hides the way through it, and no operator is on a path twice.
    { property: 'privacy', role: 'anonymizer', fault: 'hostile', unit: 'operators', count: pathLength },
    // Section 1: any k + 1 shares open.
    { property: 'fairness', role: 'trustee', fault: 'hostile', unit: 'servers', count: k + 1 },
    // Step 2.6: t partial signatures are needed.
    { property: 'availability', role: 'administrator', fault: 'failed', unit: 'servers', count: N - t + 1 },
    // Step 4.2: n - k signatures make the bulletin board final.
    { property: 'availability', role: 'trustee', fault: 'failed', unit: 'servers', count: k + 1 },
    {
      property: 'availability',
      role: 'anonymizer',
      fault: 'failed',
      unit: 'whole-operators',
      count: unpaved,
    },
    // Section 1: one that is reached is enough.
    { property: 'availability', role: 'counter', fault: 'failed', unit: 'servers', count: counters },
    // Step 1: f + 1 must sign the manifest hash.
    {
      property: 'availability',
      role: 'distributor',
      fault: 'failed',
      unit: 'servers',
      count: count('distributor') - f,
    },
    // Every path leads through one that drops, also the second onion's.
    {
      property: 'completeness',
      role: 'anonymizer',
      fault: 'hostile',
      unit: 'whole-operators',
      count: unpaved,
    },
    { property: 'completeness', role: 'counter', fault: 'failed', unit: 'servers', count: counters },
    // Step 4.2: the proposal is n - k statements; one honest Trustee's holds the lists that the others leave out.
    { property: 'completeness', role: 'trustee', fault: 'hostile', unit: 'servers', count: n - k },
  ];
  return rules.map((rule) => ({ ...rule, count: Math.max(0, rule.count) }));
}

/** How many of the rule's units are held, if these servers are. */
function heldOf(
  { servers }: Setup,
  { role, unit }: Pick<Rule, 'role' | 'unit'>,
  isHeld: (server: Server) => boolean,
): number {
  const members = servers.filter((server) => server.role === role);
  const held = members.filter(isHeld);
  if (unit === 'servers') return held.length;
  const operators = [...new Set(held.map(({ operator }) => operator))];
  if (unit === 'operators') return operators.length;
  return operators.filter((name) =>
    members.every((server) => server.operator !== name || held.includes(server)),
  ).length;
}

function leastServers({ servers }: Setup, { role, unit, count }: Omit<Rule, 'property'>): number {
  if (unit !== 'whole-operators') return count;
  const sizes = groupSizes(servers.filter((server) => server.role === role));
  return sizes.slice(0, count).reduce((sum, size) => sum + size, 0);
}

/** Servers of each operator, smallest first. */
function groupSizes(servers: readonly Server[]): number[] {
  const sizes = new Map<string, number>();
  for (const { operator } of servers) sizes.set(operator, (sizes.get(operator) ?? 0) + 1);
  return [...sizes.values()].sort((a, b) => a - b);
}

function warningsOf(setup: Setup, rules: readonly Rule[], kind: Warning['kind']): Warning[] {
  const names = new Set(setup.servers.map((server) => server[kind]));
  return [...names].flatMap((name) =>
    rules
      // What is broken already is nobody's power.
      .filter((rule) => rule.count > 0)
      .filter((rule) => heldOf(setup, rule, (server) => server[kind] === name) >= rule.count)
      .map(({ property, role }) => {
        const own = setup.servers.filter((server) => server.role === role && server[kind] === name);
        return { kind, name, property, role, servers: own.map(({ id }) => id) };
      }),
  );
}

/** A path is drawn in random order, Anonymizers of an operator that is on it already left out (wrap-onion.ts). */
function lossByOneOperator({ thresholds, servers }: Setup): number {
  const sizes = groupSizes(servers.filter(({ role }) => role === 'anonymizer'));
  const largest = sizes.at(-1);
  if (largest === undefined || sizes.length < thresholds.pathLength) return 0;
  return chanceOfOperator(largest, without(sizes, largest), thresholds.pathLength) ** 2;
}

/** That an operator with `own` servers, beside others with so many each, is among the first `draws` operators. */
function chanceOfOperator(own: number, others: readonly number[], draws: number): number {
  const total = others.reduce((sum, size) => sum + size, own);
  if (draws <= 1) return own / total;
  return [...new Set(others)].reduce((chance, size) => {
    const drawn = (size * others.filter((other) => other === size).length) / total;
    return chance + drawn * chanceOfOperator(own, without(others, size), draws - 1);
  }, own / total);
}

/** Without one of the numbers that equal `value`. */
const without = (numbers: readonly number[], value: number): number[] =>
  numbers.toSpliced(numbers.indexOf(value), 1);
