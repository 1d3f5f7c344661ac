/** What an election with these servers and thresholds survives, as the page says it. */
import {
  PROPERTIES,
  type Property,
  type Survival,
  survivalOf,
  type Warning,
} from '../../../protocol/0-setup/survival.ts';
import type { Directory, Thresholds } from '../../../servers/commissioner/api/servers.ts';
import { checkSetup } from '../new-election/check-setup.ts';

export interface Trial {
  readonly thresholds: Thresholds;
  /** IDs. */
  readonly absent: ReadonlySet<string>;
  readonly hostile: ReadonlySet<string>;
}

export const partOf = ({ servers, board }: Directory, { thresholds, absent }: Trial): Directory => ({
  ...(board === undefined ? {} : { board }),
  thresholds,
  servers: servers.filter(({ id }) => !absent.has(id)),
});

/** Undefined while the thresholds do not fit the servers. */
export const survivalIn = (setup: Directory): Survival | undefined =>
  checkSetup(setup).length === 0 ? survivalOf(setup) : undefined;

/** With `id` in the set if it was not, and without it if it was. */
export function toggled(set: ReadonlySet<string>, id: string): ReadonlySet<string> {
  const next = new Set(set);
  if (!next.delete(id)) next.add(id);
  return next;
}

export interface WarningGroup {
  readonly kind: Warning['kind'];
  readonly name: string;
  /** Each property once, by the servers that break it. */
  readonly breaks: readonly { readonly property: Property; readonly servers: readonly string[] }[];
}

/** One group for each operator or system that is enough; the roles of a property together. */
export function groupWarnings(warnings: readonly Warning[]): readonly WarningGroup[] {
  const groups = Map.groupBy(warnings, ({ kind, name }) => `${kind} ${name}`);
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const breaks = PROPERTIES.flatMap((property) => {
      const servers = group
        .filter((warning) => warning.property === property)
        .flatMap((warning) => warning.servers);
      return servers.length === 0 ? [] : [{ property, servers: [...new Set(servers)] }];
    });
    return [{ kind: first.kind, name: first.name, breaks }];
  });
}

/** For each unit of a weakness: how many of them there are in all. */
export function allOf(
  { servers, board }: Directory,
  role: string,
  unit: 'servers' | 'operators' | 'whole-operators',
): number {
  if (role === 'board') return board?.replicas.length ?? 0;
  const members = servers.filter((server) => server.role === role);
  return unit === 'servers' ? members.length : new Set(members.map(({ operator }) => operator)).size;
}
