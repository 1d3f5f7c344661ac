/**
 * Which servers should go to another operator and system, so that those who break a property do not fall together (contract of
 * trustees, section 7). Pure.
 */
import type { Rule } from './exhaustion-safety.ts';
import { type Attack, type Attackers, isIn, type Member, quickestAttack } from './exhaustion-time.ts';

/** Who runs a server, and on what. */
export type Host = Pick<Member, 'operator' | 'system'>;

export interface Move {
  readonly server: string;
  readonly from: Host;
  readonly to: Host;
}

export interface Spread {
  readonly moves: readonly Move[];
  /** Of the quickest attack afterwards, ms. */
  readonly time: number;
}

type Place = Pick<Rule, 'members' | 'breaks'>;

interface State {
  readonly members: readonly Member[];
  readonly attack: Attack;
  readonly moves: readonly Move[];
}

/**
 * One move after the other, each to the host of `hosts` that leaves the quickest attack slowest, until it takes more than
 * `needed` ms. That is a good way and not always the best one. Undefined if no attack becomes slower by it.
 */
export function spread(
  { members, breaks }: Place,
  attackers: Attackers,
  hosts: readonly Host[],
  needed: number,
): Spread | undefined {
  const attack = quickestAttack(members, breaks, attackers, 'atLeast');
  if (attack === undefined) return undefined;
  const first: State = { members, attack, moves: [] };
  let [state, best] = [first, first];
  while (best.attack.time <= needed && state.moves.length < members.length) {
    const next = bestMove(state, breaks, attackers, hosts);
    if (next === undefined) break;
    state = next;
    if (state.attack.time > best.attack.time) best = state;
  }
  return best === first ? undefined : { moves: best.moves, time: best.attack.time };
}

/** Undefined if none makes the attack slower, nor the crowd smaller. */
function bestMove(
  state: State,
  breaks: Rule['breaks'],
  attackers: Attackers,
  hosts: readonly Host[],
): State | undefined {
  let best = state;
  for (const mover of crowded(state))
    for (const host of hosts) {
      const members = state.members.map((member) =>
        member.id === mover.id ? { ...member, ...host } : member,
      );
      const attack = quickestAttack(members, breaks, attackers, 'atLeast');
      if (attack === undefined) continue;
      const move = { server: mover.id, from: hostOf(mover), to: hostOf(host) };
      const next = { members, attack, moves: [...state.moves, move] };
      if (isBetter(next, best)) best = next;
    }
  return best === state ? undefined : best;
}

/** Those of the quickest attack who fall together with another one. */
const crowded = ({ members, attack }: State): Member[] =>
  attack.groups.flatMap((group) => {
    const fallen = members.filter((member) => isIn(group, member));
    return fallen.length > 1 ? fallen : [];
  });

const isBetter = (one: State, other: State): boolean =>
  one.attack.time > other.attack.time ||
  (one.attack.time === other.attack.time && crowd(one.members) < crowd(other.members));

/** Pairs that fall together: fewer are a step towards a slower attack, also where one move alone does not bring it. */
const crowd = (members: readonly Member[]): number =>
  members.flatMap((one, i) =>
    members.slice(i + 1).filter(({ operator, system }) => one.operator === operator || one.system === system),
  ).length;

const hostOf = ({ operator, system }: Host): Host => ({ operator, system });
