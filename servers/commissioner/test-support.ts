/** For tests of the Commissioner's routes: an application and elections in a folder of their own, without log-in. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { pino } from 'pino';
import { signerOf } from '../../protocol/primitives/signer.ts';
import { newKey, random } from '../../protocol/test-support.ts';
import type { Clock } from '../shared/clock.ts';
import { HostedElections } from '../shared/hosted-elections.ts';
import { buildApp } from '../shared/http-server.ts';
import { Metrics } from '../shared/metrics.ts';
import { AuditLog } from './audit/audit-log.ts';
import { type CommissionerContext, CommissionerElection } from './election/commissioner-election.ts';

export interface TestService {
  readonly folder: string;
  readonly context: CommissionerContext;
  readonly app: FastifyInstance;
  readonly elections: HostedElections<CommissionerElection>;
  readonly audit: AuditLog;
  close(): Promise<void>;
}

export function testService(
  identity = newKey(),
  clock: Clock = Date.now,
  retentionDays?: number,
): TestService {
  const folder = mkdtempSync(join(tmpdir(), 'revs-commissioner-'));
  // Not even the anchors of the audit log, which are always told.
  const logger = pino({ level: 'silent' }, { write: () => undefined });
  const context: CommissionerContext = {
    id: 'commissioner',
    folder,
    url: 'http://commissioner.test',
    commissionerKey: identity.publicKey,
    identity: signerOf(identity),
    random,
    clock,
    logger,
    retentionDays,
  };
  const app = buildApp({
    role: 'commissioner',
    id: 'commissioner',
    logger,
    metrics: new Metrics(),
  });
  const audit = new AuditLog(folder, clock, logger);
  const elections = new HostedElections(
    context,
    (c, electionId) => new CommissionerElection(c, electionId, audit),
  );
  const close = async (): Promise<void> => {
    await app.close();
    await elections.close();
    await audit.close();
    rmSync(folder, { recursive: true, force: true });
  };
  return { folder, context, app, elections, audit, close };
}
