/** `revs resilience`: what is asked of the pure functions, and what they find, with what to change. Times in ms. */
import { PROTECTED } from '../deployment/board.ts';
import type { Deployment } from '../deployment/deployment-file.ts';
import { CommandError } from '../output/output.ts';
import { type CrashRisk, crashRisks } from '../protocol/0-setup/crash-risk.ts';
import {
  type Assumptions,
  exhaustionSafety,
  longestMission,
  longestPeriod,
  RENEWED_ROLES,
  type Renewal,
  type RenewedRole,
  type Safety,
  type Verdict,
} from '../protocol/0-setup/exhaustion-safety.ts';
import type { Attackers, Group } from '../protocol/0-setup/exhaustion-time.ts';
import { type Host, type Spread, spread } from '../protocol/0-setup/spread-servers.ts';
import type { Setup } from '../protocol/0-setup/survival.ts';
import { type Named, type ResilienceOptions, type Span, YEAR } from './resilience-options.ts';

/** What would make a property safe that is not. */
export interface Advice {
  /** Undefined: none is. */
  readonly longestMission: number | undefined;
  /** T_P, with offline identities and poweroff; undefined: none that its deadline fits into. */
  readonly longestPeriod: number | undefined;
  /** Undefined: none that was found makes the quickest attack slower. */
  readonly spread: Spread | undefined;
}

export interface Finding extends Safety {
  readonly renewal: Renewal | undefined;
  /** The same without any renewal. */
  readonly today: Verdict;
  /** Of what is not safe. */
  readonly advice: Advice | undefined;
}

export interface Report {
  readonly mission: number;
  readonly teams: number;
  readonly findings: readonly Finding[];
  /** Undefined: nobody said how often servers crash. */
  readonly crashes: readonly CrashRisk[] | undefined;
}

/** Errors: CommandError for a name that the deployment does not have, and for one without a time; resilience/invalid. */
export function resilienceReport(deployment: Deployment, options: ResilienceOptions): Report {
  const setup = setupOf(deployment);
  const { mission, teams, networkFails: networkMayFail = false } = options;
  const attackers = { teams, groups: groupsOf(setup, options) };
  const common = { attackers, mission, networkMayFail };
  const assumptions: Assumptions = { ...common, renewals: renewalsOf(options) };
  const today = exhaustionSafety(setup, { ...common, renewals: {} });
  const renewed = exhaustionSafety(setup, { ...common, renewals: idealRenewals(options) });
  const findings = exhaustionSafety(setup, assumptions).map(
    (safety, i): Finding => ({
      ...safety,
      renewal: assumptions.renewals[safety.role],
      today: (today[i] ?? safety).verdict,
      advice:
        safety.verdict === 'safe'
          ? undefined
          : adviceFor(safety, renewed[i] ?? safety, attackers, hostsOf(setup), options),
    }),
  );
  return { mission, teams, findings, crashes: crashesOf(setup, assumptions, options) };
}

const setupOf = ({ thresholds, servers, board }: Deployment): Setup & Required<Pick<Setup, 'board'>> => ({
  thresholds,
  servers,
  board: {
    hostile: board.hostile,
    down: board.down,
    protect: PROTECTED[board.protect ?? 'nothing'],
    replicas: board.replicas,
  },
});

type WholeSetup = ReturnType<typeof setupOf>;

/** Whose servers' fall breaks what is asked about. */
const judgedServers = ({ servers, board }: WholeSetup) => [
  ...servers.filter(({ role }) => role === 'trustee' || role === 'administrator'),
  ...board.replicas,
];

function groupsOf(setup: WholeSetup, options: ResilienceOptions): Group[] {
  const judged = judgedServers(setup);
  return (['operator', 'system'] as const).flatMap((kind) => {
    const times: Named<Span> = options[kind] ?? { by: new Map() };
    const all = [...setup.servers, ...setup.board.replicas].map((server) => server[kind]);
    requireKnown(`--${kind}`, times, all);
    const names = [...new Set(judged.map((server) => server[kind]))];
    return names.map((name): Group => {
      const span = times.by.get(name) ?? times.others;
      if (span !== undefined) return { kind, name, ...span };
      throw new CommandError(
        `How long does it take to break into all servers of ${kind} ${name}? ` +
          `Say --${kind} "${name}=TIME", or --${kind} TIME for all others.`,
      );
    });
  });
}

function requireKnown(option: string, { by }: Named<unknown>, known: readonly string[]): void {
  const unknown = [...by.keys()].find((name) => !known.includes(name));
  if (unknown === undefined) return;
  throw new CommandError(
    `${option}: the deployment has no ${unknown}; it has ${[...new Set(known)].join(', ')}`,
  );
}

/** Of the roles that are renewed, as they are told. */
function renewalsOf(options: ResilienceOptions): Assumptions['renewals'] {
  return Object.fromEntries(
    RENEWED_ROLES.flatMap((role) => {
      const period = role === 'board' ? options.boardRenewedEvery : options.renewedEvery;
      return period === undefined ? [] : [[role, renewalOf(role, period, options)]];
    }),
  );
}

const deadlineOf = (role: RenewedRole, options: ResilienceOptions): number =>
  role === 'board' ? options.boardDeadline : options.deadline;

function renewalOf(role: RenewedRole, period: number, options: ResilienceOptions): Renewal {
  const { clockError, phase } = options;
  return {
    period,
    deadline: deadlineOf(role, options),
    clockError,
    // Contract, section 4: four phases. Its own work takes a tenth of a second. Of replicas nothing is built yet.
    ...(role === 'board' ? {} : { longestRun: 4 * phase + 2 * clockError }),
    ifMissed: options.ifMissed[role] ?? (role === 'administrator' ? 'alarm' : 'poweroff'),
    identityOffline: options.identityOffline.includes(role),
  };
}

/** Only how many servers break what is asked of them: that does not depend on the period. */
const idealRenewals = (options: ResilienceOptions): Assumptions['renewals'] =>
  Object.fromEntries(
    RENEWED_ROLES.map((role): [RenewedRole, Renewal] => [
      role,
      {
        period: deadlineOf(role, options) + 1,
        deadline: deadlineOf(role, options),
        clockError: options.clockError,
        ifMissed: 'poweroff',
        identityOffline: true,
      },
    ]),
  );

function adviceFor(
  safety: Safety,
  renewed: Safety,
  attackers: Attackers,
  hosts: readonly Host[],
  options: ResilienceOptions,
): Advice {
  const mission = longestMission(safety.quickest?.time ?? Number.POSITIVE_INFINITY);
  const { clockError } = options;
  return {
    longestMission: mission > 0 ? mission : undefined,
    longestPeriod: longestPeriod(renewed.quickest?.time ?? Number.POSITIVE_INFINITY, {
      deadline: deadlineOf(safety.role, options),
      clockError,
    }),
    spread: spread(safety, attackers, hosts, safety.exposure),
  };
}

/** Where servers of this deployment run already, each host once. */
const hostsOf = (setup: WholeSetup): Host[] => [
  ...new Map(
    judgedServers(setup).map(({ operator, system }) => [
      JSON.stringify([operator, system]),
      { operator, system },
    ]),
  ).values(),
];

function crashesOf(
  setup: WholeSetup,
  assumptions: Assumptions,
  { crashRate, repair }: ResilienceOptions,
): CrashRisk[] | undefined {
  if (crashRate === undefined) return undefined;
  const ids = judgedServers(setup).map(({ id }) => id);
  requireKnown('--crash-rate', crashRate, ids);
  const rateOf = (id: string): number => {
    const rate = crashRate.by.get(id) ?? crashRate.others;
    if (rate !== undefined) return rate / YEAR;
    throw new CommandError(
      `How often does ${id} crash in a year? Say --crash-rate "${id}=N", or --crash-rate N for all others.`,
    );
  };
  return crashRisks(setup, assumptions, { rateOf, repair });
}
