/**
 * How many voters Administrators have signed for, as each tells whoever asks. Up to b of them may lie: what b + 1 say, an
 * honest one says too. So there are at least so many, whatever liars say, and as long as b + 1 honest ones answer none can
 * make it fewer. Counts only grow: the most that each has said is kept, so that one that is down takes none back.
 */
import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';
import { ANSWER_LIMITS } from '../../shared/ask-health.ts';
import type { HostContext, HostedElection } from '../../shared/hosted-election.ts';
import { getJson } from '../../shared/http-client.ts';
import type { Turnout } from '../api/elections.ts';

export const SIGNED_FOR_SCHEMA = `
  CREATE TABLE IF NOT EXISTS signed_for (administrator TEXT PRIMARY KEY, voters INTEGER NOT NULL) STRICT, WITHOUT ROWID;`;

const statusSchema = Type.Object({ signed: Type.Integer({ minimum: 0 }) });
type Status = Static<typeof statusSchema>;

export class SignedFor {
  readonly #host: HostedElection<HostContext>;

  constructor(host: HostedElection<HostContext>) {
    this.#host = host;
  }

  /** Of those that answer, by ID. Never rejects. */
  async ask(): Promise<ReadonlyMap<string, number>> {
    const { election, electionId } = this.#host;
    const answers = new Map<string, number>();
    await Promise.all(
      election.holders('administrators').map(async ({ id, url }) => {
        const status = await getJson(`${url}/elections/${electionId}/status`, ANSWER_LIMITS).catch(
          () => null,
        );
        if (this.#isStatus(status)) answers.set(id, status.signed);
      }),
    );
    return answers;
  }

  /** None signs for more voters than there are. */
  #isStatus(answer: unknown): answer is Status {
    return Value.Check(statusSchema, answer) && answer.signed <= this.#host.election.voters;
  }

  /** Within a `store.write`. */
  keep(answers: ReadonlyMap<string, number>): void {
    const insert = this.#host.store.prepare(
      'INSERT INTO signed_for VALUES (?, ?) ON CONFLICT DO UPDATE SET voters = max(voters, excluded.voters)',
    );
    for (const [administrator, voters] of answers) insert.run(administrator, voters);
  }

  administrators(): Turnout['administrators'] {
    const rows = this.#host.store.prepare('SELECT administrator, voters FROM signed_for').all();
    const said = new Map(rows.map(({ administrator, voters }) => [String(administrator), Number(voters)]));
    return this.#host.election
      .holders('administrators')
      .map(({ id }) => ({ id, signed: said.get(id) ?? null }));
  }

  /** At least so many. */
  least(): number {
    const said = this.administrators().map(({ signed }) => signed ?? 0);
    return said.toSorted((a, b) => b - a)[this.#host.election.plan.hostileAdministrators] ?? 0;
  }
}
