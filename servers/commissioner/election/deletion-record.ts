/** The record of the deletion of an election's personal data, as a file to keep: who, when, where, with all signed statements. */
import type { FastifyInstance } from 'fastify';
import { openDataDeleted } from '../../../protocol/0-setup/delete-personal-data.ts';
import { COMMISSIONER, type Role } from '../../../protocol/messages/plan.ts';
import { toHex } from '../../../protocol/primitives/bytes.ts';
import type { HostedElections } from '../../shared/hosted-elections.ts';
import type { DeletionRecord } from '../api/elections.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import { stepsTaken } from '../audit/steps-taken.ts';
import type { CommissionerElection } from './commissioner-election.ts';
import { confirmationOf, DELETION_ORDER } from './delete-personal-data.ts';

export function addDeletionRecordRoute(
  app: FastifyInstance,
  elections: HostedElections<CommissionerElection>,
  audit: AuditLog,
): void {
  app.get(
    '/officer/elections/:election/deletion.json',
    { config: { role: 'observer' } },
    async (request, reply): Promise<DeletionRecord> => {
      const election = elections.of(request);
      const name = `deletion-${election.electionId}.json`;
      reply.header('content-disposition', `attachment; filename="${name}"`);
      return deletionRecord(election, audit);
    },
  );
}

function deletionRecord(election: CommissionerElection, audit: AuditLog): DeletionRecord {
  const { electionId, documents, personalData } = election;
  const { manifest, manifestHash, plan } = election.election;
  const order = documents.get(DELETION_ORDER);
  type Party = DeletionRecord['parties'][number];
  const partyOf = (role: Party['role'], id: string, identityKey: Uint8Array, said?: Uint8Array): Party => ({
    ...{ id, role, publicKey: toHex(identityKey) },
    deleted:
      said === undefined
        ? null
        : { at: openDataDeleted(election.election, { id, identityKey }, said), confirmation: toHex(said) },
  });
  const servers = (role: Role): Party[] =>
    election.election
      .members(`${role}s`)
      .map(({ id, identityKey }) => partyOf(role, id, identityKey, documents.get(confirmationOf(id))));
  return {
    election: electionId,
    title: manifest.title,
    manifestHash: toHex(manifestHash),
    steps: stepsTaken(audit, electionId, ['delete-data']).map(({ time, officers }) => ({ time, officers })),
    order: order === undefined ? null : toHex(order),
    parties: [
      partyOf('commissioner', COMMISSIONER, plan.commissionerKey, personalData.confirmation),
      ...servers('administrator'),
      ...servers('distributor'),
    ],
  };
}
