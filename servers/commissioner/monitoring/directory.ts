/** The servers that an organisation's elections run on, as `revs deploy` writes them for the Commissioner's service. */
import { readFileSync } from 'node:fs';
import { Value } from 'typebox/value';
import type { Role, ServerRole } from '../../../protocol/messages/plan.ts';
import { ServiceError } from '../../shared/service-error.ts';
import { StartupError } from '../../shared/startup-error.ts';
import type { ElectionRequest } from '../api/elections.ts';
import { type Directory, directorySchema } from '../api/servers.ts';

export const ROLE_OF: Readonly<Record<ServerRole, Role>> = {
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
  if (!Value.Check(directorySchema, parsed)) {
    const [first] = Value.Errors(directorySchema, parsed);
    throw new StartupError('config/invalid', `${path}: ${first?.instancePath ?? ''} ${first?.message ?? ''}`);
  }
  return parsed;
}

/** What an officer has chosen for one election. Errors: service/bad-request for a server that the directory does not have. */
export function chosenFrom(
  directory: Directory,
  { thresholds, servers: ids }: Pick<ElectionRequest, 'thresholds' | 'servers'>,
): Directory {
  const unknown = ids?.find((id) => !directory.servers.some((server) => server.id === id));
  if (unknown !== undefined)
    throw new ServiceError('service/bad-request', 400, `there is no server ${unknown}`);
  return {
    thresholds: thresholds ?? directory.thresholds,
    servers: directory.servers.filter(({ id }) => ids?.includes(id) ?? true),
  };
}
