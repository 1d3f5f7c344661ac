/** How the Commissioner's service calls all servers of an election, or those of a role. */
import type { Member } from '../../../protocol/0-setup/election.ts';
import type { Failures } from '../api.ts';
import type { CommissionerElection } from './commissioner-election.ts';

export const path = (election: CommissionerElection, { url }: Member, rest: string): string =>
  `${url}/elections/${election.electionId}/${rest}`;

export async function toAll(
  members: readonly Member[],
  act: (member: Member) => Promise<unknown>,
  onDone: () => void = () => undefined,
): Promise<Record<string, string>> {
  const failures: Record<string, string> = {};
  await Promise.all(
    members.map(async (member) => {
      try {
        await act(member);
      } catch (error) {
        failures[member.id] = error instanceof Error ? error.message : String(error);
      }
      onDone();
    }),
  );
  return failures;
}

/** Collects one statement from each server that gives a valid one, in their order; names those that do not. */
export async function collect(
  members: readonly Member[],
  ask: (member: Member) => Promise<Uint8Array>,
  check: (statement: Uint8Array, member: Member) => unknown,
  onDone: (done: number, total: number) => void = () => undefined,
): Promise<{ statements: Uint8Array[]; failures: Failures }> {
  const statements = new Map<string, Uint8Array>();
  let done = 0;
  const failures = await toAll(
    members,
    async (member) => {
      const statement = await ask(member);
      check(statement, member);
      statements.set(member.id, statement);
    },
    () => onDone(++done, members.length),
  );
  const inOrder = members.flatMap(({ id }) => statements.get(id) ?? []);
  return { statements: inOrder, failures };
}
