/** For tests of the console's components: an officer is logged in, and answers come from a stubbed `fetch`. */
import type { ReactNode } from 'react';
import type { ElectionSummary } from '../../../servers/commissioner/api/elections.ts';
import type { Directory, DirectoryServer } from '../../../servers/commissioner/api/servers.ts';
import type { OfficerRole } from '../../../servers/commissioner/fields.ts';
import { en } from '../texts/en.ts';
import { makeApi } from './api.ts';
import { Context } from './use-console.ts';

const api = makeApi();

export const inConsole = (children: ReactNode, role: OfficerRole = 'office', fourEyes = false) => (
  <Context value={{ language: 'en', texts: en, officer: 'ana', role, fourEyes, api, session: 1 }}>
    {children}
  </Context>
);

const HOUR = 3_600_000;

const THRESHOLDS = {
  ...{ signingThreshold: 3, hostileAdministrators: 1, hostileTrustees: 1 },
  ...{ pathLength: 2, lyingDistributors: 1, poolSize: 3 },
};

/** An election that opens at the first hour and closes at the second; intake ends at the third, claims at the fourth. */
export const electionWith = (change: Partial<ElectionSummary>): ElectionSummary => ({
  ...{
    election: 'e',
    title: 'Board',
    trial: false,
    stage: 'created',
    archived: false,
    deletableFrom: null,
    renewEvery: null,
    dataDeletion: 'none',
    manifestHash: '',
    fingerprint: '',
    voters: 2,
  },
  ...{ opens: HOUR, closes: 2 * HOUR, intakeEnds: 3 * HOUR, claimsEnd: 4 * HOUR },
  ...{ styles: [], servers: [], contradicted: [], record: '', thresholds: THRESHOLDS },
  ...change,
});

const SIZES = { administrator: 4, trustee: 4, anonymizer: 3, counter: 3, distributor: 3 } as const;

/** As many servers as a deployment on one machine has, each of an operator of its own. */
export const DIRECTORY: Directory = {
  thresholds: THRESHOLDS,
  servers: Object.entries(SIZES).flatMap(([role, size]) =>
    Array.from({ length: size }, (_, i) => ({
      ...{ id: `${role}-${i + 1}`, role: role as keyof typeof SIZES, url: `http://${role}-${i + 1}.test` },
      ...{ operator: `Operator ${i + 1}`, system: 'Debian', publicKey: '' },
    })),
  ),
};

export const serversById: ReadonlyMap<string, DirectoryServer> = new Map(
  DIRECTORY.servers.map((server) => [server.id, server]),
);

/** The answer to a step: its lines. */
export const lines = (...all: readonly object[]): Response =>
  new Response(all.map((line) => `${JSON.stringify(line)}\n`).join(''));
