/**
 * The Commissioner watches: which servers answer and what time they have, how many voters have been signed for, and how many
 * packages have come in.
 */
import { treeHeadStatement } from '../../../protocol/messages/tree-head.ts';
import { openStatement } from '../../../protocol/primitives/statement.ts';
import { ANSWER_LIMITS, askHealth } from '../../shared/ask-health.ts';
import type { Clock } from '../../shared/clock.ts';
import type { HostContext, HostedElection } from '../../shared/hosted-election.ts';
import { getBytes } from '../../shared/http-client.ts';
import type { Turnout as TurnoutAnswer, TurnoutPoint } from '../api/elections.ts';
import type { DirectoryServer, ServerHealth } from '../api/servers.ts';
import type { ListWatch } from './list-watch.ts';
import { SIGNED_FOR_SCHEMA, SignedFor } from './signed-for.ts';

/** Asks every server at once. Takes no longer than the time limit, whatever they do. */
export const healthOf = (servers: readonly DirectoryServer[], clock: Clock): Promise<ServerHealth[]> =>
  Promise.all(
    servers.map(async ({ id, role, url }) => ({ id, role, ...(await askHealth({ id, url }, clock)) })),
  );

/** Milliseconds between samples of the service's own, and between those that an officer asks for. */
const SAMPLE_INTERVAL = 30_000;
const ASKED_INTERVAL = 5_000;
/** Points of a series, however long the election. */
const MAX_POINTS = 500;

export const TURNOUT_SCHEMA = `${SIGNED_FOR_SCHEMA}
  CREATE TABLE IF NOT EXISTS turnout (time INTEGER PRIMARY KEY, packages INTEGER NOT NULL) STRICT;`;

/**
 * How many packages the Counters have, by their signed heads: the largest list. Lists only grow, and so does the series. A
 * hostile Counter can sign a size that is too large; the frozen bulletin board does not depend on it.
 */
export class Turnout {
  readonly signedFor: SignedFor;
  readonly #host: HostedElection<HostContext>;
  readonly #lists: ListWatch;
  readonly #sizes = new Map<string, number>();
  #sampled = Number.NEGATIVE_INFINITY;
  #sampling: Promise<void> | undefined;

  /** `lists`: is told of every head. */
  constructor(host: HostedElection<HostContext>, lists: ListWatch) {
    this.signedFor = new SignedFor(host);
    this.#host = host;
    this.#lists = lists;
  }

  /** Called again and again, never waits. */
  tick(): void {
    void this.#sampleAfter(SAMPLE_INTERVAL);
  }

  /** Fresh numbers, unless they were asked for just now. */
  refresh(): Promise<void> {
    return this.#sampleAfter(ASKED_INTERVAL);
  }

  /** In order of time; the last point of each stretch if there are too many. */
  series(): TurnoutPoint[] {
    // The number stands in the SQL: bound, it would be a real one, and so would the quotients.
    const rows = this.#host.store
      .prepare(
        `SELECT max(time) AS time, max(packages) AS packages FROM turnout
         GROUP BY time / (SELECT 1 + (max(time) - min(time)) / ${MAX_POINTS - 1} FROM turnout) ORDER BY time`,
      )
      .all();
    return rows.map(({ time, packages }) => ({ time: Number(time), packages: Number(packages) }));
  }

  counters(): TurnoutAnswer['counters'] {
    return this.#host.election
      .members('counters')
      .map(({ id }) => ({ id, size: this.#sizes.get(id) ?? null }));
  }

  async #sampleAfter(interval: number): Promise<void> {
    const now = this.#host.context.clock();
    if (now - this.#sampled >= interval) {
      this.#sampled = now;
      this.#sampling = this.#sample(now);
    }
    return this.#sampling;
  }

  /** Never rejects. */
  async #sample(time: number): Promise<void> {
    const { election, store, context } = this.#host;
    const [signed] = await Promise.all([
      this.signedFor.ask(),
      ...election.members('counters').map(({ id, url }) => this.#ask(id, url)),
    ]);
    const packages = Math.max(0, ...this.#sizes.values());
    try {
      await store.write(() => {
        this.signedFor.keep(signed);
        const last = store.prepare('SELECT max(packages) AS packages FROM turnout').get()?.packages;
        if (last === null || packages > Number(last))
          store.prepare('INSERT OR REPLACE INTO turnout VALUES (?, ?)').run(time, packages);
      });
    } catch (error) {
      context.logger.warn({ turnout: error instanceof Error ? error.message : 'unknown' });
    }
  }

  async #ask(id: string, url: string): Promise<void> {
    const { election, electionId } = this.#host;
    const before = this.#lists.largest(id);
    try {
      const head = await getBytes(`${url}/elections/${electionId}/head`, ANSWER_LIMITS);
      const keyOf = (signer: string) =>
        signer === id ? election.member('counters', id)?.identityKey : undefined;
      const { content } = openStatement(treeHeadStatement, election.manifestHash, head, keyOf);
      this.#sizes.set(id, content.size);
      this.#lists.noteServed(id, { ...content, statement: head }, before);
    } catch {
      this.#sizes.delete(id);
    }
  }
}
