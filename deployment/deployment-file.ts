/** The one deployment file: the board, servers, operators, addresses, thresholds. */
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';
import { parse } from 'yaml';
import { failureOf } from '../common/attempt.ts';
import { CommandError } from '../output/output.ts';
import { checkThresholds } from '../protocol/0-setup/check-plan.ts';
import { ProtocolError } from '../protocol/errors.ts';
import { MAX_REPLICAS } from '../protocol/quorums/quorum-system.ts';
import { organisationSchema, roleSchema, thresholdsSchema } from '../servers/commissioner/api/servers.ts';
import { retentionDays } from '../servers/shared/retention.ts';
import { powerOff } from '../servers/shared/server-config.ts';
import { logoProblem } from './logo.ts';

export const COMMISSIONER_FOLDER = 'commissioner';
export const WEB_FOLDER = 'web';
export const OPERATORS_FOLDER = 'operators';
const RESERVED_FOLDERS = [COMMISSIONER_FOLDER, WEB_FOLDER, OPERATORS_FOLDER];

const strict = { additionalProperties: false };
const url = Type.String({ pattern: '^https?://[A-Za-z0-9.:\\[\\]-]+(/[A-Za-z0-9._~/-]*)?$' });
/** Where the process listens, if not where its URL says: `host:port`. */
const listen = Type.Optional(Type.String({ pattern: '^[A-Za-z0-9.\\[\\]:-]+:\\d{1,5}$' }));
/** Pages find their files at the root of their host. */
const origin = Type.String({ pattern: '^https?://[A-Za-z0-9.:\\[\\]-]+$' });
const logLevel = Type.Optional(
  Type.Union([Type.Literal('info'), Type.Literal('warn'), Type.Literal('error'), Type.Literal('silent')]),
);
const id = Type.String({ pattern: '^[A-Za-z0-9_-][A-Za-z0-9._-]{0,63}$' });
const name = Type.String({ minLength: 1, maxLength: 64 });
const publicKey = Type.String({ pattern: '^[0-9a-f]{66}$' });
const seconds = (max: number) => Type.Integer({ minimum: 1, maximum: max });
const DAY = 86_400;

/** The genesis of the board is made from it (board contract, section 1). Times in seconds. */
const BoardSection = Type.Object(
  {
    name,
    /** k': any so many replicas may be hostile. */
    hostile: Type.Integer({ minimum: 0, maximum: MAX_REPLICAS }),
    /** k: so many more may be down, slow, or about to get a new key. */
    down: Type.Integer({ minimum: 0, maximum: MAX_REPLICAS }),
    /** What may be hostile as a whole: nothing unless told. */
    protect: Type.Optional(
      Type.Union([Type.Literal('operators'), Type.Literal('systems'), Type.Literal('both')]),
    ),
    /** Until a leader is replaced that does nothing. */
    t0: Type.Optional(Type.Number({ minimum: 0.05, maximum: 60 })),
    /** At most one new key of a replica in so long. */
    slot: Type.Optional(seconds(DAY)),
    phase: Type.Optional(seconds(3_600)),
    lead: Type.Optional(seconds(DAY)),
    grace: Type.Optional(seconds(DAY)),
    replicas: Type.Array(
      Type.Object(
        {
          id,
          operator: name,
          system: name,
          url,
          listen,
          /** Of a replica whose operator keeps its keys: its first list, as "revs board keys" prints it. */
          keys: Type.Optional(Type.Array(publicKey, { minItems: 1, maxItems: 256 })),
        },
        strict,
      ),
      { minItems: 1, maxItems: MAX_REPLICAS },
    ),
  },
  strict,
);
export type BoardSettings = Static<typeof BoardSection>;

const DeploymentFile = Type.Object(
  {
    /** `logo`: a PNG, by its path from the deployment file. */
    organisation: Type.Optional(
      Type.Object(
        { ...organisationSchema.properties, logo: Type.Optional(Type.String({ minLength: 1 })) },
        strict,
      ),
    ),
    /** `fourEyes`: what cannot be taken back needs a second officer's approval. */
    commissioner: Type.Object({ url, listen, fourEyes: Type.Optional(Type.Boolean()) }, strict),
    /** The host of the voter app; `terminal`: where its pages look for the voter's terminal, if not where it usually is. */
    web: Type.Optional(Type.Object({ url: origin, listen, terminal: Type.Optional(origin) }, strict)),
    thresholds: thresholdsSchema,
    servers: Type.Array(
      Type.Object(
        {
          id,
          role: roleSchema,
          operator: name,
          system: name,
          url,
          listen,
          /** Of a server that another operator runs: its identity key, which that operator tells. */
          publicKey: Type.Optional(publicKey),
          /** Of a Trustee or an Administrator: what turns its machine off, when a renewal of its share was missed. */
          powerOff,
        },
        strict,
      ),
      { minItems: 5, maxItems: 80 },
    ),
    board: BoardSection,
    /** After the end of claims, when personal data of an election may be deleted; without it they never are. */
    retentionDays,
    /** Those who keep their key themselves; all others get theirs here. */
    operators: Type.Optional(Type.Array(Type.Object({ name, publicKey }, strict), { maxItems: 64 })),
    logLevel,
  },
  strict,
);
export type Deployment = Static<typeof DeploymentFile>;

/** All that run at least: the Commissioner's service, the board's replicas, the servers. */
export const serversOf = ({ commissioner, board, servers }: Deployment) => [
  { id: COMMISSIONER_FOLDER, role: 'commissioner', url: commissioner.url },
  ...board.replicas.map(({ id, url: address }) => ({ id, role: 'board', url: address })),
  ...servers.map(({ id, role, url: address }) => ({ id, role, url: address })),
];

/** Errors: CommandError naming file, field and reason. */
export function loadDeployment(path: string): Deployment {
  const parsed: unknown = readYaml(path);
  if (Value.Check(DeploymentFile, parsed)) {
    requireUniqueIds(path, parsed);
    requireOperators(path, parsed);
    requireBalance(path, parsed);
    return withLogo(path, parsed);
  }
  const problems = Value.Errors(DeploymentFile, parsed).map(
    ({ instancePath, message }) => `${instancePath || '/'}: ${message}`,
  );
  throw invalid(path, problems.slice(0, 5).join('\n  '));
}

/** With the path of the logo from wherever the command runs. */
function withLogo(path: string, { organisation, ...rest }: Deployment): Deployment {
  if (organisation?.logo === undefined) return { ...rest, ...(organisation && { organisation }) };
  const logo = resolve(dirname(path), organisation.logo);
  const problem = logoProblem(logo);
  if (problem !== undefined) throw invalid(path, `/organisation/logo: ${problem}`);
  return { ...rest, organisation: { ...organisation, logo } };
}

const invalid = (path: string, problem: string): CommandError =>
  new CommandError(`${path} is not a deployment file:\n  ${problem}`);

/** A server's ID is the name of its folder. */
function requireUniqueIds(path: string, { servers, board }: Deployment): void {
  const ids = [...RESERVED_FOLDERS, ...[...servers, ...board.replicas].map((server) => server.id)];
  const twice = firstTwice(ids);
  if (twice !== undefined) throw invalid(path, `/servers: two servers have the ID ${twice}`);
}

/** Nobody is given the key of an operator who keeps it, and no replica's keys are made here that its operator has. */
function requireOperators(path: string, { servers, board, operators = [] }: Deployment): void {
  const away = operators.map((operator) => operator.name);
  const twice = firstTwice(away);
  if (twice !== undefined) throw invalid(path, `/operators: ${twice} is there twice`);
  const keyless = servers.find((server) => server.publicKey !== undefined && !away.includes(server.operator));
  if (keyless !== undefined)
    throw invalid(
      path,
      `/operators: ${keyless.operator} runs ${keyless.id} elsewhere, and its operator's key is missing`,
    );
  for (const { id: replica, operator, keys } of board.replicas)
    if (away.includes(operator) !== (keys !== undefined))
      throw invalid(
        path,
        keys === undefined
          ? `/board/replicas: the keys of ${replica} are missing, as ${operator} keeps its own: "revs board keys"`
          : `/board/replicas: ${replica} has keys of its own; the key of ${operator} must be among the operators`,
      );
}

const firstTwice = (names: readonly string[]): string | undefined =>
  names.find((one, i) => names.indexOf(one) !== i);

/** As in every plan: with others no election could be created. */
function requireBalance(path: string, { thresholds, servers }: Deployment): void {
  const of = (role: string) => servers.filter((server) => server.role === role);
  const failure = failureOf(ProtocolError, () =>
    checkThresholds({
      ...thresholds,
      administrators: of('administrator'),
      trustees: of('trustee'),
      distributors: of('distributor'),
      anonymizers: of('anonymizer'),
    }),
  );
  if (failure === undefined) return;
  throw invalid(path, `/thresholds: ${failure.message}`);
}

function readYaml(path: string): unknown {
  try {
    return parse(readFileSync(path, 'utf8'), { maxAliasCount: 0 });
  } catch (error) {
    throw new CommandError(`${path} cannot be read: ${error instanceof Error ? error.message : error}`);
  }
}
