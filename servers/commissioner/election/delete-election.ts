/** Deletes a trial election: at its servers first, and here once nothing is left there. */
import { signDeletion } from '../../../protocol/0-setup/delete-trial.ts';
import { allParties } from '../../../protocol/messages/plan.ts';
import { signing } from '../../../protocol/primitives/signer.ts';
import type { HostedElections } from '../../shared/hosted-elections.ts';
import { postCbor } from '../../shared/http-client.ts';
import type { Failures } from '../api/elections.ts';
import { toAll } from './ask-servers.ts';
import type { CommissionerElection } from './commissioner-election.ts';
import { awaitingCard, type ReportProgress } from './progress.ts';
import { setupUrl } from './send-roll.ts';

/**
 * By server, why it has not deleted it: then it stays here too, so that this can be repeated.
 * Errors: election/not-trial, those of signing.
 */
export async function deleteElection(
  elections: HostedElections<CommissionerElection>,
  election: CommissionerElection,
  progress: ReportProgress,
): Promise<Failures> {
  const { context, plan, electionId } = election;
  const order = await signing(context.identity, (key) => signDeletion(plan, key), awaitingCard(progress));
  const servers = allParties(plan.plan);
  let done = 0;
  const failures = await toAll(
    servers,
    ({ id }) => postCbor(setupUrl(election, id, 'delete'), order),
    () => progress('deletion', ++done, servers.length),
  );
  if (Object.keys(failures).length === 0) await elections.delete(electionId, order);
  return failures;
}
