/** `revs warden`: what its commands do. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ignore } from '../common/attempt.ts';
import { CommandError, print, printJson, table } from '../output/output.ts';
import { HOLDER_ROLES } from '../protocol/ceremony/refresh-role.ts';
import { getJson, RemoteError } from '../servers/shared/http-client.ts';
import type { RenewalStatus } from '../servers/shared/renewal.ts';
import { loadServerConfig, type ServerConfig } from '../servers/shared/server-config.ts';
import { giveOrder, type Order } from '../warden/orders.ts';

export interface WardenOptions {
  readonly config: string;
  readonly election?: string;
  readonly json?: boolean;
}

const COLUMNS = ['election', 'period', 'members', 'next renewal', 'problems'];

export async function wardenStatus({ config: path, json }: WardenOptions): Promise<void> {
  const config = holderIn(path);
  await getJson(`${config.url}/health`).catch(() => {
    throw new CommandError(`${config.id} does not answer at ${config.url}; is it running?`);
  });
  const all = await Promise.all(
    electionsIn(config).map(async (election) => {
      // Also of one in which nothing is renewed.
      const status = await getJson(`${config.url}/elections/${election}/renewal`).catch(ignore(RemoteError));
      return status === undefined ? [] : [{ election, ...(status as RenewalStatus) }];
    }),
  );
  const elections = all.flat();
  if (json) return printJson(elections);
  if (elections.length === 0) return print('No election here renews shares.');
  print(
    table(
      COLUMNS,
      elections.map(({ election, period, members, next, isUnderWay, isRejoining, isMerging, alerts }) => [
        election,
        period,
        members.join(', '),
        isUnderWay ? 'under way' : new Date(next).toISOString(),
        [
          ...(isRejoining ? ['rejoins at the next renewal'] : []),
          ...(isMerging ? ['compares its votes with others, and signs none before'] : []),
          ...alerts,
        ].join(', ') || 'none',
      ]),
    ),
  );
}

const DONE = {
  rejoin:
    'Ordered. Whatever share this server has is erased; it receives a new one at the next renewal: see "revs warden status".',
  abandon:
    'Ordered. This server never signs or switches for the renewal under way; the next one begins when enough others have abandoned it too.',
  resume:
    'Ordered. This server uses its share again, and renews it with the others; if it missed a renewal that they have made: "revs warden rejoin".',
} as const satisfies Record<Order, string>;

/** The running server obeys at its next look, a stopped one when it starts. */
export async function order(
  what: Order,
  { config: path, election: prefix = '' }: WardenOptions,
): Promise<void> {
  const config = holderIn(path);
  const [election, ...more] = electionsIn(config).filter((id) => id.startsWith(prefix));
  if (election === undefined) throw new CommandError(`${config.id} has no election ${prefix}`);
  if (more.length > 0) throw new CommandError(`several elections begin with ${prefix}; write more of the ID`);
  giveOrder(join(config.folder, 'elections', election), what);
  print(DONE[what]);
}

function holderIn(path: string): ServerConfig {
  const config = loadServerConfig(path);
  if (HOLDER_ROLES.some((role) => role === config.role)) return config;
  throw new CommandError(
    `${path} is the configuration of a ${config.role}; only Trustees and Administrators renew shares`,
  );
}

function electionsIn({ folder }: ServerConfig): readonly string[] {
  const all = join(folder, 'elections');
  return existsSync(all) ? readdirSync(all).filter((name) => /^[0-9a-f]{32}$/.test(name)) : [];
}
