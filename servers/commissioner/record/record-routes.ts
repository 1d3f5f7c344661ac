/**
 * What an election leaves: the final roots, public at once; results and the election record, for officers once the votes are
 * tallied, for anyone once they are published.
 */
import { createReadStream, existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { isRecordFile, RECORD_FILES } from '../../../record/files.ts';
import type { HostedElections } from '../../shared/hosted-elections.ts';
import { ServiceError } from '../../shared/service-error.ts';
import type { CommissionerElection } from '../election/commissioner-election.ts';
import { packRecord } from './pack-record.ts';

export function addRecordRoutes(
  app: FastifyInstance,
  elections: HostedElections<CommissionerElection>,
): void {
  const open = { config: { public: true } };
  const forOfficers = { config: { role: 'observer' } } as const;
  const tallied = (request: FastifyRequest): CommissionerElection => {
    const election = elections.of(request);
    return election.isTallied ? election : missing('results before the tally');
  };
  const published = (request: FastifyRequest): CommissionerElection => {
    const election = elections.of(request);
    return election.isPublished ? election : missing('record before it is published');
  };
  app.get('/elections/:election/final-roots', open, async (request, reply) =>
    reply
      .type('application/cbor')
      .send(
        Buffer.from(elections.of(request).documents.get('final-roots-published') ?? missing('final roots')),
      ),
  );
  // Asked again and again by pages that wait: an answer, as what is not there yet is no error.
  app.get('/elections/:election/publication', open, async (request) => ({
    isPublished: elections.of(request).isPublished,
  }));
  app.get('/elections/:election/record/*', open, async (request, reply) =>
    sendFile(request, reply, published(request)),
  );
  app.get('/officer/elections/:election/record/*', forOfficers, async (request, reply) =>
    sendFile(request, reply, tallied(request)),
  );
  app.get('/elections/:election/record.tar', open, async (request, reply) =>
    sendRecord(reply, published(request)),
  );
  app.get('/officer/elections/:election/record.tar', forOfficers, async (request, reply) =>
    sendRecord(reply, tallied(request)),
  );
  app.get('/officer/elections/:election/results', forOfficers, async (request, reply) =>
    reply
      .type('application/json')
      .send(createReadStream(join(tallied(request).recordFolder, RECORD_FILES.results))),
  );
}

function sendFile(
  { params }: FastifyRequest,
  reply: FastifyReply,
  { recordFolder }: CommissionerElection,
): FastifyReply {
  const { '*': name } = params as { '*': string };
  const path = join(recordFolder, name);
  if (!isRecordFile(name) || !existsSync(path) || !statSync(path).isFile()) missing('file in the record');
  return reply.type('application/octet-stream').send(createReadStream(path));
}

const sendRecord = (reply: FastifyReply, { electionId, recordFolder }: CommissionerElection): FastifyReply =>
  reply
    .type('application/x-tar')
    .header('content-disposition', `attachment; filename="record-${electionId}.tar"`)
    .send(packRecord(recordFolder));

function missing(what: string): never {
  throw new ServiceError('service/not-found', 404, `no such ${what} here`);
}
