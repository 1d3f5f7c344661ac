/** A whole deployment on this machine: the smallest balanced one, every server a process of its own. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { appFolder } from '../deployment/build-apps.ts';
import { deploy, officerAccess } from '../deployment/deployment.ts';
import { type Deployment, serversOf } from '../deployment/deployment-file.ts';
import { freePorts, type Processes } from '../deployment/processes.ts';
import { registerServers } from '../deployment/register.ts';
import { OfficerClient } from '../office/officer-client.ts';
import type { Role } from '../protocol/messages/plan.ts';

/** N = 4, t = 3, b = 1; f = 1; L = 2; k = 1 (protocol section 1). */
const SERVERS: readonly (readonly [Role, number])[] = [
  ['administrator', 4],
  ['distributor', 3],
  ['anonymizer', 3],
  ['counter', 3],
];
const TRUSTEES = 4;
/** One of four may be hostile. Seconds: people who watch a demo do not wait for half an hour. */
const REPLICAS = 4;
const BOARD = { name: 'Board of this machine', hostile: 1, down: 0, phase: 5, lead: 4, grace: 5, slot: 60 };
/** ms that the board may take to list the servers: a moment, or a change of leader while all processes start. */
const REGISTRATION = 60_000;
const OPERATORS = ['University', 'Students', 'Union', 'Notary'];
const SYSTEMS = ['Debian', 'FreeBSD', 'Alpine', 'OpenBSD'];

export interface LocalDeployment {
  readonly folder: string;
  readonly processes: Processes;
  readonly officer: OfficerClient;
  readonly commissionerKey: string;
  readonly commissionerUrl: string;
  /** Where the voter app is, if it is built. */
  readonly webUrl: string;
  readonly distributors: readonly string[];
  readonly deployment: Deployment;
}

const urlOf = (port: number | undefined): string => `http://127.0.0.1:${port}`;
const runBy = (place: number) => ({
  operator: OPERATORS[place] ?? 'Operator',
  system: SYSTEMS[place] ?? 'Linux',
});

/** `terminal`: the PC interface that the voter's page looks for, if it is not where it is by default. */
export async function localDeploymentFile(
  poolSize: number,
  terminal?: string,
  trustees = TRUSTEES,
): Promise<Deployment & Required<Pick<Deployment, 'web'>>> {
  const servers = [...SERVERS, ['trustee', trustees] as const];
  const total = servers.reduce((sum, [, count]) => sum + count, 0);
  const [commissionerPort = 0, webPort = 0, ...ports] = await freePorts(total + REPLICAS + 2);
  const names = servers.flatMap(([role, count]) =>
    Array.from({ length: count }, (_, i) => ({ role, id: `${role}-${i + 1}`, place: i })),
  );
  return {
    commissioner: { url: urlOf(commissionerPort) },
    web: { url: urlOf(webPort), ...(terminal === undefined ? {} : { terminal }) },
    thresholds: {
      signingThreshold: 3,
      hostileAdministrators: 1,
      hostileTrustees: 1,
      pathLength: 2,
      lyingDistributors: 1,
      poolSize,
    },
    servers: names.map(({ role, id, place }, i) => ({ id, role, ...runBy(place), url: urlOf(ports[i]) })),
    board: {
      ...BOARD,
      replicas: ports
        .slice(total)
        .map((port, i) => ({ id: `board-${i + 1}`, ...runBy(i), url: urlOf(port) })),
    },
    logLevel: 'warn',
  };
}

interface LocalOptions {
  readonly terminal?: string;
  readonly fourEyes?: boolean;
  readonly trustees?: number;
}

/** Generates every configuration below `folder` and starts every process. `onStarted` counts them. `terminal`: see above. */
export async function startLocalDeployment(
  folder: string,
  poolSize: number,
  processes: Processes,
  onStarted: (done: number, total: number) => void,
  { terminal, fourEyes = false, trustees }: LocalOptions = {},
): Promise<LocalDeployment> {
  const file = await localDeploymentFile(poolSize, terminal, trustees);
  const deployment = { ...file, commissioner: { ...file.commissioner, fourEyes } };
  const { commissionerKey } = await deploy(deployment, folder);
  let started = 0;
  const all = [
    ...serversOf(deployment),
    ...(existsSync(appFolder('voter')) ? [{ id: 'web', role: 'web', url: deployment.web.url }] : []),
  ];
  await Promise.all(
    all.map(async ({ id, role, url }) => {
      await processes.startServer(role, id, join(folder, id), url);
      started += 1;
      onStarted(started, all.length);
    }),
  );
  await registerServers(folder, AbortSignal.timeout(REGISTRATION));
  return {
    folder,
    processes,
    officer: OfficerClient.byToken(officerAccess(folder)),
    commissionerKey,
    commissionerUrl: deployment.commissioner.url,
    webUrl: deployment.web.url,
    distributors: deployment.servers.filter(({ role }) => role === 'distributor').map(({ url }) => url),
    deployment,
  };
}
