/**
 * Watching a board from outside: which replicas answer, how far they are, who leads, whose log is another. For people who
 * operate it: what replicas say here is not proved, and nothing rests on it.
 */
import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';
import { headStatement } from '../../protocol/board/answers.ts';
import type { CheckedGenesis } from '../../protocol/board/genesis.ts';
import { ProtocolError } from '../../protocol/errors.ts';
import { toHex } from '../../protocol/primitives/bytes.ts';
import { peekStatement } from '../../protocol/primitives/statement-form.ts';
import { maskOf } from '../../protocol/quorums/quorum-system.ts';
import { ANSWER_LIMITS, askHealth, type HealthAnswer } from './ask-health.ts';
import type { Clock } from './clock.ts';
import { getBytes, getJson, RemoteError } from './http-client.ts';

const count = Type.Integer({ minimum: 0 });
/** What a replica says about itself. */
const statusSchema = Type.Object({
  /** The open instance, and its regency. */
  c: count,
  regency: count,
  /** ID of the replica that leads it. */
  leader: Type.String({ pattern: '^[A-Za-z0-9._-]{1,64}$' }),
  /** Entries. */
  size: count,
  /** KEYs so far. */
  generation: count,
  /** Of the own secrets, and how many keys of their list are left. */
  epoch: count,
  keysLeft: count,
  /** False until its KEY is ordered, and for ever if its store was put back. */
  mayVote: Type.Boolean(),
  /** Requests. */
  waiting: count,
});
export type BoardStatus = Readonly<Static<typeof statusSchema>>;

export interface ReplicaHealth extends HealthAnswer {
  readonly id: string;
  readonly operator: string;
  readonly system: string;
  readonly url: string;
  /** Null if it does not say. */
  readonly status: BoardStatus | null;
  /** Its log at the same instance is another than that of most. */
  readonly differs: boolean;
}

export interface BoardHealth {
  readonly name: string;
  /** k' and k. */
  readonly hostile: number;
  readonly down: number;
  /** The highest instance that is reached by replicas that cannot all be hostile; null if so few answer. */
  readonly c: number | null;
  /** Sorted by ID. */
  readonly replicas: readonly ReplicaHealth[];
}

/** Replicas keep HEADs of the last 64 instances; the rest is for what is decided while they are asked. */
const COMPARABLE = 60;

/** Asks all replicas at once, for no longer than twice the time limit. */
export async function watchBoard({ genesis, quorums }: CheckedGenesis, clock: Clock): Promise<BoardHealth> {
  const { name, hostile, down, replicas } = genesis;
  const asked = await Promise.all(
    replicas.map(async ({ id, url, operator, system }) => {
      const [health, status] = await Promise.all([askHealth({ id, url }, clock), askStatus(url)]);
      return { id, operator, system, url, ...health, status };
    }),
  );
  const instances = asked.map(({ status }) => status?.c);
  const c = reachedBy(instances, quorums);
  const near = instances.filter(
    (one) => one !== undefined && c !== null && one >= c - COMPARABLE && one <= c,
  );
  const at = Math.min(...near.map(Number));
  const logs = await Promise.all(
    asked.map(({ url }, i) => ((instances[i] ?? -1) >= at ? askLog(url, at) : undefined)),
  );
  const usual = mostFrequent(logs.filter((log) => log !== undefined));
  return {
    name,
    hostile,
    down,
    c,
    replicas: asked.map((one, i) => ({ ...one, differs: logs[i] !== undefined && logs[i] !== usual })),
  };
}

/** Whoever lies about being ahead is not believed alone. */
function reachedBy(
  instances: readonly (number | undefined)[],
  quorums: CheckedGenesis['quorums'],
): number | null {
  const isReached = (c: number): boolean =>
    !quorums.isHostile(maskOf(instances.flatMap((one, i) => (one !== undefined && one >= c ? i : []))));
  const reached = instances.filter((one) => one !== undefined).filter(isReached);
  return reached.length === 0 ? null : Math.max(...reached);
}

async function askStatus(url: string): Promise<BoardStatus | null> {
  try {
    const status = await getJson(`${url}/status`, ANSWER_LIMITS);
    return Value.Check(statusSchema, status) ? status : null;
  } catch {
    return null;
  }
}

/** Both roots before instance c; undefined if it does not have them. */
async function askLog(url: string, c: number): Promise<string | undefined> {
  try {
    const head = await getBytes(`${url}/head?c=${c}`, ANSWER_LIMITS);
    const { content } = peekStatement(headStatement.content, head);
    return content.c === c ? `${toHex(content.logRoot)} ${toHex(content.topicsRoot)}` : undefined;
  } catch (error) {
    if (error instanceof RemoteError || error instanceof ProtocolError) return undefined;
    throw error;
  }
}

function mostFrequent(values: readonly string[]): string | undefined {
  const times = (value: string): number => values.filter((other) => other === value).length;
  return [...new Set(values)].sort((a, b) => times(b) - times(a))[0];
}
