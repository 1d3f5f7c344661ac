/** The one deployment file: servers, operators, addresses, thresholds; every server's configuration is made from it. */

import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';
import { parse, stringify } from 'yaml';
import { failureOf } from '../common/attempt.ts';
import { systemRandom } from '../common/system-random.ts';
import { CommandError } from '../output/output.ts';
import { checkThresholds } from '../protocol/0-setup/check-plan.ts';
import { ProtocolError } from '../protocol/errors.ts';
import { toHex } from '../protocol/primitives/bytes.ts';
import type { OnWait } from '../protocol/primitives/signer.ts';
import { type Directory, roleSchema, thresholdsSchema } from '../servers/commissioner/api.ts';
import { loadOrCreateIdentity } from '../servers/shared/identity.ts';
import { ensureFolder } from '../servers/shared/secret-file.ts';
import { pageHeaders } from '../servers/shared/static-files.ts';
import { commissionerSigner } from './commissioner-key.ts';
import { packVotingFinlet } from './pack-finlet.ts';

const strict = { additionalProperties: false };
const url = Type.String({ pattern: '^https?://[A-Za-z0-9.:\\[\\]-]+(/[A-Za-z0-9._~/-]*)?$' });
/** Where the process listens, if not where its URL says: `host:port`. */
const listen = Type.Optional(Type.String({ pattern: '^[A-Za-z0-9.\\[\\]:-]+:\\d{1,5}$' }));
/** Pages find their files at the root of their host. */
const origin = Type.String({ pattern: '^https?://[A-Za-z0-9.:\\[\\]-]+$' });
const logLevel = Type.Optional(
  Type.Union([Type.Literal('info'), Type.Literal('warn'), Type.Literal('error'), Type.Literal('silent')]),
);
const DeploymentFile = Type.Object(
  {
    commissioner: Type.Object({ url, listen }, strict),
    /** The host of the voter app; `terminal`: where its pages look for the voter's terminal, if not where it usually is. */
    web: Type.Optional(Type.Object({ url: origin, listen, terminal: Type.Optional(origin) }, strict)),
    thresholds: thresholdsSchema,
    servers: Type.Array(
      Type.Object(
        {
          id: Type.String({ pattern: '^[A-Za-z0-9_-][A-Za-z0-9._-]{0,63}$' }),
          role: roleSchema,
          operator: Type.String({ minLength: 1, maxLength: 64 }),
          system: Type.String({ minLength: 1, maxLength: 64 }),
          url,
          listen,
          /** Of a server that another operator runs: its identity key, which that operator tells. */
          publicKey: Type.Optional(Type.String({ pattern: '^[0-9a-f]{66}$' })),
        },
        strict,
      ),
      { minItems: 5, maxItems: 80 },
    ),
    logLevel,
    /** Seconds until a Trustee that freezes leaves a server out that does not answer. */
    patience: Type.Optional(Type.Integer({ minimum: 1, maximum: 3_600 })),
  },
  strict,
);
export type Deployment = Static<typeof DeploymentFile>;

/** Errors: CommandError naming file, field and reason. */
export function loadDeployment(path: string): Deployment {
  const parsed: unknown = readYaml(path);
  if (Value.Check(DeploymentFile, parsed)) {
    requireUniqueIds(path, parsed);
    requireBalance(path, parsed);
    return parsed;
  }
  const problems = Value.Errors(DeploymentFile, parsed).map(
    ({ instancePath, message }) => `  ${instancePath || '/'}: ${message}`,
  );
  throw new CommandError(`${path} is not a deployment file:\n${problems.slice(0, 5).join('\n')}`);
}

/** A server's ID is the name of its folder. */
function requireUniqueIds(path: string, deployment: Deployment): void {
  const ids = [COMMISSIONER_FOLDER, WEB_FOLDER, ...deployment.servers.map(({ id }) => id)];
  const twice = ids.find((id, i) => ids.indexOf(id) !== i);
  if (twice !== undefined)
    throw new CommandError(`${path} is not a deployment file:\n  /servers: two servers have the ID ${twice}`);
}

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
  throw new CommandError(`${path} is not a deployment file:\n  /thresholds: ${failure.message}`);
}

function readYaml(path: string): unknown {
  try {
    return parse(readFileSync(path, 'utf8'), { maxAliasCount: 0 });
  } catch (error) {
    throw new CommandError(`${path} cannot be read: ${error instanceof Error ? error.message : error}`);
  }
}

const COMMISSIONER_FOLDER = 'commissioner';
const WEB_FOLDER = 'web';
export const commissionerHome = (folder: string): string => join(folder, COMMISSIONER_FOLDER);
/** The voting Finlet, signed, to be handed out with every terminal. */
export const finletOf = (folder: string): string => join(folder, COMMISSIONER_FOLDER, 'voting.finlet');
const configOf = (folder: string, server: string): string => join(folder, server, 'server.yaml');

/**
 * Makes a folder for every server that has no `publicKey` of its own, with configuration and identity key. If the
 * Commissioner's key is on a card, `onWait` is called when its PIN is awaited. After an error a folder that was not there
 * before is gone. Errors: those of the Commissioner's signer.
 */
export async function deploy(
  deployment: Deployment,
  folder: string,
  onWait?: OnWait,
): Promise<{ commissionerKey: string }> {
  const isNew = !existsSync(folder);
  try {
    return await makeFolders(deployment, folder, onWait);
  } catch (error) {
    if (isNew) rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

async function makeFolders(
  deployment: Deployment,
  folder: string,
  onWait: OnWait | undefined,
): Promise<{ commissionerKey: string }> {
  const keyIn = (server: string): string => {
    const home = join(folder, server);
    ensureFolder(home);
    return toHex(loadOrCreateIdentity(home, systemRandom).publicKey);
  };
  mkdirSync(folder, { recursive: true });
  const { signer, close } = commissionerSigner(commissionerHome(folder), systemRandom);
  const commissionerKey = toHex(signer.publicKey);
  const { commissioner, servers, thresholds } = deployment;
  const level = deployment.logLevel ?? 'info';
  writeConfig(folder, COMMISSIONER_FOLDER, {
    ...commissioner,
    role: 'commissioner',
    id: 'commissioner',
    logLevel: level,
  });
  const listed = servers.map((server) => {
    const { publicKey, listen: _, ...entry } = server;
    if (publicKey !== undefined) return { ...entry, publicKey };
    const { id, role, url: address } = server;
    // An Anonymizer's log of requests would be a log of when voters came.
    const quiet = role === 'anonymizer' && level === 'info' ? 'warn' : level;
    writeConfig(folder, id, {
      role,
      id,
      url: address,
      listen: server.listen,
      commissionerKey,
      logLevel: quiet,
      patience: role === 'trustee' ? deployment.patience : undefined,
    });
    return { ...entry, publicKey: keyIn(id) };
  });
  writeWebHost(deployment, folder, commissionerKey);
  const directory: Directory = { thresholds, servers: listed };
  writeFileSync(join(folder, COMMISSIONER_FOLDER, 'servers.json'), `${JSON.stringify(directory, null, 2)}\n`);
  const token = join(folder, COMMISSIONER_FOLDER, 'officer.token');
  if (!existsSync(token)) writeFileSync(token, randomBytes(24).toString('base64url'), { mode: 0o600 });
  try {
    writeFileSync(finletOf(folder), await packVotingFinlet(signer, onWait));
  } finally {
    await close();
  }
  return { commissionerKey };
}

/** config.json and headers.json serve as well where the pages are put on another host: see the operating guide. */
function writeWebHost(
  { web, servers, commissioner, logLevel: level = 'info' }: Deployment,
  folder: string,
  commissionerKey: string,
): void {
  if (web === undefined) return;
  const { terminal, ...address } = web;
  writeConfig(folder, WEB_FOLDER, { ...address, role: 'web', id: 'web', logLevel: level });
  const config = {
    distributors: servers.filter(({ role }) => role === 'distributor').map((server) => server.url),
    commissioner: commissioner.url,
    commissionerKey,
    terminal,
  };
  const connect = [commissioner, ...servers].map((server) => server.url);
  const headers = pageHeaders(terminal === undefined ? connect : [...connect, terminal]);
  for (const [name, content] of Object.entries({ config, headers }))
    writeFileSync(join(folder, WEB_FOLDER, `${name}.json`), `${JSON.stringify(content, null, 2)}\n`);
}

interface ServerSettings {
  readonly role: string;
  readonly id: string;
  readonly url: string;
  readonly listen?: string | undefined;
  readonly commissionerKey?: string;
  readonly logLevel: string;
  readonly patience?: number | undefined;
}

function writeConfig(folder: string, server: string, { listen: address, ...settings }: ServerSettings): void {
  const { hostname, port, protocol } = new URL(settings.url);
  const [host, listenPort] = splitAddress(address) ?? [
    hostname,
    port || (protocol === 'https:' ? '443' : '80'),
  ];
  ensureFolder(join(folder, server));
  writeFileSync(
    configOf(folder, server),
    `# Made by "revs deploy"; change the deployment file instead.\n${stringify({ ...settings, host, port: Number(listenPort), folder: '.' })}`,
  );
}

function splitAddress(address: string | undefined): [string, string] | undefined {
  if (address === undefined) return undefined;
  const at = address.lastIndexOf(':');
  return [address.slice(0, at), address.slice(at + 1)];
}

/** Where the officer's commands find service and token. */
export interface OfficerAccess {
  readonly url: string;
  readonly token: string;
}

export function officerAccess(folder: string): OfficerAccess {
  const home = resolve(folder, COMMISSIONER_FOLDER);
  try {
    const { url: address } = parse(readFileSync(join(home, 'server.yaml'), 'utf8')) as { url: string };
    return { url: address, token: readFileSync(join(home, 'officer.token'), 'utf8').trim() };
  } catch {
    throw new CommandError(
      `${home} is not a deployment; make one with "revs deploy FILE --out DIR", then give --dir DIR`,
    );
  }
}
