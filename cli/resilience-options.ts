/** What `revs resilience` is told. Times in ms. */
import { InvalidArgumentError } from 'commander';
import { RENEWED_ROLES, type RenewedRole } from '../protocol/0-setup/exhaustion-safety.ts';

/** Least and, if it is known, greatest. */
export interface Span {
  readonly atLeast: number;
  readonly atMost?: number;
}

/** A value for one name, and for all others. */
export interface Named<T> {
  readonly others?: T;
  readonly by: ReadonlyMap<string, T>;
}

export type IfMissed = 'alarm' | 'poweroff';

export interface ResilienceOptions {
  readonly mission: number;
  readonly operator?: Named<Span>;
  readonly system?: Named<Span>;
  readonly teams: number;
  readonly networkFails?: boolean;
  /** T_P of Trustees' and Administrators' keys; left out: nothing of theirs is renewed. */
  readonly renewedEvery?: number;
  readonly deadline: number;
  readonly phase: number;
  readonly clockError: number;
  readonly boardRenewedEvery?: number;
  readonly boardDeadline: number;
  readonly ifMissed: Readonly<Partial<Record<RenewedRole, IfMissed>>>;
  readonly identityOffline: readonly RenewedRole[];
  /** Of a server, in a year. */
  readonly crashRate?: Named<number>;
  readonly repair: number;
  readonly svg?: string;
  readonly json?: boolean;
}

const UNITS = {
  ms: 1,
  s: 1_000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 7 * 86_400_000,
  y: 365 * 86_400_000,
} as const;
/** A thousand years are for ever, and still whole numbers of ms. */
const MAX_TIME = 1_000 * UNITS.y;

export const YEAR = UNITS.y;

/** `90s`, `1.5h`: in ms. Years have 365 days. */
export function time(text: string): number {
  const [, amount = '', unit] = /^(\d{1,15}(?:\.\d{1,9})?)(ms|s|min|h|d|w|y)$/.exec(text) ?? [];
  const ms = unit === undefined ? Number.NaN : Math.round(Number(amount) * UNITS[unit as keyof typeof UNITS]);
  if (ms <= MAX_TIME) return ms;
  throw new InvalidArgumentError('write a time such as 500ms, 90s, 30min, 24h, 7d, 4w or 2y, at most 1000y.');
}

/** `[NAME=]TIME` or `[NAME=]TIME..TIME`, one of several. */
export const spans = (text: string, before?: Named<Span>): Named<Span> => add(text, span, before);

function span(text: string): Span {
  const [least = '', most, ...more] = text.split('..');
  const found: Span = { atLeast: time(least), ...(most === undefined ? {} : { atMost: time(most) }) };
  if (more.length > 0 || found.atLeast > (found.atMost ?? MAX_TIME))
    throw new InvalidArgumentError('write the least time first, then at most one other: 3d..10d.');
  return found;
}

/** `[ID=]CRASHES`, one of several. */
export const rates = (text: string, before?: Named<number>): Named<number> => add(text, rate, before);

function rate(text: string): number {
  if (/^\d{1,6}(\.\d{1,9})?$/.test(text)) return Number(text);
  throw new InvalidArgumentError('write the crashes of a server in a year, such as 4 or 0.5.');
}

/** A name may have an equals sign in it, a value none. */
function add<T>(text: string, parse: (value: string) => T, before: Named<T> = { by: new Map() }): Named<T> {
  const at = text.lastIndexOf('=');
  const value = parse(text.slice(at + 1));
  const name = text.slice(0, Math.max(0, at));
  if (at < 0 ? before.others !== undefined : before.by.has(name))
    throw new InvalidArgumentError(at < 0 ? 'it is there twice for all others.' : `${name} is there twice.`);
  return at < 0 ? { ...before, others: value } : { ...before, by: new Map([...before.by, [name, value]]) };
}

export function role(text: string, before: readonly RenewedRole[]): readonly RenewedRole[] {
  const found = RENEWED_ROLES.find((name) => name === text);
  if (found !== undefined) return [...before, found];
  throw new InvalidArgumentError(`write one of ${RENEWED_ROLES.join(', ')}.`);
}

/** `ROLE=alarm` or `ROLE=poweroff`, one of several. */
export function ifMissed(text: string, before: ResilienceOptions['ifMissed']): ResilienceOptions['ifMissed'] {
  const [name = '', action, ...more] = text.split('=');
  const [found] = role(name, []);
  if (found === undefined || (action !== 'alarm' && action !== 'poweroff') || more.length > 0)
    throw new InvalidArgumentError('write ROLE=alarm or ROLE=poweroff.');
  return { ...before, [found]: action };
}
