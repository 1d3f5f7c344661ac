/**
 * What a server keeps about the voters of one election, and its end: tables that are emptied at the Commissioner's order, if the
 * election is over and the time that this server's own configuration sets has passed since. Nothing is taken into them again.
 */
import type { FastifyInstance } from 'fastify';
import {
  checkDataDeletion,
  confirmDataDeleted,
  MAX_DATA_DELETION_LENGTH,
} from '../../protocol/0-setup/delete-personal-data.ts';
import type { HostContext, HostedElection, ServerContext } from './hosted-election.ts';
import type { HostedElections } from './hosted-elections.ts';
import { cborBody, sendCbor } from './http-server.ts';
import { ServiceError } from './service-error.ts';

/** Document: the confirmation. While it is there the data are not. */
const DELETED = 'data-deleted';
const DAY = 86_400_000;

export class PersonalData<C extends HostContext> {
  readonly #host: HostedElection<C>;
  readonly #tables: readonly string[];

  constructor(host: HostedElection<C>, tables: readonly string[]) {
    this.#host = host;
    this.#tables = tables;
  }

  /** Unix ms from which they may be deleted; undefined if no time is set here. Errors: service/not-found without a manifest. */
  get deletableFrom(): number | undefined {
    const { context, times } = this.#host;
    return context.retentionDays === undefined ? undefined : times.claimsEnd + context.retentionDays * DAY;
  }

  /** The signed statement that they are deleted, once they are. */
  get confirmation(): Uint8Array | undefined {
    return this.#host.documents.get(DELETED);
  }

  /** Errors: retention/deleted. */
  requireKept(): void {
    if (this.confirmation === undefined) return;
    throw new ServiceError('retention/deleted', 410, 'the personal data of this election are deleted here');
  }

  /** Errors: retention/unset, retention/not-over; service/not-found without a manifest; those of {@link checkDataDeletion}. */
  check(order: Uint8Array): void {
    checkDataDeletion(this.#host.election, order);
    this.requireOver();
  }

  /** Errors: retention/unset, retention/not-over. */
  requireOver(): void {
    const from = this.deletableFrom;
    if (from === undefined)
      throw new ServiceError('retention/unset', 409, 'no retention time is set here: nothing is deleted');
    if (this.#host.context.clock() < from)
      throw new ServiceError(
        'retention/not-over',
        409,
        `personal data are kept here until ${new Date(from).toISOString()}`,
      );
  }

  /**
   * Deletes them and keeps the confirmation, in one transaction; then nothing of them is in the store's files. Again: the same
   * confirmation. Errors: those of the store; service/busy while another process reads it, then it is to be called again.
   */
  async delete(confirm: () => Uint8Array): Promise<Uint8Array> {
    const { store, documents } = this.#host;
    const confirmation = await documents.once(DELETED, () => {
      for (const table of this.#tables) store.prepare(`DELETE FROM ${table}`).run();
      return confirm();
    });
    store.purge();
    return confirmation;
  }
}

export interface WithPersonalData {
  readonly personalData: PersonalData<ServerContext>;
  /** What is to be on disk before they are deleted, as it cannot be made afterwards. */
  beforeDeletion?(): Promise<void>;
}

/** For the roles that have personal data. The answer is the server's confirmation. */
export function addDataDeletionRoute<T extends HostedElection & WithPersonalData>(
  app: FastifyInstance,
  elections: HostedElections<T>,
): void {
  const options = { bodyLimit: MAX_DATA_DELETION_LENGTH };
  app.post('/elections/:election/delete-data', options, async (request, reply) => {
    const host = elections.of(request);
    const { personalData, context, election } = host;
    personalData.check(cborBody(request, MAX_DATA_DELETION_LENGTH));
    await host.beforeDeletion?.();
    const { id, identity, clock } = context;
    const confirm = () => confirmDataDeleted(election, clock(), id, identity);
    return sendCbor(reply, await personalData.delete(confirm));
  });
}
