/** How the Commissioner's service calls all servers of an election, or those of a role. */
import type { Member } from '../../../protocol/0-setup/election.ts';
import type { CommissionerElection } from './commissioner-election.ts';

export const path = (election: CommissionerElection, { url }: Member, rest: string): string =>
  `${url}/elections/${election.electionId}/${rest}`;

export async function toAll<T extends { readonly id: string }>(
  members: readonly T[],
  act: (member: T) => Promise<unknown>,
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
