/** What an officer who watches an election must know now, the worst first. */

import type { Role } from '../../../protocol/messages/plan.ts';
import type { ElectionSummary, Stage } from '../../../servers/commissioner/api/elections.ts';
import type { Health, ServerHealth } from '../../../servers/commissioner/api/servers.ts';
import { nextStep } from './next-step.ts';

/** Milliseconds. */
const MAX_SKEW = 5000;
const SOON = 60 * 60_000;

/** What cannot be done with too few servers. */
export type Need = 'signing' | 'distribution' | 'paths' | 'intake' | 'freezing' | 'disclosure';

export type Alert = { readonly kind: 'danger' | 'warning' | 'info' | 'success' } & (
  | { readonly id: Need; readonly up: number; readonly needed: number; readonly all: number }
  /** All that are needed are up, not one more. */
  | { readonly id: 'tight'; readonly need: Need; readonly up: number; readonly all: number }
  | { readonly id: 'down' | 'clock' | 'contradicted'; readonly servers: readonly string[] }
  | { readonly id: 'notOpened' | 'opensAt' | 'closesSoon' | 'claims'; readonly at: number }
  | { readonly id: 'ready' }
);

const ORDER = ['danger', 'warning', 'success', 'info'];

/** `operatorOf`: by server, to count paths. `now` by the service's clock. */
export function alertsOf(
  election: ElectionSummary,
  health: Health | undefined,
  operatorOf: ReadonlyMap<string, string>,
  now: number,
): Alert[] {
  const own = new Set(election.servers.map(({ id }) => id));
  const servers = (health?.servers ?? []).filter(({ id }) => own.has(id));
  const isOver = election.stage === 'tallied' || election.stage === 'published';
  const { contradicted } = election;
  const alerts: Alert[] = [
    ...(contradicted.length === 0
      ? []
      : [{ kind: 'danger' as const, id: 'contradicted' as const, servers: contradicted }]),
    ...(servers.length > 0 ? shortages(election, servers, operatorOf, now) : []),
    ...(isOver ? [] : faults(servers)),
    ...timesOf(election, now),
  ];
  return alerts.toSorted((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind));
}

function faults(servers: readonly ServerHealth[]): Alert[] {
  const down = servers.filter(({ up }) => !up).map(({ id }) => id);
  const wrong = servers.filter(({ clockSkew }) => Math.abs(clockSkew ?? 0) > MAX_SKEW).map(({ id }) => id);
  const alerts: Alert[] = [];
  if (down.length > 0) alerts.push({ kind: 'warning', id: 'down', servers: down });
  if (wrong.length > 0) alerts.push({ kind: 'warning', id: 'clock', servers: wrong });
  return alerts;
}

function timesOf(election: ElectionSummary, now: number): Alert[] {
  const { stage, opens, closes, claimsEnd } = election;
  if (stage === 'created')
    return now >= opens
      ? [{ kind: 'danger', id: 'notOpened', at: opens }]
      : [{ kind: 'success', id: 'ready' }];
  if (stage === 'open') {
    if (now < opens) return [{ kind: 'info', id: 'opensAt', at: opens }];
    return closes - now < SOON ? [{ kind: 'info', id: 'closesSoon', at: closes }] : [];
  }
  if (stage === 'closing' && now < claimsEnd) return [{ kind: 'info', id: 'claims', at: claimsEnd }];
  return nextStep(election) === undefined ? [] : [{ kind: 'success', id: 'ready' }];
}

interface Rule {
  readonly need: Need;
  readonly role: Role;
  readonly needed: number;
  /** The stages in which it matters. */
  readonly stages: readonly Stage[];
}

/** The bounds of the contract: see protocol/0-setup/survival.ts. */
function rulesOf({ thresholds }: ElectionSummary, trustees: number): Rule[] {
  const { signingThreshold: t, hostileTrustees: k, pathLength, lyingDistributors: f } = thresholds;
  return [
    { need: 'signing', role: 'administrator', needed: t, stages: ['open'] },
    { need: 'distribution', role: 'distributor', needed: f + 1, stages: ['open'] },
    { need: 'paths', role: 'anonymizer', needed: pathLength, stages: ['open', 'closing'] },
    { need: 'intake', role: 'counter', needed: 1, stages: ['open', 'closing'] },
    { need: 'freezing', role: 'trustee', needed: Math.floor((trustees + k) / 2) + 1, stages: ['closing'] },
    { need: 'disclosure', role: 'trustee', needed: k + 1, stages: ['frozen'] },
  ];
}

function shortages(
  election: ElectionSummary,
  servers: readonly ServerHealth[],
  operatorOf: ReadonlyMap<string, string>,
  now: number,
): Alert[] {
  const of = (role: Role): readonly ServerHealth[] => servers.filter((server) => server.role === role);
  // Of a path no two Anonymizers are of one operator: operators count.
  const size = (role: Role, some: readonly ServerHealth[]): number =>
    role === 'anonymizer' ? new Set(some.map(({ id }) => operatorOf.get(id) ?? id)).size : some.length;
  return rulesOf(election, of('trustee').length).flatMap(({ need, role, needed, stages }): Alert[] => {
    if (!stages.includes(election.stage)) return [];
    if (role === 'anonymizer' && now >= election.claimsEnd) return [];
    const all = size(role, of(role));
    const up = size(
      role,
      of(role).filter((server) => server.up),
    );
    if (up < needed) return [{ kind: 'danger', id: need, up, needed, all }];
    return up === needed && up < all ? [{ kind: 'warning', id: 'tight', need, up, all }] : [];
  });
}
