/** The servers that an organisation's elections run on, as `revs deploy` writes them for the Commissioner's service. */
import { readFileSync } from 'node:fs';
import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';
import type { ServerRole } from '../../../protocol/messages/plan.ts';
import { ServiceError } from '../../shared/service-error.ts';
import { StartupError } from '../../shared/startup-error.ts';

const server = Type.Object({
  id: Type.String(),
  role: Type.Union([
    Type.Literal('administrator'),
    Type.Literal('trustee'),
    Type.Literal('anonymizer'),
    Type.Literal('counter'),
    Type.Literal('distributor'),
  ]),
  operator: Type.String(),
  system: Type.String(),
  url: Type.String(),
  /** Identity key: 33 bytes in hexadecimal. */
  publicKey: Type.String({ pattern: '^[0-9a-f]{66}$' }),
});
/** How they fit together is the plan's business: see check-plan.ts. */
export const thresholdsSchema = Type.Object(
  {
    signingThreshold: Type.Integer({ minimum: 1, maximum: 16 }),
    hostileAdministrators: Type.Integer({ minimum: 0, maximum: 16 }),
    hostileTrustees: Type.Integer({ minimum: 0, maximum: 16 }),
    pathLength: Type.Integer({ minimum: 1, maximum: 5 }),
    lyingDistributors: Type.Integer({ minimum: 0, maximum: 16 }),
    poolSize: Type.Integer({ minimum: 1, maximum: 10_000 }),
  },
  { additionalProperties: false },
);
const directory = Type.Object({ thresholds: thresholdsSchema, servers: Type.Array(server) });
export type Directory = Static<typeof directory>;
export type DirectoryServer = Static<typeof server>;

export const ROLE_OF: Readonly<Record<ServerRole, DirectoryServer['role']>> = {
  administrators: 'administrator',
  trustees: 'trustee',
  anonymizers: 'anonymizer',
  counters: 'counter',
  distributors: 'distributor',
};

/** Errors: StartupError config/unreadable, config/invalid. */
export function loadDirectory(path: string): Directory {
  let parsed: unknown;
  try {
    parsed = JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    throw new StartupError(
      'config/unreadable',
      `${path}: cannot be read as JSON; make it with "revs deploy"`,
    );
  }
  if (!Value.Check(directory, parsed)) {
    const [first] = Value.Errors(directory, parsed);
    throw new StartupError('config/invalid', `${path}: ${first?.instancePath ?? ''} ${first?.message ?? ''}`);
  }
  return parsed;
}

/** What an officer may choose for one election; the directory's own thresholds, and all of its servers, unless chosen. */
export interface Choice {
  readonly thresholds?: Directory['thresholds'];
  /** IDs of the servers that take part. */
  readonly servers?: readonly string[];
}

/** Errors: service/bad-request for a server that the directory does not have. */
export function chosenFrom(directory: Directory, { thresholds, servers: ids }: Choice): Directory {
  const unknown = ids?.find((id) => !directory.servers.some((server) => server.id === id));
  if (unknown !== undefined)
    throw new ServiceError('service/bad-request', 400, `there is no server ${unknown}`);
  return {
    thresholds: thresholds ?? directory.thresholds,
    servers: directory.servers.filter(({ id }) => ids?.includes(id) ?? true),
  };
}
