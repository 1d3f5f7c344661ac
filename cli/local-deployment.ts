/** A whole deployment on this machine: the smallest balanced one, every server a process of its own. */
import { join } from 'node:path';
import { type Deployment, deploy, officerAccess } from './deployment.ts';
import { OfficerClient } from './officer-client.ts';
import { freePorts, type Processes } from './processes.ts';

type Role = Deployment['servers'][number]['role'];

/** N = 4, t = 3, b = 1; f = 1; L = 2; k = 1 (protocol section 1). */
const SERVERS: readonly (readonly [Role, number])[] = [
  ['administrator', 4],
  ['distributor', 2],
  ['anonymizer', 3],
  ['counter', 3],
  ['trustee', 4],
];
const OPERATORS = ['University', 'Students', 'Union', 'Notary'];
const SYSTEMS = ['Debian', 'FreeBSD', 'Alpine', 'OpenBSD'];

export interface LocalDeployment {
  readonly folder: string;
  readonly processes: Processes;
  readonly officer: OfficerClient;
  readonly commissionerKey: string;
  readonly commissionerUrl: string;
  readonly distributors: readonly string[];
  readonly deployment: Deployment;
}

export async function localDeploymentFile(poolSize: number): Promise<Deployment> {
  const total = SERVERS.reduce((sum, [, count]) => sum + count, 0);
  const [commissionerPort = 0, ...ports] = await freePorts(total + 1);
  const names = SERVERS.flatMap(([role, count]) =>
    Array.from({ length: count }, (_, i) => ({ role, id: `${role}-${i + 1}`, operator: i, system: i })),
  );
  return {
    commissioner: { url: `http://127.0.0.1:${commissionerPort}` },
    thresholds: {
      signingThreshold: 3,
      hostileAdministrators: 1,
      hostileTrustees: 1,
      pathLength: 2,
      lyingDistributors: 1,
      poolSize,
    },
    servers: names.map(({ role, id, operator, system }, i) => ({
      id,
      role,
      operator: OPERATORS[operator] ?? 'Operator',
      system: SYSTEMS[system] ?? 'Linux',
      url: `http://127.0.0.1:${ports[i]}`,
    })),
    logLevel: 'warn',
  };
}

/** Generates every configuration below `folder` and starts every process. `onStarted` counts them. */
export async function startLocalDeployment(
  folder: string,
  poolSize: number,
  processes: Processes,
  onStarted: (done: number, total: number) => void,
): Promise<LocalDeployment> {
  const deployment = await localDeploymentFile(poolSize);
  const { commissionerKey } = deploy(deployment, folder);
  let started = 0;
  const all = [
    { id: 'commissioner', role: 'commissioner', url: deployment.commissioner.url },
    ...deployment.servers,
  ];
  await Promise.all(
    all.map(async ({ id, role, url }) => {
      await processes.startServer(role, id, join(folder, id), url);
      started += 1;
      onStarted(started, all.length);
    }),
  );
  return {
    folder,
    processes,
    officer: new OfficerClient(officerAccess(folder)),
    commissionerKey,
    commissionerUrl: deployment.commissioner.url,
    distributors: deployment.servers.filter(({ role }) => role === 'distributor').map(({ url }) => url),
    deployment,
  };
}
