/** The servers that an organisation's elections run on, as `revs deploy` writes them for the Commissioner's service. */
import { readFileSync } from 'node:fs';
import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';
import type { ServerRole } from '../../protocol/messages/plan.ts';
import { StartupError } from '../shared/startup-error.ts';

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
const directory = Type.Object({
  thresholds: Type.Object({
    signingThreshold: Type.Integer(),
    hostileAdministrators: Type.Integer(),
    hostileTrustees: Type.Integer(),
    pathLength: Type.Integer(),
    lyingDistributors: Type.Integer(),
    poolSize: Type.Integer(),
  }),
  servers: Type.Array(server),
});
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
