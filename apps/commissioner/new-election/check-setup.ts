/** Whether servers and thresholds fit together: the rules of protocol/0-setup/check-plan.ts, each at its field. */
import { MAX_SERVERS } from '../../../protocol/messages/plan.ts';
import type { Directory, DirectoryServer, Thresholds } from '../../../servers/commissioner/api/servers.ts';
import type { Problem } from './check-draft.ts';

export const ROLES = ['administrator', 'trustee', 'anonymizer', 'counter', 'distributor'] as const;

const MAX_PATH = 5;

export type ThresholdName = Exclude<keyof Thresholds, 'poolSize'>;

/** The values that the servers allow, in the order in which the fields stand; none if `least` is more than `most`. */
export function rangesOf({ servers, thresholds }: Directory): Readonly<Record<ThresholdName, Range>> {
  const total = countOf(servers, 'administrator');
  const b = thresholds.hostileAdministrators;
  const operators = servers.filter(({ role }) => role === 'anonymizer').map(({ operator }) => operator);
  return {
    // (N + b) / 2 < t <= N - b has a solution if and only if 3b < N.
    hostileAdministrators: { least: 0, most: Math.ceil(total / 3) - 1 },
    signingThreshold: { least: Math.floor((total + b) / 2) + 1, most: total - b },
    hostileTrustees: { least: 0, most: Math.floor((countOf(servers, 'trustee') - 1) / 3) },
    pathLength: { least: 1, most: Math.min(MAX_PATH, new Set(operators).size) },
    lyingDistributors: { least: 0, most: countOf(servers, 'distributor') - 1 },
  };
}

export interface Range {
  readonly least: number;
  readonly most: number;
}

export function checkSetup(setup: Directory): readonly Problem[] {
  const { servers, thresholds } = setup;
  const roles = ROLES.flatMap((role): Problem[] => {
    const number = countOf(servers, role);
    if (number === 0) return [{ path: role, code: 'role-none' }];
    return number > MAX_SERVERS
      ? [{ path: role, code: 'role-many', values: { number, most: MAX_SERVERS } }]
      : [];
  });
  // What depends on the number of servers is said once those are right.
  if (roles.length > 0) return roles;
  return Object.entries(rangesOf(setup)).flatMap(([path, { least, most }]): Problem[] => {
    const value = thresholds[path as ThresholdName];
    if (Number.isInteger(value) && value >= least && value <= most) return [];
    return [
      least > most || Number.isNaN(most)
        ? { path, code: 'no-range' }
        : { path, code: 'range', values: { least, most } },
    ];
  });
}

const countOf = (servers: readonly DirectoryServer[], role: DirectoryServer['role']): number =>
  servers.filter((server) => server.role === role).length;
