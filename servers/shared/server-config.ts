/** The configuration of one server: a YAML file of at most 64 KiB. */
import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';
import { parse } from 'yaml';
import { fromHex } from '../../protocol/primitives/bytes.ts';
import { requirePublicKey } from '../../protocol/primitives/p256-signature.ts';
import { LOG_LEVELS, type LogLevel } from './logger.ts';
import { MAX_RETENTION_DAYS, retentionDays } from './retention.ts';
import { reasonOf, StartupError } from './startup-error.ts';

const ROLES = [
  'commissioner',
  'distributor',
  'administrator',
  'anonymizer',
  'counter',
  'trustee',
  'board',
  'web',
] as const;
export interface ServerConfig {
  readonly role: (typeof ROLES)[number];
  /** As the plan names the server. */
  readonly id: string;
  readonly host: string;
  /** 0 for any that is free. */
  readonly port: number;
  /** Where the server keeps its stores and keys; absolute. In the file it is relative to the file. */
  readonly folder: string;
  /** Where others reach the server, without a slash at the end. */
  readonly url: string;
  /** The Commissioner's public key, 33 bytes; undefined for the Commissioner's own service, a replica of the board, the web host. */
  readonly commissionerKey: Uint8Array | undefined;
  /** Of the Commissioner's service: whether what cannot be taken back needs a second officer's approval. */
  readonly fourEyes: boolean;
  /** From the end of claims until personal data of an election may be deleted here; undefined: never. */
  readonly retentionDays: number | undefined;
  /** Of a Trustee or an Administrator: program and arguments that turn this machine off; it does when a renewal was missed. */
  readonly powerOff: readonly string[] | undefined;
  readonly logLevel: LogLevel;
}

const MAX_FILE_LENGTH = 65_536;
const RENEWING: readonly string[] = ['trustee', 'administrator'];

const oneOf = <const T extends string>(values: readonly T[]) =>
  Type.Union(values.map((value) => Type.Literal(value)));

/** Program and arguments. */
export const powerOff = Type.Optional(
  Type.Array(Type.String({ minLength: 1, maxLength: 256 }), { minItems: 1, maxItems: 16 }),
);

const FIELDS = {
  role: oneOf(ROLES),
  id: Type.String({ pattern: '^[A-Za-z0-9._-]{1,64}$' }),
  host: Type.String({ minLength: 1, maxLength: 253 }),
  port: Type.Integer({ minimum: 0, maximum: 65_535 }),
  folder: Type.String({ minLength: 1, maxLength: 4_096 }),
  url: Type.String({ pattern: '^https?://[A-Za-z0-9.:\\[\\]-]{1,300}(/[A-Za-z0-9._~/-]{0,300})?$' }),
  commissionerKey: Type.Optional(Type.String({ pattern: '^[0-9a-f]{66}$' })),
  fourEyes: Type.Optional(Type.Boolean()),
  retentionDays,
  powerOff,
  logLevel: Type.Optional(oneOf(LOG_LEVELS)),
};
const CONFIG = Type.Object(FIELDS, { additionalProperties: false });
type RawConfig = Static<typeof CONFIG>;

/** The same in the operator's words. */
const EXPECTED: Readonly<Record<keyof RawConfig, string>> = {
  role: `one of ${ROLES.join(', ')}`,
  id: '1 to 64 letters, digits, dots, hyphens, underscores',
  host: 'the name or address to listen on, such as 127.0.0.1',
  port: 'a whole number from 0 to 65535',
  folder: 'the path of a folder',
  url: 'an http or https URL without query, such as https://counter1.example.org',
  commissionerKey: 'a P-256 public key: 66 lower-case hex digits',
  fourEyes: 'true or false',
  retentionDays: `days: a whole number from 1 to ${MAX_RETENTION_DAYS}`,
  powerOff: 'a program and its arguments, such as [systemctl, poweroff]',
  logLevel: `one of ${LOG_LEVELS.join(', ')}`,
};

/** Errors: StartupError config/unreadable, config/invalid; the message names the file, the field and the reason. */
export function loadServerConfig(path: string): ServerConfig {
  const raw = check(path, parseYaml(path));
  return {
    role: raw.role,
    id: raw.id,
    host: raw.host,
    port: raw.port,
    folder: resolve(dirname(path), raw.folder),
    url: raw.url.replace(/\/+$/, ''),
    commissionerKey: commissionerKeyOf(path, raw),
    fourEyes: fourEyesOf(path, raw),
    retentionDays: raw.retentionDays,
    powerOff: powerOffOf(path, raw),
    logLevel: raw.logLevel ?? 'info',
  };
}

function parseYaml(path: string): unknown {
  const text = readBounded(path);
  try {
    return parse(text, { maxAliasCount: 0 });
  } catch (error) {
    throw new StartupError('config/invalid', `${path}: not YAML: ${reasonOf(error)}`);
  }
}

function readBounded(path: string): string {
  try {
    const file = openSync(path, 'r');
    try {
      if (fstatSync(file).size > MAX_FILE_LENGTH) throw new Error(`longer than ${MAX_FILE_LENGTH} bytes`);
      return readFileSync(file, 'utf8');
    } finally {
      closeSync(file);
    }
  } catch (error) {
    throw new StartupError('config/unreadable', `${path}: ${reasonOf(error)}`);
  }
}

function check(path: string, value: unknown): RawConfig {
  if (Value.Check(CONFIG, value)) return value;
  if (typeof value !== 'object' || value === null)
    throw invalid(path, 'the file', 'must be a list of fields');
  const given = new Map<string, unknown>(Object.entries(value));
  for (const [field, expected] of Object.entries(EXPECTED)) {
    const schema = CONFIG.properties[field as keyof RawConfig];
    if (given.has(field) && !Value.Check(schema, given.get(field)))
      throw invalid(path, field, `must be ${expected}`);
    if (!given.has(field) && CONFIG.required.some((name) => name === field))
      throw invalid(path, field, `is missing; it must be ${expected}`);
  }
  const unknown = [...given.keys()].filter((field) => !Object.hasOwn(EXPECTED, field));
  throw invalid(path, unknown.join(', '), 'is not a field of the configuration');
}

function fourEyesOf(path: string, { role, fourEyes }: RawConfig): boolean {
  if (role !== 'commissioner' && fourEyes !== undefined)
    throw invalid(path, 'fourEyes', "is for the Commissioner's service alone");
  return fourEyes ?? false;
}

function powerOffOf(path: string, { role, powerOff }: RawConfig): readonly string[] | undefined {
  if (powerOff !== undefined && !RENEWING.includes(role))
    throw invalid(path, 'powerOff', 'is for Trustees and Administrators, who renew shares');
  return powerOff;
}

function commissionerKeyOf(path: string, { role, commissionerKey }: RawConfig): Uint8Array | undefined {
  const field = 'commissionerKey';
  if (role === 'commissioner') {
    if (commissionerKey === undefined) return undefined;
    throw invalid(path, field, "is for other servers: the Commissioner's service has its own key");
  }
  // What pages need to know is in config.json, what a replica does in genesis.jws.
  if ((role === 'web' || role === 'board') && commissionerKey === undefined) return undefined;
  const key = commissionerKey === undefined ? undefined : fromHex(commissionerKey);
  if (key === undefined) throw invalid(path, field, `is missing; the role ${role} needs it`);
  try {
    requirePublicKey(key);
  } catch {
    throw invalid(path, field, 'is not a point of the curve P-256');
  }
  return key;
}

const invalid = (path: string, field: string, reason: string): StartupError =>
  new StartupError('config/invalid', `${path}: ${field} ${reason}`);
