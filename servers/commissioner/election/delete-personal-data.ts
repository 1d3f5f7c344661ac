/**
 * Deletes the personal data of an election: here first, and with it the order is kept, then at the servers that have some. Each of
 * them decides by its own clock and configuration, and confirms it. Nothing else of the election is touched.
 */
import {
  confirmDataDeleted,
  openDataDeleted,
  signDataDeletion,
} from '../../../protocol/0-setup/delete-personal-data.ts';
import type { Member } from '../../../protocol/0-setup/election.ts';
import { COMMISSIONER } from '../../../protocol/messages/plan.ts';
import type { SigningKey } from '../../../protocol/primitives/p256-signature.ts';
import { signing } from '../../../protocol/primitives/signer.ts';
import { postCbor } from '../../shared/http-client.ts';
import type { ElectionSummary, Failures } from '../api/elections.ts';
import { toAll } from './ask-servers.ts';
import type { CommissionerElection } from './commissioner-election.ts';
import { awaitingCard, type ReportProgress } from './progress.ts';
import { setupUrl } from './send-roll.ts';

/** Document: the signed order. */
export const DELETION_ORDER = 'data-deletion';
/** Document: what the server with that ID has confirmed. */
export const confirmationOf = (id: string): string => `data-deleted/${id}`;

/** Servers that have personal data; see docs/data-protection.md. */
const keepers = ({ election }: CommissionerElection): readonly Member[] => [
  ...election.members('administrators'),
  ...election.members('distributors'),
];

/**
 * By server, why it has not deleted them; then this is to be called again.
 * Errors: retention/unset, retention/not-over; those of signing, and of the own store, before any server is asked.
 */
export async function deletePersonalData(
  election: CommissionerElection,
  progress: ReportProgress,
): Promise<Failures> {
  const order = await deletedHere(election, progress);
  const servers = keepers(election).filter(
    ({ id }) => election.documents.get(confirmationOf(id)) === undefined,
  );
  let done = 0;
  return toAll(
    servers,
    async (server) => {
      const confirmation = await postCbor(setupUrl(election, server.id, 'delete-data'), order);
      openDataDeleted(election.election, server, confirmation);
      await election.keep(confirmationOf(server.id), confirmation);
    },
    () => progress('deletion', ++done, servers.length),
  );
}

/** Returns the order, which is signed once. */
async function deletedHere(election: CommissionerElection, progress: ReportProgress): Promise<Uint8Array> {
  const { context, documents, personalData, store } = election;
  personalData.requireOver();
  if (personalData.confirmation === undefined) {
    const now = context.clock();
    const signed = (key: SigningKey) => ({
      order: signDataDeletion(election.election, key),
      confirmation: confirmDataDeleted(election.election, now, COMMISSIONER, key),
    });
    const { order, confirmation } = await signing(context.identity, signed, awaitingCard(progress));
    await personalData.delete(() => {
      documents.keep(DELETION_ORDER, order);
      return confirmation;
    });
  } else store.purge();
  return documents.require(DELETION_ORDER);
}

export function dataDeletionOf(election: CommissionerElection): ElectionSummary['dataDeletion'] {
  const { documents, personalData } = election;
  if (personalData.confirmation === undefined) return 'none';
  const isDone = keepers(election).every(({ id }) => documents.get(confirmationOf(id)) !== undefined);
  return isDone ? 'done' : 'begun';
}
